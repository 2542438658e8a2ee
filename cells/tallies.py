"""How many cells there are to be, and how many there are: by type, for a year or for all years."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from cells.models import Cell, CellQuerySet, CellQuota, CellQuotaQuerySet, CellType
from indicators.models import Plan


@dataclass(frozen=True)
class Tally:
    """One type. `planned` and `assigned` are None where nobody has given a number: that is not 0.

    named     in the year asked about, or ever
    quotas    what `planned` and `assigned` are added up from: at most one for a single year
    """

    type: CellType
    quotas: tuple[CellQuota, ...]
    named: int
    creating: int

    @property
    def planned(self) -> int | None:
        return _added(quota.planned for quota in self.quotas)

    @property
    def assigned(self) -> int | None:
        return _added(quota.assigned for quota in self.quotas)

    @property
    def wanted(self) -> int | None:
        """What is measured against: the plan's own number, else the one assigned from above."""
        return self.assigned if self.planned is None else self.planned

    @property
    def is_reached(self) -> bool:
        return self.wanted is not None and self.named >= self.wanted

    @property
    def texts(self) -> list[str]:
        """The plan's own words that a number does not simply repeat."""
        return [quota.text for quota in self.quotas if quota.text and quota.text != str(quota.planned)]


@dataclass(frozen=True)
class Totals:
    """All types together. `without_number` types have neither a planned nor an assigned number."""

    planned: int | None
    assigned: int | None
    wanted: int | None
    named: int
    creating: int
    without_number: int


def tallies(plan: Plan, quotas: CellQuotaQuerySet, cells: CellQuerySet, year: int | None) -> list[Tally]:
    """Each type of the plan with the given quotas and cells of a year, or of all years; three or four queries."""
    by_type: dict[int, list[CellQuota]] = {}
    for quota in quotas.in_year(year).prefetch_related("leads").order_by("year"):
        by_type.setdefault(quota.type_id, []).append(quota)
    counts = {
        row["type"]: row
        for row in cells.in_view_of(year)
        .order_by("type")
        .values("type")
        .annotate(
            named=Count("pk", filter=Q(state=Cell.State.NAMED)),
            creating=Count("pk", filter=Q(state=Cell.State.CREATING)),
        )
    }
    nothing = {"named": 0, "creating": 0}
    return [
        Tally(
            type=type_,
            quotas=tuple(by_type.get(type_.pk, ())),
            named=counts.get(type_.pk, nothing)["named"],
            creating=counts.get(type_.pk, nothing)["creating"],
        )
        for type_ in CellType.objects.of_plan(plan)
    ]


def totals(each: Iterable[Tally]) -> Totals:
    all_types = list(each)
    return Totals(
        planned=_added(tally.planned for tally in all_types),
        assigned=_added(tally.assigned for tally in all_types),
        wanted=_added(tally.wanted for tally in all_types),
        named=sum(tally.named for tally in all_types),
        creating=sum(tally.creating for tally in all_types),
        without_number=sum(1 for tally in all_types if tally.wanted is None),
    )


def _added(numbers: Iterable[int | None]) -> int | None:
    """The sum of those that are given; None if none is."""
    given = [number for number in numbers if number is not None]
    return sum(given) if given else None
