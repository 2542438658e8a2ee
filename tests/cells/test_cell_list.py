"""The page of cells: the plan by type, the list, keeping both."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cells.models import Cell, CellQuota, CellType
from indicators.models import Plan
from tests.factories import create_cell, create_cell_quota, create_cell_type
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _on_the_eighth_of_october() -> Any:
    with time_machine.travel("2024-10-08 12:00:00+08:00", tick=False):
        yield


def shown(browser: Client, plan: Plan, **asked: Any) -> Any:
    answer = browser.get(reverse("cells:cells", args=[plan.code]), asked)
    assert answer.status_code == 200
    return answer.context


def names(context: Any) -> list[str]:
    return [cell.name for cell in context["page"]]


def test_the_running_year_is_shown_unless_another_is_asked_for(plan: Plan, wu: User, signed_in: SignIn) -> None:
    schools = create_cell_type(plan)
    create_cell(schools, "去年的", state="named", named_on=date(2023, 5, 1))
    create_cell(schools, "今年的", state="named", named_on=date(2024, 5, 1))
    create_cell(schools, "创建中的")
    browser = signed_in(wu)
    assert names(shown(browser, plan)) == ["今年的", "创建中的"]
    assert names(shown(browser, plan, year="2023")) == ["去年的", "创建中的"]
    assert len(names(shown(browser, plan, year="all"))) == 3


@pytest.mark.parametrize("asked", [{"type": "1999"}, {"year": "3000"}, {"state": "?"}, {"region": "x"}])
def test_an_address_that_makes_no_sense_narrows_nothing(
    asked: dict[str, str], plan: Plan, wu: User, signed_in: SignIn
) -> None:
    create_cell(create_cell_type(plan), "一")
    assert names(shown(signed_in(wu), plan, **asked)) == ["一"]


def test_the_list_is_narrowed_by_type_region_state_and_words(
    plan: Plan, region: Organization, wu: User, signed_in: SignIn
) -> None:
    schools, malls = create_cell_type(plan), create_cell_type(plan)
    create_cell(schools, "一中", region=region)
    create_cell(malls, "百货", state="named", named_on=date(2024, 3, 1))
    browser = signed_in(wu)
    for asked in ({"type": schools.pk}, {"region": region.pk}, {"state": "creating"}, {"q": "中"}):
        assert names(shown(browser, plan, **asked)) == ["一中"]


def test_an_organization_sees_its_own_cells_and_quotas(
    plan: Plan, housing: Organization, agriculture: Organization, lin: User, sun: User, signed_in: SignIn
) -> None:
    mine, other = create_cell_type(plan, "无废小区"), create_cell_type(plan, "无废乡村")
    create_cell_quota(mine, planned=5).leads.add(housing)
    create_cell_quota(other, planned=7).leads.add(agriculture)
    create_cell(mine, "我的", organization=housing)
    foreign = create_cell(other, "别人的", organization=agriculture)
    context = shown(signed_in(lin), plan)
    assert names(context) == ["我的"]
    assert [tally.type.name for tally in context["tallies"]] == ["无废小区"]
    assert context["totals"].planned == 5
    assert signed_in(lin).get(reverse("cells:cell", args=[plan.code, foreign.pk])).status_code == 404
    assert shown(signed_in(sun), plan)["totals"].planned == 12


def test_the_office_plans_how_many(plan: Plan, housing: Organization, wu: User, signed_in: SignIn) -> None:
    type_ = create_cell_type(plan)
    browser, address = signed_in(wu), reverse("cells:quota", args=[plan.code, type_.pk, 2024])
    assert browser.post(address, {"planned": "10", "assigned": "", "version": 1, "key": "a"}).status_code == 302
    quota = CellQuota.objects.get()
    assert (quota.planned, quota.assigned) == (10, None)
    form = {"planned": "12", "assigned": "0", "leads": [housing.pk], "version": 1, "key": "b"}
    assert browser.post(address, form).status_code == 302
    quota.refresh_from_db()
    assert (quota.planned, quota.assigned, list(quota.leads.all())) == (12, 0, [housing])
    created, updated = Record.objects.about(quota).order_by("pk")
    assert (created.verb, updated.verb, updated.before["planned"]) == ("quota.created", "quota.updated", 10)
    assert browser.get(reverse("cells:quota", args=[plan.code, type_.pk, 2050])).status_code == 404


def test_the_office_enters_a_unit_and_goes_on_to_the_next(plan: Plan, wu: User, signed_in: SignIn) -> None:
    type_ = create_cell_type(plan)
    browser, address = signed_in(wu), reverse("cells:cell_create", args=[plan.code])
    answer = browser.post(address, {"type": type_.pk, "name": "一中", "key": "a", "again": "1"})
    assert answer["Location"] == f"{address}?type={type_.pk}"
    assert browser.get(answer["Location"]).context["form"]["type"].value() == str(type_.pk)
    assert Cell.objects.get().state == "creating"
    assert Record.objects.get(verb="cell.created").actor == wu


def test_a_unit_is_entered_once(plan: Plan, region: Organization, wu: User, signed_in: SignIn) -> None:
    type_ = create_cell_type(plan)
    create_cell(type_, "一中")
    address = reverse("cells:cell_create", args=[plan.code])
    answer = signed_in(wu).post(address, {"type": type_.pk, "name": "一中"})
    assert answer.context["form"].has_error("name", "taken")
    assert signed_in(wu).post(address, {"type": type_.pk, "name": "一中", "region": region.pk}).status_code == 302
    with pytest.raises(IntegrityError), transaction.atomic():
        create_cell(type_, "一中")


def test_a_type_has_other_names(plan: Plan, wu: User, signed_in: SignIn) -> None:
    form = {"name": "无废小区", "aliases": "无废社区、绿色社区，无废社区", "order": 1, "key": "a"}
    assert signed_in(wu).post(reverse("cells:type_create", args=[plan.code]), form).status_code == 302
    type_ = CellType.objects.get()
    assert type_.aliases == ["无废社区", "绿色社区"]
    edit = reverse("cells:type_edit", args=[plan.code, type_.pk])
    assert signed_in(wu).get(edit).context["form"]["aliases"].value() == "无废社区、绿色社区"
    again = signed_in(wu).post(reverse("cells:type_create", args=[plan.code]), {**form, "key": "b"})
    assert again.context["form"].has_error("name", "taken")


def test_departments_do_not_keep_the_plan_of_cells(plan: Plan, lin: User, signed_in: SignIn) -> None:
    type_ = create_cell_type(plan)
    for address in (
        reverse("cells:quota", args=[plan.code, type_.pk, 2024]),
        reverse("cells:type_edit", args=[plan.code, type_.pk]),
        reverse("cells:cell_create", args=[plan.code]),
    ):
        assert signed_in(lin).get(address).status_code == 403


def test_the_workbook_holds_what_the_page_shows(plan: Plan, wu: User, signed_in: SignIn) -> None:
    type_ = create_cell_type(plan, "无废学校")
    create_cell(type_, "一中", state="named", named_on=date(2024, 3, 1))
    create_cell(type_, "二中")
    answer = signed_in(wu).get(reverse("cells:cells_export", args=[plan.code]), {"state": "named"})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
    assert [row[1] for row in sheet.iter_rows(min_row=4, values_only=True)] == ["一中"]


def test_more_cells_ask_no_more_of_the_database(
    plan: Plan,
    housing: Organization,
    region: Organization,
    wu: User,
    signed_in: SignIn,
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(20):
        type_ = create_cell_type(plan)
        create_cell_quota(type_, planned=3).leads.add(housing)
        create_cell(type_, organization=housing, region=region)
    browser = signed_in(wu)
    with django_assert_max_num_queries(20):
        assert len(names(shown(browser, plan))) == 20


def test_an_empty_plan_says_what_to_do_next(plan: Plan, wu: User, lin: User, signed_in: SignIn) -> None:
    address = reverse("cells:cells", args=[plan.code])
    assert "还没有细胞类型" in signed_in(wu).get(address).content.decode()
    assert "没有您单位的无废细胞" in signed_in(lin).get(address).content.decode()
