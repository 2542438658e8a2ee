"""Units as plans write them: when two say the same, and by what a figure is multiplied to go from one to the other.

万元, 吨 and 万吨 are never mixed silently (DESIGN, rule 5): only the Chinese magnitudes 万 and 亿 before the same unit,
and a few fixed relations, are converted. For all else there is no factor, and the caller must say so.
"""

import re
from decimal import Decimal
from typing import Final

from .numbers import normalize

MAGNITUDES: Final = {
    "": Decimal(1),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10**4),
    "亿": Decimal(10**8),
}
SAME: Final = {
    "公斤": "千克",
    "公里": "千米",
    "吨标煤": "吨标准煤",
    "天": "日",
    "kg": "千克",
    "t": "吨",
    "平方千米": "平方公里",
    "m2": "平方米",
    "㎡": "平方米",
    "m²": "平方米",
    "家": "个",
    "项": "个",
}
FIXED: Final = {
    "千克": ("吨", Decimal("0.001")),
    "克": ("吨", Decimal("0.000001")),
    "公顷": ("平方米", Decimal(10**4)),
    "平方公里": ("平方米", Decimal(10**6)),
}
PER_YEAR: Final = re.compile(r"(/|每)年$")
UNIT: Final = re.compile(r"(?P<magnitude>[百千万亿]?)(?P<rest>.+)")
# Words that begin like a magnitude and are units of their own.
WHOLE: Final = frozenset({"千克", "千瓦", "千瓦时", "千米", "百分点"})


def factor(given: str, wanted: str) -> Decimal | None:
    """By what a figure in `given` is multiplied to be in `wanted`; None where the two cannot be converted.

    factor("万吨", "吨") is 10000. Percent and percentage points are two things.
    """
    if not given or not wanted or _folded(given) == _folded(wanted):
        return Decimal(1)
    (above, below), (wanted_above, wanted_below) = parts(given), parts(wanted)
    if basic(below)[0] != basic(wanted_below)[0]:
        return None
    top, wanted_top = basic(above), basic(wanted_above)
    if top[0] != wanted_top[0]:
        return None
    return top[1] / wanted_top[1] / (basic(below)[1] / basic(wanted_below)[1])


def _folded(unit: str) -> str:
    bare = PER_YEAR.sub("", normalize(unit).replace(" ", ""))
    return bare.removeprefix("个") if bare == "个百分点" else bare


def parts(unit: str) -> tuple[str, str]:
    """The unit above the line and the one below it, in one form; what is counted by the year is left without it."""
    above, _, below = _folded(unit).partition("/")
    return above, below


def basic(unit: str) -> tuple[str, Decimal]:
    """The unit without its magnitude, and what the magnitude multiplies by."""
    found = None if not unit or unit in WHOLE else UNIT.fullmatch(unit)
    magnitude, rest = (found["magnitude"], found["rest"]) if found else ("", unit)
    rest = SAME.get(rest, rest)
    base, times = FIXED.get(rest, (rest, Decimal(1)))
    return base, MAGNITUDES[magnitude] * times
