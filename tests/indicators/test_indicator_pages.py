"""Indicators in the browser: found, looked at, exported, defined; their targets written and settled."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from indicators.models import Indicator, Plan, Round, Target
from tests.factories import create_entry, create_indicator, create_quantity, create_target
from wastefree.accounts.models import Organization, User

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


@pytest.fixture
def recycled(plan: Plan, open_round: Round, housing: Organization) -> Indicator:
    """60 of 80 recycled: 75 per cent."""
    parts = {"recycled": 60, "generated": 80}
    quantities = [create_quantity(plan, code, owner=housing, name=code, accumulation="point_in_time") for code in parts]
    for quantity in quantities:
        create_entry(quantity, open_round, parts[quantity.code], state="approved")
    made = create_indicator(plan, name="综合利用率", formula="recycled / generated * 100", unit="%", lead=housing)
    create_target(made, "≥70%", year=2024)
    return made


def test_the_list_shows_the_value_and_finds_by_name(
    plan: Plan, recycled: Indicator, wu: User, signed_in: SignedIn
) -> None:
    create_indicator(plan, name="绿色矿山建成率")
    office, address = signed_in(wu), reverse("indicators:indicators", args=[plan.code])
    page = office.get(address, {"q": "综合", "period": "2024q3"}).content.decode()
    assert "综合利用率" in page and re.search(r">75(\.0+)?<", page) and "绿色矿山建成率" not in page


def test_the_list_asks_the_database_no_more_for_more_indicators(
    plan: Plan, recycled: Indicator, wu: User, signed_in: SignedIn
) -> None:
    office, address = signed_in(wu), reverse("indicators:indicators", args=[plan.code])
    office.get(address)
    with CaptureQueriesContext(connection) as few:
        office.get(address)
    for number in range(20):
        create_target(create_indicator(plan, name=f"指标{number}"), "≥10%", year=2024)
    with CaptureQueriesContext(connection) as many:
        office.get(address)
    assert len(many) == len(few)


def test_the_export_is_a_workbook_of_what_the_list_shows(
    plan: Plan, recycled: Indicator, wu: User, signed_in: SignedIn
) -> None:
    answer = signed_in(wu).get(reverse("indicators:indicators_export", args=[plan.code]), {"q": "综合"})
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any("综合利用率" in str(cell) for cell in cells)


def test_a_formula_is_tried_on_real_figures_and_a_wrong_one_named(
    plan: Plan, recycled: Indicator, wu: User, signed_in: SignedIn
) -> None:
    office, address = signed_in(wu), reverse("indicators:formula_try", args=[plan.code])
    assert "75" in office.post(address, {"formula": "recycled / generated * 100"}).content.decode()
    assert "unheard_of" in office.post(address, {"formula": "recycled / unheard_of"}).content.decode()


def test_targets_are_written_in_the_words_of_the_plan(
    plan: Plan, recycled: Indicator, wu: User, signed_in: SignedIn
) -> None:
    office, address = signed_in(wu), reverse("indicators:targets", args=[plan.code, recycled.pk])
    form = office.get(address).context["form"]
    typed = {form.add_prefix(name): form[name].value() or "" for name in form.fields}
    field = next(name for name, value in typed.items() if value == "≥70%")
    office.post(address, {**typed, field: "不低于72%"})
    assert Target.objects.get(indicator=recycled, year=2024).text == "不低于72%"
    answer = office.post(address, {**typed, field: "≥90%", "key": "another form"})
    assert answer.status_code == 409
    assert Target.objects.get(indicator=recycled, year=2024).text == "不低于72%"


def test_a_reporter_does_not_reach_the_targets(plan: Plan, recycled: Indicator, lin: User, signed_in: SignedIn) -> None:
    address = reverse("indicators:targets", args=[plan.code, recycled.pk])
    assert signed_in(lin).get(address).status_code == 403


def test_an_indicator_sent_twice_is_made_once_and_not_called_a_double(
    plan: Plan, housing: Organization, wu: User, signed_in: SignedIn
) -> None:
    office, address = signed_in(wu), reverse("indicators:indicator_create", args=[plan.code])
    form = office.get(address).context["form"]
    typed = {form.add_prefix(name): form[name].value() for name in form.fields}
    typed = {name: value for name, value in typed.items() if value not in (None, False)}
    typed |= {"code": "77", "name": "新指标", "lead": housing.pk}
    first, second = (office.post(address, typed) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302), first.context and first.context["form"].errors
    assert Indicator.objects.filter(code="77").count() == 1


def test_a_new_plan_starts_from_another_one_without_its_targets(
    plan: Plan, recycled: Indicator, wu: User, signed_in: SignedIn
) -> None:
    office, address = signed_in(wu), reverse("indicators:plan_create")
    form = office.get(address, {"from": plan.code}).context["form"]
    typed = {form.add_prefix(name): form[name].value() for name in form.fields}
    typed = {name: value for name, value in typed.items() if value not in (None, False)}
    answer = office.post(f"{address}?from={plan.code}", {**typed, "code": "next", "name": "下一轮方案"})
    assert answer.status_code == 302, answer.context["form"].errors
    copied = Plan.objects.get(code="next")
    assert list(copied.indicators.values_list("name", flat=True)) == ["综合利用率"]
    assert copied.quantities.count() == 2 and copied.rounds.count() == 0
    assert not Target.objects.filter(indicator__plan=copied).exclude(text="").exists()
