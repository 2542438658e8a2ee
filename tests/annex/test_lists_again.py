"""The lists that the portal writes come back through the import: unchanged without a difference, changed with exactly
what was changed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from indicators.annex.judgement import Judgement
from indicators.models import Indicator, Plan
from tasks.annex.importing import ReadAnnex, import_annex, read_annex
from tasks.listbooks.four import list_sheets
from tasks.models import Charge, Project, Task
from tests.factories import (
    create_baseline,
    create_charge,
    create_group,
    create_indicator,
    create_organization,
    create_project,
    create_section,
    create_target,
    create_task,
)
from wastefree.accounts.models import Organization, User
from wastefree.lib.listbook import sheets_workbook

TODAY = date(2024, 10, 20)
FIRST = 4  # the first row below title, note and headings
Changed = Mapping[tuple[str, int], str | None]


def list_again(plan: Plan, name: str, changed: Changed | None = None) -> ReadAnnex:
    """The list of that name as it is written, with some cells changed by heading and row, and read."""
    book = openpyxl.load_workbook(BytesIO(sheets_workbook(list_sheets(plan, [name], TODAY))))
    sheet = book.worksheets[0]
    columns = {str(cell.value): place for place, cell in enumerate(sheet[FIRST - 1], 1)}
    for (heading, row), value in (changed or {}).items():
        sheet.cell(row, columns[heading]).value = value
    content = BytesIO()
    book.save(content)
    kind = {"goals": "indicators", "duties": "charges"}.get(name, name)
    return read_annex(content.getvalue(), name="清单.xlsx", kind=kind)


def judged(plan: Plan, name: str, changed: Changed | None = None) -> Judgement:
    return list_again(plan, name, changed).judge(plan)


def differences(judgement: Judgement) -> list[tuple[str, str, str, str]]:
    return [(line.title, each.label, each.old, each.new) for line in judgement.changing for each in line.changes]


@pytest.fixture
def goals(plan: Plan, housing: Organization, agriculture: Organization) -> Indicator:
    """A whole indicator, and others in the corners of what an indicator can be."""
    waste = create_group(plan, "固体废物")
    whole = create_indicator(plan, "1", name="回收利用率", formula="recycled", lead=housing, mandatory="yes",
                             group=create_group(plan, "源头减量", parent=waste), basis="回收量÷产生量\r\n按年计",
                             responsible_text="市住建局牵头，各部门配合")  # fmt: skip
    whole.cooperating.add(agriculture)
    create_baseline(whole, "35.5")
    create_baseline(whole, "40", text="约40%", year=2021)
    create_target(whole, "≥41%", year=2023)
    create_target(whole, "较2022年提高 2个百分点", year=2025)
    above = create_indicator(plan, "2", name="上一级", formula="above", lead=housing, group=waste, unit="m³")
    create_baseline(above, None, text="尚无数据")
    create_indicator(plan, "3", name="没有分组", formula="none", better="", unit="")
    return whole


@pytest.fixture
def tasks(plan: Plan, housing: Organization, agriculture: Organization, region: Organization) -> Task:
    section = create_section(plan, "工业领域")
    whole = create_task(plan, "1", title="建收集点", section=section, lead=housing, cooperating=[agriculture, region],
                        content="一是建点。\r\n二是运行。", deliverable="台账", due_text="2024年底前", due_on=date(2024, 11, 30),
                        collectives=["各县(市、区)政府"], responsible_text="市住建局牵头")  # fmt: skip
    create_task(plan, "2", title="没有时限原文", section=section, cooperating=[agriculture], due_on=date(2024, 9, 30))
    create_task(plan, "3", title="常态", due_on=None, due_kind="ongoing", lead=agriculture)
    create_task(plan, "4", title="没有年份", due_on=None, due_text="10月底前", due_kind="date", due_rule="--10-end")
    create_task(plan, "5", title="前一轮的时限", due_on=None, due_text="2020年底前")
    return whole


@pytest.fixture
def projects(plan: Plan, housing: Organization, region: Organization) -> Project:
    whole = create_project(plan, "1", name="焚烧厂", organization=housing, region=region, content="建设一座\r\n焚烧厂",
                           investment_planned=Decimal("12000.5"), start_year=2023, completion_year=2025,
                           stage="under_construction", responsible_text="城投公司", waste="household",
                           waste_type="生活垃圾", capacity="800吨/日")  # fmt: skip
    create_project(plan, "2", name="只有名称")
    return whole


def test_goals_come_back_without_a_difference(goals: Indicator, plan: Plan) -> None:
    judgement = judged(plan, "goals")
    assert differences(judgement) == [] and judgement.counts == {"created": 0, "updated": 0, "unchanged": 3}


def test_one_changed_cell_of_the_goals_is_the_one_difference(goals: Indicator, plan: Plan, wu: User) -> None:
    changed = {("2025年目标值", FIRST): "≥45%"}
    assert differences(judged(plan, "goals", changed)) == [
        ("回收利用率", "2025年目标值", "较2022年提高 2个百分点", "≥45%")
    ]
    changed = {("牵头单位", FIRST): "市农牧局", ("配合单位", FIRST): "市住建局"}
    import_annex(list_again(plan, "goals", changed), plan, by=wu)
    goals.refresh_from_db()
    assert goals.lead and goals.lead.name == "市农牧局"
    assert [body.code for body in goals.cooperating.all()] == ["housing"]
    assert goals.responsible_text == "市住建局牵头，各部门配合", "the plan's own words are kept"


def test_tasks_come_back_without_a_difference(tasks: Task, plan: Plan) -> None:
    judgement = judged(plan, "tasks")
    assert differences(judgement) == [] and judgement.counts == {"created": 0, "updated": 0, "unchanged": 5}
    assert [problem.text for problem in judgement.problems] == ["10月底前"], "of which the year is still missing"


@pytest.mark.parametrize(
    ("heading", "value", "difference"),
    [
        ("完成时限", "2025年6月底前", [("完成时限（原文）", "2024年底前", "2025年6月底前"),
                                ("完成时限", "2024年11月30日", "2025年6月30日")]),
        ("领域", "农业领域", [("领域", "工业领域", "农业领域")]),
        ("具体措施", "一是建点。", [("具体措施", "一是建点。\r\n二是运行。", "一是建点。")]),
        ("配合单位", "市农牧局", [("集体责任单位", "各县(市、区)政府", "—"), ("配合单位", "东城区、市农牧局", "市农牧局")]),
    ],
)  # fmt: skip
def test_one_changed_cell_of_the_tasks_is_the_one_difference(
    heading: str, value: str, difference: list[tuple[str, str, str]], tasks: Task, plan: Plan
) -> None:
    found = differences(judged(plan, "tasks", {(heading, FIRST): value}))
    assert found == [("建收集点", *each) for each in difference]


def test_projects_come_back_without_a_difference(projects: Project, plan: Plan) -> None:
    judgement = judged(plan, "projects")
    assert differences(judgement) == [] and judgement.counts == {"created": 0, "updated": 0, "unchanged": 2}
    changed = {("总投资（万元）", FIRST): "1.3亿元"}
    assert differences(judged(plan, "projects", changed)) == [("焚烧厂", "总投资（万元）", "12,000.5", "13,000")]


@pytest.fixture
def duties(goals: Indicator, tasks: Task, projects: Project, sun: User, plan: Plan, housing: Organization) -> Charge:
    Organization.objects.filter(code="agriculture").update(leader_in_charge="老周", liaison="赵敏")
    return create_charge(plan, housing, leader=sun, leader_post="副市长", liaison_name="林晓（物业科）")


def row_of(plan: Plan, body: str, item: str) -> int:
    sheet = list_sheets(plan, ["duties"], TODAY)[0]
    return next(n for n, row in enumerate(sheet.rows, FIRST) if row[1] == body and row[6] == item)


def test_duties_come_back_without_a_difference(duties: Charge, plan: Plan) -> None:
    judgement = judged(plan, "duties")
    assert differences(judgement) == [] and not judgement.problems
    assert len(judgement.remarks) == 1, "it says what comes back"


def test_duties_bring_back_leaders_and_liaisons_and_who_leads(
    duties: Charge, plan: Plan, wu: User, sun: User, tasks: Task, agriculture: Organization
) -> None:
    rows = [n for n, row in enumerate(list_sheets(plan, ["duties"], TODAY)[0].rows, FIRST) if row[1] == "市农牧局"]
    changed: dict[tuple[str, int], str | None] = {("分管领导", row): "孙立（副市长）" for row in rows}
    mine = row_of(plan, "市住房和城乡建设局", "建收集点")
    changed |= {("责任单位", mine): "市农牧局", ("分管领导", mine): None, ("联络员", mine): None}
    theirs = row_of(plan, "市农牧局", "建收集点")
    changed |= {("责任单位", theirs): "市住建局", ("分管领导", theirs): None, ("联络员", theirs): None}
    import_annex(list_again(plan, "duties", changed), plan, by=wu)
    charge = Charge.objects.get(organization=agriculture)
    assert (charge.leader, charge.leader_post, charge.liaison_name) == (sun, "副市长", "")
    tasks.refresh_from_db()
    assert tasks.lead == agriculture
    assert [body.code for body in tasks.cooperating.all()] == ["housing", "east"]
    duties.refresh_from_db()
    assert duties.version == 1, "who was not changed is left alone"


@pytest.mark.parametrize(
    ("heading", "value", "problem"),
    [
        ("责任单位", "市不存在局", "单位名单中没有这个单位"),
        ("责任单位", "市停用局", "这个单位已停用"),
        ("责任单位", "市外单位", "没有参加本方案"),
        ("牵头/配合", "牵头", "写了几家牵头单位"),
        ("牵头/配合", "督促", "看不懂是牵头还是配合"),
        ("事项", "改了名的任务", "没有这个编号和名称"),
        ("分管领导", "两个人", "写的不一样"),
    ],
)
def test_what_is_not_certain_in_the_duties_is_told_and_changes_nothing(
    heading: str, value: str, problem: str, duties: Charge, plan: Plan
) -> None:
    create_organization(name="市停用局", is_active=False)
    create_organization(name="市外单位")
    row = row_of(plan, "市农牧局", "建收集点")
    judgement = judged(plan, "duties", {(heading, row): value})
    assert differences(judgement) == []
    assert problem in " ".join(each.problem for each in judgement.problems)


def test_a_row_that_is_missing_takes_nothing_away(duties: Charge, plan: Plan) -> None:
    row = row_of(plan, "市农牧局", "建收集点")
    blank = {(heading, row): None for heading in ("事项", "牵头/配合", "编号", "事项类别")}
    assert differences(judged(plan, "duties", blank)) == []


def test_a_closed_organization_is_given_nothing_and_is_not_made_a_second_time(tasks: Task, plan: Plan) -> None:
    create_organization(name="市停用局", is_active=False)
    judgement = judged(plan, "tasks", {("牵头单位", FIRST): "市停用局"})
    assert differences(judgement) == [] and judgement.unknown_bodies == ()
    assert "已停用" in judgement.problems[0].problem


@pytest.mark.parametrize("name", ["goals", "tasks"])
def test_a_lead_that_is_also_named_as_cooperating_is_told_and_neither_is_read(
    name: str, goals: Indicator, tasks: Task, plan: Plan
) -> None:
    judgement = judged(plan, name, {("配合单位", FIRST): "市农牧局、市住建局"})
    assert differences(judgement) == []
    told = next(each for each in judgement.problems if "已写在牵头单位里" in each.problem)
    assert told.text == "市农牧局、市住建局"


def test_all_four_lists_are_one_workbook_in_chinese(duties: Charge, plan: Plan) -> None:
    sheets = list_sheets(plan, ["goals", "tasks", "projects", "duties"], TODAY)
    assert [sheet.title for sheet in sheets] == ["目标清单", "任务清单", "项目清单", "责任清单"]
    assert openpyxl.load_workbook(BytesIO(sheets_workbook(sheets))).sheetnames == [sheet.title for sheet in sheets]
