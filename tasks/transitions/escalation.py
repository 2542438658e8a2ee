"""Lateness climbs: an order that is not acknowledged or answered in time is told to those who do the work, then to those
above them (see `tasks.ladder`).

A step is written once for each deadline, and with it who was told; whoever comes late finds all steps that are reached,
and each person gets one notice for all that is new, however long nobody has looked.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from indicators.models import Plan
from tasks.charges import people_of
from tasks.ladder import Step, steps_reached
from tasks.models import Escalation, Order, OrderState
from tasks.transitions.order_notices import page_of
from wastefree.access import Role
from wastefree.accounts.models import User
from wastefree.notifications.notify import notify
from wastefree.notifications.texts import Fact

logger = logging.getLogger(__name__)
Cause = Escalation.Cause


@dataclass(frozen=True)
class Reached:
    """A step that an order has reached, by which deadline."""

    order: Order
    cause: Escalation.Cause
    deadline: date
    step: Step

    @property
    def key(self) -> tuple[int, str, date, str]:
        return self.order.pk, self.cause.value, self.deadline, self.step.value


def escalate(now: datetime) -> int:
    """Does what is due on or before `now`, in plans that are in use; says how many steps were new."""
    today = timezone.localdate(now)
    waiting = Order.objects.with_organization().filter(plan__is_active=True).select_related("plan", "organization")
    by_plan: dict[Plan, list[Reached]] = {}
    for order in waiting:
        by_plan.setdefault(order.plan, []).extend(_reached(order, today))
    return sum(_climb(plan, reached, now) for plan, reached in by_plan.items())


def _reached(order: Order, today: date) -> Iterable[Reached]:
    """By the day for the answer; as long as that is in time, by the day for acknowledging too."""
    if order.due_on is not None:
        yield from (Reached(order, Cause.ANSWER, order.due_on, step) for step in steps_reached(order.due_on, today))
    by = order.acknowledge_by
    overdue = order.due_on is not None and order.due_on < today
    if order.state == OrderState.ISSUED and by is not None and not overdue:
        late = (step for step in steps_reached(by, today) if step is not Step.NEAR)
        yield from (Reached(order, Cause.ACKNOWLEDGE, by, step) for step in late)


def _climb(plan: Plan, reached: list[Reached], now: datetime) -> int:
    """Writes and tells what is new, in one transaction: two who do it at once get in each other's way, and one wins."""
    known = Escalation.objects.filter(order__in={each.order.pk for each in reached})
    written = set(known.values_list("order_id", "cause", "deadline", "step"))
    new = [each for each in reached if each.key not in written]
    if not new:
        return 0
    audience = _audience(plan, new)
    try:
        with transaction.atomic():
            Escalation.objects.bulk_create(_row(each, audience[each.key], now) for each in new)
            _tell(plan, new, audience, timezone.localdate(now))
    except IntegrityError:
        logger.info("plan %s: somebody else has just written these steps", plan.pk)
        return 0
    return len(new)


def _row(each: Reached, users: Iterable[User], now: datetime) -> Escalation:
    return Escalation(
        order=each.order,
        cause=each.cause,
        step=each.step,
        deadline=each.deadline,
        at=now,
        told="、".join(user.display_name for user in users),
    )


def _audience(plan: Plan, new: list[Reached]) -> Mapping[tuple[int, str, date, str], list[User]]:
    """Who is told of each; a fixed number of queries."""
    bodies = {each.order.organization for each in new}
    workers = list(User.objects.holding(Role.REPORTER, Role.REVIEWER).filter(organization__in=bodies).with_roles())
    above = list(User.objects.holding(Role.OFFICE, Role.LEADER).filter(organization__plans=plan).with_roles())
    charged = people_of(plan, bodies)

    def those(each: Reached) -> list[User]:
        own = [user for user in workers if user.organization_id == each.order.organization_id]
        if each.step in (Step.NEAR, Step.REPORTER):
            return [user for user in own if user.has_role(Role.REPORTER)]
        if each.step is Step.REVIEWER:
            return [user for user in own if user.has_role(Role.REVIEWER)]
        if each.step is Step.OFFICE:
            return [user for user in above if user.has_role(Role.OFFICE)]
        leader = charged[each.order.organization_id].leader
        if leader is not None and leader.account is not None:
            return [leader.account]
        return [user for user in above if user.has_role(Role.LEADER)]

    return {each.key: those(each) for each in new}


def _tell(
    plan: Plan, new: list[Reached], audience: Mapping[tuple[int, str, date, str], list[User]], today: date
) -> None:
    """Each person once: of one order by its name, of several by how many there are."""
    for_person: dict[User, dict[int, Reached]] = {}
    for each in new:
        for user in audience[each.key]:
            for_person.setdefault(user, {})[each.order.pk] = each
    for user, orders in for_person.items():
        if len(orders) == 1:
            _tell_one(user, *orders.values())
        else:
            _tell_several(user, plan, list(orders.values()), today)


def _tell_one(user: User, each: Reached) -> None:
    order = each.order
    facts: dict[str, Fact] = {
        "number": order.number,
        "title": order.title,
        "organization": order.organization.label,
        "due": each.deadline,
    }
    if each.step is Step.NEAR:
        kind = "order.due_soon"
    else:
        kind = "order.unacknowledged" if each.cause is Cause.ACKNOWLEDGE else "order.overdue"
    occasion = f"{each.cause.value}:{each.deadline.isoformat()}:{each.step.value}"
    notify(user, kind, f"order:{order.pk}:{occasion}", facts, page_of(order))


def _tell_several(user: User, plan: Plan, several: list[Reached], today: date) -> None:
    late = sum(each.step is not Step.NEAR for each in several)
    facts: dict[str, Fact] = {"count": len(several), "late": late}
    page = reverse("tasks:orders", args=[plan.code]) + "?state=open"
    first = min(several, key=lambda each: each.key)
    notify(
        user, "orders.late", f"orders.late:{plan.pk}:{today.isoformat()}:{'.'.join(map(str, first.key))}", facts, page
    )
