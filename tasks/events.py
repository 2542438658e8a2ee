"""Deadlines that wait for an event: when they are due once the event's day is known. Pure."""

import re
from datetime import date, timedelta

from tasks.times import last_day
from wastefree.lib.workdays import ONE_DAY, on_or_after

_PERIOD = re.compile(r" \+ (?P<count>[0-9]{1,3}|半)(?P<unit>个月|个工作日|工作日|日|天|周|年)$")
_HALVES = {"年": 6, "个月": 15}
_DAYS = {"日": 1, "天": 1, "周": 7}


def due_after(rule: str, event_on: date) -> date | None:
    """The last day in time by a rule of `deadlines` (省出台文件 + 2个月); None where the words name no period.

    The day of the event does not count. A month later is the same day of that month, or its last one. Working days are
    those of the official calendar.
    """
    found = _PERIOD.search(rule)
    if found is None:
        return None
    unit = found["unit"]
    if found["count"] == "半":
        return _half(event_on, unit)
    count = int(found["count"])
    if unit in _DAYS:
        return event_on + timedelta(days=count * _DAYS[unit])
    if unit.endswith("工作日"):
        return _working_days(event_on, count)
    return _months(event_on, count * (12 if unit == "年" else 1))


def _half(day: date, unit: str) -> date | None:
    if unit == "年":
        return _months(day, _HALVES[unit])
    return day + timedelta(days=_HALVES[unit]) if unit in _HALVES else None


def _months(day: date, count: int) -> date:
    number = day.year * 12 + day.month - 1 + count
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, last_day(year, month)))


def _working_days(day: date, count: int) -> date:
    for _each in range(count):
        day = on_or_after(day + ONE_DAY)
    return day
