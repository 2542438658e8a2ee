"""Writing how a task stands."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from indicators.models import Plan
from tasks.models import Task
from tasks.transitions import report_task
from tests.factories import create_task, create_user
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.versions import StaleError

SignIn = Callable[[User], Client]


@pytest.fixture
def task(plan: Plan, housing: Organization) -> Task:
    return create_task(plan, "3", title="生活垃圾分类", lead=housing)


def address(task: Task) -> str:
    return reverse("tasks:task_report", args=[task.plan.code, task.pk])


def typed(task: Task, **fields: Any) -> dict[str, Any]:
    form = {"stage": "in_progress", "progress": "已建成 12 个点位。", "problem": "", "next_step": "", "key": "k1"}
    return {**form, "version": task.version, **fields}


def test_the_leading_organization_writes_how_it_stands(task: Task, lin: User, signed_in: SignIn) -> None:
    with time_machine.travel("2024-10-08 12:00:00+08:00", tick=False):
        answer = signed_in(lin).post(address(task), typed(task, problem="缺经费"))
        now = timezone.now()
    assert answer.status_code == 302
    task.refresh_from_db()
    assert (task.stage, task.progress, task.problem) == ("in_progress", "已建成 12 个点位。", "缺经费")
    assert (task.reported_by, task.reported_at) == (lin, now)


def test_the_audit_holds_what_was_and_what_is(task: Task, lin: User) -> None:
    report_task(
        task, by=lin, based_on=1, report={"stage": "done", "progress": "完成", "problem": ""}, at=timezone.now()
    )
    record = Record.objects.about(task).get()
    assert (record.verb, record.actor_name) == ("task.reported", "林晓")
    assert record.before["stage"] == "not_started"
    assert record.after["stage"] == "done"
    assert "problem" not in record.after, "what has not changed is not told"


def test_the_same_words_again_are_a_report_all_the_same(task: Task, lin: User) -> None:
    same = {"stage": task.stage, "progress": task.progress, "problem": "", "next_step": ""}
    report_task(task, by=lin, based_on=1, report=same, at=timezone.now())
    task.refresh_from_db()
    assert task.reported_at is not None


def test_a_form_sent_twice_is_done_once(task: Task, lin: User, signed_in: SignIn) -> None:
    browser = signed_in(lin)
    for _ in range(2):
        assert browser.post(address(task), typed(task)).status_code == 302
    assert Record.objects.about(task).count() == 1


def test_a_change_by_somebody_else_is_shown_and_not_overwritten(task: Task, lin: User, signed_in: SignIn) -> None:
    other = create_user("other", Role.REPORTER, display_name="何平", organization=lin.organization)
    report_task(task, by=other, based_on=1, report={"stage": "done", "progress": "他写的"}, at=timezone.now())
    answer = signed_in(lin).post(address(task), typed(task, progress="我写的"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "他写的" in page
    assert "我写的" in page
    assert "何平" in page
    task.refresh_from_db()
    assert task.progress == "他写的"


def test_after_seeing_both_mine_can_be_kept(task: Task, lin: User, signed_in: SignIn) -> None:
    task.swap(1, progress="他写的")
    browser = signed_in(lin)
    shown = browser.post(address(task), typed(task, version=1, progress="我写的"))
    version = shown.context["report_form"]["version"].value()
    assert (
        browser.post(address(task), typed(task, version=version, progress="我写的", choice="mine")).status_code == 302
    )
    task.refresh_from_db()
    assert task.progress == "我写的"


def test_after_seeing_both_theirs_can_be_kept(task: Task, lin: User, signed_in: SignIn) -> None:
    task.swap(1, progress="他写的")
    assert signed_in(lin).post(address(task), typed(task, progress="我写的", choice="theirs")).status_code == 302
    task.refresh_from_db()
    assert task.progress == "他写的"


def test_work_under_way_wants_a_word_about_it(task: Task, lin: User, signed_in: SignIn) -> None:
    answer = signed_in(lin).post(address(task), typed(task, progress=" "))
    assert answer.status_code == 422
    assert answer.context["report_form"].has_error("progress", "progress")


def test_who_only_helps_does_not_write(task: Task, agriculture: Organization, zhao: User, signed_in: SignIn) -> None:
    task.cooperating.add(agriculture)
    assert signed_in(zhao).post(address(task), typed(task)).status_code == 404
    with pytest.raises(PermissionDenied):
        report_task(task, by=zhao, based_on=1, report={"progress": "x"}, at=timezone.now())


def test_a_reviewer_reads_but_does_not_write(task: Task, gao: User, signed_in: SignIn) -> None:
    browser = signed_in(gao)
    assert browser.post(address(task), typed(task)).status_code == 403
    page = browser.get(reverse("tasks:task", args=[task.plan.code, task.pk]))
    assert page.status_code == 200
    assert page.context["report_form"] is None


def test_a_stale_report_writes_nothing(task: Task, lin: User) -> None:
    task.swap(1, progress="新")
    with pytest.raises(StaleError):
        report_task(task, by=lin, based_on=1, report={"progress": "旧"}, at=timezone.now(), key="k")
    assert not Record.objects.about(task).exists()


@pytest.mark.parametrize(
    ("due_on", "stage", "overdue"),
    [
        (date(2024, 10, 7), "in_progress", True),
        (date(2024, 10, 8), "in_progress", False),
        (date(2024, 10, 7), "done", False),
        (None, "not_started", False),
    ],
)
def test_the_list_and_the_task_agree_on_what_is_overdue(
    due_on: date | None, stage: str, overdue: bool, plan: Plan
) -> None:
    task = create_task(plan, due_on=due_on, stage=stage)
    today = date(2024, 10, 8)
    assert task.is_overdue(today) is overdue
    assert Task.objects.overdue(today).filter(pk=task.pk).exists() is overdue
