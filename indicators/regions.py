"""What each region's own figures come to, held against the region's own targets."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from indicators.ledger import Ledger
from indicators.models import COUNTED, Indicator, Plan
from indicators.progress import WORST_FIRST
from indicators.values import IndicatorValue, Reader, with_definitions
from wastefree.access import WHOLE_PLAN
from wastefree.accounts.models import Organization, OrganizationQuerySet, User
from wastefree.lib.figures import MISSING, Figure, rounded
from wastefree.lib.periods import Period


def by_region(
    plan: Plan,
    indicators: Iterable[Indicator],
    period: Period,
    *,
    regions: Iterable[Organization],
    states: Collection[str] = COUNTED,
) -> list[tuple[Organization, list[IndicatorValue]]]:
    """Each region's own value of each of the indicators, against its own targets: a region that has none is not judged."""
    chosen = with_definitions(indicators)
    needed = {quantity.pk for indicator in chosen for quantity in indicator.quantities.all()}
    whole = Ledger.load(plan, states=states, quantities=needed)
    found = []
    for organization in regions:
        reader = Reader(plan, whole.of(organization), organization)
        found.append((organization, [reader.value(indicator, period) for indicator in chosen]))
    return found


def is_reported_by_regions(indicator: Indicator, period: Period, as_of: datetime | None = None) -> bool:
    """Whether a region has a value of its own: all that the formula in force needs comes from regions."""
    names = indicator.in_force(period.end, as_of).names
    return bool(names) and all(each.by_region for each in indicator.quantities.all() if each.code in names)


def regions_for(plan: Plan, user: User) -> OrganizationQuerySet:
    """Those whose own values the person sees: all for the office and leaders, else one's own region."""
    regions = plan.organizations.active().regions()
    return regions if user.roles & WHOLE_PLAN else regions.filter(users=user)


@dataclass(frozen=True)
class RegionLine:
    """A region (None: the whole city) in a period. The changes are in the unit of the value; of per cent, in points."""

    organization: Organization | None
    value: IndicatorValue
    previous: Figure
    year_before: Figure

    @property
    def change(self) -> Figure:
        return difference(self.value.figure, self.previous, self.value.indicator.decimals)

    @property
    def change_in_year(self) -> Figure:
        return difference(self.value.figure, self.year_before, self.value.indicator.decimals)


def difference(now: Figure, before: Figure, decimals: int) -> Figure:
    """Between the two figures as they are shown, so that a reader who subtracts them comes to the same."""
    if not isinstance(now, Decimal) or not isinstance(before, Decimal):
        return MISSING
    return rounded(now, decimals) - rounded(before, decimals)


@dataclass(frozen=True)
class SideBySide:
    """Every region, and the city: its value is the formula over the summed figures, never a mean of the regions'."""

    regions: tuple[RegionLine, ...]
    city: RegionLine

    def in_order(self, order: str) -> list[RegionLine]:
        """By the column named (value, change, year, status, or the place of a quantity), largest first after a minus.

        Whoever has no figure there comes last either way; an unknown name leaves the usual order.
        """
        key = _SORTS.get(order.removeprefix("-")) or _quantity_at(order.removeprefix("-"))
        if key is None:
            return list(self.regions)
        sortable = [(key(line), line) for line in self.regions]
        known = [(number, line) for number, line in sortable if isinstance(number, Decimal)]
        known.sort(key=lambda pair: pair[0], reverse=order.startswith("-"))
        return [line for _, line in known] + [line for number, line in sortable if not isinstance(number, Decimal)]


_SORTS: Mapping[str, Callable[[RegionLine], Figure]] = {
    "value": lambda line: line.value.figure,
    "change": lambda line: line.change,
    "year": lambda line: line.change_in_year,
    "status": lambda line: Decimal(WORST_FIRST.index(line.value.status)),
}


def _quantity_at(place: str) -> Callable[[RegionLine], Figure] | None:
    if not place.isascii() or not place.isdigit():
        return None
    number = int(place)
    return lambda line: line.value.parts[number].figure if number < len(line.value.parts) else MISSING


def side_by_side(
    plan: Plan,
    indicator: Indicator,
    period: Period,
    *,
    regions: Iterable[Organization],
    states: Collection[str] = COUNTED,
    as_of: datetime | None = None,
) -> SideBySide | None:
    """`regions` beside the whole city; None for an indicator that has no value for each. A fixed number of queries."""
    with_definitions([indicator])
    if not is_reported_by_regions(indicator, period, as_of):
        return None
    quantities = {quantity.pk for quantity in indicator.quantities.all()}
    ledger = Ledger.load(plan, states=states, quantities=quantities, as_of=as_of)
    lines = [_line(Reader(plan, ledger.of(region), region), indicator, period) for region in regions]
    return SideBySide(tuple(lines), _line(Reader(plan, ledger), indicator, period))


def _line(reader: Reader, indicator: Indicator, period: Period) -> RegionLine:
    """Beside figures that can be held against it: not those of another basis, and an amount that grows through the year
    starts again in January: its first quarter follows on nothing.
    """
    before, year_before = period.previous(), period.a_year_before()
    follows = before.year == period.year or not reader.accumulates(indicator, period)
    return RegionLine(
        organization=reader.region,
        value=reader.value(indicator, period),
        previous=_comparable(reader, indicator, before, period) if follows else MISSING,
        year_before=_comparable(reader, indicator, year_before, period),
    )


def _comparable(reader: Reader, indicator: Indicator, then: Period, now: Period) -> Figure:
    alike = reader.in_force(indicator, then) == reader.in_force(indicator, now)
    return reader.point(indicator, then).figure if alike else MISSING
