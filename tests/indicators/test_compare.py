"""Indicators, periods and regions held against each other."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.models import Indicator, Plan
from tests.factories import create_entry, create_indicator, create_organization, create_quantity, create_round
from tests.indicators.tables import file_rows, page_rows
from wastefree.accounts.models import Organization, User

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


@pytest.fixture
def rate(plan: Plan, region: Organization, housing: Organization) -> Indicator:
    """East 10 then 20 of 100, west 90 then 40 of 100; and an amount of 40 then 50 tonnes that the city reports."""
    west = create_organization("west", "西城区", kind=Organization.Kind.REGION, order=51)
    plan.organizations.add(west)
    parts = [create_quantity(plan, code, by_region=True, accumulation="point_in_time") for code in ("part", "whole")]
    amount = create_quantity(plan, "amount", owner=housing, accumulation="point_in_time")
    for quarter, figures in {2: (10, 90, 40), 3: (20, 40, 50)}.items():
        round_ = create_round(plan, quarter=quarter, state="closed")
        for body, figure in zip((region, west), figures, strict=False):
            create_entry(parts[0], round_, figure, organization=body, state="approved")
            create_entry(parts[1], round_, 100, organization=body, state="approved")
        create_entry(amount, round_, figures[2], state="approved")
    made = create_indicator(plan, "601", name="利用率", formula="part / whole * 100", decimals=0)
    create_indicator(plan, "602", name="产生量", formula="amount", unit="吨", decimals=0)
    return made


def test_nothing_chosen_shows_the_quarters_of_the_year(
    plan: Plan, rate: Indicator, wu: User, signed_in: SignedIn
) -> None:
    page = signed_in(wu).get(reverse("indicators:compare", args=[plan.code]))
    assert page_rows(page) == [["利用率", "%", "50待判定", "30待判定"], ["产生量", "吨", "40待判定", "50待判定"]]
    assert [unit for unit, _chart in page.context["charts"]] == ["%", "吨"]


def test_the_difference_is_in_points_of_per_cent_and_else_also_in_per_cent(
    plan: Plan, rate: Indicator, wu: User, signed_in: SignedIn
) -> None:
    page = signed_in(wu).get(reverse("indicators:compare", args=[plan.code]), {"reference": "0"})
    first, second = page.context["table"].lines
    assert (first.cells[1].difference, first.cells[1].per_cent.__class__.__name__) == (-20, "Absent")
    assert (second.cells[1].difference, second.cells[1].per_cent) == (10, 25)
    assert "个百分点" in page.content.decode() and "+25.0%" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "figures"),
    [
        ({"layout": "regions-periods"}, {"全市": [50, 30], "东城区": [10, 20], "西城区": [90, 40]}),
        ({"layout": "regions-periods", "region": ["west"], "when": ["2024-3"]}, {"西城区": [40]}),
        ({"layout": "indicators-regions", "when": ["2024-3"], "indicator": ["rate"]}, {"利用率": [30, 20, 40]}),
        ({"region": ["east"], "indicator": ["rate"]}, {"利用率": [10, 20]}),
    ],
)
def test_two_of_the_three_stand_down_and_across(
    asked: dict[str, Any], figures: dict[str, list[int]], plan: Plan, rate: Indicator, wu: User, signed_in: SignedIn
) -> None:
    if "indicator" in asked:
        asked = {**asked, "indicator": [rate.pk]}
    page = signed_in(wu).get(reverse("indicators:compare", args=[plan.code]), asked)
    table = page.context["table"]
    found = {
        row[0]: [cell.value.figure for cell in line.cells]
        for row, line in zip(page_rows(page), table.lines, strict=True)
    }
    assert found == figures


@pytest.mark.parametrize(
    "asked", [{"layout": "indicators-regions", "when": ["2024-3"]}, {"layout": "regions-periods", "when": ["2024-3"]}]
)
def test_an_indicator_that_regions_do_not_report_is_not_missing_in_them(
    asked: dict[str, Any], plan: Plan, rate: Indicator, wu: User, signed_in: SignedIn
) -> None:
    if asked["layout"] == "regions-periods":
        asked = {**asked, "indicator": [Indicator.objects.get(code="602").pk]}
    office = signed_in(wu)
    shown = page_rows(office.get(reverse("indicators:compare", args=[plan.code]), asked))
    file = file_rows(office.get(reverse("indicators:compare_export", args=[plan.code]), asked))
    cells = [cell for rows in (shown, file) for row in rows for cell in row]
    assert not any("无数据" in cell for cell in cells)
    assert sum("不分区县" in cell for cell in cells) == 4, "two regions, on the page and in the file"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("asked", [{}, {"layout": "regions-periods"}, {"layout": "indicators-regions"}])
def test_the_file_has_the_rows_of_the_page(
    kind: str, asked: dict[str, str], plan: Plan, rate: Indicator, wu: User, signed_in: SignedIn
) -> None:
    office = signed_in(wu)
    shown = page_rows(office.get(reverse("indicators:compare", args=[plan.code]), asked))
    rows = file_rows(office.get(reverse("indicators:compare_export", args=[plan.code]), {**asked, "format": kind}))
    joined = [[*row[:2], *(row[at] + row[at + 1] for at in range(2, len(row), 2))] for row in rows]
    assert shown and joined == shown


def test_the_indicators_to_choose_from_are_searched_by_initials(
    plan: Plan, rate: Indicator, wu: User, signed_in: SignedIn
) -> None:
    Indicator.objects.filter(pk=rate.pk).update(initials="lyl")
    address = reverse("indicators:compare", args=[plan.code])
    other = Indicator.objects.get(code="602")
    form = signed_in(wu).get(address, {"find": "lyl", "indicator": str(rate.pk)}).context["form"]
    assert other not in [each for each, _chosen in form.choices_of_indicators]


def test_an_organization_compares_its_own_indicators_and_regions(
    plan: Plan, rate: Indicator, lin: User, signed_in: SignedIn
) -> None:
    form = (
        signed_in(lin).get(reverse("indicators:compare", args=[plan.code]), {"indicator": str(rate.pk)}).context["form"]
    )
    assert [each.name for each in form.indicators] == ["产生量"] and form.regions == [None]


@pytest.mark.parametrize(
    "asked", [{"layout": "x", "reference": "99"}, {"when": ["9999-9"], "indicator": ["²", "0"], "region": ["nowhere"]}]
)
def test_an_address_that_makes_no_sense_shows_what_is_usual(
    asked: dict[str, Any], plan: Plan, rate: Indicator, wu: User, signed_in: SignedIn
) -> None:
    page = signed_in(wu).get(reverse("indicators:compare", args=[plan.code]), asked)
    assert page.status_code == 200 and len(page_rows(page)) == 2


def test_more_of_everything_asks_the_database_no_more(
    plan: Plan, rate: Indicator, wu: User, signed_in: SignedIn
) -> None:
    office, address = signed_in(wu), reverse("indicators:compare", args=[plan.code])
    asked = {"layout": "indicators-regions"}
    office.get(address, asked)
    with CaptureQueriesContext(connection) as few:
        office.get(address, asked)
    for number in range(5):
        plan.organizations.add(create_organization(f"r{number}", kind=Organization.Kind.REGION))
        create_indicator(plan, f"7{number}", formula="part / whole")
    with CaptureQueriesContext(connection) as many:
        office.get(address, asked)
    assert len(many) == len(few)
