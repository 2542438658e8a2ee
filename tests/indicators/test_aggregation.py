"""How quarters and regions add up."""

from decimal import Decimal

import pytest

from indicators.aggregation import Accumulation, through, total
from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure

QUARTERS: dict[int, Figure] = {1: Decimal(3), 2: Decimal(4), 3: Decimal(5), 4: Decimal(6)}


@pytest.mark.parametrize(
    ("accumulation", "quarter", "figure"),
    [
        (Accumulation.PER_PERIOD, 3, 12),
        (Accumulation.PER_PERIOD, 4, 18),
        (Accumulation.YEAR_TO_DATE, 3, 5),
        (Accumulation.POINT_IN_TIME, 4, 6),
    ],
)
def test_a_year_so_far_by_the_quantity_s_own_way(accumulation: Accumulation, quarter: int, figure: int) -> None:
    assert through(accumulation, QUARTERS, quarter) == figure


def test_a_sum_with_a_hole_is_no_sum() -> None:
    assert through(Accumulation.PER_PERIOD, {**QUARTERS, 2: MISSING}, 3) is MISSING
    assert through(Accumulation.PER_PERIOD, {1: Decimal(3), 3: Decimal(5)}, 3) is MISSING


def test_last_quarter_s_state_is_not_this_quarter_s() -> None:
    assert through(Accumulation.POINT_IN_TIME, {1: Decimal(3)}, 2) is MISSING


def test_zero_adds_missing_spoils_and_not_applicable_counts_for_nothing() -> None:
    assert total([Decimal(1), Decimal(0)]) == 1
    assert total([Decimal(1), MISSING]) is MISSING
    assert total([Decimal(1), NOT_APPLICABLE]) == 1
    assert total([NOT_APPLICABLE, NOT_APPLICABLE]) is NOT_APPLICABLE
    assert total([]) is MISSING
