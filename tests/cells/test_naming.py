"""Naming a cell, and taking a naming back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from cells.models import Cell
from cells.transitions import name_cell, undo_naming
from indicators.models import Plan
from tests.factories import create_cell, create_cell_type
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.versions import StaleError

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _on_the_eighth_of_october() -> Any:
    with time_machine.travel("2024-10-08 12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def cell(plan: Plan, housing: Organization) -> Cell:
    return create_cell(create_cell_type(plan, "无废学校"), "第一中学", organization=housing)


def post(browser: Client, what: str, cell: Cell, **fields: Any) -> Any:
    address = reverse(f"cells:cell_{what}", args=[cell.plan.code, cell.pk])
    return browser.post(address, {"version": cell.version, "key": what, **fields})


def test_the_office_names_a_cell_and_takes_it_back(cell: Cell, wu: User, signed_in: SignIn) -> None:
    browser = signed_in(wu)
    assert post(browser, "name", cell, named_on="2024-09-30").status_code == 302
    cell.refresh_from_db()
    assert (cell.state, cell.named_on) == ("named", date(2024, 9, 30))
    assert post(browser, "undo", cell, reason="登记有误").status_code == 302
    cell.refresh_from_db()
    assert (cell.state, cell.named_on) == ("creating", None)
    named, undone = Record.objects.about(cell).order_by("pk")
    assert (named.verb, named.after["named_on"]) == ("cell.named", "2024-09-30")
    assert (undone.verb, undone.reason) == ("cell.unnamed", "登记有误")


def test_a_cell_is_not_named_on_a_day_to_come(cell: Cell, wu: User, signed_in: SignIn) -> None:
    answer = post(signed_in(wu), "name", cell, named_on="2024-10-09")
    assert answer.status_code == 422
    assert answer.context["naming"].has_error("named_on", "future")
    cell.refresh_from_db()
    assert cell.state == "creating"


def test_a_naming_is_not_taken_back_without_a_reason(cell: Cell, wu: User, signed_in: SignIn) -> None:
    name_cell(cell, by=wu, based_on=1, on=date(2024, 9, 30))
    cell.refresh_from_db()
    assert post(signed_in(wu), "undo", cell, reason="  ").status_code == 422
    cell.refresh_from_db()
    assert cell.state == "named"


def test_two_who_name_at_once_are_told(cell: Cell, wu: User, signed_in: SignIn) -> None:
    name_cell(cell, by=wu, based_on=1, on=date(2024, 9, 1))
    answer = post(signed_in(wu), "name", cell, named_on="2024-09-30")
    assert answer.status_code == 409
    assert "2024年9月1日" in answer.context["naming"].clash.theirs
    with pytest.raises(StaleError):
        undo_naming(cell, by=wu, based_on=1, reason="x")


def test_several_are_named_on_one_day(plan: Plan, wu: User, signed_in: SignIn) -> None:
    schools = create_cell_type(plan, "无废学校")
    first, second, changed = (create_cell(schools) for _ in range(3))
    changed.swap(1, name="刚改的名")
    ticks = [f"{cell.pk}:1" for cell in (first, second, changed)]
    answer = signed_in(wu).post(
        reverse("cells:cells_name", args=[plan.code]), {"cell": ticks, "named_on": "2024-09-30"}, follow=True
    )
    assert Cell.objects.named().count() == 2
    assert Record.objects.filter(verb="cell.named").count() == 2
    page = answer.content.decode()
    assert "已命名 2 个单位" in page
    assert "1 个单位刚被别人改过" in page


def test_naming_several_wants_at_least_one(plan: Plan, wu: User, signed_in: SignIn) -> None:
    create_cell_type(plan)
    answer = signed_in(wu).post(
        reverse("cells:cells_name", args=[plan.code]), {"named_on": "2024-09-30", "cell": ["x:y", "1"]}, follow=True
    )
    assert "请先勾选" in answer.content.decode()


def test_cells_of_another_plan_are_not_named_from_here(plan: Plan, wu: User, cell: Cell, signed_in: SignIn) -> None:
    elsewhere = Plan.objects.create(
        code="else", name="另一方案", city="外市", baseline_year=2022, first_year=2023, last_year=2025
    )
    foreign = create_cell(create_cell_type(elsewhere))
    signed_in(wu).post(
        reverse("cells:cells_name", args=[plan.code]), {"cell": [f"{foreign.pk}:1"], "named_on": "2024-09-30"}
    )
    foreign.refresh_from_db()
    assert foreign.state == "creating"
    with pytest.raises(PermissionDenied):
        name_cell(foreign, by=wu, based_on=1, on=date(2024, 9, 30))


@pytest.mark.parametrize("what", ["name", "undo", "edit"])
def test_only_the_office_names_and_changes(what: str, cell: Cell, lin: User, sun: User, signed_in: SignIn) -> None:
    for user in (lin, sun):
        assert post(signed_in(user), what, cell, named_on="2024-09-30", reason="x").status_code == 403
    with pytest.raises(PermissionDenied):
        name_cell(cell, by=lin, based_on=1, on=date(2024, 9, 30))
