"""Entries: typed, handed in, checked, approved, returned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from indicators.models import EDITABLE, Entry, EntryRevision, EntryState
from indicators.transitions import notices
from indicators.transitions.refusal import Refused
from wastefree.access import Role
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.files.models import Attachment
from wastefree.lib.figures import NOT_APPLICABLE, Figure, write_figure
from wastefree.versions import StaleError

ALLOWED: Mapping[tuple[str, str], EntryState] = {
    (EntryState.DRAFT, "submit"): EntryState.SUBMITTED,
    (EntryState.RETURNED, "submit"): EntryState.SUBMITTED,
    (EntryState.SUBMITTED, "withdraw"): EntryState.DRAFT,
    (EntryState.SUBMITTED, "check"): EntryState.CHECKED,
    (EntryState.CHECKED, "approve"): EntryState.APPROVED,
    (EntryState.SUBMITTED, "return"): EntryState.RETURNED,
    (EntryState.CHECKED, "return"): EntryState.RETURNED,
    (EntryState.APPROVED, "return"): EntryState.RETURNED,
}
VERBS = {
    "submit": "entry.submitted",
    "withdraw": "entry.withdrawn",
    "check": "entry.checked",
    "approve": "entry.approved",
    "return": "entry.returned",
}


def save_entry(
    entry: Entry, figure: Figure, note: str, *, by: User, at: datetime, based_on: int, key: str = ""
) -> Entry:
    """Writes a figure and its note into an entry that is still being filled in; every value is kept as a revision.

    Raises `Refused` or `StaleError`. Asked again with the same `key`, it changes nothing and answers with the entry
    as it stands.
    """
    with transaction.atomic():
        if not log.first_time(by, key):
            return Entry.objects.get(pk=entry.pk)
        current = Entry.objects.select_related("round").get(pk=entry.pk)
        _refuse_unless_editable(current, by)
        if current.version != based_on:
            raise StaleError(current)
        if current.figure == figure and current.note == note:
            return current
        value = None if not _is_number(figure) else figure
        before = _written(current)
        current.swap(
            based_on, value=value, not_applicable=figure is NOT_APPLICABLE, note=note, entered_by=by, entered_at=at
        )
        EntryRevision.objects.create(
            entry=current,
            version=current.version,
            value=current.value,
            not_applicable=current.not_applicable,
            note=note,
            by=by,
            at=at,
        )
        log.record(by, "entry.saved", current, before=before, after=_written(current))
        return current


def attach(entry: Entry, attachment: Attachment, *, by: User) -> None:
    """Adds a file of the same organization as evidence. Raises `Refused`."""
    with transaction.atomic():
        current = _held(entry)
        _refuse_unless_editable(current, by)
        if attachment.organization_id != current.organization_id:
            raise Refused("not_yours")
        current.evidence.add(attachment)
        log.record(by, "entry.evidence_added", current, after={"file": attachment.name, "sha256": attachment.sha256})


def detach(entry: Entry, attachment: Attachment, *, by: User) -> None:
    """Takes a file off the entry; the file itself is kept. Raises `Refused`."""
    with transaction.atomic():
        current = _held(entry)
        _refuse_unless_editable(current, by)
        current.evidence.remove(attachment)
        log.record(by, "entry.evidence_removed", current, before={"file": attachment.name, "sha256": attachment.sha256})


def _held(entry: Entry) -> Entry:
    """The entry as it is now, held with its round: neither is handed in or closed while its files change."""
    held = Entry.objects.select_for_update(of=("self", "round"), no_key=True)
    return held.select_related("round").get(pk=entry.pk)


@dataclass
class Moved:
    """What became of several entries: those that moved, and those left where they were, each with the reason."""

    done: list[Entry] = field(default_factory=list)
    left: list[tuple[Entry, Refused | StaleError]] = field(default_factory=list)


def submit(
    entries: Sequence[Entry], *, by: User, at: datetime, unexplained: frozenset[int] = frozenset(), key: str = ""
) -> Moved:
    """Hands in those that are ready. `unexplained` are the primary keys of figures in question without a word.

    Like all functions here that take several entries: each carries the version that the person saw; what cannot
    move stays and is told, and all that moves does so in one transaction.
    """
    changes = {"submitted_by": by, "submitted_at": at, "return_reason": ""}
    moved = _move(entries, "submit", by=by, key=key, changes=changes, unexplained=unexplained)
    return moved


def withdraw(entries: Sequence[Entry], *, by: User, key: str = "") -> Moved:
    """Takes back what nobody has checked yet."""
    return _move(entries, "withdraw", by=by, key=key, changes={"submitted_by": None, "submitted_at": None})


def check(entries: Sequence[Entry], *, by: User, at: datetime, key: str = "") -> Moved:
    """The organization's own reviewer passes them on to the office."""
    return _move(entries, "check", by=by, key=key, changes={"checked_by": by, "checked_at": at})


def approve(entries: Sequence[Entry], *, by: User, at: datetime, key: str = "") -> Moved:
    """The office accepts them: from now on they count."""
    return _move(entries, "approve", by=by, key=key, changes={"approved_by": by, "approved_at": at})


def return_(entries: Sequence[Entry], reason: str, *, by: User, at: datetime, key: str = "") -> Moved:
    """Sends them back to the reporter with a reason. Raises `Refused` if there is none."""
    if not reason.strip():
        raise Refused("reason_missing")
    changes = {
        "returned_by": by,
        "returned_at": at,
        "return_reason": reason.strip(),
        "checked_by": None,
        "checked_at": None,
        "approved_by": None,
        "approved_at": None,
    }
    return _move(entries, "return", by=by, key=key, changes=changes, reason=reason.strip())


def _move(
    entries: Sequence[Entry],
    step: str,
    *,
    by: User,
    key: str,
    changes: Mapping[str, Any],
    reason: str = "",
    unexplained: frozenset[int] = frozenset(),
) -> Moved:
    moved = Moved()
    with transaction.atomic():
        if not log.first_time(by, key):
            return moved
        for entry in entries:
            try:
                _move_one(entry, step, by=by, changes=changes, reason=reason, unexplained=unexplained)
            except (Refused, StaleError) as problem:
                moved.left.append((entry, problem))
            else:
                moved.done.append(entry)
        notices.tell_moved(step, moved.done, by=by, key=key)
    return moved


def _move_one(
    entry: Entry,
    step: str,
    *,
    by: User,
    changes: Mapping[str, Any],
    reason: str,
    unexplained: frozenset[int],
) -> None:
    before = entry.state
    _refuse_step(entry, step, by)
    if step == "submit" and not entry.is_filled:
        raise Refused("empty")
    if step == "submit" and entry.pk in unexplained:
        raise Refused("unexplained")
    entry.swap(entry.version, state=ALLOWED[before, step], **changes)
    log.record(by, VERBS[step], entry, before={"state": before}, after=_written(entry), reason=reason)


def _refuse_step(entry: Entry, step: str, by: User) -> None:
    _refuse_unless_open(entry)
    if (entry.state, step) not in ALLOWED:
        raise Refused("wrong_state")
    if not may(entry, step, by):
        raise Refused("not_yours")
    if step in ("check", "approve") and entry.entered_by_id == by.pk:
        raise Refused("own_entry")


def may(entry: Entry, step: str, by: User) -> bool:
    """Whether it is this person's business to take the step with this entry, whatever its state of lock."""
    own = entry.organization_id == by.organization_id
    if step in ("submit", "withdraw"):
        return own and by.has_role(Role.REPORTER)
    if step == "check":
        return own and by.has_role(Role.REVIEWER)
    if step == "return" and entry.state == EntryState.SUBMITTED:
        return (own and by.has_role(Role.REVIEWER)) or by.has_role(Role.OFFICE)
    return by.has_role(Role.OFFICE)


def _refuse_unless_editable(entry: Entry, by: User) -> None:
    _refuse_unless_open(entry)
    if entry.state not in EDITABLE:
        raise Refused("not_editable")
    if entry.organization_id != by.organization_id or not by.has_role(Role.REPORTER):
        raise Refused("not_yours")


def _refuse_unless_open(entry: Entry) -> None:
    if entry.locked:
        raise Refused("locked")
    if not entry.round.is_open:
        raise Refused("round_not_open")


def _is_number(figure: Figure) -> bool:
    return not isinstance(figure, type(NOT_APPLICABLE))


def _written(entry: Entry) -> dict[str, str]:
    figure = write_figure(entry.figure, missing="", not_applicable="不适用")
    return {"figure": figure, "note": entry.note, "state": entry.state}
