"""The office keeps the milestones of a task, and decides how it stands where dates and milestones are wrong."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from indicators.models import Plan
from tasks.models import Milestone, Task
from tasks.soundness import Unsound
from tasks.transitions import create_milestone, reach_milestone, set_status, undo_milestone, withdraw_status
from tests.factories import NOON, create_task
from tests.factories import create_milestone as milestone_of
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.versions import StaleError

SignIn = Callable[[User], Client]
TODAY = date(2024, 10, 8)
DAY = "2024-10-08 12:00:00+08:00"


def post(browser: Client, page: str, plan: Plan, pk: int, **typed: Any) -> Any:
    with time_machine.travel(DAY, tick=False):
        return browser.post(reverse(f"tasks:{page}", args=[plan.code, pk]), {"version": 1, "key": "k", **typed})


def test_a_milestone_is_made_reached_and_taken_back(plan: Plan, wu: User, signed_in: SignIn) -> None:
    task, browser = create_task(plan, stage="in_progress"), signed_in(wu)
    assert (
        post(browser, "milestone_create", plan, task.pk, name="方案印发", due_on="2024-09-30", weight=3).status_code
        == 302
    )
    made = Milestone.objects.get()
    assert task.standing(TODAY).status == "slow"
    post(browser, "milestone_reach", plan, made.pk, on="2024-10-08")
    made.refresh_from_db()
    assert (made.reached_on, Task.objects.get().standing(TODAY).status) == (TODAY, "done")
    post(browser, "milestone_undo", plan, made.pk, version=2)
    made.refresh_from_db()
    assert made.reached_on is None
    verbs = Record.objects.about(made).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["milestone.created", "milestone.reached", "milestone.undone"]


def test_every_form_of_the_page_can_be_sent(plan: Plan, wu: User, signed_in: SignIn) -> None:
    task = create_task(plan)
    milestone_of(task), milestone_of(task, reached_on=TODAY)
    browser = signed_in(wu)
    for page, arguments in (("tasks:task", [plan.code, task.pk]), ("tasks:tasks", [plan.code])):
        shown = browser.get(reverse(page, args=arguments)).content.decode()
        assert shown.count('method="post"') == shown.count("csrfmiddlewaretoken") > 1


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"due_on": "2025-01-01"}, "due_on", "after_the_end"),
        ({"due_on": "2023-12-31"}, "due_on", "before_the_start"),
        ({"name": "已有"}, "name", "taken"),
        ({"reached_on": "2024-10-09"}, "reached_on", "future"),
        ({"weight": "0"}, "weight", "min_value"),
    ],
)
def test_a_milestone_that_cannot_be_is_refused(
    typed: dict[str, str], field: str, code: str, plan: Plan, wu: User, signed_in: SignIn
) -> None:
    task = create_task(plan, starts_on=date(2024, 1, 1))
    milestone_of(task, "已有")
    form = {"name": "新的", "due_on": "2024-06-30", "weight": "1", **typed}
    answer = post(signed_in(wu), "milestone_create", plan, task.pk, **form)
    assert answer.status_code == 422 and answer.context["form"].has_error(field, code)
    assert Milestone.objects.count() == 1


def test_what_somebody_else_did_meanwhile_is_not_written_over(plan: Plan, wu: User, signed_in: SignIn) -> None:
    made = milestone_of(create_task(plan))
    reach_milestone(made, TODAY, by=wu, based_on=1)
    with pytest.raises(StaleError):
        undo_milestone(made, by=wu, based_on=1)
    post(signed_in(wu), "milestone_remove", plan, made.pk, version=1)
    assert Milestone.objects.filter(pk=made.pk).exists()
    post(signed_in(wu), "milestone_remove", plan, made.pk, version=2)
    assert not Milestone.objects.exists()
    assert Record.objects.get(verb="milestone.removed").before["due_on"] == "2024-06-30"


def test_only_the_office_keeps_milestones_and_decides(plan: Plan, housing: Organization, lin: User, sun: User) -> None:
    task = create_task(plan, lead=housing)
    made = milestone_of(task)
    for user in (lin, sun):
        with pytest.raises(PermissionDenied):
            create_milestone(task, by=user, fields={"name": "x", "due_on": TODAY})
        with pytest.raises(PermissionDenied):
            reach_milestone(made, TODAY, by=user, based_on=1)
        with pytest.raises(PermissionDenied):
            set_status(task, "done", "因为", by=user, based_on=1, at=NOON)


def test_the_office_decides_with_a_reason_and_it_shows_everywhere(plan: Plan, wu: User, signed_in: SignIn) -> None:
    task, browser = create_task(plan, "7", due_on=date(2024, 9, 30)), signed_in(wu)
    refused = post(browser, "task_status", plan, task.pk, status_override="on_schedule", status_reason="")
    assert refused.status_code == 422
    with pytest.raises(Unsound):
        set_status(task, "done", " ", by=wu, based_on=1, at=NOON)
    post(browser, "task_status", plan, task.pk, status_override="on_schedule", status_reason="省里同意延期")
    task.refresh_from_db()
    found = task.standing(TODAY)
    assert (found.status, found.is_override, found.computed) == ("on_schedule", True, "overdue")
    for page in ("tasks:tasks", "tasks:task"):
        arguments = [plan.code, task.pk][: 1 + (page == "tasks:task")]
        with time_machine.travel(DAY, tick=False):
            shown = browser.get(reverse(page, args=arguments)).content.decode()
        assert "无废办认定" in shown and "省里同意延期" in shown
    assert Record.objects.get(verb="task.status_set").reason == "省里同意延期"
    post(browser, "task_status_withdraw", plan, task.pk, version=2)
    task.refresh_from_db()
    assert (task.standing(TODAY).status, task.status_reason) == ("overdue", "")


def test_taking_back_needs_the_row_as_it_stands(plan: Plan, wu: User) -> None:
    task = create_task(plan)
    set_status(task, "slow", "督查发现", by=wu, based_on=1, at=NOON)
    with pytest.raises(StaleError):
        withdraw_status(task, by=wu, based_on=1)
