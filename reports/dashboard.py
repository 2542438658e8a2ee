"""What a leader sees first: where the plan stands in a period, what has moved, and who has reported.

Everything here is gathered in a fixed number of queries and handed to the page as frozen values.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from cells.models import Cell, CellQuota
from cells.tallies import Totals, tallies, totals
from indicators.ledger import Ledger
from indicators.models import COUNTED, Entry, EntryState, Indicator, IndicatorGroup, Plan
from indicators.progress import Status
from indicators.regions import by_region as values_by_region
from indicators.regions import is_reported_by_regions
from indicators.reporting import reported_periods
from indicators.values import IndicatorValue, Point, Reader, series, with_definitions
from tasks.models import Project, Task
from tasks.totals import ProjectTotals, project_totals
from wastefree.accounts.models import Organization
from wastefree.lib.periods import Period

PERIODS_SHOWN = 6
# From worst to best, for telling what got worse; what is not known is neither.
RANK = {Status.OFF_TRACK: 0, Status.BEHIND: 1, Status.ON_TRACK: 2, Status.ACHIEVED: 3}
NEEDS_ATTENTION = frozenset({Status.OFF_TRACK, Status.BEHIND})


@dataclass(frozen=True)
class Move:
    """An indicator whose status is another than in the period before."""

    value: IndicatorValue
    before: Status


@dataclass(frozen=True)
class Square:
    """One field in one quarter: how many of its indicators are in each status; the worst known one gives the light.

    `provisional` of those that are judged rest on a figure that a final one will replace (快报).
    """

    period: Period
    counts: tuple[tuple[Status, int], ...]
    provisional: int = 0

    @property
    def light(self) -> Status:
        known = [status for status, _count in self.counts if status in RANK]
        return min(known, key=RANK.__getitem__) if known else Status.NO_DATA

    @property
    def behind(self) -> int:
        return sum(count for status, count in self.counts if status in NEEDS_ATTENTION)

    @property
    def judged(self) -> int:
        return sum(count for status, count in self.counts if status in RANK)


@dataclass(frozen=True)
class Row:
    """One line of a table by field, department or region: what it is of, and its squares or counts."""

    name: str
    key: str
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class TaskCounts:
    """By status; each task stands in one of them."""

    total: int
    done: int
    on_schedule: int
    slow: int
    overdue: int
    not_started: int


@dataclass(frozen=True)
class Board:
    """The dashboard of a plan in a period."""

    period: Period
    values: tuple[IndicatorValue, ...]
    counts: tuple[tuple[Status, int], ...]
    worse: tuple[Move, ...]
    better: tuple[Move, ...]
    periods: tuple[Period, ...]
    fields: tuple[Row, ...]
    entries: int
    entries_approved: int

    @property
    def approved_share(self) -> int | None:
        """Per cent of the period's figures that are approved, rounded down; None where nobody owes any."""
        return self.entries_approved * 100 // self.entries if self.entries else None

    def of_field(self, group: IndicatorGroup) -> list[IndicatorValue]:
        return [value for value in self.values if value.indicator.group_id == group.pk]

    @property
    def needing_attention(self) -> list[IndicatorValue]:
        """Off track before behind, in the plan's order."""
        found = [value for value in self.values if value.status in NEEDS_ATTENTION]
        return sorted(found, key=lambda value: RANK[value.status])


def board(plan: Plan, period: Period, *, states: Collection[str] = COUNTED) -> Board:
    indicators = with_definitions(plan.indicators.active().with_place())
    shown = [each for each in reversed(reported_periods(plan)) if not period < each][-PERIODS_SHOWN:]
    reader = Reader(plan, Ledger.load(plan, states=states))
    by_period = {each: [reader.value(indicator, each) for indicator in indicators] for each in (*shown, period)}
    now, before = by_period[period], by_period.get(period.previous(), [])
    moves = [Move(value, old.status) for value, old in zip(now, before, strict=False) if value.status != old.status]
    owed = Entry.objects.filter(round__plan=plan, round__year=period.year, round__quarter=period.quarter)
    return Board(
        period=period,
        values=tuple(now),
        counts=_counts(now),
        worse=tuple(move for move in moves if _change(move) < 0),
        better=tuple(move for move in moves if _change(move) > 0),
        periods=tuple(shown),
        fields=tuple(_fields(indicators, by_period, shown)),
        **owed.aggregate(entries=Count("pk"), entries_approved=Count("pk", filter=Q(state=EntryState.APPROVED))),
    )


def _change(move: Move) -> int:
    """Below zero if it got worse; 0 where one of the two is not known."""
    if move.value.status not in RANK or move.before not in RANK:
        return 0
    return RANK[move.value.status] - RANK[move.before]


def _counts(values: Iterable[IndicatorValue]) -> tuple[tuple[Status, int], ...]:
    found = Counter(value.status for value in values)
    return tuple((status, found[status]) for status in Status)


def _fields(
    indicators: Sequence[Indicator], by_period: dict[Period, list[IndicatorValue]], periods: Sequence[Period]
) -> list[Row]:
    """The lower groups of the indicator system, each with its light in each quarter."""
    groups: dict[IndicatorGroup | None, list[int]] = {}
    for place, indicator in enumerate(indicators):
        groups.setdefault(indicator.group, []).append(place)
    return [
        Row(
            name=group.name if group else "",
            key=str(group.pk) if group else "",
            squares=tuple(_square(each, [by_period[each][place] for place in places]) for each in periods),
        )
        for group, places in groups.items()
    ]


def _square(period: Period, values: Iterable[IndicatorValue]) -> Square:
    found = list(values)
    counts = tuple((status, count) for status, count in _counts(found) if count)
    return Square(period, counts, sum(value.provisional and value.status in RANK for value in found))


# --- by department, by region ----------------------------------------------------------------------------------------


def by_department(values: Iterable[IndicatorValue]) -> list[tuple[Organization | None, Square]]:
    """What each organization leads, worst first; those that nobody leads at the end."""
    groups: dict[Organization | None, list[IndicatorValue]] = {}
    for value in values:
        groups.setdefault(value.indicator.lead, []).append(value)
    rows = [(lead, _square(group[0].period, group)) for lead, group in groups.items()]
    return sorted(rows, key=lambda row: (row[0] is None, -row[1].behind, row[0].order if row[0] else 0))


@dataclass(frozen=True)
class Region:
    """A region's own value of each indicator that regions report for."""

    organization: Organization
    values: tuple[IndicatorValue, ...]


def by_region(plan: Plan, period: Period, *, states: Collection[str] = COUNTED) -> tuple[list[Indicator], list[Region]]:
    """The indicators whose quantities all come from regions, and each region's own values of them; no city target is
    held against a region, since a region has its own or none."""
    indicators = [
        indicator
        for indicator in with_definitions(plan.indicators.active().with_place())
        if is_reported_by_regions(indicator, period)
    ]
    regions = plan.organizations.active().regions()
    found = values_by_region(plan, indicators, period, regions=regions, states=states)
    return indicators, [Region(organization, tuple(values)) for organization, values in found]


@dataclass(frozen=True)
class Trend:
    """An indicator's value now, and its course over the plan's quarters so far."""

    value: IndicatorValue
    points: tuple[Point, ...]


def trends(
    plan: Plan, values: Sequence[IndicatorValue], until: Period, *, states: Collection[str] = COUNTED
) -> list[Trend]:
    periods = [period for period in reversed(reported_periods(plan)) if not until < period]
    found = series(plan, [value.indicator for value in values], periods, states=states)
    return [Trend(value, tuple(found[value.indicator.pk])) for value in values]


# --- tasks, projects, cells ------------------------------------------------------------------------------------------


def task_counts(plan: Plan, today: date) -> TaskCounts:
    counted = Task.objects.filter(plan=plan).by_status(today)
    return TaskCounts(total=sum(counted.values()), **counted)


def projects(plan: Plan) -> ProjectTotals:
    lines = Project.objects.of_plan(plan).on_list().values_list("stage", "investment_planned", "investment_done")
    return project_totals(lines)


def cells(plan: Plan) -> Totals:
    """Over all years of the plan."""
    return totals(tallies(plan, CellQuota.objects.filter(plan=plan), Cell.objects.filter(plan=plan), None))
