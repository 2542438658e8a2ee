"""Looking at one indicator and one quantity: regions, every value ever entered, evidence, and figures of a moment."""

import re
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from indicators.models import Entry, Indicator, Plan, Quantity, Round
from indicators.transitions import accept_correction, approve, check, propose_correction, save_entry, submit
from tests.factories import (
    create_attachment,
    create_entry,
    create_indicator,
    create_organization,
    create_quantity,
    create_round,
    create_target,
)
from tests.indicators.tables import file_rows, page_rows
from wastefree.accounts.models import Organization, User

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
THIRD = {"period": "2024-3"}
KINDS = pytest.mark.parametrize("kind", ["xlsx", "csv"])


def now(entry: Entry) -> Entry:
    return Entry.objects.with_context().get(pk=entry.pk)


@pytest.fixture
def entry(plan: Plan, open_round: Round, housing: Organization, lin: User, gao: User, wu: User) -> Entry:
    """Approved: a provisional 100, which an indicator shows as it is."""
    quantity = create_quantity(plan, "generated", name="产生量", owner=housing, accumulation="point_in_time")
    create_indicator(plan, "601", name="产生强度", formula="generated", lead=housing)
    made, at = create_entry(quantity, open_round), timezone.now()
    save_entry(made, Decimal(100), "=1+1", by=lin, at=at, based_on=made.version, provisional=True)
    submit([now(made)], by=lin, at=at)
    check([now(made)], by=gao, at=at)
    approve([now(made)], by=wu, at=at)
    return now(made)


@pytest.fixture
def indicator(entry: Entry) -> Indicator:
    return Indicator.objects.get(code="601")


def correct(entry: Entry, by: User, accepted_by: User) -> None:
    fields: dict[str, Any] = {"provisional": False, "by": by, "at": timezone.now(), "based_on": now(entry).version}
    made = propose_correction(now(entry), Decimal(97), "定数", "统计局定数", **fields)
    assert made is not None
    accept_correction(made, by=accepted_by, at=timezone.now(), based_on=made.version)


def content_of(answer: HttpResponseBase) -> bytes:
    content: bytes = answer.content  # type: ignore[attr-defined]
    return content


def moment_of(answer: HttpResponseBase) -> str:
    """The moment that a workbook says it shows, as the address takes it."""
    note = str(load_workbook(BytesIO(content_of(answer))).worksheets[0]["A2"].value)
    found = re.search(r"数据截至 (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})", note)
    assert found, note
    return f"{found[1]}T{found[2]}"


@pytest.mark.parametrize("route", ["indicators:indicators", "indicators:indicator"])
def test_what_was_exported_is_exported_again_the_same_though_a_figure_was_corrected(
    route: str, plan: Plan, entry: Entry, indicator: Indicator, lin: User, wu: User, signed_in: SignedIn
) -> None:
    office, place = signed_in(wu), [plan.code] if route.endswith("s") else [plan.code, indicator.pk]
    page, export = reverse(route, args=place), reverse(f"{route}_export", args=place)
    first = office.get(export)
    correct(entry, lin, wu)
    again = office.get(export, {"as_of": moment_of(first)})
    assert file_rows(again) == file_rows(first) != file_rows(office.get(export))
    assert "97.00" in office.get(page).content.decode()
    assert "100.00" in office.get(page, {"as_of": moment_of(first)}).content.decode()


def test_a_value_with_a_provisional_figure_in_it_says_so_until_the_final_one_counts(
    plan: Plan, entry: Entry, indicator: Indicator, lin: User, wu: User, signed_in: SignedIn
) -> None:
    office, address = signed_in(wu), reverse("indicators:indicator", args=[plan.code, indicator.pk])
    assert office.get(address).context["value"].provisional
    assert "快报" in office.get(reverse("indicators:indicators", args=[plan.code])).content.decode()
    correct(entry, lin, wu)
    assert not office.get(address).context["value"].provisional


def test_a_figure_that_does_not_count_makes_no_value_provisional(
    plan: Plan, open_round: Round, housing: Organization, wu: User, signed_in: SignedIn
) -> None:
    quantity = create_quantity(plan, "made", owner=housing, accumulation="point_in_time")
    create_entry(quantity, open_round, 5, state="submitted", provisional=True)
    found = create_indicator(plan, "9", formula="made")
    office, address = signed_in(wu), reverse("indicators:indicator", args=[plan.code, found.pk])
    assert not office.get(address).context["value"].provisional
    assert office.get(address, {"counting": "submitted"}).context["value"].provisional


@KINDS
@pytest.mark.parametrize("asked", [{}, {"step": "corrected"}, {"sort": "oldest"}, {"period": "2024-3"}])
def test_every_value_ever_entered_stands_on_the_page_and_in_the_file(
    kind: str,
    asked: dict[str, str],
    plan: Plan,
    entry: Entry,
    indicator: Indicator,
    lin: User,
    wu: User,
    signed_in: SignedIn,
) -> None:
    correct(entry, lin, wu)
    office = signed_in(wu)
    for route, about in (("indicator", indicator), ("quantity", entry.quantity)):
        page = office.get(reverse(f"indicators:{route}_entries", args=[plan.code, about.pk]), asked)
        export = reverse(f"indicators:{route}_entries_export", args=[plan.code, about.pk])
        shown = page_rows(page)
        assert len(shown) == (1 if "step" in asked else 5)
        assert file_rows(office.get(export, {**asked, "format": kind})) == shown


def test_the_entries_of_others_are_not_told(
    plan: Plan, entry: Entry, indicator: Indicator, agriculture: Organization, zhao: User, signed_in: SignedIn
) -> None:
    indicator.cooperating.add(agriculture)
    zhaos = signed_in(zhao)
    page = zhaos.get(reverse("indicators:indicator_entries", args=[plan.code, indicator.pk]))
    assert page.status_code == 200 and page.context["page"].paginator.count == 0
    assert list(page.context["form"].fields["organization"].queryset) == []
    quantity = reverse("indicators:quantity", args=[plan.code, entry.quantity_id])
    assert zhaos.get(quantity).status_code == 404


def test_evidence_is_named_to_those_who_may_see_the_entry(
    plan: Plan,
    entry: Entry,
    indicator: Indicator,
    agriculture: Organization,
    lin: User,
    zhao: User,
    signed_in: SignedIn,
) -> None:
    entry.evidence.add(create_attachment(entry.organization, lin, name="环卫台账.pdf"))
    indicator.cooperating.add(agriculture)
    address = reverse("indicators:indicator", args=[plan.code, indicator.pk])
    assert "环卫台账.pdf" in signed_in(lin).get(address).content.decode()
    others = signed_in(zhao).get(address).content.decode()
    assert "环卫台账.pdf" not in others and "1 个文件" in others


@pytest.fixture
def sorted_(plan: Plan, open_round: Round, region: Organization) -> Indicator:
    """Two regions, 1 of 10 and 45 of 90: 10 and 50 per cent, the city 46; a year before the east had 2 of 10."""
    west = create_organization("west", "西城区", kind=Organization.Kind.REGION, order=51)
    plan.organizations.add(west)
    parts = [create_quantity(plan, code, by_region=True, accumulation="point_in_time") for code in ("m", "s")]
    before = create_round(plan, year=2023, quarter=3, state="closed")
    held = {(region, open_round): (10, 1), (west, open_round): (90, 45), (region, before): (10, 2)}
    for (body, round_), figures in held.items():
        for quantity, figure in zip(parts, figures, strict=True):
            create_entry(quantity, round_, figure, organization=body, state="approved")
    made = create_indicator(plan, "602", name="分类率", formula="s / m * 100", decimals=1, by_region=True)
    create_target(made, "≥40%", year=2024, region=west)
    return made


def regions_of(answer: HttpResponseBase) -> list[list[str]]:
    tables = range(content_of(answer).decode().count("<table"))
    return next(rows for rows in (page_rows(answer, place) for place in tables) if rows and rows[-1][0] == "全市")


def test_the_city_is_the_formula_over_the_regions_figures_and_no_mean(
    plan: Plan, sorted_: Indicator, wu: User, signed_in: SignedIn
) -> None:
    page = signed_in(wu).get(reverse("indicators:indicator", args=[plan.code, sorted_.pk]), THIRD)
    east, west, city = regions_of(page)
    assert east == ["东城区", "10", "—", "-10", "—", "未设目标，不单独判定", "10", "1"]
    assert west == ["西城区", "50", "—", "—", "≥40%（2024年）", "已达标", "90", "45"]
    assert city == ["全市", "46", "—", "26", "—", "—", "100", "46"]
    assert "不是各区县数值的平均数" in page.content.decode()


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("", ["东城区", "西城区"]),
        ("-value", ["西城区", "东城区"]),
        ("value", ["东城区", "西城区"]),
        ("-year", ["东城区", "西城区"]),
        ("-0", ["西城区", "东城区"]),
        ("9", ["东城区", "西城区"]),
        ("nonsense", ["东城区", "西城区"]),
    ],
)
def test_the_regions_are_sorted_by_a_column_and_the_file_has_the_same_rows(
    order: str, names: list[str], plan: Plan, sorted_: Indicator, wu: User, signed_in: SignedIn
) -> None:
    office, asked = signed_in(wu), {**THIRD, "sort": order}
    shown = regions_of(office.get(reverse("indicators:indicator", args=[plan.code, sorted_.pk]), asked))
    assert [row[0] for row in shown] == [*names, "全市"]
    file = office.get(reverse("indicators:indicator_export", args=[plan.code, sorted_.pk]), asked)
    assert file_rows(file, sheet=3) == shown


def test_the_file_of_an_indicator_has_its_course_and_the_figures_behind_it(
    plan: Plan, entry: Entry, indicator: Indicator, wu: User, signed_in: SignedIn
) -> None:
    file = signed_in(wu).get(reverse("indicators:indicator_export", args=[plan.code, indicator.pk]))
    assert ["现值", "100"] in file_rows(file, 0) and ["数据性质", "快报"] in file_rows(file, 0)
    assert file_rows(file, 1) == [["2024年第三季度", "100", "快报"]]
    assert file_rows(file, 2)[0][:5] == ["产生量", "generated", "市住建局", "2024年第三季度", "100"]


@KINDS
def test_a_quantity_shows_its_figures_by_organization_and_period(
    kind: str, plan: Plan, sorted_: Indicator, wu: User, signed_in: SignedIn
) -> None:
    office, made = signed_in(wu), Quantity.objects.get(code="m")
    page = office.get(reverse("indicators:quantity", args=[plan.code, made.pk]))
    shown = page_rows(page)
    assert shown == [["东城区", "10", "10"], ["西城区", "90", ""], ["合计（审核通过）", "100", "10"]]
    export = office.get(reverse("indicators:quantity_export", args=[plan.code, made.pk]), {"format": kind})
    assert file_rows(export) == shown


def test_a_quantity_shows_the_figures_of_a_moment_before_they_were_corrected(
    plan: Plan, entry: Entry, lin: User, wu: User, signed_in: SignedIn
) -> None:
    place = [plan.code, entry.quantity_id]
    office, page, export = signed_in(wu), reverse("indicators:quantity", args=place), "indicators:quantity_export"
    then = moment_of(office.get(reverse(export, args=place)))
    correct(entry, lin, wu)
    for asked, figure in (("", "97"), (then, "100")):
        assert figure in office.get(page, {"as_of": asked}).content.decode()
        assert file_rows(office.get(reverse(export, args=place), {"as_of": asked}))[0][1] == figure
    long_ago = office.get(page, {"as_of": "2020-01-01T00:00"})
    assert "在这一时刻" in long_ago.content.decode()


def test_the_owner_of_a_quantity_sees_its_page(plan: Plan, entry: Entry, lin: User, signed_in: SignedIn) -> None:
    page = signed_in(lin).get(reverse("indicators:quantity", args=[plan.code, entry.quantity_id]))
    assert page.status_code == 200 and "产生强度" in page.content.decode()
