"""The office keeps the tasks."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import Plan
from tasks.models import Task
from tests.factories import create_indicator, create_task
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record

SignIn = Callable[[User], Client]


def typed(**fields: Any) -> dict[str, Any]:
    return {
        "code": "7",
        "title": "秸秆综合利用",
        "order": 100,
        "stage": "not_started",
        "version": 1,
        "key": "k",
        **fields,
    }


def test_a_task_is_made_with_all_that_belongs_to_it(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User, signed_in: SignIn
) -> None:
    indicator = create_indicator(plan)
    form = typed(
        lead=housing.pk,
        cooperating=[agriculture.pk],
        indicators=[indicator.pk],
        due_on="2025-06-30",
        due_text="6月底前",
    )
    assert signed_in(wu).post(reverse("tasks:task_create", args=[plan.code]), form).status_code == 302
    task = Task.objects.get(code="7")
    assert (task.lead, list(task.cooperating.all()), list(task.indicators.all())) == (
        housing,
        [agriculture],
        [indicator],
    )
    record = Record.objects.about(task).get()
    assert record.verb == "task.created"
    assert record.after["lead"] == str(housing)
    assert record.after["due_on"] == "2025-06-30"


def test_a_form_sent_twice_makes_one_task(plan: Plan, wu: User, signed_in: SignIn) -> None:
    browser = signed_in(wu)
    for code in ("7", "8"):
        browser.post(reverse("tasks:task_create", args=[plan.code]), typed(code=code))
    assert Task.objects.count() == 1


def test_a_number_is_given_once(plan: Plan, wu: User, signed_in: SignIn) -> None:
    create_task(plan, "7")
    answer = signed_in(wu).post(reverse("tasks:task_create", args=[plan.code]), typed())
    assert answer.status_code == 422
    assert answer.context["form"].has_error("code", "taken")


def test_who_was_slower_with_the_same_number_is_told(
    plan: Plan, wu: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_task(plan, "7")
    monkeypatch.setattr("tasks.forms.keeping.taken", lambda row, **same: False)  # looked before the other one saved
    answer = signed_in(wu).post(reverse("tasks:task_create", args=[plan.code]), typed())
    assert answer.status_code == 422
    assert answer.context["form"].has_error("__all__", "taken")
    assert Task.objects.count() == 1


def test_who_leads_does_not_also_help(plan: Plan, housing: Organization, wu: User, signed_in: SignIn) -> None:
    form = typed(lead=housing.pk, cooperating=[housing.pk])
    answer = signed_in(wu).post(reverse("tasks:task_create", args=[plan.code]), form)
    assert answer.context["form"].has_error("cooperating", "twice")


def test_changing_who_helps_is_told(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User, signed_in: SignIn
) -> None:
    task = create_task(plan, "7", title="秸秆综合利用", cooperating=[housing], due_on=None)
    signed_in(wu).post(reverse("tasks:task_edit", args=[plan.code, task.pk]), typed(cooperating=[agriculture.pk]))
    record = Record.objects.about(task).get()
    assert record.verb == "task.updated"
    assert record.before == {"cooperating": [str(housing)]}
    assert record.after == {"cooperating": [str(agriculture)]}


def test_a_form_that_changes_nothing_leaves_no_trace(plan: Plan, wu: User, signed_in: SignIn) -> None:
    task = create_task(plan, "7", title="秸秆综合利用", due_on=None)
    signed_in(wu).post(reverse("tasks:task_edit", args=[plan.code, task.pk]), typed())
    task.refresh_from_db()
    assert task.version == 1
    assert not Record.objects.about(task).exists()


def test_an_overtaken_change_is_asked_about(plan: Plan, wu: User, signed_in: SignIn) -> None:
    task = create_task(plan, "7", title="旧题", due_on=None)
    task.swap(1, title="别人改的题")
    answer = signed_in(wu).post(reverse("tasks:task_edit", args=[plan.code, task.pk]), typed(title="我改的题"))
    assert answer.status_code == 409
    assert "别人改的题" in answer.context["form"].clash.theirs
    assert "我改的题" in answer.context["form"].clash.mine
    task.refresh_from_db()
    assert task.title == "别人改的题"


def test_the_office_names_who_leads(plan: Plan, housing: Organization, wu: User, signed_in: SignIn) -> None:
    task, other = create_task(plan, "1"), create_task(plan, "2")
    browser = signed_in(wu)
    browser.post(reverse("tasks:task_lead", args=[plan.code, task.pk]), {"lead": housing.pk, "version": 1, "key": "k"})
    task.refresh_from_db()
    assert task.lead == housing
    page = browser.get(reverse("tasks:task", args=[plan.code, task.pk]))
    assert page.context["lead_form"] is None
    assert page.context["next_without_lead"] == other


def test_a_body_outside_the_plan_cannot_lead(plan: Plan, wu: User, signed_in: SignIn) -> None:
    task, stranger = create_task(plan), Organization.objects.create(code="stranger", name="外市单位")
    answer = signed_in(wu).post(
        reverse("tasks:task_lead", args=[plan.code, task.pk]), {"lead": stranger.pk, "version": 1, "key": "k"}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("page", ["tasks:task_edit", "tasks:task_lead"])
def test_departments_and_leaders_do_not_keep_tasks(
    page: str, plan: Plan, housing: Organization, lin: User, sun: User, signed_in: SignIn
) -> None:
    task = create_task(plan, lead=housing)
    for user in (lin, sun):
        assert signed_in(user).post(reverse(page, args=[plan.code, task.pk]), typed()).status_code == 403
    task.refresh_from_db()
    assert task.version == 1


def saved(plan: Plan, by: User, signed_in: SignIn, task: Task | None = None, **fields: Any) -> Task | dict[str, Any]:
    """The task as it then stands, or the errors' codes by field."""
    page = ("task_edit", [plan.code, task.pk]) if task else ("task_create", [plan.code])
    answer = signed_in(by).post(reverse(f"tasks:{page[0]}", args=page[1]), typed(**fields))
    if answer.status_code == 302:
        return Task.objects.get(code="7")
    errors = answer.context["form"].errors.as_data()
    return {name: [error.code for error in found] for name, found in errors.items()}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"due_text": "2025年10月底前"}, ("date", "2025-10-31", date(2025, 10, 31), None)),
        ({"due_text": "10月底前"}, ("date", "--10-end", None, None)),
        ({"due_text": "10月底前", "due_on": "2025-11-15"}, ("date", "2025-11-15", date(2025, 11, 15), None)),
        ({"due_text": "2024—2025年"}, ("range", "2024-01-01/2025-12-31", date(2025, 12, 31), date(2024, 1, 1))),
        ({"due_text": "每月10日前"}, ("recurring", "monthly --10", None, None)),
        ({"due_text": "常态工作"}, ("ongoing", "ongoing", None, None)),
        ({"due_text": "随时", "is_ongoing": "on"}, ("ongoing", "ongoing", None, None)),
        ({"due_text": "省出台文件后2个月"}, ("event", "省出台文件 + 2个月", None, None)),
        (
            {"due_text": "省出台文件后2个月", "event_on": "2024-09-30"},
            ("event", "省出台文件 + 2个月", date(2024, 11, 30), None),
        ),
        ({}, ("", "", None, None)),
    ],
)
def test_the_words_of_a_deadline_say_what_it_is(
    fields: dict[str, Any], expected: tuple[Any, ...], plan: Plan, wu: User, signed_in: SignIn
) -> None:
    task = saved(plan, wu, signed_in, **fields)
    assert isinstance(task, Task)
    assert (task.due_kind, task.due_rule, task.due_on, task.starts_on) == expected


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"starts_on": "2025-07-01", "due_on": "2025-06-30"}, {"starts_on": ["disorder"]}),
        ({"is_ongoing": "on", "due_on": "2025-06-30"}, {"due_on": ["ongoing"]}),
        ({"due_text": "10月底前", "event_on": "2025-06-30"}, {"event_on": ["no_event"]}),
        ({"due_text": "项目建成后", "event_on": "2025-06-30"}, {"event_on": ["no_period"]}),
        (
            {"due_text": "省出台文件后2个月", "event_on": "2024-09-30", "due_on": "2025-06-30"},
            {"due_on": ["other_day"]},
        ),
        ({"lead": 9999}, {"lead": ["invalid_choice"]}),
        ({"parent": 9999}, {"parent": ["invalid_choice"]}),
    ],
)
def test_what_contradicts_itself_is_told_and_changes_nothing(
    fields: dict[str, Any], errors: dict[str, list[str]], plan: Plan, wu: User, signed_in: SignIn
) -> None:
    assert saved(plan, wu, signed_in, **fields) == errors
    assert not Task.objects.exists()


def test_a_circle_and_a_closed_organization_are_told(
    plan: Plan, housing: Organization, wu: User, signed_in: SignIn
) -> None:
    task = create_task(plan, "7")
    below = create_task(plan, "8", parent=task)
    assert saved(plan, wu, signed_in, task, parent=below.pk) == {"parent": ["circle"]}
    Organization.objects.filter(pk=housing.pk).update(is_active=False)
    assert saved(plan, wu, signed_in, task, lead=housing.pk) == {"lead": ["invalid_choice"]}
    task.refresh_from_db()
    assert task.version == 1


def test_new_words_go_before_the_day_of_the_old_ones(plan: Plan, wu: User, signed_in: SignIn) -> None:
    task = create_task(plan, "7", due_text="2024年底前", due_on=date(2024, 12, 31))
    changed = saved(plan, wu, signed_in, task, due_text="每季度", due_on="2024-12-31")
    assert isinstance(changed, Task)
    assert (changed.due_kind, changed.due_on) == ("recurring", None)


def test_a_named_lead_is_listed_as_helping_no_more(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User, signed_in: SignIn
) -> None:
    task = create_task(plan, "1", cooperating=[housing, agriculture])
    form = {"lead": housing.pk, "version": 1, "key": "k"}
    signed_in(wu).post(reverse("tasks:task_lead", args=[plan.code, task.pk]), form)
    task.refresh_from_db()
    assert (task.lead, list(task.cooperating.all())) == (housing, [agriculture])
