"""The library of indicators: complete, honest about what is not known, and right about published figures."""

from decimal import Decimal

import pytest

from indicators.formulas import Reference, When, parse
from indicators.library import edition
from indicators.library.reading import _indicator
from wastefree.lib.figures import rounded
from wastefree.lib.units import factor

LIBRARY = edition("2021")
# Published for Wuhai, 2023, in 万吨.
WUHAI = {
    "industrial_waste_generated": "3024.32",
    "industrial_waste_utilized": "1504.04",
    "industrial_waste_utilized_from_stock": "35.25",
    "industrial_waste_disposed": "1556.65",
    "industrial_waste_disposed_from_stock": "3.06",
}


def rate(name: str, figures: dict[str, str]) -> Decimal:
    indicator = LIBRARY.find(name)
    assert indicator is not None
    outcome = parse(indicator.formula).evaluate({Reference(code): Decimal(text) for code, text in figures.items()})
    assert isinstance(outcome.figure, Decimal)
    return outcome.figure


def test_wuhai_s_published_rates_come_out_of_its_components() -> None:
    assert rounded(rate("一般工业固体废物综合利用率", WUHAI), 2) == Decimal("49.16")
    assert rounded(rate("一般工业固体废物处置率", WUHAI), 2) == Decimal("51.42")


def test_rates_that_add_up_to_more_than_a_hundred_are_left_alone() -> None:
    both = rate("一般工业固体废物综合利用率", WUHAI) + rate("一般工业固体废物处置率", WUHAI)
    assert rounded(both, 2) == Decimal("100.58")


def test_the_edition_has_its_57_indicators_in_order_and_one_beside_it() -> None:
    assert [indicator.number for indicator in LIBRARY.indicators] == [*range(1, 58), None]
    assert len({indicator.level1 for indicator in LIBRARY.indicators}) == 5
    assert len({(indicator.level1, indicator.level2) for indicator in LIBRARY.indicators}) == 17


def test_names_that_nobody_checked_say_so() -> None:
    numbered = [indicator for indicator in LIBRARY.indicators if indicator.number]
    assert sum(indicator.name_verified for indicator in numbered) == 23
    assert not LIBRARY.numbered(1).name_verified and LIBRARY.numbered(15).name_verified


def test_what_the_source_leaves_open_stays_visible() -> None:
    for number in (4, 6, 7, 8, 13, 14, 18, 29, 52):
        assert "口径待核" in LIBRARY.numbered(number).basis


def test_a_rate_without_components_is_typed_and_says_that_its_basis_is_open() -> None:
    for indicator in LIBRARY.indicators:
        if indicator.unit == "%" and len(indicator.quantities) == 1 and "baseline" not in indicator.formula:
            if "prev_year" in indicator.formula:
                continue
            assert "口径待核" in indicator.basis, indicator.name
            assert indicator.quantities[0].accumulation == "point_in_time"


def test_quantities_are_shared_and_each_is_used() -> None:
    used = [quantity for indicator in LIBRARY.indicators for quantity in indicator.quantities]
    assert set(used) == set(LIBRARY.quantities)
    generated = LIBRARY.quantity("industrial_waste_generated")
    assert used.count(generated) == 3


def test_a_part_has_the_unit_and_the_frequency_of_its_whole() -> None:
    parts = [quantity for quantity in LIBRARY.quantities if quantity.part_of]
    assert len(parts) > 20
    for part in parts:
        whole = LIBRARY.quantity(part.part_of)
        assert (part.unit, part.accumulation, part.frequency, part.by_region) == (
            whole.unit,
            whole.accumulation,
            whole.frequency,
            whole.by_region,
        ), part.code


def test_a_qualitative_indicator_is_one_step_of_work() -> None:
    qualitative = [indicator for indicator in LIBRARY.indicators if indicator.kind == "qualitative"]
    assert [indicator.number for indicator in qualitative] == [38, 39, 40, 49, 50]
    assert {quantity.kind for indicator in qualitative for quantity in indicator.quantities} == {"progress"}
    others = [indicator for indicator in LIBRARY.indicators if indicator.kind == "quantitative"]
    assert {quantity.kind for indicator in others for quantity in indicator.quantities} == {"number"}


def test_the_units_of_an_intensity_fit_each_other() -> None:
    for number in (1, 2):
        above, below = LIBRARY.numbered(number).quantities[-1], LIBRARY.quantity("industrial_value_added")
        waste = next(q for q in LIBRARY.numbered(number).quantities if q.unit == "万吨")
        assert above.unit in {"万吨", "亿元"}
        assert factor(f"{waste.unit}/{below.unit}", LIBRARY.numbered(number).unit) == 1


def test_a_ratio_of_two_quantities_of_one_kind_has_one_unit() -> None:
    for indicator in LIBRARY.indicators:
        if indicator.unit == "%" and len(indicator.quantities) > 1:
            assert len({quantity.unit for quantity in indicator.quantities}) == 1, indicator.name


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("一般工业固体废物综合利用率", 15),
        ("★一般工业固体废物综合利用率", 15),
        ("15．一般工业固废综合利用率（％）★", 15),
        ("一般工业固体废物\n综合利用率", 15),
        ("公众对无废城市建设成效的满意程度", 57),
        ('公众对"无废城市"建设成效的满意程度 *', 57),
        ("装配式建筑占新建建筑比例", 10),
        ("地膜回收率", 21),
        ("建筑垃圾综合利用率★", 25),
        ("通过清洁生产审核评估企业占比", 3),
        ("畜禽粪污资源化利用率", 20),
        ("开展“无废城市细胞”建设的单位数量", 41),
        ("开展大宗工业固体废物堆存场所(含尾矿库)综合整治的堆场数量占比", 34),
    ],
)
def test_a_name_is_recognized_however_it_is_written(written: str, number: int) -> None:
    found = LIBRARY.find(written)
    assert found is not None and found.number == number


@pytest.mark.parametrize(
    "written",
    ["人均生活垃圾清运量", "危险废物综合利用率", "房屋拆除废弃物资源化利用率", "处置设施缺口", "", "★", "(%)"],
)
def test_a_name_that_means_something_else_is_not_recognized(written: str) -> None:
    assert LIBRARY.find(written) is None


def test_a_decrease_is_measured_against_the_baseline() -> None:
    formula = parse(LIBRARY.numbered(30).formula)
    landfilled = "hazardous_waste_landfilled"
    figures = {Reference(landfilled): Decimal(80), Reference(landfilled, When.BASELINE): Decimal(100)}
    assert formula.evaluate(figures).figure == 20


@pytest.mark.parametrize("code", ["1999", "../edition_2021", ""])
def test_an_unknown_edition_is_refused(code: str) -> None:
    with pytest.raises(KeyError):
        edition(code)


def test_a_formula_over_an_undefined_quantity_is_refused() -> None:
    row = {"name": "甲", "level1": "", "level2": "", "name_verified": False, "formula": "a / b"}
    with pytest.raises(KeyError, match="a"):
        _indicator(row, {})
