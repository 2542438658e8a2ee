"""Times as plans write them: a day, a month, a quarter, a year, or from one to another; to their last day. Pure."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date

END = "底|末"  # of a month, a quarter, a year
_DASH = "(?:-|—+|~|至|到)"
_YEAR = "(?P<{0}year>20[0-9]{{2}})年度?"
_THIS_YEAR = "今年|本年度?|明年"
_MONTH_PARTS = rf"(?:(?P<day>[0-9]{{1,2}})[日号]|(?P<third>[上中下])旬|(?P<month_end>{END}))?"
_TIME = re.compile(
    rf"(?:{_YEAR.format('')}|(?P<relative>{_THIS_YEAR}))?"
    rf"(?:(?P<month>[0-9]{{1,2}})月份?{_MONTH_PARTS}|第?(?P<quarter>[1-4])季度(?P<quarter_end>{END})?"
    rf"|(?P<half>[上下])半年(?P<half_end>{END})?|(?P<year_end>年(?:{END})|(?<=[年度])(?:{END})|(?P<within>年内|(?<=[年度])内|全年)))?(?P<before>之?前|以前)?"
)
_WRITTEN = re.compile(
    r"(?P<year>20[0-9]{2})(?:(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?:(?P=mark)(?P<day>[0-9]{1,2}))?)?(?P<before>之?前|以前)?"
)
_YEARS = re.compile(rf"(?P<first>20[0-9]{{2}})年?{_DASH}(?P<last>20[0-9]{{2}})年?(?:{END})?")
_MONTHS = re.compile(
    rf"(?:{_YEAR.format('first_')})?(?P<first>[0-9]{{1,2}})月?份?{_DASH}"
    rf"(?:{_YEAR.format('last_')}|(?P<next>次年|翌年))?(?P<last>[0-9]{{1,2}})月份?(?:{END})?"
)
_DAYS = re.compile(
    rf"(?:{_YEAR.format('first_')})?(?P<first_month>[0-9]{{1,2}})月(?P<first>[0-9]{{1,2}})日?{_DASH}"
    rf"(?:{_YEAR.format('last_')})?(?:(?P<last_month>[0-9]{{1,2}})月)?(?P<last>[0-9]{{1,2}})日"
)
_WRITTEN_MONTHS = re.compile(
    rf"(?P<first_year>20[0-9]{{2}})[./](?P<first>[0-9]{{1,2}}){_DASH}(?P<last_year>20[0-9]{{2}})[./](?P<last>[0-9]{{1,2}})"
)
_PLANS = {"十三五": (2016, 2020), "十四五": (2021, 2025), "十五五": (2026, 2030)}
_PLAN = re.compile(rf"(?P<plan>{'|'.join(_PLANS)})(?:规划)?(?P<during>期间|时期)?(?P<end>期?末)?")


# What is said after a range and changes nothing about its end.
_THROUGHOUT = re.compile("(?:之?前|以前|期间|间)?,?(?:持续|常态化?|长期|逐年|分年度?)?(?:推进|坚持|实施|开展)?$")

Span = tuple[date | None, date | None]
# The last day, where its year is known, and the day as a rule (2024-04-30, --04-end).
Last = tuple[date | None, str]


class Unreadable(Exception):
    """The form fits, but the time does not exist or can mean two days."""


def _years(found: re.Match[str], year: int | None) -> Span:
    return date(int(found["first"]), 1, 1), date(int(found["last"]), 12, 31)


def _months(found: re.Match[str], year: int | None) -> Span:
    names = found.groupdict()
    first_year, last_year = _both_years(names, year)
    if first_year is None or last_year is None:
        last_day(2000, int(found["first"]))
        last_day(2000, int(found["last"]))
        return None, None
    last_year += 1 if names.get("next") else 0
    last = int(found["last"])
    return date(first_year, int(found["first"]), 1), date(last_year, last, last_day(last_year, last))


def _days(found: re.Match[str], year: int | None) -> Span:
    first_year, last_year = _both_years(found.groupdict(), year)
    first_month = int(found["first_month"])
    last_month = int(found["last_month"] or first_month)
    start = date(first_year or 2000, first_month, int(found["first"]))
    end = date(last_year or 2000, last_month, int(found["last"]))
    return (None, None) if first_year is None or last_year is None else (start, end)


def _both_years(names: dict[str, str | None], year: int | None) -> tuple[int | None, int | None]:
    first, last = names["first_year"], names["last_year"]
    first_year = int(first) if first else year
    return first_year, int(last) if last else first_year


_RANGES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int | None], Span]], ...] = (
    (_YEARS, _years),
    (_DAYS, _days),
    (_MONTHS, _months),
    (_WRITTEN_MONTHS, _months),
)


def span(text: str, year: int | None) -> Span | None:
    """The first and the last day of a range; both None where their year is not known; None for anything else."""
    plain = _THROUGHOUT.sub("", text)
    plan = _PLAN.fullmatch(plain)
    if plan and not plan["end"]:
        first, last = _PLANS[plan["plan"]]
        return date(first, 1, 1), date(last, 12, 31)
    for pattern, read in _RANGES:
        found = pattern.fullmatch(plain)
        if found:
            return read(found, year)
    return None


def last(text: str, year: int | None) -> Last | None:
    """The last day of a time; None for anything else. Raises Unreadable or ValueError for a day that is not certain."""
    plan = _PLAN.fullmatch(re.sub("(?:之?前|以前)$", "", text))
    if plan and plan["end"]:
        day = date(_PLANS[plan["plan"]][1], 12, 31)
        return day, f"{day}"
    return _spoken(text, year) or _written(text)


def _spoken(text: str, year: int | None) -> Last | None:
    found = _TIME.fullmatch(text)
    if found is None or not any(found.groupdict().values()):
        return None
    parts = found.groupdict()
    exact = any(parts[name] for name in ("day", "third", "month_end", "quarter_end", "half_end", "year_end"))
    if parts["before"] and (not exact or parts["within"]):
        raise Unreadable  # 6月前: by the end of May, or of June?
    named = int(parts["year"]) if parts["year"] else year
    if parts["relative"] == "明年" and named is not None:
        named += 1
    month, day = _end_of(parts, named)
    if named is None:
        return None, f"--{month:02}-{'end' if day is None else format(day, '02')}"
    exactly = date(named, month, last_day(named, month) if day is None else day)
    return exactly, f"{exactly}"


def _end_of(parts: dict[str, str | None], year: int | None) -> tuple[int, int | None]:
    """Month and day with which the time ends; no day is the month's last."""
    if parts["month"]:
        month = int(parts["month"])
        if parts["day"]:
            return month, date(year or 2000, month, int(parts["day"])).day
        last_day(2000, month)
        return month, {"上": 10, "中": 20}.get(parts["third"] or "")
    if parts["quarter"]:
        return 3 * int(parts["quarter"]), None
    return (6 if parts["half"] == "上" else 12), None


def _written(text: str) -> Last | None:
    """2024-04-30, 2024/4, 2024: as spreadsheets write them."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    if found["before"] and not found["day"]:
        raise Unreadable
    named, month = int(found["year"]), int(found["month"] or 12)
    day = date(named, month, int(found["day"] or last_day(named, month)))
    return day, f"{day}"


def last_day(year: int, month: int) -> int:
    if not 1 <= month <= 12:
        raise Unreadable
    return monthrange(year, month)[1]
