"""What can be done to meetings. The rules of the package hold (see `tasks.transitions`); `Refused` says what is not
allowed.

    planned ──hold──▶ held ──reopen, with a reason──▶ planned

All by the office. While a meeting is planned its day, agenda and minutes are written and its decisions recorded;
holding it keeps the agenda as it stands and closes the minutes.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation

from indicators.models import Plan
from tasks.agenda import agenda
from tasks.agendaitems import Arrangement, Item, frozen
from tasks.models import Meeting, Order
from tasks.transitions.keeping import must_keep
from tasks.transitions.orders import create_order, issue_order
from tasks.transitions.refusal import Refused
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.changes import as_told_each, change, create, write_new
from wastefree.versions import StaleError

TOLD = ("kind", "title", "held_on", "place", "chair")


def create_meeting(plan: Plan, *, by: User, fields: Mapping[str, Any], key: str = "") -> Meeting:
    """Returned unsaved if `key` was handled before; raises IntegrityError if the kind has a meeting that day."""
    must_keep(plan, by)
    return create(Meeting(plan=plan), by=by, verb="meeting.created", fields=fields, key=key)


def edit_meeting(meeting: Meeting, *, by: User, based_on: int, changes: Mapping[str, Any], key: str = "") -> Meeting:
    _must_be_planned(meeting, by)
    return change(meeting, by=by, verb="meeting.updated", based_on=based_on, changes=changes, key=key)


def write_minutes(meeting: Meeting, text: str, *, by: User, based_on: int, key: str = "") -> Meeting:
    _must_be_planned(meeting, by)
    changes = {"minutes": text}
    return change(meeting, by=by, verb="meeting.minutes_written", based_on=based_on, changes=changes, key=key)


def arrange_meeting(
    meeting: Meeting, left_out: Iterable[str], places: Mapping[str, int], *, by: User, based_on: int, key: str = ""
) -> Meeting:
    """Which lines of the agenda are left out, and which come first in their part."""
    _must_be_planned(meeting, by)
    kept = Arrangement(frozenset(left_out), places, Arrangement.read(meeting.arrangement).own)
    changes = {"arrangement": kept.to_keep()}
    return change(meeting, by=by, verb="meeting.arranged", based_on=based_on, changes=changes, key=key)


def add_item(meeting: Meeting, item: Item, *, by: User, based_on: int, key: str = "") -> Meeting:
    """A line of the office's own."""
    _must_be_planned(meeting, by)
    changes = {"arrangement": Arrangement.read(meeting.arrangement).with_own(item).to_keep()}
    verb = "meeting.item_added"
    return change(meeting, by=by, verb=verb, based_on=based_on, changes=changes, key=key, reason=item.title)


def decide(
    meeting: Meeting, *, by: User, at: datetime, fields: Mapping[str, Any], agenda_item: str = "", key: str = ""
) -> Order | None:
    """What the meeting has decided: a follow-up that is issued at once, so that its owner is told as of any order.

    None if `key` was handled before.
    """
    _must_keep(meeting, by)
    with transaction.atomic():
        if not log.first_time(by, key):
            return None
        held = _locked(meeting)
        if held.is_held:
            raise Refused("meeting_held")
        about = {**fields, "meeting": held, "agenda_item": agenda_item}
        order = create_order(held.plan, Order.Kind.FOLLOW_UP, by=by, fields=about)
        log.record(by, "meeting.decided", held, reason=str(order))
        return issue_order(order, by=by, at=at, based_on=order.version)


def hold_meeting(meeting: Meeting, *, by: User, at: datetime, based_on: int, key: str = "") -> Meeting:
    """It has taken place: the agenda is kept as it stands, in the portal's own language, and the minutes are closed."""
    _must_keep(meeting, by)
    with transaction.atomic():
        if not log.first_time(by, key):
            return Meeting.objects.get(pk=meeting.pk)
        held = _at_version(meeting, based_on)
        today = timezone.localdate(at)
        if held.is_held:
            raise Refused("meeting_held")
        if held.held_on > today:
            raise Refused("meeting_to_come")
        with translation.override(settings.LANGUAGE_CODE):
            kept = frozen(agenda(held, today))
        changes = {"state": Meeting.State.HELD, "agenda": kept, "closed_at": at, "closed_by": by}
        return write_new(held, by=by, verb="meeting.held", based_on=based_on, changes=changes)


def reopen_meeting(meeting: Meeting, reason: str, *, by: User, based_on: int, key: str = "") -> Meeting:
    """The minutes and decisions can be written again. The agenda stays the one that was kept: the meeting is over."""
    _must_keep(meeting, by)
    with transaction.atomic():
        if not log.first_time(by, key):
            return Meeting.objects.get(pk=meeting.pk)
        held = _at_version(meeting, based_on)
        if not held.is_held:
            raise Refused("meeting_not_held")
        changes = {"state": Meeting.State.PLANNED, "closed_at": None, "closed_by": None}
        return write_new(held, by=by, verb="meeting.reopened", based_on=based_on, changes=changes, reason=reason)


def remove_meeting(meeting: Meeting, *, by: User, based_on: int) -> None:
    """One that is planned and of which nothing is written yet; what it was stays in the record."""
    _must_keep(meeting, by)
    with transaction.atomic():
        current = _at_version(meeting, based_on)
        if current.is_held:
            raise Refused("meeting_held")
        if current.is_frozen or current.minutes or current.decisions.exists():
            raise Refused("meeting_not_empty")
        log.record(by, "meeting.removed", current, before=as_told_each({name: getattr(current, name) for name in TOLD}))
        current.delete()


def _must_keep(meeting: Meeting, by: User) -> None:
    if not Meeting.objects.changeable_by(by).filter(pk=meeting.pk).exists():
        raise PermissionDenied


def _must_be_planned(meeting: Meeting, by: User) -> None:
    """Of the meeting as the caller has read it; whoever writes on it since gets a `StaleError`."""
    _must_keep(meeting, by)
    if meeting.is_held:
        raise Refused("meeting_held")


def _locked(meeting: Meeting) -> Meeting:
    found: Meeting = (
        Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("plan").get(pk=meeting.pk)
    )
    return found


def _at_version(meeting: Meeting, based_on: int) -> Meeting:
    held = _locked(meeting)
    if held.version != based_on:
        raise StaleError(held)
    return held
