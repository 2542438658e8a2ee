"""Writing what was accepted: each entry by the one function that saves entries, all of them or none."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from indicators.models import Entry, Round
from indicators.roundbook.judging import Judged
from indicators.transitions import save_entry
from wastefree.accounts.models import User
from wastefree.audit import log

IMPORTED = "entries.imported"


def take_in(
    judged: Judged, round_: Round, *, mine: Collection[int], by: User, at: datetime, key: str, file_name: str
) -> list[Entry] | None:
    """Saves every change that nobody overtook, and of the others those of the entries in `mine`.

    Answers with what was written; None when `key` was handled before. Raises `StaleError` or `Refused` if something
    has changed since it was judged: nothing is written then.
    """
    accepted = [change for change in judged.proposal.changes if not change.overtaken or change.entry in mine]
    with transaction.atomic():
        if not log.first_time(by, key):
            return None
        for change in accepted:
            after, entry = change.after, judged.entry(change)
            save_entry(
                entry,
                after.figure,
                after.note,
                provisional=after.provisional,
                by=by,
                at=at,
                based_on=change.version,
            )
        if not accepted:
            return []
        told = {"file": file_name, "entries": len(accepted), "problems": len(judged.proposal.problems)}
        log.record(by, IMPORTED, round_, after=told)
    return [judged.entry(change) for change in accepted]
