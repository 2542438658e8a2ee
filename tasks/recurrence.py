"""What falls due again and again: words in, a rule out; and the day on which a rule is next due. Pure.

    yearly, half-yearly, quarterly, monthly, half-monthly, weekly, daily       the last day of each year, half-year, …
    yearly --06-05, yearly --02-end    each year until that day               每年6月5日前, 每年2月底前, 当年12月底前
    next-year --01-31                  of each year, until that day of the year after it            次年1月底前
    half-yearly --end, quarterly --end the last day, said in words            每季度末
    quarterly first --10               the 10th of each quarter's first month; `last` of its third  每季度首月10日前
    next-quarter --10                  after each quarter, in the month that follows it             每季度结束后10日内
    monthly --10, monthly --end        每月10日前, 每月底前
    next-month --10                    of each month, until that day of the month after it          次月10日前
    weekly --5                         each week until that day, Monday being 1                     每周五前

A day that a month does not have is its last one. Working days are not looked at here: whoever shows a due day to a
person moves it.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from tasks.times import END, Unreadable, last_day

BEFORE = "(?:之?前|以前)?"
_EVERY = {
    "年": "yearly",
    "半年": "half-yearly",
    "季度": "quarterly",
    "季": "quarterly",
    "月": "monthly",
    "半月": "half-monthly",
    "半个月": "half-monthly",
    "周": "weekly",
    "星期": "weekly",
    "日": "daily",
    "天": "daily",
}
_RECURRING = re.compile(r"(?:每个?|按|逐)(?P<every>半年|半个?月|季度?|年度?|月度?|周|星期|日|天)的?(?P<rest>.*)")
_FOLLOWING = re.compile(r"(?P<following>次月|次年度?|翌年|下年度?|下一年度?|当年度?|当月|当季度?|次季度?)(?P<rest>.+)")
_COUNTED = re.compile("(?P<every>半年|[1一]年)[1一]次")
_ONCE = re.compile(r"(?:(?:开展|报送|调度|更新|通报|召开)?(?:至少)?[1一]次)?")
_MONTH_DAY = re.compile(
    rf"(?P<month>[0-9]{{1,2}})月份?(?:(?P<day>[0-9]{{1,2}})[日号]|(?P<third>[上中下])旬|(?P<end>{END}))?(?P<before>{BEFORE})"
)
_PART_OF_YEAR = re.compile(rf"(?:第?(?P<quarter>[1-4])季度|(?P<half>[上下])半年)(?P<end>{END})?(?P<before>{BEFORE})")
_YEAR_END = re.compile(f"年?(?:{END}){BEFORE}")
_DAY = re.compile(rf"(?:(?P<day>[0-9]{{1,2}})[日号]|(?P<third>[上中下])旬|(?P<end>月?(?:{END}))){BEFORE}")
_ONLY_END = re.compile(f"(?:{END}){BEFORE}")
_IN_QUARTER = re.compile(r"(?P<which>首|第[1一]个|末|最后[1一]个|第[3三]个)月(?P<day>.+)")
_NEXT_QUARTER = re.compile(r"(?:次月|首月|第[1一]个月)(?P<day>.+)")
_AFTER_QUARTER = re.compile("(?:结束|终了)?后(?P<day>[0-9]{1,2})[日天](?:内|以内|之内)?")
_QUARTER_OVER = re.compile("季度?(?:结束|终了)后(?P<day>[0-9]{1,2})[日天](?:内|以内|之内)?")
_WEEKDAY = re.compile(f"(?P<day>[1-7一二三四五六日天末]){BEFORE}")
_WEEKDAYS = "一二三四五六日"
_THIRDS = {"上": "10", "中": "20", "下": "end"}


def read_rule(text: str) -> str | None:
    """The rule of words that `deadlines` has folded; None for what is not recurring.

    Raises `Unreadable` or ValueError where the form fits and the day is not certain.
    """
    for pattern, read in _FORMS:
        found = pattern.fullmatch(text)
        if found:
            return read(found)
    return None


def _every(found: re.Match[str]) -> str:
    every = _EVERY[found["every"] if found["every"] == "季度" else found["every"].removesuffix("度")]
    rest = found["rest"]
    return every if _ONCE.fullmatch(rest) else _WITHIN.get(every, _not_certain)(rest)


def _counted(found: re.Match[str]) -> str:
    return "half-yearly" if found["every"] == "半年" else "yearly"


def _following(found: re.Match[str]) -> str:
    """次月10日前, 次年1月底前: after each month, each year; 当年12月底前: in each year."""
    following, rest = found["following"].removesuffix("度"), found["rest"]
    match following:
        case "次月":
            return f"next-month {_day(rest)}"
        case "当月":
            return f"monthly {_day(rest)}"
        case "当季":
            return _in_quarter(rest)
        case "次季":
            inside = _NEXT_QUARTER.fullmatch(rest)
            return f"next-quarter {_day(inside['day'])}" if inside else _not_certain(rest)
    return f"{'yearly' if following == '当年' else 'next-year'} {_month_day(rest)}"


def _quarter_over(found: re.Match[str]) -> str:
    return f"next-quarter {_first_days(found['day'])}"


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_RECURRING, _every),
    (_COUNTED, _counted),
    (_FOLLOWING, _following),
    (_QUARTER_OVER, _quarter_over),
)


def _not_certain(rest: str) -> str:
    raise Unreadable


def _in_half(rest: str) -> str:
    return "half-yearly --end" if _ONLY_END.fullmatch(rest) else _not_certain(rest)


def _in_quarter(rest: str) -> str:
    if _ONLY_END.fullmatch(rest):
        return "quarterly --end"
    over = _AFTER_QUARTER.fullmatch(rest)
    if over:
        return f"next-quarter {_first_days(over['day'])}"
    inside = _IN_QUARTER.fullmatch(rest)
    if inside is None:
        raise Unreadable  # 每季度次月10日前, 每季度25日前: of which month?
    which = "first" if inside["which"] in ("首", "第1个", "第一个") else "last"
    return f"quarterly {which} {_day(inside['day'])}"


def _in_week(rest: str) -> str:
    found = _WEEKDAY.fullmatch(rest)
    if found is None or found["day"] == "末":
        raise Unreadable
    day = "日" if found["day"] == "天" else found["day"]
    return f"weekly --{day if day.isdigit() else _WEEKDAYS.index(day) + 1}"


_WITHIN: dict[str, Callable[[str], str]] = {
    "yearly": lambda rest: f"yearly {_month_day(rest)}",
    "half-yearly": _in_half,
    "quarterly": _in_quarter,
    "monthly": lambda rest: f"monthly {_day(rest)}",
    "weekly": _in_week,
}


def _month_day(text: str) -> str:
    """The last day within a year, --MM-DD; the end of February is written --02-end."""
    if _YEAR_END.fullmatch(text):
        return "--12-31"
    part = _PART_OF_YEAR.fullmatch(text)
    if part:
        if part["before"] and not part["end"]:
            raise Unreadable  # 每年二季度前: by its end, or before it begins?
        return _month_end(3 * int(part["quarter"]) if part["quarter"] else 6 if part["half"] == "上" else 12)
    found = _MONTH_DAY.fullmatch(text)
    if found is None:
        raise Unreadable
    month = int(found["month"])
    if found["day"]:
        return f"--{date(2000, month, int(found['day'])):%m-%d}"
    if found["before"] and not (found["third"] or found["end"]):
        raise Unreadable  # 每年6月前: by the end of May, or of June?
    third = _THIRDS.get(found["third"] or "", "end")
    last_day(2000, month)
    return _month_end(month) if third == "end" else f"--{month:02}-{third}"


def _month_end(month: int) -> str:
    return "--02-end" if month == 2 else f"--{month:02}-{last_day(2001, month):02}"


def _day(text: str) -> str:
    found = _DAY.fullmatch(text)
    if found is None:
        raise Unreadable
    if found["day"]:
        return f"--{date(2000, 1, int(found['day'])):%d}"
    return f"--{_THIRDS.get(found['third'] or '', 'end')}"


def _first_days(count: str) -> str:
    """Within so many days after a quarter: of the month that follows it, as long as that month has as many."""
    if not 1 <= int(count) <= 30:
        raise Unreadable
    return f"--{int(count):02}"


# --- when it is due ---------------------------------------------------------------------------------------------------
_MONTHS = {
    "yearly": (12,),
    "half-yearly": (6, 12),
    "quarterly": (3, 6, 9, 12),
    "quarterly first": (1, 4, 7, 10),
    "quarterly last": (3, 6, 9, 12),
    "next-quarter": (1, 4, 7, 10),
}
_EVERY_MONTH = tuple(range(1, 13))
LONGEST = timedelta(days=367)  # between two days of one rule


def due_days(rule: str, first: date, last: date) -> list[date]:
    """All days from `first` to `last` on which the rule is due, in order. Raises ValueError for what is no rule."""
    if rule == "daily":
        return [first + timedelta(days=each) for each in range((last - first).days + 1)]
    if rule.split(" ")[0] == "weekly":
        wanted = int(rule.removeprefix("weekly").strip(" -") or 7)
        start = first + timedelta(days=(wanted - first.isoweekday()) % 7)
        return [start + timedelta(days=each) for each in range(0, max((last - start).days + 1, 0), 7)]
    return [day for day in _monthly(rule, first, last) if first <= day <= last]


def _monthly(rule: str, first: date, last: date) -> Iterator[date]:
    """The days of the months from that of `first` to that of `last`."""
    months, days = _parts(rule)
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, month = number // 12, number % 12 + 1
        if month in months:
            end = last_day(year, month)
            yield from (date(year, month, min(day, end)) for day in days)


def _parts(rule: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """In which months, and on which days of them; 31 is the last day of any month."""
    if rule == "half-monthly":
        return _EVERY_MONTH, (15, 31)
    found = re.fullmatch(r"([a-z-]+?(?: (?:first|last))?)(?: --(?:(\d\d)-)?(\d\d|end))?", rule)
    if found is None or (found[1] not in _MONTHS and found[1] not in ("monthly", "next-month", "next-year")):
        raise ValueError(rule)
    months = (int(found[2]),) if found[2] else _MONTHS.get(found[1], _EVERY_MONTH)
    return months, (31 if found[3] in (None, "end") else int(found[3]),)


def next_due(rule: str, today: date) -> date:
    """The first day that is due today or later."""
    return due_days(rule, today, today + LONGEST)[0]


def last_due(rule: str, today: date) -> date:
    """The last day that was due before today."""
    return due_days(rule, today - LONGEST, today - timedelta(days=1))[-1]
