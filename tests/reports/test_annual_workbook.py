"""The workbook that is handed up: its formulas prove the portal's values, and nothing in it is what it is not."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from indicators.models import Entry, EntryState, Plan, Quantity, Round
from reports.facts import AnnualFacts, gather
from reports.models import SelfAssessment
from reports.workbooks import annual
from reports.workbooks.indicators import ACTUAL, CODE, SHARE
from reports.workbooks.quantities import RESULT
from reports.workbooks.style import stored
from tests.factories import create_indicator, create_quantity, create_target
from tests.reports.office import SOFFICE, recalculated
from wastefree.accounts.models import Organization, User
from wastefree.demo import loading
from wastefree.lib.figures import Figure

TODAY = date(2026, 11, 24)
FIRST_ROW = 4  # of the bodies of tables, as Excel counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def wuhai(plan: Plan, housing: Organization, lin: User, wu: User) -> Plan:
    """What Wuhai published for 2023, in 万吨, as the figures of a year."""
    figures = {
        "generated": "3024.32",
        "utilized": "1504.04",
        "utilized_from_stock": "35.25",
        "disposed": "1556.65",
        "disposed_from_stock": "3.06",
    }
    for code in figures:
        create_quantity(plan, code, owner=housing, frequency=Quantity.Frequency.YEAR)
    utilization = "utilized / (generated + utilized_from_stock) * 100"
    create_target(create_indicator(plan, "15", formula=utilization, name="综合利用率"), "≥50%", year=2023)
    create_indicator(plan, "16", formula="disposed / (generated + disposed_from_stock) * 100", name="处置率")
    day = date(2024, 1, 10)
    round_ = Round.objects.create(
        plan=plan, year=2023, quarter=0, opens_on=day, due_on=day, closes_on=day, state=Round.State.CLOSED
    )
    for code, figure in figures.items():
        report(plan.quantities.get(code=code), round_, Decimal(figure), lin, wu)
    return plan


def report(quantity: Quantity, round_: Round, figure: Decimal | None, by: User, office: User, **fields: object) -> None:
    assert quantity.owner is not None
    Entry.objects.create(
        quantity=quantity,
        organization=quantity.owner,
        round=round_,
        value=figure,
        state=EntryState.APPROVED,
        entered_by=by,
        approved_by=office,
        **fields,
    )


def sheet(facts: AnnualFacts, name: str) -> Worksheet:
    found = load_workbook(BytesIO(annual(facts)))[name]
    assert isinstance(found, Worksheet)
    return found


def actual_values(table: Worksheet) -> dict[str, object]:
    """By the indicator's number."""
    rows = table.iter_rows(min_row=FIRST_ROW, values_only=True)
    return {str(row[CODE]): row[ACTUAL] for row in rows}


def same(shown: object, figure: Figure) -> bool:
    expected = stored(figure)
    if isinstance(expected, str):
        return shown == expected
    return isinstance(shown, int | float) and abs(shown - expected) <= 1e-9 * max(1.0, abs(expected))


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (Debian: libreoffice-calc-nogui)")
@pytest.mark.parametrize("year", [2025, 2026])
def test_recalculated_in_another_office_every_value_is_the_portal_s(
    year: int, tmp_path: Path, settings: object
) -> None:
    plan = loading.load(TODAY)
    facts = gather(plan, year, as_of=TODAY)
    book = recalculated(annual(facts), tmp_path)
    shown = actual_values(book["指标完成情况"])
    wrong = {i.code: (shown[i.code], i.figure) for i in facts.indicators if not same(shown[i.code], i.figure)}
    assert not wrong and len(shown) == 52
    results = iter(book["数据项"].iter_rows(min_row=FIRST_ROW, values_only=True))
    firsts: dict[tuple[object, object], object] = {}
    for row in results:
        firsts.setdefault((row[0], row[3]), row[RESULT])
    assert all(same(firsts[q.code, q.year], q.figure) for q in facts.quantities) and len(firsts) == len(
        facts.quantities
    )
    counted = {row[0]: row[1] for row in book["总体情况"].iter_rows(min_row=5, max_row=10, values_only=True)}
    assert sum(int(str(count)) for count in counted.values()) == 52 and counted["● 已达标"] == facts.count(
        facts.indicators[0].status.ACHIEVED
    )


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (Debian: libreoffice-calc-nogui)")
def test_wuhai_s_rates_come_out_and_are_not_corrected(wuhai: Plan, tmp_path: Path) -> None:
    book = recalculated(annual(gather(wuhai, 2023, as_of=TODAY)), tmp_path)
    shown = actual_values(book["指标完成情况"])
    rates = [round(float(str(shown[code])), 2) for code in ("15", "16")]
    assert rates == [49.16, 51.42] and sum(rates) > 100


def test_a_rate_is_a_formula_over_the_sheet_of_quantities(wuhai: Plan) -> None:
    facts = gather(wuhai, 2023, as_of=TODAY)
    table = sheet(facts, "指标完成情况")
    formula = str(table.cell(FIRST_ROW, ACTUAL + 1).value)
    assert formula.startswith("=IF(OR(") and "'数据项'!$L$" in formula and "IFERROR(" in formula
    assert str(table.cell(FIRST_ROW, SHARE + 1).value).startswith("=IF(AND(ISNUMBER(")


def test_a_value_stands_beside_each_formula_for_readers_that_do_not_calculate(wuhai: Plan) -> None:
    facts = gather(wuhai, 2023, as_of=TODAY)
    book = load_workbook(BytesIO(annual(facts)), data_only=True)
    shown = actual_values(book["指标完成情况"])
    assert all(same(shown[indicator.code], indicator.figure) for indicator in facts.indicators)


def test_missing_is_a_dash_and_not_applicable_says_so(plan: Plan, housing: Organization, lin: User, wu: User) -> None:
    for code in ("a", "b", "c"):
        create_quantity(plan, code, owner=housing, accumulation="point_in_time")
        create_indicator(plan, code, formula=code)
    round_ = Round.objects.create(
        plan=plan, year=2024, quarter=4, opens_on=TODAY, due_on=TODAY, closes_on=TODAY, state=Round.State.CLOSED
    )
    report(plan.quantities.get(code="b"), round_, None, lin, wu, not_applicable=True)
    report(plan.quantities.get(code="c"), round_, Decimal(0), lin, wu)
    book = load_workbook(BytesIO(annual(gather(plan, 2024, as_of=TODAY))), data_only=True)
    assert actual_values(book["指标完成情况"]) == {"a": "—", "b": "不适用", "c": 0}


def test_what_people_typed_is_never_a_formula(plan: Plan) -> None:
    dangerous = ["=1+1", "=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "bell\x07 gone"]
    for number, text in enumerate(dangerous):
        indicator = create_indicator(plan, str(number), name=text, basis=text, source=text)
        create_target(indicator, text, year=2024)
    words = dict.fromkeys(("overview", "practices", "problems", "suggestions"), "=1+1")
    SelfAssessment.objects.create(plan=plan, year=2024, **words)
    book = load_workbook(BytesIO(annual(gather(plan, 2024, as_of=TODAY))))
    ours = ("=IF(", "=COUNTIF", "=SUM", '="—"')
    formulas = [str(cell.value) for table in book for row in table.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas and all(formula.startswith(ours) for formula in formulas)
    assert not any(text in formula for formula in formulas for text in dangerous[:6])


def test_the_same_facts_give_the_same_bytes(wuhai: Plan) -> None:
    facts = gather(wuhai, 2023, as_of=TODAY)
    assert annual(facts) == annual(facts)


def test_every_sheet_prints_on_a4_landscape_with_its_headings_on_each_page(wuhai: Plan) -> None:
    book = load_workbook(BytesIO(annual(gather(wuhai, 2023, as_of=TODAY))))
    assert book.sheetnames[:4] == ["封面", "目录", "总体情况", "指标完成情况"]
    for table in book:
        assert (table.page_setup.paperSize, table.page_setup.orientation) == (9, "landscape")
    for name in ("指标完成情况", "重点任务", "重点项目", "数据项", "数据来源"):
        assert book[name].print_title_rows == "$3:$3" and book[name].freeze_panes


def test_demonstration_data_says_so_on_the_cover_and_on_every_page() -> None:
    book = load_workbook(BytesIO(annual(gather(loading.load(TODAY), 2025, as_of=TODAY))))
    assert any("演示数据" in str(cell.value) for row in book["封面"].iter_rows() for cell in row)
    assert all(table.oddHeader and "演示数据" in str(table.oddHeader.right.text) for table in book)


def test_gathering_takes_as_many_queries_for_many_as_for_one(
    wuhai: Plan, housing: Organization, django_assert_max_num_queries: object
) -> None:
    assert callable(django_assert_max_num_queries)
    for number in range(20):
        create_indicator(wuhai, f"x{number}", formula=f"n{number} / d{number}", lead=housing)
    with django_assert_max_num_queries(20):
        gather(wuhai, 2023, as_of=TODAY)


def test_the_command_writes_the_workbook(wuhai: Plan, tmp_path: Path) -> None:
    target = tmp_path / "自评估.xlsx"
    call_command("export_self_assessment", plan=wuhai.code, year=2023, out=target)
    assert load_workbook(target).sheetnames[0] == "封面"


@pytest.mark.parametrize(
    ("plan_code", "year", "out"), [("none", 2023, "a.xlsx"), ("city", 1999, "a.xlsx"), ("city", 2023, "no/a.xlsx")]
)
def test_the_command_says_in_one_line_what_it_cannot_do(
    wuhai: Plan, tmp_path: Path, plan_code: str, year: int, out: str
) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("export_self_assessment", plan=plan_code, year=year, out=tmp_path / out)
    assert caught.value.returncode == 2 and "\n" not in str(caught.value)
