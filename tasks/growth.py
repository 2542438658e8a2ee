"""How a plan's list of projects grew: what joined it and left it, when, and what it came to each time.

The money is what is planned for each project today: how a single estimate changed stands in the project's own history.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from tasks.models import Project
from wastefree.lib.periods import Period

Span = tuple[date, date]


@dataclass(frozen=True)
class Level:
    """The list at the end of a time: how many projects, and their planned investment in 万元; None if nobody gave any."""

    first: date
    last: date
    added: tuple[Project, ...]
    moved_out: tuple[Project, ...]
    count: int
    planned: Decimal | None

    @property
    def period(self) -> Period:
        """The quarter in which it begins."""
        return Period(self.first.year, (self.first.month + 2) // 3)

    @property
    def added_planned(self) -> Decimal | None:
        return planned(self.added)

    @property
    def left_again(self) -> int:
        """How many of those added are no longer on the list."""
        return sum(each.moved_out_on is not None for each in self.added)

    @property
    def occasions(self) -> list[str]:
        return list(dict.fromkeys(each.occasion for each in self.added if each.occasion))


def _of_quarter(day: date) -> Span:
    quarter = Period(day.year, (day.month + 2) // 3)
    return quarter.start, quarter.end


SPANS: Final[Mapping[str, Callable[[date], Span]]] = {
    "day": lambda day: (day, day),
    "quarter": _of_quarter,
    "year": lambda day: (date(day.year, 1, 1), date(day.year, 12, 31)),
}


def growth(projects: Sequence[Project], by: str = "day") -> list[Level]:
    """A level for every day, quarter or year in which something changed, the earliest first."""
    days = {each.added_on for each in projects} | {each.moved_out_on for each in projects if each.moved_out_on}
    return [_level(projects, first, last) for first, last in sorted({SPANS[by](day) for day in days})]


def _level(projects: Sequence[Project], first: date, last: date) -> Level:
    there = [
        each for each in projects if each.added_on <= last and not (each.moved_out_on and each.moved_out_on <= last)
    ]
    return Level(
        first=first,
        last=last,
        added=tuple(each for each in projects if first <= each.added_on <= last),
        moved_out=tuple(each for each in projects if each.moved_out_on and first <= each.moved_out_on <= last),
        count=len(there),
        planned=planned(there),
    )


def planned(projects: Iterable[Project]) -> Decimal | None:
    given = [each.investment_planned for each in projects if each.investment_planned is not None]
    return sum(given, Decimal(0)) if given else None
