"""Deadlines as plans write them: words in, what is due and when out. Pure.

    date        a day, or the last day of a month, ten days (旬), quarter, half-year or year     8月15日前, 2024年4月底前
    range       from one time to another; due at its end; 十四五期间                              2019—2020年, 3月至10月
    recurring   due again and again: 每月10日前, 每季度, 次年1月底前 (after each year), 当年12月底前
    ongoing     never due: 常态工作, 长期坚持
    event       due some time after something that has no date yet: 省出台文件后2个月
    unreadable  anything else, several deadlines in one text, a day that does not exist

A time without its year (10月底前) needs the year of the plan; without it the kind is certain and the date is not (None).
"2025年6月前" is unreadable: by the end of May, or of June? 6月30日前 and 6月底前 include the day itself, as offices use them.

`rule` says in a fixed form what was understood:

    date 2024-04-30, or --04-30 without a year     range 2019-01-01/2020-12-31
    recurring  monthly --10, next-year --01-31, quarterly and the like: see `recurrence`
    ongoing, or ongoing from 2024                  event 省出台文件 + 2个月
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tasks.recurrence import read_rule
from tasks.times import Unreadable, last, span
from wastefree.lib.numbers import normalize, read_chinese_integer


class Kind(StrEnum):
    """See the module: only `date` and `range` have a date."""

    DATE = "date"
    RANGE = "range"
    RECURRING = "recurring"
    ONGOING = "ongoing"
    EVENT = "event"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Deadline:
    """A deadline's words beside what they mean; `date` is the last day that is in time, or None."""

    text: str
    kind: Kind
    date: date | None
    rule: str


MAX_LENGTH = 200
_ONGOING = re.compile(
    r"(?:(?P<from>20[0-9]{2})年(?:起|开始),?)?(?:并)?(?:常态|长期|持续|日常|常年|长年|常抓不懈|永久)(?:性|化)?(?:的)?"
    r"(?:(?:,|并)?(?:常态|长期|持续|日常|常年)(?:性|化)?|工作|任务|推进|坚持|开展|实施|落实|执行|进行|运行|管理|保持|抓好|抓|推动|长效)*"
)
_EVENT = re.compile(
    r"(?P<event>(?:自|从|待|在)?[\u3400-\u9fffA-Za-z“”《》]{2,40}?)(?:之日起|之后|以后|后),?"
    r"(?:(?P<count>[0-9]{1,3}|[一二两三四五六七八九十]+|半)(?P<unit>个月|个工作日|工作日|日|天|周|年)(?:内|以内|之内)?)?"
)
# A time, and no event: 春节前后, 三天后, 不久以后, 今后.
_NO_EVENT = re.compile(
    "年|月|日$|前$|^[每次]|季度|今后|此|^(?:不久|稍|随|若干)|^[半几数一二两三四五六七八九十百]+个?(?:周|天|星期|工作日|小时)$"
)
_DOING = re.compile(
    r"(?:全部|基本|全面)?(?:完成|建成|印发|报送|上报|提交|出台|投运|投用|建成投运|建成投用|到位|落实|实现|报|实施"
    r"|取得(?:明显|阶段性|初步|积极|实质性)?(?:成效|进展))$"
)
_STARTING = re.compile(r"^(?:于|在|截至|截止到?|到|至|确保|完成时限:|时限:)")
_CHINESE_MONTH = re.compile("(?<![一二三四五六七八九十个])(十[一二]?|[一二三四五六七八九])(?=月)")
_CHINESE_DAY = re.compile("(?<=月)(三十一?|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=日)")
_CHINESE_YEAR = re.compile("([二〇○零一三四五六七八九]{4})(?=年)")


def read_deadline(text: str, year: int | None) -> Deadline:
    """What a deadline means in the plan's `year` (None: not known). Never raises."""
    folded = _fold(text)
    for read in _READERS if folded and len(folded) <= MAX_LENGTH else ():
        try:
            found = read(folded, year)
        except (Unreadable, ValueError):
            break
        if found is not None:
            kind, day, rule = found
            return Deadline(text, kind, day, rule)
    return Deadline(text, Kind.UNREADABLE, None, "")


Found = tuple[Kind, date | None, str]


def _fold(text: str) -> str:
    folded = re.sub(r"\s+00:00(?::00)?$", "", normalize(text))
    folded = re.sub(r"[\s“”\"]", "", folded).rstrip("。.;,")
    folded = _CHINESE_YEAR.sub(
        lambda found: "".join(str("〇一二三四五六七八九".index(_digit(d))) for d in found[1]), folded
    )
    folded = _CHINESE_MONTH.sub(lambda found: str(read_chinese_integer(found[1])), folded)
    folded = _CHINESE_DAY.sub(lambda found: str(read_chinese_integer(found[1])), folded)
    folded = re.sub(r"(?<=[日号])(?:\([周星]期?[一二三四五六日天]\))?(?:24时|24:00)?(?=$|之?前|以前)", "", folded)
    folded = re.sub("第?([一二三四])(?=季度)", lambda found: str("一二三四".index(found[1]) + 1), folded)
    return _DOING.sub("", _STARTING.sub("", folded))


def _digit(character: str) -> str:
    return "〇" if character in "〇○零" else character


def _ongoing(text: str, year: int | None) -> Found | None:
    found = _ONGOING.fullmatch(text)
    if found is None:
        return None
    return Kind.ONGOING, None, f"ongoing from {found['from']}" if found["from"] else "ongoing"


def _recurring(text: str, year: int | None) -> Found | None:
    rule = read_rule(text)
    return None if rule is None else (Kind.RECURRING, None, rule)


def _range(text: str, year: int | None) -> Found | None:
    found = span(text, year)
    if found is None:
        return None
    start, end = found
    if start is None or end is None:
        return Kind.RANGE, None, ""
    if start > end:
        raise Unreadable
    return Kind.RANGE, end, f"{start}/{end}"


def _date(text: str, year: int | None) -> Found | None:
    found = last(text, year)
    return None if found is None else (Kind.DATE, *found)


def _event(text: str, year: int | None) -> Found | None:
    found = _EVENT.fullmatch(text)
    if found is None or _NO_EVENT.search(found["event"]):
        return None
    event = re.sub("^(?:自|从|待|在)", "", found["event"])
    if not found["count"]:
        return Kind.EVENT, None, event
    count = (
        found["count"]
        if found["count"][0].isdigit() or found["count"] == "半"
        else read_chinese_integer(found["count"])
    )
    return Kind.EVENT, None, f"{event} + {count}{found['unit']}"


_READERS: tuple[Callable[[str, int | None], Found | None], ...] = (
    _ongoing,
    _recurring,
    _range,
    _date,
    _event,
)
