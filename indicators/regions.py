"""What each region's own figures come to, held against the region's own targets."""

from collections.abc import Collection, Iterable

from indicators.models import COUNTED, Indicator, Plan
from indicators.values import IndicatorValue, Ledger, Reader, with_definitions
from wastefree.accounts.models import Organization
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


def is_reported_by_regions(indicator: Indicator, period: Period) -> bool:
    """Whether a region has a value of its own: all that the formula in force needs comes from regions."""
    names = indicator.in_force(period.end).names
    return bool(names) and all(each.by_region for each in indicator.quantities.all() if each.code in names)
