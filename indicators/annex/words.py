"""The small words of an indicator table: names with stars and units in brackets, 必选, 定性, 越低越好."""

import re
from typing import Final

from wastefree.lib.numbers import normalize

STARS: Final = "★☆*※▲△"
_LEADING = re.compile(rf"(?:[0-9]+\s*[.、．)]\s*|\([0-9]+\)\s*|[{STARS}\s])+")
_TRAILING = re.compile(rf"[{STARS}\s]+$")
_HAN = r"\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”"
_GAP = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_UNIT = re.compile(
    r"\s*[(\[【](?:单位[:：]?)?(?P<unit>[%‰]|[百千万亿]{0,2}(?:吨|公斤|千克|元|个|家|项|座|处|次|件|户|人|亩|平方米|平方公里|立方米)"
    r"(?:/[^()]{1,6})?)[)\]】]$"
)

MANDATORY: Final = {
    **dict.fromkeys(("必选", "必选指标", "必选项", "是", "yes", "mandatory", *STARS), "yes"),
    **dict.fromkeys(("可选", "可选指标", "可选项", "自选", "自选指标", "自选项", "否", "no", "optional"), "no"),
}
KINDS: Final = {"定量": "quantitative", "定量指标": "quantitative", "quantitative": "quantitative"} | {
    "定性": "qualitative",
    "定性指标": "qualitative",
    "qualitative": "qualitative",
}
BETTER: Final = {
    **dict.fromkeys(("正向", "正向指标", "越高越好", "越大越好", "上升", "提高", "higher"), "higher"),
    **dict.fromkeys(("负向", "逆向", "负向指标", "逆向指标", "越低越好", "越小越好", "下降", "降低", "lower"), "lower"),
    **dict.fromkeys(("不区分", "中性", "none"), ""),
}
# Kinds of indicator that plans name and the portal keeps no field for.
KNOWN_OTHERWISE: Final = frozenset(
    {"约束性", "预期性", "约束性指标", "预期性指标", "特色", "特色指标", "省级特色指标", "自设", "自设指标"}
)


def clean_name(text: str) -> str:
    """The name as one reads it: without numbering, stars, line breaks and a unit in brackets at its end."""
    plain = text.strip()
    numbering = _LEADING.match(normalize(plain))
    bare = joined(_TRAILING.sub("", plain[numbering.end() :] if numbering else plain))
    unit = _UNIT.search(normalize(bare))
    return _TRAILING.sub("", bare[: unit.start()] if unit else bare).strip()


def unit_in_name(text: str) -> str:
    """The unit that stands in brackets at the end of a name: 绿色矿山建成率（%）."""
    found = _UNIT.search(normalize(_TRAILING.sub("", text)))
    return found["unit"] if found else ""


def joined(text: str) -> str:
    """Without the spaces that line breaks and justification leave between Chinese characters."""
    return _GAP.sub("", text.strip())


def is_starred(text: str) -> bool:
    return any(star in text for star in STARS)


def word(text: str) -> str:
    return re.sub(r"\s", "", normalize(text)).casefold()
