"""Several tasks assigned together: previewed, all or none, guarded."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from indicators.models import Plan
from tasks.models import Task
from tasks.transitions import edit_tasks
from tests.factories import create_section, create_task
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record

SignIn = Callable[[User], Client]


@pytest.fixture
def two(plan: Plan, housing: Organization) -> list[Task]:
    return [create_task(plan, "1", cooperating=[housing], due_text="尽快", due_on=None), create_task(plan, "2")]


def send(browser: Client, plan: Plan, tasks: list[Task], **fields: Any) -> Any:
    ticks = [f"{task.pk}:{task.version}" for task in tasks]
    return browser.post(reverse("tasks:tasks_bulk", args=[plan.code]) + "?status=slow", {"task": ticks, **fields})


def test_the_preview_changes_nothing_and_the_confirmation_all(
    plan: Plan, two: list[Task], housing: Organization, agriculture: Organization, wu: User, signed_in: SignIn
) -> None:
    wishes = {"lead": housing.pk, "helper": agriculture.pk, "due_on": "2025-06-30"}
    preview = send(signed_in(wu), plan, two, key="a", **wishes)
    assert [[step.is_new for step in steps] for _line, steps in preview.context["lines"]] == [[True] * 3] * 2
    assert not Task.objects.exclude(lead=None).exists()
    done = send(signed_in(wu), plan, two, key="b", confirm="yes", **wishes)
    assert done.url == reverse("tasks:tasks", args=[plan.code]) + "?status=slow"
    for task in Task.objects.all():
        assert (task.lead, list(task.cooperating.all()), task.due_on) == (housing, [agriculture], date(2025, 6, 30))
        assert (task.due_kind, task.due_rule) == ("date", "2025-06-30")
    assert Record.objects.of_verb("task.updated").count() == 2
    send(signed_in(wu), plan, two, key="b", confirm="yes", **wishes)
    assert Record.objects.of_verb("task.updated").count() == 2


def test_one_that_was_changed_meanwhile_keeps_all_from_changing(
    plan: Plan, two: list[Task], agriculture: Organization, wu: User, signed_in: SignIn
) -> None:
    Task.objects.filter(pk=two[1].pk).update(version=2)
    answer = send(signed_in(wu), plan, two, lead=agriculture.pk, confirm="yes")
    assert (answer.status_code, [line.is_overtaken for line, _steps in answer.context["lines"]]) == (409, [False, True])
    assert not Task.objects.exclude(lead=None).exists()


def test_one_that_cannot_be_so_keeps_all_from_changing(
    plan: Plan, two: list[Task], housing: Organization, wu: User, signed_in: SignIn
) -> None:
    Task.objects.filter(pk=two[1].pk).update(lead=housing)
    answer = send(signed_in(wu), plan, two, helper=housing.pk, due_on="2025-06-30", confirm="yes")
    assert [[fault.code for fault in line.faults] for line, _steps in answer.context["lines"]] == [[], ["twice"]]
    assert not Record.objects.of_verb("task.updated").exists()


def test_what_stands_below_goes_into_the_section_with_what_stands_above(
    plan: Plan, wu: User, signed_in: SignIn
) -> None:
    section = create_section(plan)
    top = create_task(plan, "1")
    below = create_task(plan, "1.1", parent=top)
    alone = send(signed_in(wu), plan, [below], section=section.pk, confirm="yes")
    assert [fault.code for fault in alone.context["lines"][0][0].faults] == ["other_section"]
    send(signed_in(wu), plan, [top, below], section=section.pk, confirm="yes")
    assert set(Task.objects.values_list("section", flat=True)) == {section.pk}


@pytest.mark.parametrize(("count", "fields"), [(0, {"due_on": "2025-06-30"}), (2, {}), (2, {"due_on": "x"})])
def test_nothing_ticked_or_nothing_chosen_is_told(
    count: int, fields: dict[str, str], plan: Plan, two: list[Task], wu: User, signed_in: SignIn
) -> None:
    assert send(signed_in(wu), plan, two[:count], confirm="yes", **fields).status_code == 302
    assert not Record.objects.of_verb("task.updated").exists()


def test_only_the_office_assigns(plan: Plan, two: list[Task], lin: User, signed_in: SignIn) -> None:
    with pytest.raises(PermissionDenied):
        edit_tasks({two[0]: (1, {"due_on": None})}, by=lin)
    assert send(signed_in(lin), plan, two, due_on="2025-06-30").status_code == 403
