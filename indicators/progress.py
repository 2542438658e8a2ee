"""How far an indicator is: its value held against the line from where it started to what the plan wants. Pure.

The expected value on a day lies on the straight line from the baseline (at the end of the baseline year) to the target
(at the end of its year). An amount that grows through the year (tonnes collected since January) starts each year at
nothing instead, and is expected to be as far as the year is (时序进度). The distance from the line is measured in
shares of the whole way, and the plan's thresholds turn it into a status (DESIGN, "Targets"). Whether the target will be
reached at this pace is told beside it (`forecast`).

`assess` is the one function behind pages, reminders, exports and reports: (figure, start, goal, day) in, (achieved,
expected, status, reason, forecast) out; `indicators.wording` puts reason and forecast into words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from indicators.forecast import NO_FORECAST, Doubt, Forecast, Pace, cannot_tell, forecast, worst
from indicators.targets import PREVIOUS_YEAR, Condition, Kind, judge
from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure
from wastefree.lib.periods import WHOLE_YEAR, Period
from wastefree.lib.units import factor

NOT_STARTED, IN_PROGRESS, DONE = Decimal(0), Decimal(1), Decimal(2)  # of a quantity of kind `progress`


class Status(StrEnum):
    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    OFF_TRACK = "off_track"
    NO_DATA = "no_data"
    NOT_JUDGED = "not_judged"


# The worse decides where a target has several conditions; what nobody can judge hides nothing that is behind.
WORST_FIRST = (Status.OFF_TRACK, Status.BEHIND, Status.NO_DATA, Status.NOT_JUDGED, Status.ON_TRACK, Status.ACHIEVED)


class Reason(StrEnum):
    """Why a status is what it is; `indicators.wording` has the sentences."""

    MET = "met"
    ON_LINE = "on_line"
    NEAR_LINE = "near_line"
    BELOW_LINE = "below_line"
    FAR_BELOW_LINE = "far_below_line"
    WRONG_WAY = "wrong_way"
    DONE = "done"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    OVERDUE = "overdue"
    NO_FIGURE = "no_figure"
    NOT_YET = "not_yet"
    NOT_APPLICABLE = "not_applicable"
    NO_TARGET = "no_target"
    NO_OWN_TARGET = "no_own_target"
    UNREADABLE = "unreadable"
    BY_PERSON = "by_person"
    OTHER_SUBJECT = "other_subject"
    UNIT_DIFFERS = "unit_differs"
    NO_BASE = "no_base"


@dataclass(frozen=True)
class Thresholds:
    """How far from the line is still on track, or behind: shares of the way from start to target, 0 to 1."""

    on_track: Decimal = Decimal("0.05")
    behind: Decimal = Decimal("0.20")


@dataclass(frozen=True)
class Start:
    """Where the line begins: the baseline's value, at the end of its year."""

    value: Decimal
    on: date


@dataclass(frozen=True)
class Goal:
    """What the plan wants by the end of a year, or of a quarter of it: of an amount, what has come together until then.

    `readable` False keeps the conditions from being judged.
    """

    year: int
    conditions: tuple[Condition, ...]
    readable: bool = True
    quarter: int = WHOLE_YEAR

    @property
    def on(self) -> date:
        return Period(self.year, self.quarter).end


@dataclass(frozen=True)
class Situation:
    """What is known of an indicator on the last day of a period.

    unit         of the value
    bases        values to compare with, by "previous_year" or the year as text: of the whole year, except that of an
                 amount the year before counts only as far as the same quarter
    accumulates  the value is an amount that grows through the year
    progress     the value is one of NOT_STARTED, IN_PROGRESS, DONE
    """

    figure: Figure
    day: date
    unit: str = ""
    start: Start | None = None
    bases: Mapping[str, Decimal] | None = None
    accumulates: bool = False
    progress: bool = False


@dataclass(frozen=True)
class Assessment:
    """`expected` is the value on the line on that day, `bound` the one at its end, both in the value's unit."""

    status: Status
    reason: Reason
    achieved: bool | None = None
    expected: Decimal | None = None
    bound: Decimal | None = None
    forecast: Forecast = NO_FORECAST


@dataclass(frozen=True)
class Line:
    """From `start` to `bound` between two days; `up` if more is wanted.

    `final` if the bound is the target itself, and not what an earlier year should come to on the way there.
    """

    start: Decimal | None
    bound: Decimal
    up: bool
    begins: date
    ends: date
    final: bool = True

    def expected(self, day: date) -> Decimal:
        """On the line; without a start the bound itself."""
        if self.start is None:
            return self.bound
        return self.start + (self.bound - self.start) * elapsed(self.begins, self.ends, day)

    def shortfall(self, value: Decimal, day: date) -> Decimal:
        """How much is missing on the day, in shares of the whole way; negative if the value is ahead of the line."""
        missing = self.expected(day) - value
        way = abs(self.bound - self.start) if self.start is not None else Decimal(0)
        return (missing if self.up else -missing) / (way or abs(self.bound) or Decimal(1))


def elapsed(begins: date, ends: date, day: date) -> Decimal:
    """The share of the time from one day to the other that has passed, 0 to 1."""
    whole = (ends - begins).days
    if whole <= 0:
        return Decimal(1)
    return min(Decimal(1), max(Decimal(0), Decimal((day - begins).days) / whole))


def assess(goal: Goal | None, now: Situation, thresholds: Thresholds) -> Assessment:
    """Where the indicator stands; of several conditions the worst."""
    if now.figure is NOT_APPLICABLE:
        return Assessment(Status.NOT_JUDGED, Reason.NOT_APPLICABLE)
    if goal is None or (all(condition.kind is Kind.NONE for condition in goal.conditions) and goal.readable):
        return Assessment(Status.NOT_JUDGED if now.figure is not MISSING else Status.NO_DATA, Reason.NO_TARGET)
    if now.figure is MISSING:
        return Assessment(Status.NO_DATA, Reason.NO_FIGURE)
    if not goal.readable:
        return Assessment(Status.NOT_JUDGED, Reason.UNREADABLE)
    assert isinstance(now.figure, Decimal)
    each = [_assess_one(condition, goal, now, now.figure, thresholds) for condition in goal.conditions]
    decisive = min(each, key=lambda assessment: WORST_FIRST.index(assessment.status))
    return replace(decisive, forecast=worst([assessment.forecast for assessment in each]))


def line_to(goal: Goal, now: Situation) -> Line | None:
    """The line to a goal that is one plain bound on the indicator itself; None for any other, or without a start."""
    if not goal.readable or len(goal.conditions) != 1:
        return None
    condition = goal.conditions[0]
    if condition.subject or condition.kind not in (Kind.AT_LEAST, Kind.AT_MOST, Kind.EQUAL):
        return None
    line = _line(condition, goal, now)
    return None if isinstance(line, Reason) or line.start is None else line


def _assess_one(condition: Condition, goal: Goal, now: Situation, value: Decimal, thresholds: Thresholds) -> Assessment:
    if now.progress:
        return replace(_assess_progress(value, now.day, goal.on), forecast=cannot_tell(Doubt.WORK))
    if condition.kind in (Kind.QUALITATIVE, Kind.RANK, Kind.NONE):
        return Assessment(Status.NOT_JUDGED, Reason.BY_PERSON)
    if condition.subject:
        return Assessment(Status.NOT_JUDGED, Reason.OTHER_SUBJECT)
    if condition.kind is Kind.DIRECTION:
        return replace(_assess_direction(condition, now, value, thresholds), forecast=cannot_tell(Doubt.DIRECTION))
    line = _line(condition, goal, now)
    if isinstance(line, Reason):
        return Assessment(Status.NOT_JUDGED, line)
    return _against_line(condition, line, now, value, thresholds)


def _assess_progress(value: Decimal, day: date, due: date) -> Assessment:
    """Work that is done, or not: nothing is expected of it before the year ends."""
    if value >= DONE:
        return Assessment(Status.ACHIEVED, Reason.DONE, achieved=True)
    if day >= due:
        return Assessment(Status.OFF_TRACK, Reason.OVERDUE, achieved=False)
    if value >= IN_PROGRESS:
        return Assessment(Status.ON_TRACK, Reason.IN_PROGRESS, achieved=False)
    return Assessment(Status.BEHIND, Reason.NOT_STARTED, achieved=False)


def _assess_direction(condition: Condition, now: Situation, value: Decimal, thresholds: Thresholds) -> Assessment:
    base = _base(condition, now)
    met = judge(condition, value, base_value=base)
    if base is None:
        return Assessment(Status.NOT_JUDGED, Reason.NO_BASE)
    if met is None:
        return Assessment(Status.NOT_JUDGED, Reason.BY_PERSON)
    if met:
        return Assessment(Status.ACHIEVED, Reason.MET, achieved=True, expected=base, bound=base)
    far = abs(value - base) > thresholds.behind * abs(base)
    status = Status.OFF_TRACK if far else Status.BEHIND
    return Assessment(status, Reason.WRONG_WAY, achieved=False, expected=base, bound=base)


def _base(condition: Condition, now: Situation) -> Decimal | None:
    """What the condition compares with; a direction without a word about it means the year before."""
    return (now.bases or {}).get(condition.base or PREVIOUS_YEAR)


def _line(condition: Condition, goal: Goal, now: Situation) -> Line | Reason:
    """The line of a condition with a bound, in the value's unit; or why there is none."""
    if condition.kind is Kind.CHANGE:
        return _line_of_change(condition, goal, now)
    times = factor(condition.unit, now.unit)
    if times is None:
        return Reason.UNIT_DIFFERS
    assert condition.value is not None, "a condition with a bound"
    bound, start = condition.value * times, now.start
    up = condition.kind is Kind.AT_LEAST or (condition.kind is Kind.EQUAL and (start is None or start.value <= bound))
    line = Line(start.value if start else None, bound, up, start.on if start else goal.on, goal.on)
    return _within_year(line, now.day, goal) if now.accumulates else line


def _line_of_change(condition: Condition, goal: Goal, now: Situation) -> Line | Reason:
    base = _base(condition, now) if condition.base else None
    if base is None or not condition.value:
        return Reason.NO_BASE
    if condition.unit == "%":
        if base <= 0:
            return Reason.NO_BASE
        bound = base * (100 + condition.value) / 100
    else:
        times = Decimal(1) if condition.unit == "百分点" and now.unit == "%" else factor(condition.unit, now.unit)
        if times is None:
            return Reason.UNIT_DIFFERS
        bound = base + condition.value * times
    from_year = int(condition.base) if condition.base and condition.base.isdigit() else goal.year - 1
    if now.accumulates and condition.base == PREVIOUS_YEAR:  # both are of the same quarters: no line within the year
        return Line(None, bound, condition.value > 0, goal.on, goal.on)
    line = Line(base, bound, condition.value > 0, date(from_year, 12, 31), goal.on)
    return _within_year(line, now.day, goal) if now.accumulates else line


def _within_year(line: Line, day: date, goal: Goal) -> Line:
    """The line of an amount through the year of `day`: from nothing to what the year, or the quarter, should come to."""
    ends = goal.on if goal.quarter else date(day.year, 12, 31)
    return Line(Decimal(0), line.expected(ends), line.up, date(day.year - 1, 12, 31), ends, final=ends >= line.ends)


def _against_line(
    condition: Condition, line: Line, now: Situation, value: Decimal, thresholds: Thresholds
) -> Assessment:
    achieved = _reached(condition, line, value) and _final(line, now)
    if achieved:
        status, reason = Status.ACHIEVED, Reason.MET
    else:
        status, reason = _standing(line.shortfall(value, now.day), thresholds, over=_over(line, now))
    outlook = _forecast(condition, line, now, value)
    return Assessment(status, reason, achieved, line.expected(now.day), line.bound, outlook)


def _forecast(condition: Condition, line: Line, now: Situation, value: Decimal) -> Forecast:
    if now.day >= line.ends:
        return cannot_tell(Doubt.TIME_OVER)
    if line.start is None:
        held_against_quarters = now.accumulates and condition.kind is Kind.CHANGE
        return cannot_tell(Doubt.SAME_QUARTERS if held_against_quarters else Doubt.NO_BASELINE)
    pace = Pace(line.start, line.begins, value, now.day, line.ends)
    return forecast(pace, line.bound, up=line.up, strict=condition.strict, unit=now.unit, final=line.final)


def _standing(shortfall: Decimal, thresholds: Thresholds, *, over: bool) -> tuple[Status, Reason]:
    """A target that is not reached when its time is over is behind, however near."""
    if shortfall <= 0 and not over:
        return Status.ON_TRACK, Reason.ON_LINE
    if shortfall <= thresholds.on_track and not over:
        return Status.ON_TRACK, Reason.NEAR_LINE
    if shortfall <= thresholds.behind:
        return Status.BEHIND, Reason.BELOW_LINE
    return Status.OFF_TRACK, Reason.FAR_BELOW_LINE


def _reached(condition: Condition, line: Line, value: Decimal) -> bool:
    if value == line.bound:
        return not condition.strict
    if condition.kind is Kind.EQUAL:
        return condition.unit == "%" and line.bound == 100 and value > line.bound
    return (value > line.bound) == line.up


def _final(line: Line, now: Situation) -> bool:
    """Whether the target itself is reached, and for good: an amount may still grow past an upper bound this year."""
    return line.final and (line.up or not now.accumulates or _over(line, now))


def _over(line: Line, now: Situation) -> bool:
    return line.final and now.day >= line.ends
