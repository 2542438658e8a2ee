"""Entries: typed, proved, spoken about. How they go through the review is in `transitions.review`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from indicators.models import Entry, EntryComment
from indicators.transitions import notices
from indicators.transitions.refusal import Refused
from indicators.transitions.review import attach, save
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.files.models import Attachment
from wastefree.lib.figures import NOT_APPLICABLE, Figure


def save_entry(
    entry: Entry,
    figure: Figure,
    note: str,
    *,
    by: User,
    at: datetime,
    based_on: int,
    provisional: bool | None = None,
    key: str = "",
) -> Entry:
    """Writes a figure and its note into an entry that is still being filled in; every value is kept as a revision.

    `provisional` (快报) stays as it is where nothing is said. Raises `Refused` or `StaleError`. Asked again with the
    same `key`, it changes nothing and answers with the entry as it stands.
    """
    passing = entry.provisional if provisional is None else provisional
    typed = {**columns_of(figure), "provisional": passing, "note": note}
    return save(entry, typed, by=by, at=at, based_on=based_on, key=key)


def columns_of(figure: Figure) -> dict[str, Any]:
    """How a figure is kept in an entry, a revision, or a correction."""
    is_number = not isinstance(figure, type(NOT_APPLICABLE))
    return {"value": figure if is_number else None, "not_applicable": figure is NOT_APPLICABLE}


def comment(entry: Entry, text: str, *, by: User, at: datetime, key: str = "") -> None:
    """A word that stays with the entry, whatever its state. Raises `Refused` for an empty one.

    The caller has checked that the person may see the entry.
    """
    words = text.strip()
    if not words:
        raise Refused("comment_missing")
    with transaction.atomic():
        if not log.first_time(by, key):
            return
        made = EntryComment.objects.create(entry=entry, text=words, by=by, at=at)
        log.record(by, "entry.commented", entry, after={"comment": words})
        notices.tell_commented(made)


def attach_each(entries: Sequence[Entry], attachments: Sequence[Attachment], *, by: User, key: str = "") -> int:
    """Lets each file prove each of the entries, all or none; says how many were added. Raises `Refused`."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return 0
        there = set(Entry.evidence.through.objects.filter(entry__in=entries).values_list("entry_id", "attachment_id"))
        added = [(entry, file) for entry in entries for file in attachments if (entry.pk, file.pk) not in there]
        for entry, file in added:
            attach(entry, file, by=by)
        return len(added)
