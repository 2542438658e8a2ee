"""Indicators, periods and regions crossed: two of the three down and across, the third held fast."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from indicators.ledger import Ledger
from indicators.models import Indicator, Plan
from indicators.regions import difference, is_reported_by_regions
from indicators.values import IndicatorValue, Reader, with_definitions
from wastefree.accounts.models import Organization
from wastefree.lib.figures import MISSING, Figure
from wastefree.lib.periods import Period

Place = tuple[Reader, Period]  # whose value, and when


class Layout(StrEnum):
    """What stands down and what across; the third is the first of those chosen."""

    INDICATORS_PERIODS = "indicators-periods"
    REGIONS_PERIODS = "regions-periods"
    INDICATORS_REGIONS = "indicators-regions"


@dataclass(frozen=True)
class Asked:
    """What is compared. A region of None is the whole city."""

    layout: Layout
    indicators: Sequence[Indicator]
    periods: Sequence[Period]
    regions: Sequence[Organization | None]
    states: Collection[str]
    as_of: datetime | None = None
    reference: int | None = None


@dataclass(frozen=True)
class Crossing:
    """One value, and how far it is from the one in the column of reference: in its unit, and in per cent of it.

    `by_region` is False where a region is asked for an indicator that no region reports: nothing is missing there.
    """

    value: IndicatorValue
    by_region: bool = True
    difference: Figure = MISSING
    per_cent: Figure = MISSING


@dataclass(frozen=True)
class CrossLine:
    """A line of the table: of an indicator, or of a region (None: the city) where regions stand down."""

    indicator: Indicator
    region: Organization | None
    cells: tuple[Crossing, ...]


@dataclass(frozen=True)
class Crosstab:
    """`columns` are periods or regions; `reference` is the place of the column that the others are held against."""

    asked: Asked
    columns: tuple[Period | Organization | None, ...]
    lines: tuple[CrossLine, ...]


def crosstab(plan: Plan, asked: Asked) -> Crosstab:
    """A fixed number of queries, whatever is chosen. There is at least one of each."""
    chosen = with_definitions(asked.indicators)
    quantities = {quantity.pk for indicator in chosen for quantity in indicator.quantities.all()}
    ledger = Ledger.load(plan, states=asked.states, quantities=quantities, as_of=asked.as_of)
    readers = [Reader(plan, ledger.of(region) if region else ledger, region) for region in asked.regions]
    first, period = readers[0], asked.periods[0]
    lines: list[tuple[Indicator, Reader, list[Place]]]
    match asked.layout:
        case Layout.INDICATORS_PERIODS:
            lines = [(each, first, [(first, when) for when in asked.periods]) for each in chosen]
        case Layout.REGIONS_PERIODS:
            lines = [(chosen[0], one, [(one, when) for when in asked.periods]) for one in readers]
        case Layout.INDICATORS_REGIONS:
            lines = [(each, first, [(one, period) for one in readers]) for each in chosen]
    across = asked.regions if asked.layout is Layout.INDICATORS_REGIONS else asked.periods
    told = [
        CrossLine(indicator, reader.region, _crossings(indicator, places, asked.reference))
        for indicator, reader, places in lines
    ]
    return Crosstab(asked, tuple(across), tuple(told))


def _crossings(indicator: Indicator, places: Sequence[Place], reference: int | None) -> tuple[Crossing, ...]:
    found = [
        Crossing(
            reader.value(indicator, when),
            reader.region is None or is_reported_by_regions(indicator, when, reader.ledger.as_of),
        )
        for reader, when in places
    ]
    if reference is None or reference >= len(found):
        return tuple(found)
    base = found[reference].value.figure
    return tuple(
        replace(
            each,
            difference=difference(each.value.figure, base, indicator.decimals),
            per_cent=_per_cent(each.value, base),
        )
        for each in found
    )


def _per_cent(value: IndicatorValue, base: Figure) -> Figure:
    """Of a value in per cent the difference is in points, and a per cent of it would only confuse."""
    if (
        value.indicator.unit == "%"
        or not isinstance(value.figure, Decimal)
        or not isinstance(base, Decimal)
        or not base
    ):
        return MISSING
    return (value.figure - base) * 100 / abs(base)
