"""What an organization owes."""

from datetime import date
from typing import Any

import pytest

from indicators.models import EntryState, Plan, Round
from tasks.models import TaskReport
from tasks.owed import EntriesOwed, ReportsOwed, owed
from tests.factories import (
    create_entry,
    create_project,
    create_project_report,
    create_quantity,
    create_round,
    create_task,
    create_task_report,
)
from wastefree.accounts.models import Organization

TODAY = date(2024, 10, 8)


def entries_owed(housing: Organization, plan: Plan) -> list[EntriesOwed]:
    return [each for each in owed(housing, plan, TODAY) if isinstance(each, EntriesOwed)]


def reports_owed(housing: Organization, plan: Plan) -> list[str]:
    found = [each for each in owed(housing, plan, TODAY) if isinstance(each, ReportsOwed)]
    return [report.about.code for each in found for report in each.outstanding]


def test_nothing_is_owed_where_nothing_is_asked(plan: Plan, housing: Organization) -> None:
    assert owed(housing, plan, TODAY) == []


def test_a_round_counts_what_is_handed_in_and_what_is_not(plan: Plan, open_round: Round, housing: Organization) -> None:
    for state in (EntryState.SUBMITTED, EntryState.CHECKED, EntryState.APPROVED, EntryState.RETURNED):
        create_entry(create_quantity(plan, owner=housing), open_round, "1", state=state)
    create_entry(create_quantity(plan, owner=housing), open_round, 0)
    create_entry(create_quantity(plan, owner=housing), open_round)
    (each,) = entries_owed(housing, plan)
    assert (each.total, each.handed_in, each.owed, each.to_fill) == (6, 3, 3, 2)
    assert each.filled == 1, "a zero is a figure, a blank is none"
    assert (each.submitted, each.checked, each.approved, len(each.returned)) == (1, 1, 1, 1)


def test_a_round_in_which_all_is_handed_in_is_not_owed(plan: Plan, open_round: Round, housing: Organization) -> None:
    create_entry(create_quantity(plan, owner=housing), open_round, "1", state=EntryState.SUBMITTED)
    assert entries_owed(housing, plan) == []


@pytest.mark.parametrize("state", [Round.State.PLANNED, Round.State.CLOSED])
def test_a_round_that_is_not_open_is_not_owed(state: str, plan: Plan, housing: Organization) -> None:
    create_entry(create_quantity(plan, owner=housing), create_round(plan, state=state))
    assert entries_owed(housing, plan) == []


def test_what_another_organization_owes_is_not_mine(
    plan: Plan, open_round: Round, housing: Organization, agriculture: Organization
) -> None:
    create_entry(create_quantity(plan, owner=agriculture), open_round)
    create_task(plan, lead=agriculture)
    assert owed(housing, plan, TODAY) == []


def test_the_round_due_first_comes_first(plan: Plan, open_round: Round, housing: Organization) -> None:
    late = create_round(plan, year=2024, quarter=2)
    for each in (open_round, late):
        create_entry(create_quantity(plan, owner=housing), each)
    assert [each.round for each in entries_owed(housing, plan)] == [late, open_round]


def test_the_reports_of_tasks_that_go_on_and_of_projects_are_owed(
    plan: Plan, open_round: Round, housing: Organization, agriculture: Organization
) -> None:
    create_task_report(create_task(plan, "empty", lead=housing), open_round)
    create_task_report(create_task(plan, "handed in", lead=housing), open_round, "好", state=EntryState.SUBMITTED)
    create_task_report(create_task(plan, "done by the office", lead=housing, stage="done"), open_round)
    helped = create_task(plan, "helped", lead=agriculture, cooperating=[housing])
    part = create_task_report(helped, open_round, organization=housing, part=TaskReport.Part.COOPERATING)
    create_project_report(create_project(plan, "P", organization=housing), open_round)
    assert reports_owed(housing, plan) == ["empty", "P"]
    TaskReport.objects.filter(pk=part.pk).update(state=EntryState.RETURNED)
    assert reports_owed(housing, plan) == ["empty", "helped", "P"], "what came back is waited for"


def test_more_to_owe_asks_no_more_of_the_database(
    plan: Plan, open_round: Round, housing: Organization, django_assert_num_queries: Any
) -> None:
    for number in range(10):
        create_entry(create_quantity(plan, owner=housing), open_round, "1", state=EntryState.RETURNED)
        create_task_report(create_task(plan, str(number), lead=housing), open_round)
    with django_assert_num_queries(6):
        found = owed(housing, plan, TODAY)
        assert isinstance(found[0], EntriesOwed)
        assert all(str(entry.quantity) for entry in found[0].returned)
