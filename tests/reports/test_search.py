"""The search in the head of every page."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import Plan
from tests.factories import create_indicator, create_quantity, create_task
from wastefree.accounts.models import Organization, User

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


@pytest.fixture
def waste(plan: Plan, housing: Organization, agriculture: Organization) -> Plan:
    create_indicator(plan, "601", name="生活垃圾回收利用率", initials="shljhslyl", lead=housing)
    create_quantity(plan, "generated", name="生活垃圾产生量", initials="shljcsl", owner=agriculture)
    create_task(plan, "17", title="推进生活垃圾分类", lead=agriculture)
    return plan


def names(client: Client, plan: Plan, words: str) -> list[str]:
    found = client.get(reverse("reports:search", args=[plan.code]), {"q": words}).context["found"]
    return [str(each) for each in (*found.indicators, *found.quantities, *found.tasks)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("shlj", 3),
        ("SHLJ", 3),
        ("生活垃圾", 3),
        ("601", 1),
        ("60", 1),
        ("generated", 1),
        ("17", 1),
        ("fenlei", 0),
        ("", 0),
        ("\x00", 0),
    ],
)
def test_the_office_finds_by_name_number_and_initials(
    words: str, found: int, waste: Plan, wu: User, signed_in: SignedIn
) -> None:
    assert len(names(signed_in(wu), waste, words)) == found


def test_others_find_what_is_theirs(waste: Plan, lin: User, zhao: User, signed_in: SignedIn) -> None:
    assert names(signed_in(lin), waste, "shlj") == ["生活垃圾回收利用率"]
    assert names(signed_in(zhao), waste, "shlj")[0] == "生活垃圾产生量"


def test_while_somebody_types_only_the_suggestions_come(waste: Plan, wu: User, signed_in: SignedIn) -> None:
    address = reverse("reports:search", args=[waste.code])
    answer = signed_in(wu).get(address, {"q": "shlj"}, headers={"HX-Request": "true"}).content.decode()
    assert "推进生活垃圾分类" in answer and "<html" not in answer


def test_what_was_typed_stays_text(waste: Plan, wu: User, signed_in: SignedIn) -> None:
    page = signed_in(wu).get(reverse("reports:search", args=[waste.code]), {"q": "<script>x</script>"})
    assert "<script>x" not in page.content.decode()
