"""Orders go with the duties of an organization, and do not go with the copy of a plan."""

from datetime import date

import pytest

from indicators.models import Plan
from tasks.duties import by_key, duties
from tasks.handover import Order as Handing
from tasks.handover import hand_over, take_back
from tasks.models import HandedDuty, Order, OrderState
from tasks.transitions import acknowledge_order
from tests.factories import NOON, create_order
from wastefree.accounts.models import Organization, User

Kind = HandedDuty.Kind


@pytest.fixture
def orders(plan: Plan, housing: Organization, agriculture: Organization, wu: User) -> dict[str, Order]:
    helped = create_order(plan, agriculture, by=wu, title="配合的")
    helped.cooperating.add(housing)
    return {
        "open": create_order(plan, housing, by=wu),
        "draft": create_order(plan, housing, by=wu, state=OrderState.DRAFT),
        "closed": create_order(plan, housing, by=wu, state=OrderState.CLOSED),
        "helped": helped,
    }


def test_open_orders_move_with_the_duty_and_come_back(
    plan: Plan, housing: Organization, region: Organization, orders: dict[str, Order], wu: User, zhao: User, lin: User
) -> None:
    held = by_key(duties(plan, housing, NOON.date()))
    kinds = sorted(str(duty.kind.name) for duty in held.values())
    assert kinds == [Kind.ORDER, Kind.ORDER, Kind.ORDER_SUPPORT]
    handing = Handing(on=date(2024, 10, 1), reason="机构改革")
    made = hand_over(plan, housing, dict.fromkeys(held, region), handing, by=wu, at=NOON)
    assert made is not None
    holders = {name: Order.objects.get(pk=order.pk).organization for name, order in orders.items()}
    assert (holders["open"], holders["draft"], holders["closed"]) == (region, region, housing)
    assert list(orders["helped"].cooperating.all()) == [region]
    moved = Order.objects.get(pk=orders["open"].pk)
    assert not Order.objects.answerable_by(lin).filter(pk=moved.pk).exists()
    lin.organization = region
    lin.save()
    acknowledge_order(moved, by=lin, at=NOON, based_on=moved.version)
    take_back(made, "没有合并", by=wu, at=NOON, based_on=made.version)
    assert Order.objects.get(pk=moved.pk).organization == housing


def test_whoever_answers_is_not_named_among_those_who_help(
    plan: Plan, housing: Organization, agriculture: Organization, orders: dict[str, Order], wu: User
) -> None:
    """The helper receives the duty of the one it helped, and the other way round."""
    orders["open"].cooperating.add(agriculture)
    handing = Handing(on=date(2024, 10, 1), reason="机构改革")
    held = by_key(duties(plan, housing, NOON.date()))
    hand_over(plan, housing, dict.fromkeys(held, agriculture), handing, by=wu, at=NOON)
    for name in ("open", "helped"):
        order = Order.objects.get(pk=orders[name].pk)
        assert order.organization == agriculture and not order.cooperating.exists(), name
