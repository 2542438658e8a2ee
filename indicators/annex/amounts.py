"""Figures with their units, as annexes write them in one cell: 3.2吨/万元, 1.2亿元, 41%, ２家."""

import re
from decimal import Decimal

from wastefree.lib.numbers import normalize, read_decimal
from wastefree.lib.units import factor

_AMOUNT = re.compile(r"(?P<number>[+-]?[0-9][0-9,]*(?:\.[0-9]+)?)(?P<unit>[%‰]|[^\W\d_].*)?")
_VAGUE = re.compile("左右|上下|以[上下内]|约|余|多|[—~至]")
_SCALES = frozenset({"万", "亿", "万亿"})


def read_amount(text: str) -> tuple[Decimal, str] | None:
    """The figure and the unit that the text gives it ("" where it gives none), or None.

    The unit keeps its magnitude (330万吨 is 330 in 万吨); a magnitude without a unit is part of the figure (1.3万).
    """
    plain = re.sub(r"\s", "", normalize(text))
    found = _AMOUNT.fullmatch(plain)
    if found is None or _VAGUE.search(found["unit"] or ""):
        return None
    unit = found["unit"] or ""
    number = read_decimal(plain if unit in _SCALES else found["number"])
    if number is None:
        return None
    return number, "" if unit in _SCALES else unit


def in_unit(amount: tuple[Decimal, str], unit: str) -> Decimal | None:
    """The figure in `unit`; None where its own unit is another thing. A figure without a unit is in `unit` already."""
    number, written = amount
    if not written or not unit:
        return number
    times = factor(written, unit)
    return None if times is None else number * times
