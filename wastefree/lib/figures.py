"""Figures as they are reported: a number, or one of two ways of having none.

Missing is not zero, and "not applicable here" is neither (DESIGN, rule 4). All three travel as one type, `Figure`.
"""

from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Literal

from .numbers import normalize, read_decimal

WHOLE_DIGITS = 14
DECIMALS = 6
NOT_APPLICABLE_WORDS = frozenset({"不适用", "n/a", "na", "不涉及"})
MISSING_WORDS = frozenset({"", "-", "--", "—", "——", "/"})
LARGE = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))


class Absent(Enum):
    """Two ways of having no number."""

    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


MISSING: Literal[Absent.MISSING] = Absent.MISSING
NOT_APPLICABLE: Literal[Absent.NOT_APPLICABLE] = Absent.NOT_APPLICABLE
Figure = Decimal | Absent


class FigureError(ValueError):
    """A text that is no figure. `code` is one of not_a_number, too_large, too_many_decimals."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_figure(text: str, *, decimals: int = DECIMALS) -> Figure:
    """What a person typed: a number in any of the forms of `numbers`, nothing, or 不适用.

    A percent sign is understood as a unit repeated (95.5% of a figure in % is 95.5). Raises `FigureError`.
    """
    folded = normalize(text)
    if folded.lower() in NOT_APPLICABLE_WORDS:
        return NOT_APPLICABLE
    if folded in MISSING_WORDS:
        return MISSING
    value = read_decimal(folded)
    if value is None:
        raise FigureError("not_a_number")
    if value.adjusted() >= WHOLE_DIGITS:
        raise FigureError("too_large")
    if value != rounded(value, decimals):
        raise FigureError("too_many_decimals")
    return value


def fits(value: Decimal, decimals: int = DECIMALS) -> bool:
    """Whether the portal can keep the figure as it is, to the last digit."""
    return value.adjusted() < WHOLE_DIGITS and value == rounded(value, decimals)


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Rounded half up, as offices do by hand: 2.345 with two decimals is 2.35."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def write_figure(
    figure: Figure | None, decimals: int | None = None, *, missing: str = "—", not_applicable: str = "不适用"
) -> str:
    """The figure for people: digits in groups of three. `decimals` None keeps all that are significant."""
    if figure is NOT_APPLICABLE:
        return not_applicable
    if figure is None or figure is MISSING:
        return missing
    assert isinstance(figure, Decimal)
    shown = plain(figure) if decimals is None else rounded(figure, decimals)
    return f"{abs(shown) if shown.is_zero() else shown:,f}"


def plain(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent: 12.500000 is 12.5, 1E+3 is 1000."""
    stripped = value.normalize()
    return stripped.quantize(Decimal(1)) if stripped == stripped.to_integral_value() else stripped


def in_large_units(value: Decimal, decimals: int = 2) -> tuple[str, str]:
    """Digits and the Chinese unit of magnitude that suits a large sum: 1710000 is ("171", "万")."""
    for size, unit in LARGE:
        if abs(value) >= size:
            return f"{plain(rounded(value / size, decimals)):,f}", unit
    return f"{plain(rounded(value, decimals)):,f}", ""
