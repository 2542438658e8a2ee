"""What can be done to orders. The rules of the package hold (see `tasks.transitions`); `Refused` says what is not allowed.

    draft ──issue──▶ issued ──acknowledge──▶ acknowledged ──answer──▶ answered ──close──▶ closed
                                                  ▲  ◀──send back──┘  ▲            └──reopen──┘ (back to answered)
    withdraw: from everywhere but closed. A visit that found nothing to change is closed by being issued.

The office drafts, issues, sends back, closes; the reporters and reviewers of the organization acknowledge and answer,
and ask for more time.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from indicators.models import Plan
from tasks.models import Extension, Order, OrderState, Reply
from tasks.models.order import OPEN, WITH_ORGANIZATION
from tasks.numbering import beginning, next_number
from tasks.transitions import order_notices
from tasks.transitions.keeping import must_keep
from tasks.transitions.refusal import Refused
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.changes import change, create, write_new
from wastefree.files.models import Attachment
from wastefree.lib.workdays import working_days_after
from wastefree.versions import StaleError


def proposed_number(plan: Plan, kind: str, year: int) -> str:
    """The next number of the kind in the year; somebody else may take it before it is saved."""
    taken = Order.objects.of_plan(plan).filter(number__startswith=beginning(kind, year))
    return next_number(kind, year, taken.values_list("number", flat=True))


def create_order(plan: Plan, kind: str, *, by: User, fields: Mapping[str, Any], key: str = "") -> Order:
    """A draft, which the office alone sees. Without a number it gets the next one of its kind. Returned unsaved if
    `key` was handled before; raises IntegrityError if the number is taken."""
    must_keep(plan, by)
    number = fields.get("number") or proposed_number(plan, kind, timezone.localdate().year)
    order = Order(plan=plan, kind=kind)
    return create(order, by=by, verb="order.created", fields={**fields, "number": number}, key=key)


def edit_order(order: Order, *, by: User, based_on: int, changes: Mapping[str, Any], key: str = "") -> Order:
    """What has been issued stays as it was issued."""
    _must_be_office(order, by)
    if order.state != OrderState.DRAFT:
        raise Refused("wrong_state")
    return change(order, by=by, verb="order.updated", based_on=based_on, changes=changes, key=key)


def issue_order(order: Order, *, by: User, at: datetime, based_on: int, key: str = "") -> Order:
    """Sends it out. What asks for nothing (a visit without requirement) is closed at once."""
    _must_be_office(order, by)
    today = timezone.localdate(at)
    with transaction.atomic():
        held = _held(order, (OrderState.DRAFT,), by=by, based_on=based_on, key=key)
        if held is None:
            return _present(order)
        issued = {"issued_on": today, "issued_at": at, "issued_by": by}
        ended = {"state": OrderState.CLOSED, "ended_at": at, "ended_by": by}
        changes = {**issued, **(_asked(held, today) if held.asks_something else ended)}
        write_new(held, by=by, verb="order.issued", based_on=based_on, changes=changes)
        order_notices.tell_issued(held)
        return held


def _asked(order: Order, today: date) -> dict[str, Any]:
    assert order.due_on is not None, "what asks for something has a day"
    if order.due_on < today:
        raise Refused("due_day_is_past")
    usual = working_days_after(today, order.plan.acknowledge_days)
    return {"state": OrderState.ISSUED, "acknowledge_by": order.acknowledge_by or min(usual, order.due_on)}


def issue_several(
    plan: Plan, kind: str, orders: Iterable[Mapping[str, Any]], *, by: User, at: datetime, key: str = ""
) -> list[Order]:
    """Drafts and issues one order after the other, all of them or none; an empty list if `key` was handled before."""
    must_keep(plan, by)
    with transaction.atomic():
        if not log.first_time(by, key):
            return []
        drafts = [create_order(plan, kind, by=by, fields=fields) for fields in orders]
        return [issue_order(draft, by=by, at=at, based_on=draft.version) for draft in drafts]


def acknowledge_order(order: Order, *, by: User, at: datetime, based_on: int, key: str = "") -> Order:
    """The organization has read it (签收)."""
    _must_be_asked(order, by)
    changes = {"state": OrderState.ACKNOWLEDGED, "acknowledged_at": at, "acknowledged_by": by}
    with transaction.atomic():
        held = _held(order, (OrderState.ISSUED,), by=by, based_on=based_on, key=key)
        if held is None:
            return _present(order)
        return write_new(held, by=by, verb="order.acknowledged", based_on=based_on, changes=changes)


def answer_order(
    order: Order, text: str, files: Iterable[Attachment], *, by: User, at: datetime, based_on: int, key: str = ""
) -> Order:
    """The organization reports what it has done, with what proves it. A request for more time falls away."""
    _must_be_asked(order, by)
    with transaction.atomic():
        held = _held(order, (OrderState.ACKNOWLEDGED,), by=by, based_on=based_on, key=key)
        if held is None:
            return _present(order)
        reply = Reply.objects.create(order=held, kind=Reply.Kind.ANSWER, text=text, by=by, at=at)
        reply.evidence.set(files)
        held.extensions.asked().update(state=Extension.State.DROPPED, decided_at=at)
        changes = {"state": OrderState.ANSWERED, "answered_at": at}
        write_new(held, by=by, verb="order.answered", based_on=based_on, changes=changes)
        order_notices.tell_answered(reply)
        return held


def ask_extension(
    order: Order, until: date, reason: str, *, by: User, at: datetime, based_on: int, key: str = ""
) -> Order:
    """The organization asks for more time; the day stays what it is until the office has agreed."""
    _must_be_asked(order, by)
    with transaction.atomic():
        held = _held(order, WITH_ORGANIZATION, by=by, based_on=based_on, key=key)
        if held is None:
            return _present(order)
        if held.extensions.asked().exists():
            raise Refused("extension_waits")
        if held.due_on is None or until <= max(held.due_on, timezone.localdate(at)):
            raise Refused("not_later")
        asked = Extension.objects.create(
            order=held, before=held.due_on, until=until, reason=reason, asked_by=by, asked_at=at
        )
        held.swap(based_on)
        log.record(by, "order.extension_asked", held, after={"until": until.isoformat()}, reason=reason)
        order_notices.tell_extension_asked(asked)
        return held


def decide_extension(
    order: Order, *, granted: bool, answer: str, by: User, at: datetime, based_on: int, key: str = ""
) -> Order:
    """The office gives the time, and the due day moves, or says why not."""
    _must_be_office(order, by)
    with transaction.atomic():
        held = _held(order, WITH_ORGANIZATION, by=by, based_on=based_on, key=key)
        if held is None:
            return _present(order)
        asked = held.extensions.asked().first()
        if asked is None:
            raise Refused("no_extension")
        asked.state = Extension.State.GRANTED if granted else Extension.State.REFUSED
        asked.decided_by, asked.decided_at, asked.answer = by, at, answer
        asked.save()
        if granted:
            moved = {"due_on": asked.until}
            write_new(held, by=by, verb="order.extension_granted", based_on=based_on, changes=moved, reason=answer)
        else:
            held.swap(based_on)
            log.record(by, "order.extension_refused", held, after={"until": asked.until.isoformat()}, reason=answer)
        order_notices.tell_extension_decided(asked)
        return held


def send_back(
    order: Order, reason: str, *, due_on: date | None = None, by: User, at: datetime, based_on: int, key: str = ""
) -> Order:
    """The office is not content with the answer: the organization goes on, until a new day if one is set."""
    _must_be_office(order, by)
    with transaction.atomic():
        held = _held(order, (OrderState.ANSWERED,), by=by, based_on=based_on, key=key)
        if held is None:
            return _present(order)
        if due_on is not None and due_on < timezone.localdate(at):
            raise Refused("due_day_is_past")
        reply = Reply.objects.create(order=held, kind=Reply.Kind.SENT_BACK, text=reason, by=by, at=at)
        changes = {"state": OrderState.ACKNOWLEDGED, "due_on": due_on or held.due_on}
        write_new(held, by=by, verb="order.sent_back", based_on=based_on, changes=changes, reason=reason)
        order_notices.tell_sent_back(reply)
        return held


def close_order(
    order: Order, ending: str, *, without_files: bool = False, by: User, at: datetime, based_on: int, key: str = ""
) -> Order:
    """The office has verified the answer and strikes the order off (销号): on files, or `without_files` on its word.

    Nobody closes what they have answered themselves.
    """
    _must_be_office(order, by)
    with transaction.atomic():
        held = _held(order, (OrderState.ANSWERED,), by=by, based_on=based_on, key=key)
        if held is None:
            return _present(order)
        answers = held.replies.answers()
        if answers.filter(by=by).exists():
            raise Refused("own_answer")
        if not without_files and not answers.exclude(evidence=None).exists():
            raise Refused("no_evidence")
        changes = {"state": OrderState.CLOSED, "ended_at": at, "ended_by": by, "ending": ending}
        write_new(held, by=by, verb="order.closed", based_on=based_on, changes=changes)
        order_notices.tell_closed(held)
        return held


def reopen_order(order: Order, reason: str, *, by: User, at: datetime, based_on: int, key: str = "") -> Order:
    """Closed by mistake, or too early: it waits again to be verified."""
    _must_be_office(order, by)
    with transaction.atomic():
        held = _held(order, (OrderState.CLOSED,), by=by, based_on=based_on, key=key)
        if held is None:
            return _present(order)
        if not held.replies.answers().exists():
            raise Refused("not_answered")
        changes = {"state": OrderState.ANSWERED, "ended_at": None, "ended_by": None, "ending": ""}
        return write_new(held, by=by, verb="order.reopened", based_on=based_on, changes=changes, reason=reason)


def withdraw_order(order: Order, reason: str, *, by: User, at: datetime, based_on: int, key: str = "") -> Order:
    """The office takes it back; its number stays taken."""
    _must_be_office(order, by)
    with transaction.atomic():
        held = _held(order, OPEN | {OrderState.DRAFT}, by=by, based_on=based_on, key=key)
        if held is None:
            return _present(order)
        held.extensions.asked().update(state=Extension.State.DROPPED, decided_at=at)
        changes = {"state": OrderState.WITHDRAWN, "ended_at": at, "ended_by": by, "ending": reason}
        write_new(held, by=by, verb="order.withdrawn", based_on=based_on, changes=changes)
        if held.issued_at is not None:
            order_notices.tell_withdrawn(held)
        return held


def _must_be_office(order: Order, by: User) -> None:
    if not Order.objects.changeable_by(by).filter(pk=order.pk).exists():
        raise PermissionDenied


def _must_be_asked(order: Order, by: User) -> None:
    if not Order.objects.answerable_by(by).filter(pk=order.pk).exists():
        raise PermissionDenied


def _held(order: Order, states: Iterable[str], *, by: User, based_on: int, key: str) -> Order | None:
    """The order as it stands, for the rest of the transaction; None if `key` was handled before.

    Raises `StaleError` if somebody has changed it since `based_on`, `Refused` if it is in none of the states.
    """
    if not log.first_time(by, key):
        return None
    locked = Order.objects.select_for_update(of=("self",), no_key=True)
    held = locked.select_related("plan", "organization").get(pk=order.pk)
    if held.version != based_on:
        raise StaleError(held)
    if held.state not in states:
        raise Refused("wrong_state")
    return held


def _present(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)
