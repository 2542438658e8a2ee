"""Several late things at once: chosen, seen as one order for each organization, issued together; and what is known of one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from indicators.models import EntryState, Plan, Round
from tasks.latethings import late_things
from tasks.models import Order, OrderState
from tests.factories import create_entry, create_order, create_project, create_quantity, create_task
from wastefree.accounts.models import Organization, User

SignIn = Callable[[User], Client]
TODAY = date(2024, 10, 20)


@pytest.fixture(autouse=True)
def _on_the_twentieth_of_october() -> Any:
    with time_machine.travel("2024-10-20 12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def late(plan: Plan, open_round: Round, housing: Organization, agriculture: Organization) -> dict[str, Any]:
    """Of the housing department a task and a figure, of the agriculture department a project; and what is not late."""
    create_task(plan, "9", lead=housing, due_on=date(2024, 12, 31))
    create_task(plan, "8", lead=housing, due_on=date(2024, 9, 1), stage="done")
    create_entry(create_quantity(plan, owner=housing), open_round, 1, state=EntryState.SUBMITTED, late=True)
    figure = create_entry(create_quantity(plan, owner=housing, name="清运量"), open_round, late=True)
    return {
        "task": create_task(plan, "7", lead=housing, title="秸秆收储", due_on=date(2024, 9, 30)),
        "entry": figure,
        "project": create_project(plan, organization=agriculture, completion_year=2023, stage="planned"),
    }


def test_what_is_late_is_found_with_the_orders_that_are_out(
    plan: Plan, open_round: Round, housing: Organization, late: dict[str, Any], wu: User
) -> None:
    order = create_order(plan, housing, by=wu, task=late["task"])
    create_order(plan, housing, by=wu, entry=late["entry"], state=OrderState.CLOSED)
    things = late_things(plan, TODAY)
    found = {each.kind: each for each in things}
    assert len(things) == 3
    assert {kind: each.subject for kind, each in found.items()} == late
    assert found["task"].orders == (order.number,) and found["entry"].orders == ()
    assert [each.subject for each in late_things(plan, TODAY, open_round)] == [late["entry"]]


def test_each_organization_gets_one_order_as_it_was_seen(
    plan: Plan, housing: Organization, agriculture: Organization, late: dict[str, Any], lin: User, wu: User,
    signed_in: SignIn,
) -> None:  # fmt: skip
    browser, address = signed_in(wu), reverse("tasks:orders_late", args=[plan.code])
    things = [each.key for each in late_things(plan, TODAY)]
    preview = browser.post(address, {"thing": things, "then": "preview"})
    both, one = preview.context["forms"]
    assert (both.organization, one.organization) == (housing, agriculture)
    assert "1. " in both["requirement"].value() and "秸秆收储" in both["requirement"].value()
    assert "清运量" in both["requirement"].value() and not Order.objects.exists()
    said = {f"{form.prefix}-{name}": form[name].value() for form in (both, one) for name in form.fields}
    sent = {**said, "thing": things, "then": "issue", "kind": "supervision", "key": "k"}
    for _twice in range(2):
        assert browser.post(address, sent).status_code == 302
    orders = {order.organization: order for order in Order.objects.all()}
    assert len(orders) == Order.objects.count() == 2
    assert orders[housing].subject is None and orders[agriculture].project == late["project"]
    assert {order.number for order in orders.values()} == {"督办〔2024〕1号", "督办〔2024〕2号"}
    assert {order.state for order in orders.values()} == {OrderState.ISSUED}
    assert lin.notifications.filter(kind="order.issued").count() == 1


def test_one_that_is_wrong_stops_all_and_one_left_out_stops_nothing(
    plan: Plan, housing: Organization, agriculture: Organization, late: dict[str, Any], wu: User, signed_in: SignIn
) -> None:
    browser, address = signed_in(wu), reverse("tasks:orders_late", args=[plan.code])
    things = [each.key for each in late_things(plan, TODAY)]
    good = {"title": "x", "requirement": "y", "due_on": "2024-11-01", "include": "on"}
    said = {f"o{body.pk}-{name}": value for body in (housing, agriculture) for name, value in good.items()}
    sent = {**said, "thing": things, "then": "issue", "kind": "supervision", f"o{agriculture.pk}-due_on": "2024-10-01"}
    assert browser.post(address, sent).status_code == 422
    assert not Order.objects.exists()
    del sent[f"o{agriculture.pk}-include"]
    assert browser.post(address, sent).status_code == 302
    assert Order.objects.get().organization == housing


def test_the_page_of_a_thing_tells_of_its_orders_to_those_who_see_them(
    plan: Plan, housing: Organization, late: dict[str, Any], lin: User, wu: User, zhao: User, signed_in: SignIn
) -> None:
    order = create_order(plan, housing, by=wu, task=late["task"])
    create_order(plan, housing, by=wu, task=late["task"], state=OrderState.DRAFT, number="草稿1号")
    address = reverse("tasks:orders_about", args=[plan.code])
    asked = {"task": late["task"].pk}
    assert order.number in signed_in(lin).get(address, asked).content.decode()
    assert "草稿1号" not in signed_in(lin).get(address, asked).content.decode()
    assert "草稿1号" in signed_in(wu).get(address, asked).content.decode()
    assert order.number not in signed_in(zhao).get(address, asked).content.decode()
    page = signed_in(wu).get(reverse("tasks:task", args=[plan.code, late["task"].pk])).content.decode()
    assert f"{address}?task={late['task'].pk}" in page
    assert f"kind=supervision&amp;task={late['task'].pk}" in page
