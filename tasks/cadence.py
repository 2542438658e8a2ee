"""When the meetings of a kind come round, and how far ahead each looks. Pure.

    weekly        every seven days
    half_monthly  twice a month: the same place in the other half, the 5th and the 20th
    monthly       the same day of the next month, the last one where that is shorter

The day proposed is a working day; it is a proposal, and the office types what is so.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from wastefree.lib.workdays import on_or_after

HALF = 15


def _in_a_week(day: date) -> date:
    return day + timedelta(days=7)


def _in_half_a_month(day: date) -> date:
    if day.day <= HALF:
        return _clamped(day.year, day.month, day.day + HALF)
    return _clamped(*_next_month(day), min(day.day - HALF, HALF))


def _in_a_month(day: date) -> date:
    return _clamped(*_next_month(day), day.day)


def _next_month(day: date) -> tuple[int, int]:
    return (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)


def _clamped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


STEPS: Mapping[str, Callable[[date], date]] = {
    "weekly": _in_a_week,
    "half_monthly": _in_half_a_month,
    "monthly": _in_a_month,
}


def looks_until(kind: str, day: date) -> date:
    """The day of the meeting after: what is due until then is on the agenda. Raises KeyError for no kind."""
    return STEPS[kind](day)


def next_day(kind: str, last: date | None, today: date) -> date | None:
    """The next working day of the kind's usual rhythm, counted from the last meeting, today at the earliest.

    None where there was no meeting yet: nobody has said on which day they are.
    """
    if last is None:
        return None
    day = STEPS[kind](last)
    while day < today:
        day = STEPS[kind](day)
    return on_or_after(day)
