"""The review of whatever is reported in a round: handed in, checked, approved, returned; and what proves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from indicators.models import EDITABLE, EntryState, Plan, Reported, Revision, Step
from indicators.transitions import notices
from indicators.transitions.refusal import Refused
from wastefree.access import Role
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.files.models import Attachment
from wastefree.versions import StaleError

Row = TypeVar("Row", bound=Reported)

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
STEPS: Mapping[str, Step] = {
    "submit": Step.SUBMITTED,
    "withdraw": Step.WITHDRAWN,
    "check": Step.CHECKED,
    "approve": Step.APPROVED,
    "return": Step.RETURNED,
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


def save(row: Row, typed: Mapping[str, Any], *, by: User, at: datetime, based_on: int, key: str = "") -> Row:
    """Writes what was typed into a row that is still being filled in; all it ever held is kept as revisions.

    Raises `Refused` or `StaleError`. Asked again with the same `key`, or with what stands there already, it changes
    nothing and answers with the row as it stands.
    """
    with transaction.atomic():
        # Waits for the same request if that is under way: what it wrote is read after it.
        first = log.first_time(by, key)
        current: Row = type(row).objects.select_related("round").get(pk=row.pk)
        if not first:
            return current
        refuse_unless_editable(current, by)
        if current.version != based_on:
            raise StaleError(current)
        if all(getattr(current, name) == value for name, value in typed.items()):
            return current
        before = current.written()
        current.swap(based_on, **typed, entered_by=by, entered_at=at)
        keep([current.revision(Step.SAVED, by=by, at=at)])
        log.record(by, f"{row.NAMES.one}.saved", current, before=before, after=current.written())
        return current


def attach(row: Row, attachment: Attachment, *, by: User) -> None:
    """Adds a file of the same organization as evidence. Raises `Refused`."""
    with transaction.atomic():
        current = _held(row)
        refuse_unless_editable(current, by)
        if attachment.organization_id != current.organization_id:
            raise Refused("not_yours")
        current.evidence.add(attachment)
        log.record(
            by, f"{row.NAMES.one}.evidence_added", current, after={"file": attachment.name, "sha256": attachment.sha256}
        )


def detach(row: Row, attachment: Attachment, *, by: User) -> None:
    """Takes a file off the row; the file itself is kept. Raises `Refused`."""
    with transaction.atomic():
        current = _held(row)
        refuse_unless_editable(current, by)
        current.evidence.remove(attachment)
        log.record(
            by,
            f"{row.NAMES.one}.evidence_removed",
            current,
            before={"file": attachment.name, "sha256": attachment.sha256},
        )


def _held(row: Row) -> Row:
    """The row as it is now, held with its round: neither is handed in or closed while its files change."""
    held = type(row).objects.select_for_update(of=("self", "round"), no_key=True)
    found: Row = held.select_related("round").get(pk=row.pk)
    return found


@dataclass
class Moved(Generic[Row]):
    """What became of several entries: those that moved, and those left where they were, each with the reason."""

    done: list[Row] = field(default_factory=list)
    left: list[tuple[Row, Refused | StaleError]] = field(default_factory=list)


def submit(
    rows: Sequence[Row], *, by: User, at: datetime, unexplained: frozenset[int] = frozenset(), key: str = ""
) -> Moved[Row]:
    """Hands in those that are ready. `unexplained` are the primary keys of figures in question without a word.

    Like all functions here that take several rows: each carries the version that the person saw; what cannot
    move stays and is told, and all that moves does so in one transaction, in a fixed number of queries.
    """
    changes = {"submitted_by": by, "submitted_at": at, "return_reason": ""}
    return _move(rows, "submit", by=by, at=at, key=key, changes=changes, unexplained=unexplained)


def withdraw(rows: Sequence[Row], *, by: User, at: datetime | None = None, key: str = "") -> Moved[Row]:
    """Takes back what nobody has checked yet; what was in time is then no longer handed in."""
    changes = {"submitted_by": None, "submitted_at": None, "first_submitted_at": None}
    return _move(rows, "withdraw", by=by, at=at or timezone.now(), key=key, changes=changes)


def check(rows: Sequence[Row], *, by: User, at: datetime, key: str = "") -> Moved[Row]:
    """The organization's own reviewer passes them on to the office; or approves them, where the plan asks no more."""
    return _move(rows, "check", by=by, at=at, key=key, changes={"checked_by": by, "checked_at": at})


def approve(rows: Sequence[Row], *, by: User, at: datetime, key: str = "") -> Moved[Row]:
    """The office accepts them: from now on they count."""
    return _move(rows, "approve", by=by, at=at, key=key, changes={})


def return_(rows: Sequence[Row], reason: str, *, by: User, at: datetime, key: str = "") -> Moved[Row]:
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
    return _move(rows, "return", by=by, at=at, key=key, changes=changes, reason=reason.strip())


def _move(
    rows: Sequence[Row],
    step: str,
    *,
    by: User,
    at: datetime,
    key: str,
    changes: Mapping[str, Any],
    reason: str = "",
    unexplained: frozenset[int] = frozenset(),
) -> Moved[Row]:
    moved: Moved[Row] = Moved()
    with transaction.atomic():
        if not log.first_time(by, key) or not rows:
            return moved
        held = _held_all(rows)
        for row in rows:
            current = held[row.pk]
            try:
                _refuse_step(current, step, by, unexplained)
                if current.version != row.version:
                    raise StaleError(current)
            except (Refused, StaleError) as problem:
                moved.left.append((row, problem))
            else:
                moved.done.append(current)
        _write(moved.done, step, by=by, at=at, changes=changes, reason=reason)
        notices.tell_moved(step, moved.done, by=by, key=key)
    return moved


def _held_all(rows: Sequence[Row]) -> dict[int, Row]:
    """The rows as they are now; nobody else changes them until the transaction ends."""
    kept = type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).with_context().order_by("pk")
    return {row.pk: row for row in kept.select_for_update(of=("self",), no_key=True)}


def _write(rows: Sequence[Row], step: str, *, by: User, at: datetime, changes: Mapping[str, Any], reason: str) -> None:
    """Moves rows that are held: one UPDATE for all that change alike, then their revisions and records."""
    if not rows:
        return
    kind, before = type(rows[0]), {row.pk: row.state for row in rows}
    alike: dict[tuple[tuple[str, Any], ...], list[Row]] = {}
    for row in rows:
        alike.setdefault(tuple(sorted({**changes, **_own_changes(row, step, by, at)}.items())), []).append(row)
    for values, group in alike.items():
        kind.objects.filter(pk__in=[row.pk for row in group]).update(version=F("version") + 1, **dict(values))
        for row in group:
            row.version += 1
            for name, value in values:
                setattr(row, name, value)
    keep([row.revision(STEPS[step], by=by, at=at, reason=reason) for row in rows])
    told = [(row, {"state": before[row.pk]}, row.written()) for row in rows]
    log.record_each(by, f"{kind.NAMES.one}.{STEPS[step]}", told, reason=reason)
    kind.settle([row for row in rows if EntryState.APPROVED in (before[row.pk], row.state)], by=by, at=at)


def keep(revisions: Sequence[Revision]) -> None:
    """Appends revisions of one kind."""
    if revisions:
        type(revisions[0])._default_manager.bulk_create(revisions)


def _own_changes(row: Row, step: str, by: User, at: datetime) -> dict[str, Any]:
    """What a step writes into this row, beside what it writes into all."""
    after = leads_to(row.state, step, row.round.plan)
    own: dict[str, Any] = {"state": after}
    if step == "submit" and row.first_submitted_at is None:
        own["first_submitted_at"] = at
        if not row.late and row.round.is_late(timezone.localdate(at)):
            own["late"] = True
    if after is EntryState.APPROVED:
        own |= {"approved_by": by, "approved_at": at}
    return own


def _refuse_step(row: Row, step: str, by: User, unexplained: frozenset[int]) -> None:
    _refuse_if_locked(row)
    if leads_to(row.state, step, row.round.plan) is None:
        raise Refused("wrong_state")
    if not _is_business_of(by, row, step):
        raise Refused("not_yours")
    if step in ("check", "approve") and row.entered_by_id == by.pk:
        raise Refused("own_entry")
    if step == "submit" and (why := row.unready() or ("unexplained" if row.pk in unexplained else "")):
        raise Refused(why)


def may(row: Row, step: str, by: User) -> bool:
    """Whether this person could take the step with this row now."""
    open_ = not row.locked and leads_to(row.state, step, row.round.plan) is not None
    return open_ and _is_business_of(by, row, step)


def _is_business_of(by: User, row: Row, step: str) -> bool:
    own, plan = row.organization_id == by.organization_id, row.round.plan
    reviews = own and by.has_role(Role.REVIEWER)
    if step in ("submit", "withdraw"):
        return own and by.has_role(Role.REPORTER)
    if step == "check":
        return reviews
    if step == "return" and (row.state == EntryState.SUBMITTED or not plan.office_review):
        return reviews or by.has_role(Role.OFFICE)
    return by.has_role(Role.OFFICE)


def refuse_unless_editable(row: Row, by: User) -> None:
    _refuse_if_locked(row)
    if row.state not in EDITABLE:
        raise Refused("not_editable")
    if row.organization_id != by.organization_id or not by.has_role(Role.REPORTER):
        raise Refused("not_yours")


def _refuse_if_locked(row: Row) -> None:
    """The lock alone says whether an row may change: a closed round can be open again for one organization."""
    if row.locked:
        raise Refused("locked")
