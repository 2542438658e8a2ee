"""What a leader sees: counts, lights, moves, who has reported."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.models import WITH_SUBMITTED, Entry, EntryState, Plan, Round
from indicators.progress import Status
from indicators.reporting import reported_periods, reporting, usual_period
from reports import dashboard
from reports.dashboard import Square
from tests.factories import create_entry, create_indicator, create_quantity, create_round, create_target, create_task
from wastefree.accounts.models import Organization, User
from wastefree.lib.periods import Period

pytestmark = pytest.mark.django_db
SECOND, THIRD = Period(2024, 2), Period(2024, 3)


@pytest.fixture
def quarters(plan: Plan, housing: Organization) -> dict[Period, Round]:
    """Two indicators with their quantities; the second quarter is closed, the third open."""
    for code, target in (("a", "≥90%"), ("b", "≥50%")):
        create_target(create_indicator(plan, code, formula=code, lead=housing), target, year=2024)
    plan.quantities.update(accumulation="point_in_time")
    return {
        SECOND: create_round(plan, year=2024, quarter=2, state=Round.State.CLOSED),
        THIRD: create_round(plan, year=2024, quarter=3),
    }


def report(round_: Round, code: str, figure: int, state: str = EntryState.APPROVED) -> Entry:
    quantity = round_.plan.quantities.get(code=code)
    assert quantity.owner is not None
    return Entry.objects.create(
        quantity=quantity, organization=quantity.owner, round=round_, value=Decimal(figure), state=state
    )


def test_the_usual_period_is_the_newest_that_is_over(plan: Plan) -> None:
    assert usual_period(plan) is None
    create_round(plan, year=2024, quarter=3)
    assert usual_period(plan) == THIRD, "while the first one runs there is no other"
    create_round(plan, year=2024, quarter=2, state=Round.State.CLOSED)
    assert usual_period(plan) == SECOND
    create_round(plan, year=2022, quarter=4, state=Round.State.CLOSED)
    assert reported_periods(plan) == [THIRD, SECOND], "the baseline year is no part of the plan's years"


def test_indicators_are_counted_by_status_and_what_is_not_approved_does_not_count(
    plan: Plan, quarters: dict[Period, Round]
) -> None:
    report(quarters[THIRD], "a", 95)
    report(quarters[THIRD], "b", 60, EntryState.SUBMITTED)
    approved = dict(dashboard.board(plan, THIRD).counts)
    assert approved[Status.ACHIEVED] == 1 and approved[Status.NO_DATA] == 1
    both = dashboard.board(plan, THIRD, states=WITH_SUBMITTED)
    assert dict(both.counts)[Status.ACHIEVED] == 2
    assert (both.entries, both.entries_approved, both.approved_share) == (2, 1, 50)


def test_what_got_worse_and_what_got_better_is_told_and_what_is_not_known_is_neither(
    plan: Plan, quarters: dict[Period, Round]
) -> None:
    report(quarters[SECOND], "a", 95)
    report(quarters[THIRD], "a", 20)
    report(quarters[SECOND], "b", 10)
    report(quarters[THIRD], "b", 60)
    board = dashboard.board(plan, THIRD)
    assert [(move.value.indicator.code, move.before) for move in board.worse] == [("a", Status.ACHIEVED)]
    assert [(move.value.indicator.code, move.before) for move in board.better] == [("b", Status.OFF_TRACK)]
    Entry.objects.filter(round=quarters[SECOND]).delete()
    unknown = dashboard.board(plan, THIRD)
    assert not unknown.worse and not unknown.better


def test_a_field_has_the_light_of_its_worst_indicator_that_is_known() -> None:
    square = Square(THIRD, ((Status.ACHIEVED, 3), (Status.BEHIND, 1), (Status.NO_DATA, 2)))
    assert (square.light, square.behind, square.judged) == (Status.BEHIND, 1, 4)
    assert Square(THIRD, ((Status.NO_DATA, 2),)).light is Status.NO_DATA


def test_who_has_reported_stands_below_who_has_not(
    plan: Plan, quarters: dict[Period, Round], agriculture: Organization
) -> None:
    report(quarters[THIRD], "a", 1)
    report(quarters[THIRD], "b", 1, EntryState.DRAFT)
    quantity = plan.quantities.get(code="a")
    Entry.objects.create(quantity=quantity, organization=agriculture, round=quarters[THIRD], state=EntryState.DRAFT)
    found = [(each.organization.code, each.handed_in, each.owed) for each in reporting(quarters[THIRD])]
    assert found == [("agriculture", 0, 1), ("housing", 1, 2)]


def test_a_department_with_more_behind_comes_first(
    plan: Plan, quarters: dict[Period, Round], agriculture: Organization
) -> None:
    late = create_indicator(plan, "c", formula="c", lead=agriculture)
    plan.quantities.update(accumulation="point_in_time")
    create_target(late, "≥90%", year=2024)
    report(quarters[THIRD], "a", 95)
    report(quarters[THIRD], "c", 1)
    rows = dashboard.by_department(dashboard.board(plan, THIRD).values)
    assert [lead.code if lead else "" for lead, _square in rows] == ["agriculture", "housing"]


def test_overdue_tasks_are_those_whose_day_is_over_and_that_are_not_done(plan: Plan) -> None:
    for code, stage in (("1", "done"), ("2", "in_progress"), ("3", "not_started")):
        create_task(plan, code, stage=stage, due_on=date(2024, 6, 30))
    counts = dashboard.task_counts(plan, date(2024, 7, 1))
    assert counts == dashboard.TaskCounts(total=3, done=1, on_schedule=0, slow=0, overdue=2, not_started=0)
    before = dashboard.task_counts(plan, date(2024, 6, 30))
    assert before == dashboard.TaskCounts(total=3, done=1, on_schedule=1, slow=0, overdue=0, not_started=1)


PAGES = ["dashboard", "departments", "regions", "fields", "trends", "self_assessments"]


@pytest.mark.parametrize("page", PAGES)
def test_the_leader_reads_every_dashboard_also_before_there_is_anything(
    plan: Plan, sun: User, signed_in: Callable[[User], Client], page: str
) -> None:
    address = reverse(f"reports:{page}", args=[plan.code])
    assert signed_in(sun).get(address).status_code == 200
    create_round(plan, year=2024, quarter=3)
    assert signed_in(sun).get(address).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_reporter_has_no_business_there(
    plan: Plan, lin: User, signed_in: Callable[[User], Client], page: str
) -> None:
    assert signed_in(lin).get(reverse(f"reports:{page}", args=[plan.code])).status_code == 403


@pytest.mark.parametrize("page", ["dashboard", "departments", "regions", "fields", "trends"])
def test_a_value_made_of_a_provisional_figure_says_so_on_every_board(
    page: str,
    plan: Plan,
    quarters: dict[Period, Round],
    region: Organization,
    sun: User,
    signed_in: Callable[[User], Client],
) -> None:
    by_region = create_quantity(plan, "own", by_region=True, accumulation="point_in_time")
    create_indicator(plan, "c", formula="own")
    entries = [report(quarters[THIRD], "a", 40)]
    entries.append(create_entry(by_region, quarters[THIRD], 5, organization=region, state=EntryState.APPROVED))
    address = reverse(f"reports:{page}", args=[plan.code])
    assert "快报" not in signed_in(sun).get(address, {"period": "2024-3"}).content.decode()
    Entry.objects.filter(pk__in=[entry.pk for entry in entries]).update(provisional=True)
    assert "快报" in signed_in(sun).get(address, {"period": "2024-3"}).content.decode()


def test_the_dashboard_s_queries_do_not_grow_with_the_plan(
    plan: Plan, quarters: dict[Period, Round], housing: Organization, sun: User, signed_in: Callable[[User], Client]
) -> None:
    client, address = signed_in(sun), reverse("reports:dashboard", args=[plan.code])
    create_task(plan, "t")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(20):
        create_indicator(plan, f"x{number}", formula=f"n{number} / d{number}", lead=housing)
        create_task(plan, f"t{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(few) == len(many) <= 32
