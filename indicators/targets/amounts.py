"""Amounts: a number, its unit, and whether it is a floor or a ceiling (90%以上, 1.3万个, 330万吨/年以内).

amount  := number [scale] [unit] [suffix]
number  := as in `wastefree.lib.numbers`, or two to 9999 in Chinese characters before a counted unit (五家)
scale   := 万 | 亿 | 万亿     part of the unit where something is measured (万吨), a factor where it is counted (万个)
unit    := % | ‰ | [个]百分点 | measure or counted unit, then "/" and what it is per, at most twice
suffix  := 以上, 以下, 以内 … directly behind
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.targets.vocabulary import COUNTERS, EVENTS, MEASURES, PER, SUBSTANCES
from wastefree.lib.numbers import SCALES, read_chinese_integer, scaled

SHARES = ("%", "‰")
POINTS = "百分点"
_SUFFIXES = {"以上": +1, "以下": -1, "以内": -1, "之内": -1, "内": -1}


@dataclass(frozen=True)
class Amount:
    """`suffix` is +1 for 以上, -1 for 以下 and the like, 0 without."""

    value: Decimal
    unit: str
    suffix: int = 0
    in_characters: bool = False

    @property
    def is_share(self) -> bool:
        return self.unit in SHARES

    @property
    def is_whole(self) -> bool:
        return self.unit == "%" and self.value == 100

    @property
    def is_counted(self) -> bool:
        return self.unit.split("/")[0] in COUNTERS

    @property
    def is_measured(self) -> bool:
        return bool(self.unit) and not self.is_share and self.unit != POINTS and not self.is_counted

    @property
    def could_be_a_year(self) -> bool:
        return not self.unit and 1990 <= self.value < 2100


def one_of(words: Iterable[str]) -> str:
    """A group that matches any of the words, longer ones first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9,.])|[0-9]+(?:\.[0-9]+)?(?![0-9.])"
_PER = rf"(?:[/每]\(?{one_of(PER)}(?:·{one_of(PER)})?\)?)"
_SUFFIX = rf"(?:(?:\(含\)|含|及|或)?{one_of(_SUFFIXES)}(?:\(含\))?|\(含\))"
_COUNTED = one_of([*COUNTERS, *EVENTS])
UNIT = rf"(?:{one_of(MEASURES)}{one_of(SUBSTANCES)}?|{_COUNTED}){_PER}{{0,2}}"
AMOUNT = (
    rf"(?P<number>(?:(?<=[≥≤><=于为])-)?(?:{_NUMBER}))(?P<scale>万亿|百万|千万|万|亿|千(?!克|米|瓦))?"
    rf"(?P<unit>%|‰|个?百分点|{UNIT}(?![A-Za-z0-9/]))?"
    rf"(?P<suffix>{_SUFFIX})?"
    rf"|(?P<characters>[二两三四五六七八九十百千零一]+)(?P<counted>{_COUNTED})(?P<suffix2>{_SUFFIX})?"
)
_AMOUNT = re.compile(AMOUNT)


UNIT_IN_BRACKETS = re.compile(rf"(?<=[0-9万亿])\(((?:万亿|万|亿|千)?{UNIT}|%)\)")


def read_amount(text: str) -> Amount | None:
    """The amount that the whole text is, or None."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    suffix = found["suffix"] or found["suffix2"]
    direction = next((way for word, way in _SUFFIXES.items() if suffix and word in suffix), 0)
    if found["characters"]:
        number = read_chinese_integer(found["characters"])
        # 一个, 一项 is an article more often than a number
        return Amount(Decimal(number), found["counted"], direction, True) if number and number > 1 else None
    scale, unit = found["scale"] or "", (found["unit"] or "").replace("个百分点", POINTS)
    if "," in found["number"] and (unit in SHARES or unit == POINTS):
        return None  # ≥5,100% are two targets, or a rate that nobody has
    value = Decimal(found["number"].replace(",", ""))
    if not unit or Amount(value, unit).is_counted or unit in EVENTS:
        return Amount(scaled(value, scale), unit, direction) if scale in SCALES else None
    return None if scale and (unit in SHARES or unit == POINTS) else Amount(value, scale + unit, direction)


# --- units of one kind ------------------------------------------------------------------------------------------------
_SCALED = re.compile(r"(万亿|百万|千万|万|亿|千(?!克|米|瓦)|百|)(.*)")
_POWERS = {**SCALES, "百": 2, "千": 3, "百万": 6, "千万": 7}
_SAME = {
    "公斤": ("千克", 0),
    "kg": ("千克", 0),
    "吨": ("千克", 3),
    "t": ("千克", 3),
    "克": ("千克", -3),
    "g": ("千克", -3),
}


def power_between(written: str, wanted: str) -> int | None:
    """n where one `written` is 10ⁿ `wanted` (万吨 and 吨: 4; 家 and 个: 0); None where they are not of one kind.

    A yearly figure may leave its year out: 万吨 and 万吨/年 are the same.
    """
    (power, unit), (other_power, other) = _taken_apart(written), _taken_apart(wanted)
    return power - other_power if unit == other else None


def _taken_apart(unit: str) -> tuple[int, str]:
    plain = unit.replace("每", "/").replace("个百分点", POINTS).removesuffix("/年").removesuffix("/a")
    head, slash, per = plain.partition("/")
    found = _SCALED.fullmatch(head)
    assert found is not None, "the pattern takes any text"
    name = found[2]
    power = _POWERS[found[1]]
    if name in COUNTERS:
        return power, "个" + slash + per
    same, more = _SAME.get(name, (name, 0))
    return power + more, same + slash + per


def in_unit(amount: Amount, unit: str) -> Amount | None:
    """The same amount in another unit, exactly; None where the units are not of one kind."""
    if not unit or not amount.unit or amount.unit == unit:
        return replace(amount, unit=amount.unit or unit)
    power = power_between(amount.unit, unit)
    if power is None:
        return None
    return replace(amount, value=amount.value if not power else _shifted(amount.value, power), unit=unit)


def _shifted(value: Decimal, power: int) -> Decimal:
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int), "a finite number"
    return Decimal(format(Decimal((sign, digits, exponent + power)), "f"))
