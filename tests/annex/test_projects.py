"""Project annexes: money in one unit, stages by their usual words, places among the city's regions."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.timezone import localdate

from indicators.models import Plan
from tasks.annex.money import in_ten_thousands, unit_of_column
from tasks.capacity import Capacity
from tasks.models import Project
from tasks.workbooks import project_sheet
from tests.annex.annexes import Row, cells, counts, run, workbook
from tests.factories import create_project
from wastefree.accounts.models import Organization
from wastefree.lib.listfile import list_file

HEADING: Row = [
    "序号",
    "项目名称",
    "类别",
    "建设内容",
    "总投资（亿元）",
    "完成投资（万元）",
    "建设年限",
    "建设地点",
    "责任单位",
    "项目状态",
]
ROW: Row = [
    1,
    "东城区餐厨垃圾处理厂",
    "生活垃圾",
    "日处理200吨",
    "1.2",
    "3,500",
    "2022—2024年",
    "东城区工业路",
    "市住建局",
    "在建",
]


def annex(*rows: Row, heading: Row = HEADING, above: tuple[Row, ...] = ()) -> bytes:
    return workbook(("项目清单", [*above, heading, *rows]))


def test_a_project_comes_in_with_its_money_in_one_unit(
    plan: Plan, housing: Organization, region: Organization, tmp_path: Path
) -> None:
    status, printed = run(plan, annex(ROW), tmp_path)
    assert (status, printed["kind"], counts(printed)) == (0, "projects", (1, 0, 0))
    project = Project.objects.get()
    assert (project.investment_planned, project.investment_done) == (Decimal(12000), Decimal(3500))
    assert (project.start_year, project.completion_year) == (2022, 2024)
    assert (project.region, project.organization) == (region, housing)
    assert (project.stage, project.waste_type, project.waste) == ("under_construction", "生活垃圾", "household")


def test_a_sum_without_a_unit_is_asked_about_and_not_taken(plan: Plan, tmp_path: Path) -> None:
    heading = ["序号", "项目名称", "总投资"]
    status, printed = run(plan, annex([1, "甲", "120"], [2, "乙", "1.5亿元"], heading=heading), tmp_path)
    assert (status, counts(printed), cells(printed)) == (1, (2, 0, 0), ["C2"])
    assert dict(Project.objects.values_list("name", "investment_planned")) == {"甲": None, "乙": Decimal(15000)}


def test_the_unit_above_the_table_counts_for_all_of_it(plan: Plan, tmp_path: Path) -> None:
    heading = ["序号", "项目名称", "总投资"]
    run(plan, annex([1, "甲", "2"], heading=heading, above=(["重点项目清单"], [None, None, "单位：亿元"])), tmp_path)
    assert Project.objects.get().investment_planned == 20000


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("1.2", "亿元", 12000), ("350", "万元", 350), ("３５０万元", "亿元", 350), ("1.2亿", "万元", 12000), ("5000元", "", "0.5"),
     ("约2", "亿元", None), ("-1", "万元", None), ("3吨", "万元", None), ("0", "亿元", 0), ("99999999", "亿元", None)],
)  # fmt: skip
def test_sums_are_read_in_their_own_unit(text: str, unit: str, value: int | str | None) -> None:
    found, problem = in_ten_thousands(text, unit)
    assert found == (None if value is None else Decimal(value))
    assert bool(problem) == (value is None)


def test_a_heading_that_names_two_units_names_none() -> None:
    assert unit_of_column("总投资（万元/亿元）", ()) == ""
    assert unit_of_column("总投资", ("单位：万元",)) == "万元"
    assert unit_of_column("总投资（亿元）", ("单位：万元",)) == "亿元"


@pytest.mark.parametrize(
    ("written", "stage"),
    [
        ("即将开工", "planned"),
        ("已开工", "started"),
        ("续建", "under_construction"),
        ("建成投产", "completed"),
        ("终止", "stopped"),
    ],
)
def test_a_stage_goes_by_its_usual_words(plan: Plan, tmp_path: Path, written: str, stage: str) -> None:
    run(plan, annex([*ROW[:9], written]), tmp_path)
    assert Project.objects.get().stage == stage


def test_every_cell_that_cannot_be_read_is_told_and_no_other(plan: Plan, tmp_path: Path) -> None:
    status, printed = run(
        plan,
        annex(
            ROW,
            [2, "乙厂", None, None, "约3", None, "三年", "南山区", "市环卫局", "快了"],
            [3, None, "工业固废", None, "2", None, None, None, None, "在建"],
            [4, "东城区餐厨垃圾处理厂", None, None, None, None, None, None, None, None],
            ["合计", None, None, None, "4.2", None, None, None, None, None],
        ),
        tmp_path,
    )
    assert (status, counts(printed)) == (1, (2, 0, 0))
    assert cells(printed) == ["E3", "G3", "H3", "I3", "J3", "B4", "B5"]


def test_a_second_import_changes_nothing_and_a_changed_file_only_what_is_new(plan: Plan, tmp_path: Path) -> None:
    run(plan, annex(ROW), tmp_path)
    assert counts(run(plan, annex(ROW), tmp_path)[1]) == (0, 0, 1)
    assert counts(run(plan, annex([*ROW[:9], "已完工"]), tmp_path)[1]) == (0, 1, 0)
    project = Project.objects.get()
    assert (project.stage, project.version, project.investment_planned) == ("completed", 2, Decimal(12000))


def test_meanings_are_read_beside_the_words(plan: Plan, tmp_path: Path) -> None:
    heading = ["序号", "项目名称", "类别", "处理能力（万吨/年）", "列入时间", "批次"]
    status, printed = run(
        plan,
        annex(
            [1, "甲", "大宗固废", "12", "2024年3月15日", "年中增补"],
            [2, "乙", "再生资源", "日处理200吨", "2024年3月", None],
            [3, "丙", None, "两条线", "2099-01-01", None],
            heading=heading,
        ),
        tmp_path,
    )
    assert (status, counts(printed), cells(printed)) == (1, (3, 0, 0), ["C3", "E3", "D4", "E4"])
    first, second, third = Project.objects.order_by("order")
    assert (first.waste, first.capacity, first.measured_capacity) == (
        "industrial", "12万吨/年", Capacity(Decimal(12), "万吨/年"),
    )  # fmt: skip
    assert (first.added_on, first.occasion) == (date(2024, 3, 15), "年中增补")
    assert (second.waste, second.waste_type, second.capacity_unit) == ("", "再生资源", "吨/日")
    assert (third.capacity, third.capacity_amount, third.added_on) == ("两条线", None, localdate())


def test_what_a_person_has_judged_is_not_undone_by_the_same_words(plan: Plan, tmp_path: Path) -> None:
    create_project(plan, "1", name="甲", waste="hazardous", waste_type="工业固废")
    run(plan, annex([1, "甲", "工业固废"], heading=["序号", "项目名称", "类别"]), tmp_path)
    assert Project.objects.get().waste == "hazardous"


@pytest.mark.parametrize(
    ("before", "row", "stage", "problem"),
    [
        ("completed", ["在建", None], "completed", True),
        ("completed", ["在建", "返工"], "under_construction", False),
        ("started", ["停工", None], "started", True),
        ("started", ["停工", "缺资金"], "stopped", False),
        ("started", ["已完工", None], "completed", True),
    ],
)
def test_a_step_back_needs_a_reason_in_a_table_too(
    before: str, row: Row, stage: str, problem: bool, plan: Plan, tmp_path: Path
) -> None:
    create_project(plan, "1", name="甲", stage=before)
    heading = ["序号", "项目名称", "建设阶段", "停止原因"]
    _status, printed = run(plan, annex([1, "甲", *row], heading=heading), tmp_path)
    assert (Project.objects.get().stage, cells(printed)) == (stage, ["C2"] if problem else [])


def test_years_that_cannot_be_are_left_out(plan: Plan, tmp_path: Path) -> None:
    create_project(plan, "1", name="甲", start_year=2024)
    _status, printed = run(plan, annex([1, "甲", "2023年"], heading=["序号", "项目名称", "完工时间"]), tmp_path)
    assert (Project.objects.get().completion_year, cells(printed)) == (None, ["C2"])


def test_more_done_than_planned_is_read_and_asked_about(plan: Plan, tmp_path: Path) -> None:
    heading = ["序号", "项目名称", "总投资（万元）", "完成投资（万元）", "投资说明"]
    rows: list[Row] = [[1, "甲", "10", "12", None], [2, "乙", "10", "12", "概算调整"]]
    _status, printed = run(plan, annex(*rows, heading=heading), tmp_path)
    assert cells(printed) == ["D2"]
    assert list(Project.objects.values_list("investment_done", flat=True)) == [12, 12]


def test_a_project_moved_out_of_the_list_does_not_come_back_by_itself(plan: Plan, tmp_path: Path) -> None:
    create_project(plan, "1", name="甲", moved_out_on=date(2024, 5, 1))
    status, printed = run(plan, annex([1, "甲", "在建"], heading=["序号", "项目名称", "建设阶段"]), tmp_path)
    assert (status, counts(printed), cells(printed)) == (1, (0, 0, 0), ["B2"])


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_was_exported_comes_in_without_a_difference(
    kind: str, plan: Plan, housing: Organization, region: Organization, tmp_path: Path
) -> None:
    create_project(
        plan, "1", name="甲", organization=housing, region=region, responsible_text="市住建局牵头，各区配合", stage="stopped",
        stage_reason="缺资金", waste="hazardous", waste_type="工业固废", content="一期：\n新建车间", occasion="年初",
        added_on=date(2024, 1, 5), start_year=2022, completion_year=2024, investment_planned=Decimal("12000.5"),
        investment_done=Decimal(0), capacity="三条线", capacity_amount=Decimal("1.5"), capacity_unit="万吨/年",
        progress="已停工，等待协调。",
    )  # fmt: skip
    create_project(plan, "甲-2", name="乙", organization=housing)
    file = list_file(kind, [project_sheet(plan, Project.objects.with_place(), date(2024, 6, 1))])
    status, printed = run(plan, file, tmp_path, name=f"annex.{kind}")
    assert (status, counts(printed), cells(printed)) == (0, (0, 0, 2), [])
