"""Corrections: an approved figure is replaced by another, also after its round has closed.

    proposed ──accept──▶ accepted      the entry takes the new figure, and a revision keeps the old one
        │  └──refuse──▶ refused
        └──withdraw──▶ withdrawn

Until it is accepted the old figure counts. Nothing is unlocked for it.
"""

from datetime import datetime

from django.db import transaction

from indicators.models import Correction, Entry, EntryState, Step
from indicators.transitions import notices
from indicators.transitions.entries import columns_of
from indicators.transitions.refusal import Refused
from wastefree.access import Role
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.lib.figures import MISSING, Figure, write_figure
from wastefree.versions import StaleError

State = Correction.State


def propose_correction(
    entry: Entry,
    figure: Figure,
    note: str,
    reason: str,
    *,
    provisional: bool,
    by: User,
    at: datetime,
    based_on: int,
    key: str = "",
) -> Correction | None:
    """Asks the office to replace an approved figure; None if `key` was handled before.

    Raises `Refused` (no reason, no figure, the same figure, not approved, another one waits, not theirs) or
    `StaleError`.
    """
    _refuse_empty(figure, reason)
    with transaction.atomic():
        if not log.first_time(by, key):
            return None
        current = _held(entry)
        if current.version != based_on:
            raise StaleError(current)
        _refuse_proposal(current, by)
        if (current.figure, current.provisional, current.note) == (figure, provisional, note):
            raise Refused("same_figure")
        made = Correction.objects.create(
            entry=current, **columns_of(figure), provisional=provisional, note=note, reason=reason.strip(), by=by, at=at
        )
        after = {"figure": _written(made), "note": note, "provisional": provisional}
        log.record(by, "correction.proposed", current, before=current.written(), after=after, reason=made.reason)
        notices.tell_correction_proposed(made)
        return made


def _refuse_empty(figure: Figure, reason: str) -> None:
    if figure is MISSING:
        raise Refused("empty")
    if not reason.strip():
        raise Refused("reason_missing")


def _refuse_proposal(entry: Entry, by: User) -> None:
    if entry.organization_id != by.organization_id or not by.has_role(Role.REPORTER):
        raise Refused("not_yours")
    if entry.state != EntryState.APPROVED:
        raise Refused("not_approved")
    if entry.corrections.proposed().exists():
        raise Refused("correction_waits")


def withdraw_correction(correction: Correction, *, by: User, at: datetime, based_on: int) -> None:
    """The reporter takes it back. Raises `Refused` or `StaleError`."""
    if correction.entry.organization_id != by.organization_id or not by.has_role(Role.REPORTER):
        raise Refused("not_yours")
    _decide(correction, State.WITHDRAWN, "correction.withdrawn", by=by, at=at, based_on=based_on)


def refuse_correction(correction: Correction, answer: str, *, by: User, at: datetime, based_on: int) -> None:
    """The office keeps the old figure, and says why. Raises `Refused` or `StaleError`."""
    _refuse_unless_office(by)
    if not answer.strip():
        raise Refused("reason_missing")
    with transaction.atomic():
        _decide(correction, State.REFUSED, "correction.refused", by=by, at=at, based_on=based_on, answer=answer.strip())
        notices.tell_correction_decided(correction)


def accept_correction(correction: Correction, *, by: User, at: datetime, based_on: int, answer: str = "") -> Entry:
    """The new figure counts from now on. Raises `Refused` (one's own, no longer approved) or `StaleError`."""
    _refuse_unless_office(by)
    if correction.by_id == by.pk:
        raise Refused("own_entry")
    with transaction.atomic():
        entry = _held(correction.entry)
        if entry.state != EntryState.APPROVED:
            raise Refused("not_approved")
        _decide(
            correction, State.ACCEPTED, "correction.accepted", by=by, at=at, based_on=based_on, answer=answer.strip()
        )
        before = entry.written()
        entry.swap(
            entry.version,
            **columns_of(correction.figure),
            provisional=correction.provisional,
            note=correction.note,
            entered_by=correction.by,
            entered_at=correction.at,
            checked_by=None,
            checked_at=None,
            approved_by=by,
            approved_at=at,
        )
        step = Step.CORRECTED
        entry.revision(step, by=correction.by, at=at, reason=correction.reason).save()
        log.record(by, "entry.corrected", entry, before=before, after=entry.written(), reason=correction.reason)
        notices.tell_correction_decided(correction)
        return entry


def _decide(
    correction: Correction, state: State, verb: str, *, by: User, at: datetime, based_on: int, answer: str = ""
) -> None:
    if correction.state != State.PROPOSED:
        raise Refused("wrong_state")
    with transaction.atomic():
        correction.swap(based_on, state=state, decided_by=by, decided_at=at, answer=answer)
        log.record(by, verb, correction.entry, after={"figure": _written(correction)}, reason=answer)


def _refuse_unless_office(by: User) -> None:
    if not by.has_role(Role.OFFICE):
        raise Refused("not_yours")


def _held(entry: Entry) -> Entry:
    held = Entry.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("round__plan", "quantity", "organization").get(pk=entry.pk)


def _written(correction: Correction) -> str:
    return write_figure(correction.figure, not_applicable="不适用")
