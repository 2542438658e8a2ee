"""What projects come to."""

from decimal import Decimal

from tasks.models import Project
from tasks.totals import project_totals

S = Project.Stage


def test_projects_are_counted_as_briefings_count_them() -> None:
    stages = [S.COMPLETED, S.COMPLETED, S.UNDER_CONSTRUCTION, S.STARTED, S.PLANNED, S.STOPPED]
    totals = project_totals((stage, Decimal(1), None) for stage in stages)
    assert (totals.all.count, totals.completed.count, totals.building.count) == (6, 2, 2)
    assert (totals.to_start.count, totals.stopped.count) == (1, 1)


def test_money_is_added_exactly() -> None:
    totals = project_totals((S.COMPLETED, Decimal("0.1"), Decimal("0.2")) for _ in range(3))
    assert totals.all.planned == Decimal("0.3")
    assert totals.all.done == Decimal("0.6")


def test_an_amount_that_nobody_gave_is_not_zero() -> None:
    totals = project_totals([(S.PLANNED, None, None), (S.PLANNED, Decimal(0), None)])
    assert totals.to_start.planned == 0
    assert totals.to_start.without_figure == 1
    assert totals.to_start.done is None
    assert totals.completed.planned is None
