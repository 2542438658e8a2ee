"""How figures add up: over the quarters of a year, and over regions. Pure.

A rate is never averaged (DESIGN, rule 2): only quantities are added up, and a formula is applied to the sums.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum

from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure
from wastefree.lib.periods import QUARTERS


class Accumulation(StrEnum):
    """How a quantity adds up over time."""

    PER_PERIOD = "per_period"  # each quarter's own amount: the year is their sum
    YEAR_TO_DATE = "year_to_date"  # each quarter holds the amount since January: the latest is the total
    POINT_IN_TIME = "point_in_time"  # a state at the end of the quarter: the latest stands

    @property
    def is_flow(self) -> bool:
        """Whether the figure grows through the year, so that half a year's cannot be held against a year's."""
        return self is not Accumulation.POINT_IN_TIME


def through(accumulation: Accumulation, by_quarter: Mapping[int, Figure], quarter: int) -> Figure:
    """The figure of a year as far as `quarter` (1 to 4), from those of its quarters.

    per_period needs every quarter up to there: a sum with a hole would look like a smaller figure. The others take
    the figure of `quarter` itself, and nothing earlier: last quarter's state is not this quarter's.
    """
    if accumulation is Accumulation.PER_PERIOD:
        return total(by_quarter.get(each, MISSING) for each in QUARTERS if each <= quarter)
    return by_quarter.get(quarter, MISSING)


def total(figures: Iterable[Figure]) -> Figure:
    """The sum. One that is missing makes the sum missing; those not applicable count for nothing.

    No figures at all are missing; only inapplicable ones are not applicable.
    """
    found = list(figures)
    if not found or MISSING in found:
        return MISSING
    numbers = [figure for figure in found if isinstance(figure, Decimal)]
    return sum(numbers, Decimal(0)) if numbers else NOT_APPLICABLE
