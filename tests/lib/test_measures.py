"""Units multiplied and divided."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wastefree.lib.measures import Likeness, Measure, measure
from wastefree.lib.units import factor


def unit(text: str) -> Measure:
    found = measure(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("above", "below", "written"),
    [
        ("万吨", "亿元", "吨/万元"),
        ("万吨", "万吨", ""),
        ("吨", "万人", "吨/万人"),
        ("公斤", "亩", "千克/亩"),
        ("个", "万人", "个/万人"),
        ("万吨", "1", "万吨"),
        ("亿元", "亿元", ""),
    ],
)
def test_a_quotient_is_written_as_a_plan_would(above: str, below: str, written: str) -> None:
    assert str(unit(above) / unit(below)) == written


def test_percentages_are_mere_numbers() -> None:
    assert (
        str(Measure((), Fraction(1, 100))) == "%" and unit("%").is_pure and unit("‰") == Measure((), Fraction(1, 1000))
    )


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("万吨", "公斤", Likeness.SAME),
        ("吨/万元", "公斤/元", Likeness.SAME),
        ("家", "个", Likeness.SAME),
        ("座", "个", Likeness.COUNTS),
        ("吨", "个", Likeness.UNLIKE),
        ("吨", "%", Likeness.UNLIKE),
        ("吨", "桶", Likeness.UNSURE),
    ],
)
def test_what_is_alike(one: str, other: str, likeness: Likeness) -> None:
    assert unit(one).likeness(unit(other)) is unit(other).likeness(unit(one)) is likeness


def test_no_words_are_no_measure() -> None:
    assert measure("") is None and measure("  ") is None


UNITS = st.sampled_from("吨 万吨 千克 元 万元 亿元 个 座 亩 公顷 平方公里 % 吨/万元 公斤/亩 个/万人".split())


@given(UNITS, UNITS)
def test_dividing_and_multiplying_leads_back(one: str, other: str) -> None:
    assert unit(one) / unit(other) * unit(other) == unit(one)


@given(UNITS, UNITS)
def test_what_it_writes_it_reads_again(one: str, other: str) -> None:
    found = unit(one) / unit(other)
    text = str(found)
    if text and "·" not in text and "×" not in text and "^" not in text and not text.startswith("1/"):
        assert unit(text) == found


@given(UNITS, UNITS)
def test_it_agrees_with_the_factors_of_written_units(one: str, other: str) -> None:
    times = factor(one, other)
    if times is not None:
        assert unit(one).scale / unit(other).scale == Fraction(times)
