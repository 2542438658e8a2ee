"""How many cells there are to be, and are."""

from datetime import date

from cells.models import Cell, CellQuota
from cells.tallies import Tally, tallies, totals
from indicators.models import Plan
from tests.factories import create_cell, create_cell_quota, create_cell_type


def by_name(plan: Plan, year: int | None = 2024) -> dict[str, Tally]:
    every = tallies(plan, CellQuota.objects.of_plan(plan), Cell.objects.of_plan(plan), year)
    return {tally.type.name: tally for tally in every}


def test_a_year_counts_what_was_named_in_it_and_what_is_being_created(plan: Plan) -> None:
    schools = create_cell_type(plan, "无废学校")
    create_cell(schools, state="named", named_on=date(2024, 1, 1))
    create_cell(schools, state="named", named_on=date(2023, 12, 31))
    create_cell(schools)
    tally = by_name(plan)["无废学校"]
    assert (tally.named, tally.creating) == (1, 1)
    assert by_name(plan, None)["无废学校"].named == 2


def test_no_number_is_not_zero(plan: Plan) -> None:
    create_cell_type(plan, "没有计划")
    create_cell_quota(create_cell_type(plan, "只有文字"), text="每区不少于1个")
    create_cell_quota(create_cell_type(plan, "计划为零"), planned=0)
    found = by_name(plan)
    assert [found[name].planned for name in ("没有计划", "只有文字", "计划为零")] == [None, None, 0]
    assert not found["没有计划"].is_reached
    assert found["计划为零"].is_reached
    assert totals(found.values()).without_number == 2
    assert totals(found.values()).wanted == 0


def test_the_plans_own_number_counts_before_the_one_from_above(plan: Plan) -> None:
    create_cell_quota(create_cell_type(plan, "两个都有"), planned=10, assigned=8)
    create_cell_quota(create_cell_type(plan, "只有下达"), assigned=8)
    found = by_name(plan)
    assert found["两个都有"].wanted == 10
    assert found["只有下达"].wanted == 8
    assert totals(found.values()).wanted == 18
    assert totals(found.values()).planned == 10


def test_all_years_add_up(plan: Plan) -> None:
    schools = create_cell_type(plan, "无废学校")
    create_cell_quota(schools, year=2023, planned=3)
    create_cell_quota(schools, year=2024, planned=5)
    create_cell_quota(schools, year=2025, text="待定")
    assert by_name(plan, None)["无废学校"].planned == 8
    assert by_name(plan, 2023)["无废学校"].planned == 3
