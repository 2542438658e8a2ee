"""The groups above a plan's indicators: renamed, put in order with their indicators, taken away when empty."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from indicators import definitions
from indicators.definitions import GroupInUse, move_group, remove_group, rename_group
from indicators.models import IndicatorGroup, Plan
from tests.factories import create_group, create_indicator, create_plan
from wastefree.accounts.models import User
from wastefree.audit.models import Record
from wastefree.versions import StaleError

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]


@pytest.fixture
def groups(plan: Plan) -> tuple[IndicatorGroup, IndicatorGroup, IndicatorGroup, IndicatorGroup]:
    """减量 with 工业 and 农业 below it, then 处置; an indicator in each of the three lower ones."""
    first = create_group(plan, "减量", order=1)
    industry, farming = (
        create_group(plan, name, parent=first, order=place) for place, name in enumerate(("工业", "农业"), 2)
    )
    last = create_group(plan, "处置", order=4)
    for code, group in (("1", industry), ("2", farming), ("3", last), ("4", industry)):
        create_indicator(plan, code, group=group, order=int(code))
    create_indicator(plan, "5", order=5)
    return first, industry, farming, last


def names(plan: Plan) -> list[str]:
    return list(plan.groups.values_list("name", flat=True))


def codes(plan: Plan) -> list[str]:
    return list(plan.indicators.values_list("code", flat=True))


def test_an_upper_group_moves_with_all_that_is_below_it(plan: Plan, groups: tuple[IndicatorGroup, ...]) -> None:
    move_group(groups[3], -1, by=None)
    assert names(plan) == ["处置", "减量", "工业", "农业"]
    assert codes(plan) == ["3", "1", "4", "2", "5"]


def test_a_lower_group_moves_among_its_sisters_only(plan: Plan, groups: tuple[IndicatorGroup, ...], wu: User) -> None:
    _first, industry, farming, _last = groups
    move_group(industry, 1, by=wu)
    assert names(plan) == ["减量", "农业", "工业", "处置"]
    assert codes(plan) == ["2", "1", "4", "3", "5"]
    move_group(IndicatorGroup.objects.get(pk=farming.pk), -1, by=wu)
    assert Record.objects.filter(verb="group.moved").count() == 1, "there was no place further up"


def test_the_same_move_sent_twice_moves_once(plan: Plan, groups: tuple[IndicatorGroup, ...], wu: User) -> None:
    create_group(plan, "保障", order=9)
    for _again in range(2):
        move_group(groups[0], 1, by=wu, key="k")
    assert [name for name in names(plan) if name not in ("工业", "农业")] == ["处置", "减量", "保障"]


def test_only_an_empty_group_is_taken_away(plan: Plan, groups: tuple[IndicatorGroup, ...]) -> None:
    first, industry, *_ = groups
    for used in (first, industry):
        with pytest.raises(GroupInUse):
            remove_group(used, by=None)
    industry.indicators.update(is_active=False)
    with pytest.raises(GroupInUse):  # they may come back
        remove_group(industry, by=None)
    empty = create_group(plan, "空的")
    remove_group(empty, by=None)
    assert "空的" not in names(plan)


def test_a_name_that_somebody_else_changed_meanwhile_is_not_overwritten(
    groups: tuple[IndicatorGroup, ...], wu: User
) -> None:
    group = groups[0]
    rename_group(IndicatorGroup.objects.get(pk=group.pk), "源头减量", by=wu, based_on=1)
    with pytest.raises(StaleError):
        rename_group(group, "别的", by=wu, based_on=1)


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_office_renames_and_moves_without_a_script(
    plan: Plan, groups: tuple[IndicatorGroup, ...], wu: User, signed_in: Browser
) -> None:
    client, industry = signed_in(wu), groups[1]
    renaming = reverse("indicators:group_rename", args=[plan.code, industry.pk])
    assert client.post(renaming, {"name": "工业领域", "version": "1", "key": "a"}).status_code == 302
    moving = reverse("indicators:group_move", args=[plan.code, industry.pk])
    assert client.post(moving, {"to": "down", "key": "b"}).status_code == 302
    assert names(plan) == ["减量", "农业", "工业领域", "处置"]
    listed = [
        name for name, _values in client.get(reverse("indicators:indicators", args=[plan.code])).context["groups"]
    ]
    assert [str(group) for group in listed if group] == ["农业", "工业领域", "处置"]


def test_every_form_of_the_page_carries_its_token(plan: Plan, groups: tuple[IndicatorGroup, ...], wu: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(wu)
    page = browser.get(reverse("indicators:groups", args=[plan.code]))
    content = page.content.decode()
    assert content.count('method="post"') == content.count("csrfmiddlewaretoken") > 4


@pytest.mark.parametrize(("name", "status"), [("", 422), ("农业", 422), ("减量", 302)])
def test_sisters_have_different_names(
    name: str, status: int, plan: Plan, groups: tuple[IndicatorGroup, ...], wu: User, signed_in: Browser
) -> None:
    address = reverse("indicators:group_rename", args=[plan.code, groups[1].pk])
    answer = signed_in(wu).post(address, {"name": name, "version": "1", "key": "a"})
    assert answer.status_code == status


def test_two_who_rename_the_same_group_are_both_shown(
    plan: Plan, groups: tuple[IndicatorGroup, ...], wu: User, signed_in: Browser
) -> None:
    rename_group(groups[0], "源头减量", by=wu, based_on=1)
    client, address = signed_in(wu), reverse("indicators:group_rename", args=[plan.code, groups[0].pk])
    answer = client.post(address, {"name": "源头", "version": "1", "key": "a"})
    assert answer.status_code == 409 and "源头减量" in answer.content.decode()
    assert client.post(address, {"name": "源头", "version": "2", "key": "b", "choice": "theirs"}).status_code == 302
    assert "源头减量" in names(plan)


def test_an_empty_group_goes_and_a_used_one_says_why_not(
    plan: Plan, groups: tuple[IndicatorGroup, ...], wu: User, signed_in: Browser
) -> None:
    client, empty = signed_in(wu), create_group(plan, "空的")
    client.post(reverse("indicators:group_remove", args=[plan.code, empty.pk]))
    page = client.post(reverse("indicators:group_remove", args=[plan.code, groups[0].pk]), follow=True)
    assert "空的" not in names(plan) and "没有删除" in page.content.decode()


def test_a_group_of_another_plan_is_not_there(plan: Plan, wu: User, signed_in: Browser) -> None:
    foreign = create_group(create_plan("other"), "别的")
    address = reverse("indicators:group_rename", args=[plan.code, foreign.pk])
    assert signed_in(wu).post(address, {"name": "我们的", "version": "1"}).status_code == 404


def test_only_the_office_keeps_groups(plan: Plan, sun: User, lin: User, signed_in: Browser) -> None:
    for somebody in (sun, lin):
        assert signed_in(somebody).get(reverse("indicators:groups", args=[plan.code])).status_code == 403
    assert definitions.group(plan, "减量") is not None
