"""Indicators in the browser: found, looked at, exported, defined; their targets written and settled."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.models import Indicator, Plan, Round, Target
from tests.factories import create_entry, create_indicator, create_organization, create_quantity, create_target
from tests.indicators.tables import file_rows, page_rows
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


@pytest.fixture
def recycled(plan: Plan, open_round: Round, housing: Organization) -> Indicator:
    """60 of 80 recycled: 75 per cent."""
    parts = {"recycled": 60, "generated": 80}
    quantities = [create_quantity(plan, code, owner=housing, name=code, accumulation="point_in_time") for code in parts]
    for quantity in quantities:
        create_entry(quantity, open_round, parts[quantity.code], state="approved")
    made = create_indicator(
        plan, "601", name="综合利用率", formula="recycled / generated * 100", unit="%", lead=housing
    )
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


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize(
    "asked",
    [{}, {"q": "综合"}, {"status": "no_data", "columns": ["value", "basis"]}, {"sort": "name", "columns": ["status"]}],
)
def test_the_export_has_the_rows_and_columns_of_the_page(
    kind: str, asked: dict[str, Any], plan: Plan, recycled: Indicator, wu: User, signed_in: SignedIn
) -> None:
    create_indicator(plan, "9", name="绿色矿山建成率", basis="建成数占全部矿山数")
    create_indicator(plan, "10", name="=HYPERLINK(1)", formula="recycled / 3")
    office = signed_in(wu)
    page = office.get(reverse("indicators:indicators", args=[plan.code]), asked)
    file = office.get(reverse("indicators:indicators_export", args=[plan.code]), {**asked, "format": kind})
    shown, exported = page_rows(page), file_rows(file)
    assert shown
    # the page has number and name in one cell, and the groups on lines of their own
    unchecked = "（名称未核对）"
    assert [[row[0] + row[1].replace(unchecked, ""), *row[4:]] for row in exported] == shown


def test_a_csv_opens_in_excel_with_its_chinese_and_says_in_its_last_line_what_it_shows(
    plan: Plan, recycled: Indicator, wu: User, signed_in: SignedIn
) -> None:
    answer = signed_in(wu).get(reverse("indicators:indicators_export", args=[plan.code]), {"format": "csv"})
    assert answer["Content-Type"].startswith("text/csv") and answer.content.startswith(b"\xef\xbb\xbf")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("序号,指标") and plan.name in lines[-1] and "只计审核通过的数据" in lines[-1]


def test_an_export_is_recorded_with_its_name(plan: Plan, recycled: Indicator, wu: User, signed_in: SignedIn) -> None:
    signed_in(wu).get(reverse("indicators:indicators_export", args=[plan.code]), {"format": "csv"})
    record = Record.objects.get(verb="indicators.exported")
    assert record.actor_name == "吴静" and record.after["name"].endswith(".csv")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"status": "achieved"}, ["综合利用率"]),
        ({"status": "no_data"}, ["乡村治理", "绿色矿山"]),
        ({"kind": "qualitative"}, ["乡村治理"]),
        ({"kind": "quantitative"}, ["综合利用率", "绿色矿山"]),
        ({"edition": "2021"}, ["绿色矿山"]),
        ({"q": "lsks"}, ["绿色矿山"]),
        ({"q": "9"}, ["乡村治理", "绿色矿山"]),
        ({"status": "nonsense", "kind": "nonsense", "region": "nonsense"}, ["综合利用率", "乡村治理", "绿色矿山"]),
    ],
)
def test_the_list_is_narrowed(
    asked: dict[str, str], found: list[str], plan: Plan, recycled: Indicator, wu: User, signed_in: SignedIn
) -> None:
    create_indicator(plan, "9", name="乡村治理", kind="qualitative", initials="xczl")
    create_indicator(plan, "91", name="绿色矿山", edition="2021", initials="lsks")
    page = signed_in(wu).get(reverse("indicators:indicators", args=[plan.code]), asked)
    names = [value.indicator.name for _group, values in page.context["groups"] for value in values]
    assert sorted(names) == sorted(found)


def test_the_worst_come_first_where_that_is_asked_for(
    plan: Plan, recycled: Indicator, wu: User, signed_in: SignedIn
) -> None:
    create_indicator(plan, "9", name="没有数据")
    page = signed_in(wu).get(reverse("indicators:indicators", args=[plan.code]), {"sort": "status"})
    assert page_rows(page)[0][0] == "9没有数据"


def test_of_a_region_the_list_shows_its_own_values_of_what_regions_report(
    plan: Plan, recycled: Indicator, open_round: Round, region: Organization, wu: User, signed_in: SignedIn
) -> None:
    west = create_organization("west", "西城区", kind=Organization.Kind.REGION)
    plan.organizations.add(west)
    sorted_, made = (create_quantity(plan, code, by_region=True, accumulation="point_in_time") for code in ("s", "m"))
    for body, (part, whole) in {region: (1, 10), west: (45, 90)}.items():
        create_entry(sorted_, open_round, part, organization=body, state="approved")
        create_entry(made, open_round, whole, organization=body, state="approved")
    create_indicator(plan, "9", name="分类率", formula="s / m * 100", decimals=1)
    office, address = signed_in(wu), reverse("indicators:indicators", args=[plan.code])
    columns = {"columns": ["value"]}
    assert ["9分类率", "46"] in page_rows(office.get(address, columns))
    assert page_rows(office.get(address, {**columns, "region": "west"})) == [["9分类率", "50"]]


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
