"""How much a project can treat, from the words that lists use: right, or not read. Pure.

Read are a figure and a unit over a time, in either order of speaking: 10万吨/年, 200t/d, ５００吨每天, 年处理10万吨,
日处理餐厨垃圾200吨, 处理能力：200吨/日. Not read are estimates, ranges, several figures in one text, and amounts
without a time: 10万吨 may be meant by the year, or be all that there is to treat.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from wastefree.lib.figures import in_large_units, rounded
from wastefree.lib.numbers import normalize, read_decimal
from wastefree.lib.units import basic

DECIMALS: Final = 4
LARGEST: Final = Decimal(10) ** 10
BASES: Final = ("吨", "千克", "立方米", "平方米", "件", "套", "台", "辆", "个", "只", "头")
TIMES: Final = ("年", "月", "日", "小时")
# To choose from where the words cannot be read.
USUAL: Final = ("万吨/年", "吨/年", "吨/日", "万立方米/年", "立方米/日", "万平方米/年", "万件/年", "台/年")
_SAME: Final = {
    "天": "日",
    "d": "日",
    "a": "年",
    "h": "小时",
    "时": "小时",
    "t": "吨",
    "kg": "千克",
    "公斤": "千克",
    "m3": "立方米",
    "m³": "立方米",
    "立方": "立方米",
    "m2": "平方米",
    "m²": "平方米",
    "㎡": "平方米",
}
_BASE = "|".join(sorted((*BASES, "公斤", "kg", "t", "m3", "m³", "立方", "m2", "m²", "㎡"), key=len, reverse=True))
_TIME = "|".join((*TIMES, "天", "时", "d", "a", "h"))
_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_DOES = r"(?:综合)?(?:处理|处置|利用|焚烧|消纳|回收|拆解|转运|填埋|收集)+"
# What is treated; no word that makes the figure a bound, an estimate or a share.
_WHAT = r"[^0-9约近超达至到以不最高低上下每共增年月日天~—-]{0,12}?"
_UNIT = re.compile(rf"(?P<size>[百千万亿]?)(?P<base>{_BASE})(?:/|每)(?P<time>{_TIME})", re.IGNORECASE)
_PLAIN = re.compile(rf"(?:设计|总)?(?:{_DOES})?(?:能力|规模)?[::为]?(?P<number>{_NUMBER})(?P<unit>[^0-9.,].*)")
_SPOKEN = re.compile(
    rf"(?P<time>年|月|日)(?:均)?{_DOES}(?:能力|规模)?(?:{_WHAT})[::为]?(?P<number>{_NUMBER})(?P<size>[百千万亿]?)(?P<base>{_BASE})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Capacity:
    """So much in so much time; the unit is written in one way: magnitude, base, /, time (万吨/年)."""

    amount: Decimal
    unit: str


@dataclass(frozen=True)
class CapacitySum:
    """What `count` projects can treat together, in a unit without magnitude: 吨/年."""

    amount: Decimal
    unit: str
    count: int

    @property
    def shown(self) -> str:
        digits, size = in_large_units(self.amount, DECIMALS)
        return f"{digits}{size}{self.unit}"


def read_capacity(text: str, unit: str = "") -> Capacity | None:
    """The capacity that the whole text is, or None. `unit` is that of the column: then a bare figure is enough."""
    plain = re.sub(r"\s", "", normalize(text))
    if found := _PLAIN.fullmatch(plain):
        return _fitting(found["number"], read_unit(found["unit"]))
    if found := _SPOKEN.fullmatch(plain):
        return _fitting(found["number"], _written(found["size"], found["base"], found["time"]))
    return _fitting(plain, read_unit(unit)) if unit else None


def read_unit(text: str) -> str:
    """The unit in the one way of writing it; empty where it is none of a capacity."""
    found = _UNIT.fullmatch(re.sub(r"\s", "", normalize(text)))
    return _written(found["size"], found["base"], found["time"]) if found else ""


def unit_of_heading(heading: str) -> str:
    """The one unit that a heading names in brackets: 处理能力（万吨/年）."""
    units = {unit for part in re.findall(r"\(([^()]+)\)", normalize(heading)) if (unit := read_unit(part))}
    return units.pop() if len(units) == 1 else ""


def sums(capacities: Iterable[Capacity]) -> list[CapacitySum]:
    """Those over one kind of thing and one time added up; what is by the day is never made one by the year."""
    found: dict[str, list[Decimal]] = {}
    for each in capacities:
        above, _slash, time = each.unit.rpartition("/")
        base, scale = basic(above)
        found.setdefault(f"{base}/{time}", []).append(each.amount * scale)
    return [CapacitySum(sum(amounts, Decimal(0)), unit, len(amounts)) for unit, amounts in found.items()]


def _written(size: str, base: str, time: str) -> str:
    return f"{size}{_same(base)}/{_same(time)}"


def _same(word: str) -> str:
    return _SAME.get(word.lower(), word)


def _fitting(number: str, unit: str) -> Capacity | None:
    value = read_decimal(number, percent=False)
    if not unit or value is None or not 0 < value < LARGEST or value != rounded(value, DECIMALS):
        return None
    return Capacity(value, unit)
