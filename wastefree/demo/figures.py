"""Made-up figures: for each quantity, period and region one figure, always the same. No Django here."""

from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from random import Random
from typing import Any

from indicators.aggregation import Accumulation
from indicators.formulas import Reference, When, parse
from indicators.library import LibraryIndicator, LibraryQuantity
from wastefree.demo.city import Body, City
from wastefree.lib.figures import Figure, rounded
from wastefree.lib.periods import Period

SEASONS = (0.22, 0.26, 0.27, 0.25)
NOISE = 0.02


class Figures:
    """The figures of a city whose baseline year is `baseline_year`."""

    def __init__(self, city: City, baseline_year: int) -> None:
        self.city = city
        self.baseline_year = baseline_year
        self.quantities = {quantity.code: quantity for quantity in city.quantities}

    def figure(self, quantity: LibraryQuantity, period: Period, region: Body | None = None) -> Decimal:
        """Of the whole city, or of a region; rounded like the quantity, and no part larger than its whole."""
        exact = self._exact(quantity.code, period, Accumulation(quantity.accumulation), region)
        shown = rounded(Decimal(repr(exact)), quantity.decimals)
        if quantity.part_of in self.quantities:
            return min(shown, self.figure(self.quantities[quantity.part_of], period, region))
        return shown

    def baseline(self, indicator: LibraryIndicator) -> Figure | None:
        """The indicator in the whole baseline year; None where it is no figure or looks further back."""
        formula = parse(indicator.formula)
        if indicator.kind == "qualitative" or any(r.when is not When.CURRENT for r in formula.references):
            return None
        year = Period(self.baseline_year)
        figures: dict[Reference, Figure] = {
            reference: self.figure(self.quantities[reference.name], year) for reference in formula.references
        }
        value = formula.evaluate(figures).figure
        return rounded(value, indicator.decimals) if isinstance(value, Decimal) else value

    @lru_cache(maxsize=50_000)  # noqa: B019  # one instance a load
    def _exact(self, code: str, period: Period, accumulation: Accumulation, region: Body | None) -> float:
        course, year = self.city.courses[code], period.year - self.baseline_year
        if "of" in course:
            whole = self._exact(course["of"], period, accumulation, region)
            return whole * _between(course["path"], year, period) * self._noise(code, period, region, NOISE / 2)
        if "level" in course:
            return float(course["level"][year if period.last_quarter > 2 else max(0, year - 1)])
        if "rate" in course:
            return _between(course["rate"], year, period)
        share = 1.0 if region is None else region.weight
        return _amount(course, year, period, accumulation) * share * self._noise(code, period, region, NOISE)

    def _noise(self, code: str, period: Period, region: Body | None, most: float) -> float:
        """No quarter is quite like another; what stands still over a year does so in every region."""
        if self.city.courses[code].get("growth") == 0:
            return 1.0
        seed = f"{code}:{period.year}:{period.quarter}:{region.code if region else ''}"
        return 1 + Random(seed).uniform(-most, most)


def _between(path: list[float], year: int, period: Period) -> float:
    """On the way from the end of the year before to the end of this one."""
    steps = list(pairwise(path))
    if year <= 0:
        return path[0]
    before, after = steps[min(year, len(steps)) - 1]
    return before + (after - before) * period.last_quarter / 4


def _amount(course: dict[str, Any], year: int, period: Period, accumulation: Accumulation) -> float:
    quarter = period.last_quarter
    whole = float(course["total"]) * (1 + float(course["growth"])) ** year
    if accumulation is Accumulation.POINT_IN_TIME or period.is_year:
        return whole
    if accumulation is Accumulation.YEAR_TO_DATE:
        return whole * sum(SEASONS[:quarter])
    return whole * SEASONS[quarter - 1]
