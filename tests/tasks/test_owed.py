"""What an organization owes."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from indicators.models import EntryState, Plan, Round
from tasks.owed import EntriesOwed, TaskOwed, owed
from tests.factories import create_entry, create_quantity, create_round, create_task
from wastefree.accounts.models import Organization

TODAY = date(2024, 10, 8)
CHINA = ZoneInfo("Asia/Shanghai")


def entries_owed(housing: Organization, plan: Plan) -> list[EntriesOwed]:
    return [each for each in owed(housing, plan, TODAY) if isinstance(each, EntriesOwed)]


def tasks_owed(housing: Organization, plan: Plan) -> list[str]:
    return [each.task.code for each in owed(housing, plan, TODAY) if isinstance(each, TaskOwed)]


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


def test_a_task_is_owed_once_a_quarter(plan: Plan, housing: Organization) -> None:
    create_task(plan, "never", lead=housing)
    create_task(plan, "last quarter", lead=housing, reported_at=datetime(2024, 9, 30, 23, 59, tzinfo=CHINA))
    create_task(plan, "this quarter", lead=housing, reported_at=datetime(2024, 10, 1, 0, 0, tzinfo=CHINA))
    assert tasks_owed(housing, plan) == ["never", "last quarter"]


def test_a_finished_task_is_not_owed(plan: Plan, housing: Organization) -> None:
    create_task(plan, lead=housing, stage="done")
    assert tasks_owed(housing, plan) == []


def test_who_helps_with_a_task_does_not_owe_its_progress(
    plan: Plan, housing: Organization, agriculture: Organization
) -> None:
    create_task(plan, lead=agriculture, cooperating=[housing])
    assert tasks_owed(housing, plan) == []


def test_tasks_come_in_the_order_in_which_they_are_due(plan: Plan, housing: Organization) -> None:
    create_task(plan, "ongoing", lead=housing, due_on=None)
    create_task(plan, "later", lead=housing, due_on=date(2025, 6, 30))
    create_task(plan, "sooner", lead=housing, due_on=date(2024, 10, 31))
    assert tasks_owed(housing, plan) == ["sooner", "later", "ongoing"]


def test_more_to_owe_asks_no_more_of_the_database(
    plan: Plan, open_round: Round, housing: Organization, django_assert_num_queries: Any
) -> None:
    for number in range(10):
        create_entry(create_quantity(plan, owner=housing), open_round, "1", state=EntryState.RETURNED)
        create_task(plan, str(number), lead=housing)
    with django_assert_num_queries(3):
        found = owed(housing, plan, TODAY)
        assert isinstance(found[0], EntriesOwed)
        assert all(str(entry.quantity) for entry in found[0].returned)
