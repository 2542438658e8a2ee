"""Whether a target will be reached at this pace. Pure.

The pace is linear: from where the line began (the baseline at the end of its year; nothing at the start of the year for
an amount that grows through it) to the value now, carried on to the target's day:

    expected = start + (value - start) × (ends - begins) / (day - begins)        differences in days

It knows no seasons, no projects that will be finished in autumn, and of several years only the first and the last: it
says where things lead if they go on as they went on the whole. So nothing is told before a tenth of the time has passed
(`SOONEST`), nor about what is no bound on a figure. A pace never leads below zero what was never below it, nor a
percentage above 100 that was never above it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

SOONEST = Decimal("0.1")
HUNDRED = Decimal(100)


class Outlook(StrEnum):
    WILL_REACH = "will_reach"
    WILL_MISS = "will_miss"
    CANNOT_TELL = "cannot_tell"


class Doubt(StrEnum):
    """Why it cannot be told; `indicators.wording` has the sentences."""

    NOTHING = ""
    NOT_JUDGED = "not_judged"  # the reason of the status says why
    NO_BASELINE = "no_baseline"
    TOO_EARLY = "too_early"
    TIME_OVER = "time_over"
    DIRECTION = "direction"
    WORK = "work"
    SAME_QUARTERS = "same_quarters"  # held against the same quarters of the year before: the year's end is not known


@dataclass(frozen=True)
class Forecast:
    """`expected` is what the pace leads to on the day `on`, in the value's unit, exact.

    `final` False: the day is the end of this year, and the bound what the year should come to on the way to the target.
    """

    outlook: Outlook
    doubt: Doubt = Doubt.NOTHING
    expected: Decimal | None = None
    on: date | None = None
    final: bool = True


@dataclass(frozen=True)
class Pace:
    """From `start` on `begins` to `value` on `day`, and on to `ends`."""

    start: Decimal
    begins: date
    value: Decimal
    day: date
    ends: date

    @property
    def doubt(self) -> Doubt:
        """Why nothing can be carried on, if so."""
        if self.day >= self.ends:
            return Doubt.TIME_OVER
        if self.day <= self.begins or self._passed < SOONEST * self._whole:
            return Doubt.TOO_EARLY
        return Doubt.NOTHING

    @property
    def _passed(self) -> int:
        return (self.day - self.begins).days

    @property
    def _whole(self) -> int:
        return (self.ends - self.begins).days

    def leads_to(self, unit: str = "") -> Decimal:
        """The value on the last day. Only where there is no `doubt`."""
        reached = self.start + (self.value - self.start) * self._whole / self._passed
        if min(self.start, self.value) >= 0:
            reached = max(reached, Decimal(0))
        if unit == "%" and max(self.start, self.value) <= HUNDRED:
            reached = min(reached, HUNDRED)
        return reached


def cannot_tell(doubt: Doubt) -> Forecast:
    return Forecast(Outlook.CANNOT_TELL, doubt)


NO_FORECAST = cannot_tell(Doubt.NOT_JUDGED)


def forecast(
    pace: Pace, bound: Decimal, *, up: bool, strict: bool = False, unit: str = "", final: bool = True
) -> Forecast:
    """Whether the pace leads to the bound (`up`: that much or more; else that or less; `strict`: not the bound itself)."""
    if pace.doubt:
        return cannot_tell(pace.doubt)
    expected = pace.leads_to(unit)
    reaches = not strict if expected == bound else (expected > bound) == up
    outlook = Outlook.WILL_REACH if reaches else Outlook.WILL_MISS
    return Forecast(outlook, expected=expected, on=pace.ends, final=final)


_WORST_FIRST = (Outlook.WILL_MISS, Outlook.CANNOT_TELL, Outlook.WILL_REACH)


def worst(forecasts: list[Forecast]) -> Forecast:
    """What is told of several conditions."""
    return min(forecasts, key=lambda each: _WORST_FIRST.index(each.outlook))
