"""Project annexes: money in one unit, stages by their usual words, places among the city's regions."""

from decimal import Decimal
from pathlib import Path

import pytest

from indicators.models import Plan
from tasks.annex.money import in_ten_thousands, unit_of_column
from tasks.models import Project
from tests.annex.annexes import Row, cells, counts, run, workbook
from wastefree.accounts.models import Organization

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
    assert (project.stage, project.waste_type) == (Project.Stage.UNDER_CONSTRUCTION, "生活垃圾")


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
