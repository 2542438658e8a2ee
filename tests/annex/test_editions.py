"""An annex is read with the edition from which the plan has its indicators."""

from pathlib import Path

import pytest

from indicators.definitions import select_indicators
from indicators.editions import edition, editions, of_plan
from indicators.models import Indicator, OwnEdition, Plan
from tasks.annex.importing import read_annex
from tests.annex.annexes import Row, indicator_annex, run
from tests.factories import create_edition, create_edition_indicator, create_edition_quantity, create_quantity

pytestmark = pytest.mark.django_db

RATE: Row = ["2", "资源化利用", "生活", "回收率（新叫法）", "%", None, None, None, "≥60%", "市住建局", None]
NATIONAL: Row = ["3", "资源化利用", "工业", "一般工业固体废物综合利用率", "%", None, None, None, "≥60%", None, None]


@pytest.fixture
def selected(plan: Plan) -> Plan:
    """A plan that has taken an indicator from the office's own edition."""
    own = create_edition("ours", label="本市2024年版")
    create_edition_quantity(own, "recycled")
    create_edition_quantity(own, "generated")
    create_edition_indicator(own, "产生量", number=1, formula="generated", unit="万吨")
    create_edition_indicator(
        own,
        "回收率",
        number=2,
        aliases=["回收率（新叫法）"],
        formula="recycled / generated * 100",
        explanation="解释",
        calculation="计算",
    )
    select_indicators(plan, edition("ours"), ["产生量"], by=None)
    return plan


def test_a_plan_without_an_edition_is_read_with_the_usual_one(plan: Plan) -> None:
    assert of_plan(plan, editions()).code == "2021"


def test_the_own_edition_gives_formula_and_explanations(selected: Plan, tmp_path: Path) -> None:
    run(selected, indicator_annex(RATE), tmp_path)
    made = selected.indicators.get(code="2")
    assert (made.formula, made.edition) == ("recycled / generated * 100", "本市2024年版")
    assert (made.explanation, made.calculation) == ("解释", "计算")
    assert selected.quantities.filter(code="generated").count() == 1


def test_what_the_own_edition_does_not_know_is_not_taken_from_another(selected: Plan, tmp_path: Path) -> None:
    run(selected, indicator_annex(NATIONAL), tmp_path)
    made = Indicator.objects.get(name="一般工业固体废物综合利用率")
    assert (made.edition, made.formula) == ("", "indicator_3")


def test_a_figure_of_the_same_code_in_another_unit_is_not_mixed_in(selected: Plan, tmp_path: Path) -> None:
    create_quantity(selected, "recycled", unit="个")
    (line,) = read_annex(indicator_annex(RATE), name="附件.xlsx").judge(selected).lines
    assert any("单位或时间口径与指标库不同" in remark for remark in line.remarks)
    run(selected, indicator_annex(RATE), tmp_path)
    assert selected.indicators.get(code="2").formula == "indicator_2"


def test_a_formula_of_the_edition_that_mixes_units_is_told_and_not_used(selected: Plan, tmp_path: Path) -> None:
    own = OwnEdition.objects.get(code="ours")
    create_edition_quantity(own, "firms", unit="家")
    create_edition_indicator(own, "工地数量", number=3, formula="generated + firms", unit="万吨")
    row: Row = ["3", "资源化利用", "生活", "工地数量", "万吨", None, None, None, "≥60", "市住建局", None]
    _status, printed = run(selected, indicator_annex(row), tmp_path)
    told = [(each["cell"], each["problem"]) for each in printed["problems"] if "不能相加减" in each["problem"]]
    assert [cell for cell, _problem in told] == ["D5"] and "没有套用指标库" in told[0][1]
    made = selected.indicators.get(name="工地数量")
    assert made.formula == "indicator_3" and not selected.quantities.filter(code="firms").exists()


def test_a_unit_that_the_formula_does_not_yield_is_told_and_not_read_in(selected: Plan, tmp_path: Path) -> None:
    Indicator.objects.filter(name="产生量").update(unit="")
    row: Row = ["1", "资源化利用", "工业", "产生量", "个", None, None, None, "≥60", None, None]
    _status, printed = run(selected, indicator_annex(row), tmp_path)
    told = [(each["sheet"], each["cell"]) for each in printed["problems"] if "不是同一种量" in each["problem"]]
    assert told == [("附件1", "E5")]
    assert selected.indicators.get(name="产生量").unit == ""
