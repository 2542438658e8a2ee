"""Lateness climbs: who is told when, once, and without a flood after a long silence."""

from datetime import date, datetime
from typing import Any

import pytest

from indicators.models import Plan
from tasks import jobs
from tasks.forms.orders import OrderList
from tasks.models import Charge, Escalation, Order, OrderState
from tasks.owed import orders_waiting
from tasks.transitions import ask_extension, decide_extension
from tasks.transitions.escalation import escalate
from tests.factories import create_order, create_user, noon
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.notifications.models import Notification

DUE = date(2024, 10, 11)  # a Friday; the twelfth is worked, the thirteenth is not


@pytest.fixture
def order(plan: Plan, housing: Organization, wu: User, lin: User, gao: User, sun: User) -> Order:
    return create_order(plan, housing, by=wu, state=OrderState.ACKNOWLEDGED, due_on=DUE)


def day(number: int) -> datetime:
    return noon(date(2024, 10, number))


def told() -> list[tuple[str, str]]:
    """Whom, and of what, in the order in which it was written."""
    notices = Notification.objects.order_by("pk").values_list("user__username", "kind")
    return [(user, kind.removeprefix("order.")) for user, kind in notices]


def test_it_climbs_one_step_after_the_other_and_speaks_to_each_once(order: Order) -> None:
    for number in range(7, 30):
        escalate(day(number))
        escalate(day(number))
    assert told() == [
        ("lin", "due_soon"), ("lin", "overdue"), ("gao", "overdue"), ("sun", "overdue"), ("wu", "overdue"),
    ]  # fmt: skip
    steps = Escalation.objects.values_list("step", "at__date", "told")
    assert list(steps) == [
        ("near", date(2024, 10, 8), "林晓"),
        ("reporter", date(2024, 10, 12), "林晓"),
        ("reviewer", date(2024, 10, 15), "高远"),
        ("leader", date(2024, 10, 17), "孙立"),
        ("office", date(2024, 10, 24), "吴静"),
    ]


def test_after_a_long_silence_each_person_gets_one_notice_for_all(
    plan: Plan, housing: Organization, order: Order, wu: User
) -> None:
    for _ in range(5):
        create_order(plan, housing, by=wu, due_on=DUE)
    escalate(day(31))
    assert sorted(told()) == [
        ("gao", "orders.late"),
        ("lin", "orders.late"),
        ("sun", "orders.late"),
        ("wu", "orders.late"),
    ]
    assert Notification.objects.filter(user__username="lin").get().context == {"count": 6, "late": 6}
    escalate(day(31))
    assert len(told()) == 4


def test_the_leader_in_charge_is_told_and_not_the_others(
    plan: Plan, housing: Organization, office: Organization, order: Order, sun: User, time_machine: Any
) -> None:
    chief = create_user("chief", Role.LEADER, organization=office)
    Charge.objects.create(plan=plan, organization=housing, leader=chief)
    escalate(day(17))
    assert {user for user, _kind in told()} == {"lin", "gao", "chief"}
    time_machine.move_to("2024-10-17 12:00:00+08:00", tick=False)
    assert [orders_waiting(user, plan) for user in (chief, sun)] == [1, 0]
    form = OrderList({"due": "climbed"}, plan=plan, whole=True)
    assert list(form.narrow(Order.objects.all(), today=date(2024, 10, 17))) == [order]


def test_one_that_nobody_acknowledges_climbs_by_that_day_and_then_by_the_due_day(
    plan: Plan, housing: Organization, wu: User, lin: User
) -> None:
    create_order(plan, housing, by=wu, acknowledge_by=date(2024, 10, 8), due_on=date(2024, 10, 15))
    escalate(day(9))
    escalate(day(16))
    assert told() == [("lin", "unacknowledged"), ("lin", "overdue")]


def test_more_time_begins_anew(order: Order, lin: User, wu: User) -> None:
    escalate(day(12))
    asked = ask_extension(order, date(2024, 10, 18), "设备未到", by=lin, at=day(12), based_on=1)
    decide_extension(asked, granted=True, answer="", by=wu, at=day(12), based_on=2)
    escalate(day(14))
    assert ("gao", "overdue") not in told()
    escalate(day(21))
    assert [kind for user, kind in told() if user == "lin" and "extension" not in kind] == ["overdue", "overdue"]


@pytest.mark.parametrize("state", [OrderState.DRAFT, OrderState.ANSWERED, OrderState.CLOSED, OrderState.WITHDRAWN])
def test_what_waits_for_nobody_of_the_organization_climbs_not(order: Order, state: str) -> None:
    Order.objects.update(state=state)
    assert escalate(day(31)) == 0


def test_a_plan_that_is_out_of_use_is_quiet(plan: Plan, order: Order) -> None:
    Plan.objects.update(is_active=False)
    assert escalate(day(31)) == 0


def test_the_job_waits_for_the_morning(order: Order, monkeypatch: pytest.MonkeyPatch, time_machine: Any) -> None:
    time_machine.move_to("2024-10-12 07:59:00+08:00", tick=False)
    jobs.remind_of_orders()
    assert told() == []
    time_machine.move_to("2024-10-12 08:00:00+08:00", tick=False)
    jobs.remind_of_orders()
    assert told() == [("lin", "overdue")]
