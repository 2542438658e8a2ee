"""Figures: typed, kept, shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wastefree.lib.figures import (
    MISSING,
    NOT_APPLICABLE,
    Figure,
    FigureError,
    in_large_units,
    read_figure,
    rounded,
    write_figure,
)

NUMBERS = st.decimals(min_value=-(10**13), max_value=10**13, places=6, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("12.5", Decimal("12.5")),
        ("１２．５", Decimal("12.5")),
        ("1,234.5", Decimal("1234.5")),
        ("1.3万", Decimal(13000)),
        ("95.5%", Decimal("95.5")),
        ("-3", Decimal(-3)),
        ("0", Decimal(0)),
        ("", MISSING),
        (" — ", MISSING),
        ("不适用", NOT_APPLICABLE),
        ("N/A", NOT_APPLICABLE),
    ],
)
def test_what_a_person_types_is_one_of_three_things(typed: str, figure: Figure) -> None:
    assert read_figure(typed) == figure


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("abc", "not_a_number"),
        ("NaN", "not_a_number"),
        ("1e999", "not_a_number"),
        ("12吨", "not_a_number"),
        ("1 2", "not_a_number"),
        ("123456789012345", "too_large"),
        ("0.1234567", "too_many_decimals"),
    ],
)
def test_anything_else_is_refused_with_the_reason(typed: str, code: str) -> None:
    with pytest.raises(FigureError) as caught:
        read_figure(typed)
    assert caught.value.code == code


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        read_figure(text)
    except FigureError as error:
        assert error.code


@given(NUMBERS)
def test_what_is_shown_in_full_reads_back_as_it_was(value: Decimal) -> None:
    assert read_figure(write_figure(value)) == value


@pytest.mark.parametrize(
    ("figure", "decimals", "shown"),
    [
        (Decimal("1234567.5"), 2, "1,234,567.50"),
        (Decimal("2.345"), 2, "2.35"),
        (Decimal("-0.001"), 2, "0.00"),
        (Decimal("12.500000"), None, "12.5"),
        (Decimal("1000.000000"), None, "1,000"),
        (Decimal(0), 0, "0"),
        (MISSING, 2, "—"),
        (None, 2, "—"),
        (NOT_APPLICABLE, 2, "不适用"),
    ],
)
def test_missing_zero_and_not_applicable_are_shown_as_three_things(
    figure: Figure | None, decimals: int | None, shown: str
) -> None:
    assert write_figure(figure, decimals) == shown


def test_rounding_is_by_halves_up_on_both_sides_of_zero() -> None:
    assert [rounded(Decimal(text), 1) for text in ("0.25", "0.35", "-0.25")] == [
        Decimal("0.3"),
        Decimal("0.4"),
        Decimal("-0.3"),
    ]


@pytest.mark.parametrize(
    ("value", "short"),
    [("1710000", ("171", "万")), ("17100000000", ("171", "亿")), ("9999", ("9,999", "")), ("0", ("0", ""))],
)
def test_large_sums_are_told_in_wan_and_yi(value: str, short: tuple[str, str]) -> None:
    assert in_large_units(Decimal(value)) == short
