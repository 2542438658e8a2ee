"""What each organization answers for, on the page, for its leader, and as a file."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import Plan
from tasks.models import Project, Task
from tasks.responsibilities import Kind, Part, answering
from tests.factories import (
    create_cell,
    create_cell_quota,
    create_cell_type,
    create_charge,
    create_entry,
    create_indicator,
    create_order,
    create_project,
    create_quantity,
    create_round,
    create_target,
    create_task,
)
from wastefree.accounts.models import Organization, User

SignIn = Callable[[User], Client]
TODAY = date(2024, 10, 20)


def items(plan: Plan, body: Organization) -> list[tuple[str, str, str, str, str, bool]]:
    found = answering(plan, [body], TODAY)[0]
    return [(each.kind, each.part, each.title, each.goal, each.words, each.is_late) for each in found.items]


def test_it_answers_for_what_it_leads_supports_reports_and_has_in_its_place(
    plan: Plan, housing: Organization, agriculture: Organization, region: Organization
) -> None:
    indicator = create_indicator(plan, lead=housing, name="回收利用率")
    indicator.cooperating.add(agriculture)
    create_target(indicator, "≥41%", year=2024)
    create_target(indicator, "≥45%", year=2025)
    create_task(plan, title="建收集点", lead=agriculture, cooperating=[housing], due_text="2024年9月底前",
                due_on=date(2024, 9, 30))  # fmt: skip
    create_project(plan, name="焚烧厂", organization=housing, region=region, completion_year=2023, stage="started")
    quota = create_cell_quota(create_cell_type(plan, "无废学校"), planned=3)
    quota.leads.add(housing)
    create_cell(quota.type, state="named", named_on=date(2024, 5, 1))
    create_quantity(plan, owner=housing, name="垃圾产生量")
    create_quantity(plan, by_region=True, name="各区产生量")
    assert items(plan, housing) == [
        (Kind.INDICATOR, Part.LEAD, "回收利用率", "2024年：≥41%", "无数据", False),
        (Kind.QUANTITY, Part.REPORT, "垃圾产生量", "每季度", "", False),
        (Kind.TASK, Part.SUPPORT, "建收集点", "2024年9月底前", "逾期", True),
        (Kind.PROJECT, Part.LEAD, "焚烧厂", "2023年完工", "已开工", True),
        (Kind.QUOTA, Part.LEAD, "无废学校", "2024年创建：3", "已命名 1 个", False),
    ]
    assert [(kind, part, title) for kind, part, title, *_rest in items(plan, region)] == [
        (Kind.QUANTITY, Part.REPORT, "各区产生量"),
        (Kind.PROJECT, Part.PLACE, "焚烧厂"),
    ]
    assert items(plan, agriculture)[0][:3] == (Kind.INDICATOR, Part.SUPPORT, "回收利用率")


def test_a_figure_is_late_when_its_round_was_due_and_it_is_not_handed_in(plan: Plan, housing: Organization) -> None:
    round_ = create_round(plan, due_on=date(2024, 10, 12))
    for name, state in (("甲", "draft"), ("乙", "submitted")):
        create_entry(create_quantity(plan, owner=housing, name=name), round_, 1, state=state)
    assert [(each[2], each[4], each[5]) for each in items(plan, housing)] == [
        ("甲", "待填报", True),
        ("乙", "已提交", False),
    ]


def test_what_is_done_is_not_late(plan: Plan, housing: Organization) -> None:
    create_task(plan, lead=housing, due_on=date(2024, 1, 1), stage=Task.Stage.DONE)
    create_project(plan, organization=housing, completion_year=2020, stage=Project.Stage.COMPLETED)
    assert not answering(plan, [housing], TODAY)[0].late


def test_orders_that_are_not_closed_stand_with_the_rest(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User
) -> None:
    order = create_order(plan, housing, by=wu, title="整改", state="acknowledged", due_on=date(2024, 10, 12))
    order.cooperating.add(agriculture)
    create_order(plan, housing, by=wu, state="draft")
    create_order(plan, housing, by=wu, state="closed")
    told = ("整改", "2024年10月12日前办结", "逾期未办结", True)
    assert items(plan, housing) == [(Kind.ORDER, Part.LEAD, *told)]
    assert items(plan, agriculture) == [(Kind.ORDER, Part.SUPPORT, *told)]


def shown(browser: Client, plan: Plan, page: str = "duties", **asked: Any) -> Any:
    answer = browser.get(reverse(f"tasks:{page}", args=[plan.code]), asked)
    assert answer.status_code == 200
    return answer.context


def test_it_is_sifted_by_leader_kind_and_lateness(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User, sun: User, signed_in: SignIn
) -> None:
    create_charge(plan, housing, leader=sun)
    create_charge(plan, agriculture, leader_name="周平")
    create_task(plan, lead=housing, due_on=date(2020, 1, 1))
    create_task(plan, lead=agriculture, due_on=None)
    browser = signed_in(wu)

    def bodies(**asked: Any) -> list[str]:
        return [each.organization.code for each in shown(browser, plan, **asked)["answering"]]

    assert bodies() == ["office", "housing", "agriculture", "east"]
    assert bodies(leader=f"u{sun.pk}") == ["housing"] and bodies(leader="n周平") == ["agriculture"]
    assert bodies(kind="task") == ["housing", "agriculture"] and bodies(only="late") == ["housing"]
    assert bodies(kind="project") == []


def test_an_organization_sees_its_own_alone(
    plan: Plan, housing: Organization, agriculture: Organization, lin: User, signed_in: SignIn
) -> None:
    create_task(plan, title="别家的", lead=agriculture)
    browser = signed_in(lin)
    found = shown(browser, plan, organization="agriculture")["answering"]
    assert [each.organization for each in found] == [housing]
    assert browser.get(reverse("tasks:in_charge", args=[plan.code])).status_code == 403


def test_a_leader_sees_what_is_under_their_charge_the_latest_first(
    plan: Plan, housing: Organization, agriculture: Organization, sun: User, signed_in: SignIn
) -> None:
    create_charge(plan, housing, leader=sun)
    create_charge(plan, agriculture, leader=sun)
    create_task(plan, lead=agriculture, due_on=date(2020, 1, 1))
    context = shown(signed_in(sun), plan, "in_charge")
    assert context["is_own"] and context["late"] == 1
    assert [each.organization for each in context["under"]] == [agriculture, housing]


def test_the_file_has_the_rows_of_the_page_and_no_telephone(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User, sun: User, signed_in: SignIn
) -> None:
    create_charge(plan, housing, leader=sun, leader_post="副市长", liaison_name="林晓", liaison_phone="0472-555")
    create_task(plan, "7", lead=housing, cooperating=[agriculture], title="=1+1", due_on=None, due_kind="ongoing")
    address = reverse("tasks:duties_export", args=[plan.code])
    answer = signed_in(wu).get(address)
    book = openpyxl.load_workbook(BytesIO(answer.content))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=3)]
    assert rows[0][:4] == ["序号", "责任单位", "分管领导", "联络员"]
    assert rows[1] == [
        1, "市住房和城乡建设局", "孙立（副市长）", "林晓", "重点任务", "7", "=1+1", "常态工作", "牵头", "未启动", None
    ]  # fmt: skip
    assert rows[2][8] == "配合" and len(rows) == 3
    assert "0472-555" not in str(rows)
    each = openpyxl.load_workbook(BytesIO(signed_in(wu).get(address, {"each": 1}).content))
    assert each.sheetnames == ["1 市住建局", "2 市农牧局"]


@pytest.mark.parametrize("named", [True, False])
def test_the_year_told_is_one_of_the_plan(plan: Plan, housing: Organization, named: bool) -> None:
    """After the plan's last year its last targets stand; before its first, the first."""
    indicator = create_indicator(plan, lead=housing)
    create_target(indicator, "≥41%", year=2023)
    create_target(indicator, "≥45%", year=2025)
    today = date(2030, 1, 1) if named else date(2020, 1, 1)
    goal = answering(plan, [housing], today)[0].items[0].goal
    assert goal == ("2025年：≥45%" if named else "2023年：≥41%")
