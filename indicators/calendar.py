"""The rounds of a whole year, seen in advance: those that are arranged, and the days of those that are not yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from indicators.duedates import DueDate, due_date
from indicators.models import Plan, Round
from indicators.reporting import Suggestion, progress, suggested
from wastefree.accounts.models import Organization
from wastefree.lib.periods import QUARTERS, WHOLE_YEAR, Period


@dataclass(frozen=True)
class Line:
    """One period of the year. `round` is None while nobody has arranged it; its days are then what the plan suggests.

    counts  how many entries are owed, handed in and late (`reporting.STEPS`); None before there are any
    """

    period: Period
    round: Round | None
    opens: DueDate
    due: DueDate
    closes: DueDate
    counts: Mapping[str, int] | None

    @property
    def is_running(self) -> bool:
        return self.round is not None and self.round.is_open

    @property
    def outstanding(self) -> int:
        return self.counts["owed"] - self.counts["handed_in"] if self.counts else 0

    @property
    def is_over(self) -> bool:
        """Whether its days are not counted down: not arranged, closed, or all handed in."""
        idle = self.round is None or self.round.state == Round.State.CLOSED
        return idle or (self.counts is not None and not self.outstanding)


def periods_of(year: int) -> list[Period]:
    """The four quarters, and the year itself, which is reported last."""
    return [Period(year, quarter) for quarter in (*QUARTERS, WHOLE_YEAR)]


def year_of(plan: Plan, year: int, organization: Organization | None, today: date) -> list[Line]:
    """The lines of a year, the counts those of the organization (None: of all); two queries."""
    rounds = {round_.period: round_ for round_ in plan.rounds.filter(year=year)}
    counts = progress(rounds.values(), organization)
    return [_line(plan, period, rounds.get(period), counts, today) for period in periods_of(year)]


def _line(
    plan: Plan, period: Period, round_: Round | None, counts: Mapping[int, Mapping[str, int]], today: date
) -> Line:
    days: Round | Suggestion = round_ or suggested(plan, period)
    return Line(
        period=period,
        round=round_,
        opens=due_date(days.opens_on, today),
        due=due_date(days.due_on, today),
        closes=due_date(days.closes_on, today),
        counts=counts.get(round_.pk) if round_ else None,
    )


def years_of(plan: Plan) -> list[int]:
    """Those that a round can be of: the plan's own, and the baseline year."""
    return sorted({plan.baseline_year, *plan.years})


def usual_year(plan: Plan, today: date) -> int:
    """The present one; the nearest of the plan's where it does not reach there."""
    return min(years_of(plan), key=lambda year: abs(year - today.year))
