"""China's working days: official holidays, and the weekends that are worked instead (调休).

The days come from the package `chinesecalendar`, which follows the State Council's yearly notices. A year for which
none has been published yet falls back to plain weekends; `is_confirmed` tells.
"""

from datetime import date, timedelta

import chinese_calendar

ONE_DAY = timedelta(days=1)
SATURDAY = 5


def is_confirmed(year: int) -> bool:
    """Whether the official calendar of the year is known."""
    try:
        chinese_calendar.is_workday(date(year, 12, 31))
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date) -> bool:
    if not is_confirmed(day.year):
        return day.weekday() < SATURDAY
    return bool(chinese_calendar.is_workday(day))


def is_make_up_day(day: date) -> bool:
    """A Saturday or Sunday that is worked."""
    return day.weekday() >= SATURDAY and is_working_day(day)


def on_or_after(day: date) -> date:
    """The day itself if it is worked, else the next one that is."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def on_or_before(day: date) -> date:
    """The day itself if it is worked, else the last one before it that was."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def working_days_after(day: date, count: int) -> date:
    """The day that is `count` working days after `day`; `day` itself for 0."""
    for _counted in range(count):
        day = on_or_after(day + ONE_DAY)
    return day
