"""The list of tasks, as a page and as a workbook."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from indicators.models import Plan
from tests.factories import create_round, create_section, create_task, create_task_report
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record

SignIn = Callable[[User], Client]
DAY = "2024-10-08 12:00:00+08:00"


def codes(browser: Client, plan: Plan, **asked: Any) -> list[str]:
    with time_machine.travel(DAY, tick=False):
        answer = browser.get(reverse("tasks:tasks", args=[plan.code]), asked)
    assert answer.status_code == 200
    return [task.code for task in answer.context["page"]]


def test_an_organization_sees_the_tasks_it_has_a_part_in(
    plan: Plan, housing: Organization, agriculture: Organization, lin: User, sun: User, signed_in: SignIn
) -> None:
    create_task(plan, "leads", lead=housing)
    create_task(plan, "helps", lead=agriculture, cooperating=[housing])
    other = create_task(plan, "not mine", lead=agriculture)
    assert codes(signed_in(lin), plan) == ["leads", "helps"]
    assert len(codes(signed_in(sun), plan)) == 3
    assert signed_in(lin).get(reverse("tasks:task", args=[plan.code, other.pk])).status_code == 404


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"stage": "done"}, ["done"]),
        ({"status": "overdue"}, ["late"]),
        ({"status": "slow"}, []),
        ({"kind": "date"}, ["late", "done"]),
        ({"month": "2024-09"}, ["late", "done", "again"]),
        ({"month": "2024-10"}, ["again"]),
        ({"mine": "any"}, []),
        ({"only": "without_lead"}, ["leaderless"]),
        ({"q": "污泥"}, ["late"]),
        ({"q": "没有这样的"}, []),
        ({"sort": "due"}, ["late", "done", "leaderless", "again"]),
        (
            {"stage": "nonsense", "sort": "nonsense", "page": "nonsense", "lead": "9999", "month": "2024-13"},
            ["late", "done", "leaderless", "again"],
        ),
    ],
)
def test_the_address_says_what_is_shown(
    asked: dict[str, str], expected: list[str], plan: Plan, housing: Organization, wu: User, signed_in: SignIn
) -> None:
    create_task(plan, "late", title="污泥处置", lead=housing, due_on=date(2024, 9, 30))
    create_task(plan, "done", lead=housing, due_on=date(2024, 9, 30), stage="done")
    create_task(plan, "leaderless", due_on=None)
    create_task(plan, "again", lead=housing, due_on=None, due_kind="recurring", due_rule="monthly --10")
    assert codes(signed_in(wu), plan, **asked) == expected


def test_tasks_stand_under_their_sections(plan: Plan, wu: User, signed_in: SignIn) -> None:
    first, second = create_section(plan, "工业", order=1), create_section(plan, "农业", order=2)
    create_task(plan, "b", section=second)
    create_task(plan, "a", section=first)
    page = signed_in(wu).get(reverse("tasks:tasks", args=[plan.code])).content.decode()
    assert page.index('rowgroup">工业') < page.index('rowgroup">农业')
    assert codes(signed_in(wu), plan) == ["a", "b"]


def test_the_numbers_above_and_the_lists_they_lead_to_agree(
    plan: Plan, housing: Organization, wu: User, signed_in: SignIn
) -> None:
    owing = create_task(plan, "1", lead=housing, due_on=date(2024, 9, 30))
    create_task_report(owing, create_round(plan))
    create_task(plan, "2", due_on=date(2024, 10, 8), stage="in_progress")
    create_task(plan, "3", due_on=date(2024, 9, 30), stage="done")
    browser = signed_in(wu)
    with time_machine.travel(DAY, tick=False):
        counts = browser.get(reverse("tasks:tasks", args=[plan.code])).context["counts"]
    assert counts == {
        "all": 3, "done": 1, "on_schedule": 1, "slow": 0, "not_started": 0, "overdue": 1, "unreported": 1,
        "without_lead": 2,
    }  # fmt: skip
    for status in ("done", "on_schedule", "slow", "not_started", "overdue"):
        assert len(codes(browser, plan, status=status)) == counts[status]
    for only in ("unreported", "without_lead"):
        assert len(codes(browser, plan, only=only)) == counts[only]


def test_the_office_is_told_how_many_tasks_nobody_leads(
    plan: Plan, housing: Organization, wu: User, lin: User, signed_in: SignIn
) -> None:
    create_task(plan, cooperating=[housing])
    address = reverse("tasks:tasks", args=[plan.code])
    assert "1 项任务的牵头单位待明确" in signed_in(wu).get(address).content.decode()
    assert "牵头单位待明确：" not in signed_in(lin).get(address).content.decode()


def test_the_workbook_holds_what_the_page_shows(plan: Plan, housing: Organization, wu: User, signed_in: SignIn) -> None:
    create_task(plan, "1", title="=1+1", lead=housing, due_on=date(2024, 12, 31))
    create_task(plan, "2", stage="done", due_on=None)
    answer = signed_in(wu).get(reverse("tasks:tasks_export", args=[plan.code]), {"stage": "not_started"})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows] == ["1"]
    assert rows[0][1] == "=1+1"
    assert sheet["B4"].data_type == "s", "what people typed is text"
    assert rows[0][8] == datetime(2024, 12, 31)
    assert Record.objects.get(verb="tasks.exported").actor == wu


def test_an_empty_plan_says_what_to_do_next(plan: Plan, wu: User, lin: User, signed_in: SignIn) -> None:
    address = reverse("tasks:tasks", args=[plan.code])
    assert "导入任务清单" in signed_in(wu).get(address).content.decode()
    assert "没有您单位的任务" in signed_in(lin).get(address).content.decode()
