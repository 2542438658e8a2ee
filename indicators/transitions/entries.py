"""Entries: typed, handed in, checked, approved, returned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from indicators.models import EDITABLE, Entry, EntryComment, EntryRevision, EntryState, Plan
from indicators.transitions import notices
from indicators.transitions.refusal import Refused
from wastefree.access import Role
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.files.models import Attachment
from wastefree.lib.figures import NOT_APPLICABLE, Figure, write_figure
from wastefree.versions import StaleError

Step = EntryRevision.Step

# Where each step leads while both reviews are on; `leads_to` knows what a plan has switched off.
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
STEPS: Mapping[str, tuple[Step, str]] = {
    "submit": (Step.SUBMITTED, "entry.submitted"),
    "withdraw": (Step.WITHDRAWN, "entry.withdrawn"),
    "check": (Step.CHECKED, "entry.checked"),
    "approve": (Step.APPROVED, "entry.approved"),
    "return": (Step.RETURNED, "entry.returned"),
}


def leads_to(state: str, step: str, plan: Plan) -> EntryState | None:
    """The state after the step, None if there is no such step from here.

    A review that the plan has switched off is passed over. What waits for a review that was switched off meanwhile
    is the office's to approve, and the reporter's to take back.
    """
    without_check = not plan.organization_review
    if without_check and (state, step) == (EntryState.SUBMITTED, "approve"):
        return EntryState.APPROVED
    if without_check and (state, step) == (EntryState.CHECKED, "withdraw"):
        return EntryState.DRAFT
    after = ALLOWED.get((state, step))
    if after is EntryState.SUBMITTED and without_check:
        return EntryState.CHECKED
    if after is EntryState.CHECKED and not plan.office_review:
        return EntryState.APPROVED
    return after


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
    with transaction.atomic():
        if not log.first_time(by, key):
            return Entry.objects.get(pk=entry.pk)
        current = Entry.objects.select_related("round").get(pk=entry.pk)
        _refuse_unless_editable(current, by)
        if current.version != based_on:
            raise StaleError(current)
        passing = current.provisional if provisional is None else provisional
        if (current.figure, current.note, current.provisional) == (figure, note, passing):
            return current
        before = as_written(current)
        current.swap(based_on, **columns_of(figure), provisional=passing, note=note, entered_by=by, entered_at=at)
        EntryRevision.objects.create(**revision_of(current, Step.SAVED, by=by, at=at))
        log.record(by, "entry.saved", current, before=before, after=as_written(current))
        return current


def columns_of(figure: Figure) -> dict[str, Any]:
    """How a figure is kept in an entry, a revision, or a correction."""
    is_number = not isinstance(figure, type(NOT_APPLICABLE))
    return {"value": figure if is_number else None, "not_applicable": figure is NOT_APPLICABLE}


def revision_of(entry: Entry, step: str, *, by: User, at: datetime, reason: str = "") -> dict[str, Any]:
    """The fields of the revision that keeps what the entry holds after the step."""
    kept = ("version", "state", "value", "not_applicable", "provisional", "note")
    return {"entry": entry, "step": step, "by": by, "at": at, "reason": reason} | {
        name: getattr(entry, name) for name in kept
    }


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


def attach(entry: Entry, attachment: Attachment, *, by: User) -> None:
    """Adds a file of the same organization as evidence. Raises `Refused`."""
    with transaction.atomic():
        current = _held(entry)
        _refuse_unless_editable(current, by)
        if attachment.organization_id != current.organization_id:
            raise Refused("not_yours")
        current.evidence.add(attachment)
        log.record(by, "entry.evidence_added", current, after={"file": attachment.name, "sha256": attachment.sha256})


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
    move stays and is told, and all that moves does so in one transaction, in a fixed number of queries.
    """
    changes = {"submitted_by": by, "submitted_at": at, "return_reason": ""}
    return _move(entries, "submit", by=by, at=at, key=key, changes=changes, unexplained=unexplained)


def withdraw(entries: Sequence[Entry], *, by: User, at: datetime | None = None, key: str = "") -> Moved:
    """Takes back what nobody has checked yet; what was in time is then no longer handed in."""
    changes = {"submitted_by": None, "submitted_at": None, "first_submitted_at": None}
    return _move(entries, "withdraw", by=by, at=at or timezone.now(), key=key, changes=changes)


def check(entries: Sequence[Entry], *, by: User, at: datetime, key: str = "") -> Moved:
    """The organization's own reviewer passes them on to the office; or approves them, where the plan asks no more."""
    return _move(entries, "check", by=by, at=at, key=key, changes={"checked_by": by, "checked_at": at})


def approve(entries: Sequence[Entry], *, by: User, at: datetime, key: str = "") -> Moved:
    """The office accepts them: from now on they count."""
    return _move(entries, "approve", by=by, at=at, key=key, changes={})


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
    return _move(entries, "return", by=by, at=at, key=key, changes=changes, reason=reason.strip())


def _move(
    entries: Sequence[Entry],
    step: str,
    *,
    by: User,
    at: datetime,
    key: str,
    changes: Mapping[str, Any],
    reason: str = "",
    unexplained: frozenset[int] = frozenset(),
) -> Moved:
    moved = Moved()
    with transaction.atomic():
        if not log.first_time(by, key):
            return moved
        held = _held_all(entries)
        for entry in entries:
            current = held[entry.pk]
            try:
                _refuse_step(current, step, by, unexplained)
                if current.version != entry.version:
                    raise StaleError(current)
            except (Refused, StaleError) as problem:
                moved.left.append((entry, problem))
            else:
                moved.done.append(current)
        _write(moved.done, step, by=by, at=at, changes=changes, reason=reason)
        notices.tell_moved(step, moved.done, by=by, key=key)
    return moved


def _held_all(entries: Iterable[Entry]) -> dict[int, Entry]:
    """The entries as they are now; nobody else changes them until the transaction ends."""
    rows = Entry.objects.filter(pk__in=[entry.pk for entry in entries]).with_context().order_by("pk")
    return {entry.pk: entry for entry in rows.select_for_update(of=("self",), no_key=True)}


def _write(
    entries: Sequence[Entry], step: str, *, by: User, at: datetime, changes: Mapping[str, Any], reason: str
) -> None:
    """Moves entries that are held: one UPDATE for all that change alike, then their revisions and records."""
    kept, verb = STEPS[step]
    before = {entry.pk: entry.state for entry in entries}
    alike: dict[tuple[tuple[str, Any], ...], list[Entry]] = {}
    for entry in entries:
        alike.setdefault(tuple(sorted({**changes, **_own_changes(entry, step, by, at)}.items())), []).append(entry)
    for values, group in alike.items():
        rows = Entry.objects.filter(pk__in=[entry.pk for entry in group])
        rows.update(version=F("version") + 1, **dict(values))
        for entry in group:
            entry.version += 1
            for name, value in values:
                setattr(entry, name, value)
    EntryRevision.objects.bulk_create(
        EntryRevision(**revision_of(entry, kept, by=by, at=at, reason=reason)) for entry in entries
    )
    log.record_each(
        by, verb, [(entry, {"state": before[entry.pk]}, as_written(entry)) for entry in entries], reason=reason
    )


def _own_changes(entry: Entry, step: str, by: User, at: datetime) -> dict[str, Any]:
    """What a step writes into this entry, beside what it writes into all."""
    after = leads_to(entry.state, step, entry.round.plan)
    own: dict[str, Any] = {"state": after}
    if step == "submit" and entry.first_submitted_at is None:
        own["first_submitted_at"] = at
        if not entry.late and entry.round.is_late(timezone.localdate(at)):
            own["late"] = True
    if after is EntryState.APPROVED:
        own |= {"approved_by": by, "approved_at": at}
    return own


def _refuse_step(entry: Entry, step: str, by: User, unexplained: frozenset[int]) -> None:
    _refuse_if_locked(entry)
    if leads_to(entry.state, step, entry.round.plan) is None:
        raise Refused("wrong_state")
    if not _is_business_of(by, entry, step):
        raise Refused("not_yours")
    if step in ("check", "approve") and entry.entered_by_id == by.pk:
        raise Refused("own_entry")
    if step == "submit":
        _refuse_unready(entry, unexplained)


def _refuse_unready(entry: Entry, unexplained: frozenset[int]) -> None:
    if not entry.is_filled:
        raise Refused("empty")
    if entry.lacks_reason:
        raise Refused("inapplicable_unexplained")
    if entry.pk in unexplained:
        raise Refused("unexplained")


def may(entry: Entry, step: str, by: User) -> bool:
    """Whether this person could take the step with this entry now."""
    open_ = not entry.locked and leads_to(entry.state, step, entry.round.plan) is not None
    return open_ and _is_business_of(by, entry, step)


def _is_business_of(by: User, entry: Entry, step: str) -> bool:
    own, plan = entry.organization_id == by.organization_id, entry.round.plan
    reviews = own and by.has_role(Role.REVIEWER)
    if step in ("submit", "withdraw"):
        return own and by.has_role(Role.REPORTER)
    if step == "check":
        return reviews
    if step == "return" and (entry.state == EntryState.SUBMITTED or not plan.office_review):
        return reviews or by.has_role(Role.OFFICE)
    return by.has_role(Role.OFFICE)


def _refuse_unless_editable(entry: Entry, by: User) -> None:
    _refuse_if_locked(entry)
    if entry.state not in EDITABLE:
        raise Refused("not_editable")
    if entry.organization_id != by.organization_id or not by.has_role(Role.REPORTER):
        raise Refused("not_yours")


def _refuse_if_locked(entry: Entry) -> None:
    """The lock alone says whether an entry may change: a closed round can be open again for one organization."""
    if entry.locked:
        raise Refused("locked")


def as_written(entry: Entry) -> dict[str, Any]:
    """What the audit trail keeps of an entry."""
    figure = write_figure(entry.figure, missing="", not_applicable="不适用")
    passing = {"provisional": True} if entry.provisional else {}
    return {"figure": figure, "note": entry.note, "state": entry.state, **passing}
