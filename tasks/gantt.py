"""A chart of tasks over time (甘特图): what is drawn where, in units of the chart's own width. Pure arithmetic on tasks.

The year scale shows all years of the plan by quarters; the quarter scale one year by months. A recurring task has a
tick on each day that it is due (none where there would be more than `MOST_TICKS`: it is a band then); an ongoing one,
or one without a last day, is an open band; a milestone is a diamond, filled once it is reached.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tasks.deadlines import Kind
from tasks.models import Task
from tasks.overview import due_between
from wastefree.lib.periods import Period

WIDTH = 480  # about as many pixels as it has on a sheet of A4 across, so that letters keep their size
MOST_TICKS = 60
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """A part of the time line, from `x`, so wide. `strong` begins a year, or on the finer scale a quarter."""

    x: float
    width: float
    label: str
    strong: bool
    year: int

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Scale:
    """The time that a chart shows, both days included."""

    first: date
    last: date
    stretches: tuple[Stretch, ...]

    def x(self, day: date) -> float:
        """Where a day begins."""
        days = (self.last - self.first).days + 1
        return round(WIDTH * (day - self.first).days / days, 1)

    def shows(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Diamond:
    x: float
    state: str  # reached, missed, ahead
    name: str
    on: date

    @property
    def points(self) -> str:
        """Of an SVG polygon, in the middle of a row."""
        x = self.x
        return f"{x - 4.5:.1f},10 {x:.1f},5.5 {x + 4.5:.1f},10 {x:.1f},14.5"


@dataclass(frozen=True)
class Bar:
    """`open_left` and `open_right` say that it has no first or last day, or goes on beyond the chart."""

    x: float
    width: float
    open_left: bool
    open_right: bool

    @property
    def end(self) -> float:
        """Where the stroke that ends it begins."""
        return round(max(self.x, self.x + self.width - 2), 1)


@dataclass(frozen=True)
class Row:
    task: Task
    depth: int
    bar: Bar | None
    ticks: tuple[float, ...]
    diamonds: tuple[Diamond, ...]


def by_quarters(years: Sequence[int]) -> Scale:
    """All of the years, a stretch for each quarter."""
    scale = Scale(date(years[0], 1, 1), date(years[-1], 12, 31), ())
    quarters = [Period(year, quarter) for year in years for quarter in (1, 2, 3, 4)]
    parts = [(each.start, each.end, f"Q{each.quarter}", each.quarter == 1) for each in quarters]
    return Scale(scale.first, scale.last, _stretches(scale, parts))


def by_months(year: int) -> Scale:
    """One year, a stretch for each month."""
    scale = Scale(date(year, 1, 1), date(year, 12, 31), ())
    starts = [date(year, month, 1) for month in range(1, 13)]
    ends = [*(start - ONE_DAY for start in starts[1:]), scale.last]
    parts = [(start, end, str(start.month), start.month % 3 == 1) for start, end in zip(starts, ends, strict=True)]
    return Scale(scale.first, scale.last, _stretches(scale, parts))


def _stretches(scale: Scale, parts: Iterable[tuple[date, date, str, bool]]) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(scale.x(start), round(scale.x(end + ONE_DAY) - scale.x(start), 1), label, strong, start.year)
        for start, end, label, strong in parts
    )


def rows(tasks: Iterable[Task], scale: Scale, today: date) -> list[Row]:
    """In the order of the tasks. A task below one that is not among them stands no deeper for it."""
    depths: dict[int, int] = {}
    found = []
    for task in tasks:
        depths[task.pk] = depths.get(task.parent_id or 0, -1) + 1
        ticks = _ticks(task, scale)
        bar = _bar(task, scale) if not ticks or len(ticks) > MOST_TICKS else None
        shown = ticks if len(ticks) <= MOST_TICKS else ()
        found.append(Row(task, depths[task.pk], bar, shown, _diamonds(task, scale, today)))
    return found


def _ticks(task: Task, scale: Scale) -> tuple[float, ...]:
    if task.due_kind != Kind.RECURRING or task.due_on is not None:
        return ()
    start = max(scale.first, task.starts_on or scale.first)
    return tuple(scale.x(day) for day in due_between(task, start, scale.last)) if start <= scale.last else ()


def _bar(task: Task, scale: Scale) -> Bar | None:
    """None for a task that is waiting for an event, that nobody can read, or whose days lie outside the chart."""
    endless = task.due_kind in (Kind.ONGOING, Kind.RECURRING) and task.due_on is None
    if task.due_on is None and not endless and task.starts_on is None:
        return None
    first, last = task.starts_on or scale.first, task.due_on or scale.last
    if first > scale.last or last < scale.first:
        return None
    left, right = max(first, scale.first), min(last, scale.last)
    x = scale.x(left)
    return Bar(
        x=x,
        width=max(round(scale.x(right + ONE_DAY) - x, 1), 2.0),
        open_left=task.starts_on is None or first < scale.first,
        open_right=task.due_on is None or last > scale.last,
    )


def _diamonds(task: Task, scale: Scale, today: date) -> tuple[Diamond, ...]:
    return tuple(
        Diamond(
            scale.x(each.due_on),
            "reached" if each.reached_on else "missed" if each.due_on < today else "ahead",
            each.name,
            each.due_on,
        )
        for each in task.milestones.all()
        if scale.shows(each.due_on)
    )
