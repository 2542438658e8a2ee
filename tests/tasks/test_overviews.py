"""The tasks as a tree, a board, a calendar and a chart: the same tasks, whatever the address asks for."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.models import Plan
from tasks.gantt import WIDTH, by_months, by_quarters, rows
from tasks.models import Milestone, Task
from tasks.overview import board, days_between, month, tree
from tests.factories import create_milestone, create_section, create_task
from wastefree.accounts.models import Organization, User

SignIn = Callable[[User], Client]
TODAY = date(2024, 10, 8)
DAY = "2024-10-08 12:00:00+08:00"
VIEWS = ("table", "tree", "board", "calendar", "gantt")


def show(browser: Client, plan: Plan, **asked: Any) -> Any:
    with time_machine.travel(DAY, tick=False):
        answer = browser.get(reverse("tasks:tasks", args=[plan.code]), asked)
    assert answer.status_code == 200
    return answer


def test_the_tree_shows_what_stands_above_a_task_that_is_asked_for_and_nothing_else(plan: Plan) -> None:
    section = create_section(plan, "工业")
    top = create_task(plan, "1", section=section)
    below = create_task(plan, "1.1", section=section, parent=top)
    create_task(plan, "1.2", section=section, parent=top)
    create_task(plan, "2", section=create_section(plan, "农业"))
    (branch,) = tree(Task.objects.with_place().order_by("pk"), {below.pk})
    (node,) = branch.nodes
    assert (branch.section, branch.count, node.task, node.asked_for) == (section, 1, top, False)
    assert [(each.task, each.asked_for) for each in node.below] == [(below, True)]


def test_the_board_has_what_wants_attention_first_and_says_what_it_leaves_out(plan: Plan) -> None:
    for number in range(32):
        create_task(plan, f"late {number}", due_on=date(2024, 9, 30))
    create_task(plan, "done", stage="done")
    columns = board(Task.objects.for_list(), TODAY)
    assert [(each.status.value, each.count, each.more) for each in columns] == [
        ("overdue", 32, 2), ("slow", 0, 0), ("on_schedule", 0, 0), ("not_started", 0, 0), ("done", 1, 0)
    ]  # fmt: skip


def test_a_month_shows_due_days_recurring_ones_and_milestones(plan: Plan) -> None:
    task = create_task(plan, "1", due_on=date(2024, 10, 31))
    reached = create_milestone(task, due_on=date(2024, 10, 1))
    weekly = create_task(plan, "2", due_on=None, due_kind="recurring", due_rule="weekly --5")
    create_task(plan, "3", due_on=date(2024, 11, 1))
    found = list(days_between(Task.objects.for_list(), date(2024, 10, 1), date(2024, 10, 31)))
    assert [(day.day, mark.milestone or mark.task) for day, mark in found] == [
        (31, task), (1, reached), (4, weekly), (11, weekly), (18, weekly), (25, weekly)
    ]  # fmt: skip
    weeks = month(Task.objects.for_list(), date(2024, 10, 1), date(2024, 10, 31))
    assert {len(week) for week in weeks} == {7}
    assert (weeks[0][0].on, weeks[0][0].outside, weeks[-1][-1].on) == (date(2024, 9, 30), True, date(2024, 11, 3))
    make_up = next(day for week in weeks for day in week if day.on == date(2024, 10, 12))
    assert make_up.is_make_up and make_up.is_working


def test_the_chart_draws_each_kind_of_deadline_in_its_place(plan: Plan) -> None:
    create_task(plan, "a", starts_on=date(2024, 1, 1), due_on=date(2024, 12, 31))
    create_task(plan, "b", due_on=date(2023, 12, 31))
    create_task(plan, "c", due_on=None, due_kind="ongoing")
    create_task(plan, "d", due_on=None, due_kind="recurring", due_rule="quarterly")
    create_task(plan, "e", due_on=None, due_kind="event", due_rule="省出台文件 + 2个月")
    create_milestone(Task.objects.get(code="a"), due_on=date(2024, 7, 1), reached_on=TODAY)
    create_milestone(Task.objects.get(code="a"), due_on=date(2024, 7, 2))
    found = {row.task.code: row for row in rows(Task.objects.for_list(), by_quarters([2023, 2024, 2025]), TODAY)}
    third = WIDTH * 365 / 1096
    bars = {code: row.bar and (row.bar.x, row.bar.open_left, row.bar.open_right) for code, row in found.items()}
    assert bars == {
        "a": (round(third, 1), False, False), "b": (0, True, False), "c": (0, True, True), "d": None, "e": None
    }  # fmt: skip
    assert [each.state for each in found["a"].diamonds] == ["reached", "missed"]
    assert len(found["d"].ticks) == 12
    only = {row.task.code: row for row in rows(Task.objects.for_list(), by_months(2024), TODAY)}
    assert only["b"].bar is None and only["a"].bar is not None and len(only["d"].ticks) == 4
    assert round(only["a"].bar.width) == WIDTH


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_the_tasks_that_the_address_asks_for(
    view: str, plan: Plan, housing: Organization, wu: User, signed_in: SignIn
) -> None:
    create_task(plan, "1", title="污泥处置", lead=housing, due_on=date(2024, 10, 31))
    create_task(plan, "2", title="秸秆利用", due_on=date(2024, 10, 31), cooperating=[housing])
    browser = signed_in(wu)
    page = show(browser, plan, view=view, lead=housing.pk).content.decode()
    assert "污泥处置" in page and "秸秆利用" not in page
    assert f"view=board&amp;lead={housing.pk}" in page.replace(
        f"lead={housing.pk}&amp;view=board", f"view=board&amp;lead={housing.pk}"
    ), "the tabs keep what was asked"
    assert "秸秆利用" in show(browser, plan, view=view, cooperating=housing.pk).content.decode()
    assert "没有符合条件的任务" in show(browser, plan, view=view, q="没有这样的").content.decode() or view == "calendar"


def test_one_s_own_organization_s_tasks(plan: Plan, housing: Organization, lin: User, signed_in: SignIn) -> None:
    create_task(plan, "1", title="牵头的", lead=housing)
    create_task(plan, "2", title="配合的", cooperating=[housing])
    browser = signed_in(lin)
    for mine, expected in (("lead", ["1"]), ("help", ["2"]), ("any", ["1", "2"])):
        assert [task.code for task in show(browser, plan, mine=mine).context["page"]] == expected


@pytest.mark.parametrize("asked", [{"scale": "quarter", "year": "1999"}, {"scale": "x"}, {"month": "2024-99"}])
@pytest.mark.parametrize("view", ["gantt", "calendar"])
def test_an_address_that_makes_no_sense_shows_the_usual(
    view: str, asked: dict[str, str], plan: Plan, wu: User, signed_in: SignIn
) -> None:
    create_task(plan, "1")
    show(signed_in(wu), plan, view=view, **asked)


@pytest.mark.parametrize("view", VIEWS)
def test_five_hundred_tasks_need_no_more_queries_than_five(
    view: str, plan: Plan, housing: Organization, wu: User, signed_in: SignIn
) -> None:
    browser = signed_in(wu)
    many_tasks(plan, housing, 0, 5)
    show(browser, plan, view=view)
    with CaptureQueriesContext(connection) as few:
        show(browser, plan, view=view, status="not_started")
    many_tasks(plan, housing, 5, 500)
    with CaptureQueriesContext(connection) as many:
        show(browser, plan, view=view, status="not_started")
    assert len(many) <= len(few)


def many_tasks(plan: Plan, lead: Organization, first: int, last: int) -> None:
    """In two levels."""
    fields: dict[str, Any] = {"title": "x", "lead": lead, "due_on": date(2024, 12, 31), "due_kind": "date"}
    made = Task.objects.bulk_create(Task(plan=plan, code=str(each), **fields) for each in range(first, last))
    Task.objects.filter(pk__in=[each.pk for each in made[1:][::2]]).update(parent=made[0])
    Milestone.objects.bulk_create(Milestone(task=each, name="x", due_on=date(2024, 12, 1)) for each in made)


def test_the_calendar_file_has_what_is_still_to_be_done(
    plan: Plan, lin: User, housing: Organization, signed_in: SignIn
) -> None:
    create_task(plan, "1", title="要做的", lead=housing, due_on=date(2024, 10, 31))
    create_task(plan, "2", title="做完的", lead=housing, stage="done")
    with time_machine.travel(DAY, tick=False):
        answer = signed_in(lin).get(reverse("tasks:tasks_calendar", args=[plan.code]))
    content = b"".join(answer).decode().replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20241031" in content and "要做的" in content and "做完的" not in content
