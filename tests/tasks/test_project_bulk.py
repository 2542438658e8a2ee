"""Several projects changed together: previewed, all or none, guarded."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from indicators.models import Plan
from tasks.models import Project
from tasks.transitions import edit_projects
from tests.factories import create_project
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.versions import StaleError

SignIn = Callable[[User], Client]


@pytest.fixture
def two(plan: Plan, housing: Organization) -> list[Project]:
    return [create_project(plan, "1", organization=housing), create_project(plan, "2")]


def send(browser: Client, plan: Plan, projects: list[Project], **fields: Any) -> Any:
    ticks = [f"{project.pk}:{project.version}" for project in projects]
    return browser.post(
        reverse("tasks:projects_bulk", args=[plan.code]) + "?stage=planned", {"project": ticks, **fields}
    )


def owners() -> list[str]:
    return [str(project.organization) for project in Project.objects.order_by("code")]


def test_the_preview_changes_nothing_and_the_confirmation_all(
    plan: Plan, two: list[Project], housing: Organization, agriculture: Organization, wu: User, signed_in: SignIn
) -> None:
    browser = signed_in(wu)
    preview = send(browser, plan, two, organization=agriculture.pk, key="a")
    assert [[step.is_new for step in steps] for _project, steps, _overtaken in preview.context["lines"]] == [
        [True],
        [True],
    ]
    assert owners() == [str(housing), "None"]
    done = send(browser, plan, two, organization=agriculture.pk, key="b", confirm="yes")
    assert done.url == reverse("tasks:projects", args=[plan.code]) + "?stage=planned"
    assert owners() == [str(agriculture)] * 2
    assert Record.objects.of_verb("project.updated").count() == 2


def test_the_form_below_the_list_can_be_sent(plan: Plan, two: list[Project], wu: User, signed_in: SignIn) -> None:
    page = signed_in(wu).get(reverse("tasks:projects", args=[plan.code])).content.decode()
    form = page.partition('id="bulk"')[2].partition("</form>")[0]
    assert "csrfmiddlewaretoken" in form
    assert page.count('form="bulk"') == 2


def test_one_changed_meanwhile_keeps_all_from_changing(
    plan: Plan, two: list[Project], agriculture: Organization, wu: User, signed_in: SignIn
) -> None:
    Project.objects.filter(pk=two[1].pk).update(version=2)
    answer = send(signed_in(wu), plan, two, organization=agriculture.pk, confirm="yes")
    assert (answer.status_code, [overtaken for _p, _s, overtaken in answer.context["lines"]]) == (409, [False, True])
    with pytest.raises(StaleError):
        edit_projects({project: project.version for project in two}, by=wu, changes={"waste": "other"})
    assert set(Project.objects.values_list("waste", flat=True)) == {""}
    assert not Record.objects.of_verb("project.updated").exists()


@pytest.mark.parametrize(("count", "fields"), [(0, {"waste": "other"}), (2, {}), (2, {"waste": "x"})])
def test_nothing_ticked_or_nothing_chosen_is_told(
    count: int, fields: dict[str, str], plan: Plan, two: list[Project], wu: User, signed_in: SignIn
) -> None:
    answer = send(signed_in(wu), plan, two[:count], confirm="yes", **fields)
    assert answer.status_code == 302
    assert not Record.objects.of_verb("project.updated").exists()


def test_only_the_office_of_the_plan_changes_projects(two: list[Project], lin: User) -> None:
    with pytest.raises(PermissionDenied):
        edit_projects({two[0]: 1}, by=lin, changes={"waste": "other"})
