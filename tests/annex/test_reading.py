"""The pieces of reading an annex, each by itself."""

from decimal import Decimal

import pytest

from indicators.annex.amounts import in_unit, read_amount
from indicators.annex.codes import assign
from indicators.annex.columns import INDICATORS
from indicators.annex.levels import levels
from indicators.annex.sheet import read
from indicators.annex.words import clean_name, unit_in_name
from tasks.annex.columns import PROJECTS, TASKS
from tasks.annex.kinds import KINDS, detect
from tests.annex.annexes import Row, workbook
from wastefree.lib.headings import fold
from wastefree.lib.sheets import read_tables


def found_levels(*rows: Row, merged: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    annex = read(read_tables(workbook(("附件1", rows), merged=merged), name="a.xlsx"), INDICATORS)
    assert annex is not None
    return list(levels(annex.rows))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("41%", ("41", "%")),
        ("3.2吨/万元", ("3.2", "吨/万元")),
        ("330 万吨/年", ("330", "万吨/年")),
        ("１.３万", ("13000", "")),
        ("1,234.5", ("1234.5", "")),
        ("-5%", ("-5", "%")),
        ("２家", ("2", "家")),
    ],
)
def test_a_figure_is_read_with_the_unit_beside_it(text: str, amount: tuple[str, str]) -> None:
    assert read_amount(text) == (Decimal(amount[0]), amount[1])


@pytest.mark.parametrize("text", ["", "约12", "12左右", "12余吨", "3-5家", "3—5家", "12.3.4", "十二", "≥5", "5以上"])
def test_what_is_not_one_figure_is_none(text: str) -> None:
    assert read_amount(text) is None


def test_a_figure_is_converted_between_units_of_one_thing_only() -> None:
    assert in_unit((Decimal(12), "万吨"), "吨") == 120000
    assert in_unit((Decimal(12), ""), "吨") == 12
    assert in_unit((Decimal(12), "吨"), "%") is None


@pytest.mark.parametrize(
    ("written", "name", "unit"),
    [
        ("★ 15．一般工业固体废物\n综合利用率（％）★", "一般工业固体废物综合利用率", "%"),
        ("（1）秸秆综合利用率*", "秸秆综合利用率", ""),
        ("生活垃圾清运量（万吨/年）", "生活垃圾清运量", "万吨/年"),
        ("开展建设的单位数量（机关、社区）", "开展建设的单位数量（机关、社区）", ""),
        ("2025年新增标准数", "2025年新增标准数", ""),
    ],
)
def test_a_name_is_kept_without_what_does_not_belong_to_it(written: str, name: str, unit: str) -> None:
    assert (clean_name(written), unit_in_name(written)) == (name, unit)


def test_levels_left_blank_below_are_those_above_until_another_begins() -> None:
    heading: Row = ["一级指标", "二级指标", "三级指标"]
    rows: list[Row] = [
        ["一、甲", "（一）乙", "1"],
        [None, None, "2"],
        [None, "丙", "3"],
        ["丁", None, "4"],
        [None, None, "5"],
    ]
    assert found_levels(heading, *rows) == [("甲", "乙"), ("甲", "乙"), ("甲", "丙"), ("丁", ""), ("丁", "")]


def test_a_cell_merged_over_both_level_columns_is_the_first_level() -> None:
    rows: list[Row] = [
        ["一级指标", "二级指标", "三级指标"],
        ["甲", "乙", "1"],
        ["保障能力", None, "2"],
        [None, None, "3"],
    ]
    assert found_levels(*rows, merged=("A3:B4",)) == [("甲", "乙"), ("保障能力", ""), ("保障能力", "")]


def test_without_level_columns_the_title_above_the_rows_is_the_level() -> None:
    rows: list[Row] = [
        ["序号", "指标名称", "单位"],
        ["一、工业领域"],
        [1, "甲", "吨"],
        ["二、农业领域"],
        [2, "乙", "吨"],
    ]
    assert found_levels(*rows) == [("工业领域", ""), ("农业领域", "")]


@pytest.mark.parametrize(
    ("rows", "others", "codes"),
    [
        ([("1", None), ("2", None)], set(), ["1", "2"]),
        ([("1", "2"), ("2", "1")], set(), ["1", "2"]),
        ([("", None), ("", None)], set(), ["1", "2"]),
        ([("1", None), ("1", None), ("2", None)], set(), ["1", "3", "2"]),
        ([("1", "1"), ("1", "3"), ("2", "2")], set(), ["1", "3", "2"]),
        ([("1", None)], {"1", "2"}, ["3"]),
        (
            [("１．", None), ("第一项里写了一句很长很长很长很长的话", None)],
            set(),
            ["1", "第一项里写了一句很长很长很长很长的话"],
        ),
        ([("x" * 21, None)], set(), ["1"]),
    ],
)
def test_numbers_are_the_annex_s_own_where_they_can_be(
    rows: list[tuple[str, str | None]], others: set[str], codes: list[str]
) -> None:
    assert assign(rows, others) == codes


def test_a_second_table_on_the_sheet_is_told() -> None:
    rows: list[Row] = [
        ["序号", "指标名称", "单位"],
        [1, "甲", "吨"],
        [],
        ["序号", "项目名称", "单位", "责任单位"],
        [1, "乙", "吨", "局"],
    ]
    annex = read(read_tables(workbook(("附件1", rows)), name="a.xlsx"), INDICATORS)
    assert annex is not None
    assert [row["name"].text for row in annex.rows] == ["甲"]
    assert [problem.cell for problem in annex.problems] == ["A4"]


def test_a_formula_without_its_result_is_told() -> None:
    rows: list[Row] = [["序号", "指标名称", "2025年"], [1, "甲", "=1+1"]]
    annex = read(read_tables(workbook(("附件1", rows)), name="a.xlsx"), INDICATORS)
    assert annex is not None and [problem.cell for problem in annex.problems] == ["C2"]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        (["序号", "一级指标", "二级指标", "三级指标", "单位", "2025年目标", "责任单位"], "indicators"),
        (["序号", "指标", "现状值", "目标值"], "indicators"),
        (["序号", "工作任务", "负责部门", "时间进度"], "tasks"),
        (["序号", "任务清单", "牵头单位", "完成时限"], "tasks"),
        (["序号", "项目名称", "建设内容", "总投资（亿元）", "建设年限"], "projects"),
        (["序号", "细胞类型", "创建数量（个）", "牵头部门"], "cells"),
        (["no", "level1", "level2", "name", "unit", "mandatory", "target_2025", "lead_department"], "indicators"),
        (["no", "section", "item_no", "task_title", "responsible_raw"], "tasks"),
        (["type", "aliases", "typical_lead_departments"], "cells"),
    ],
)
def test_the_kind_is_told_from_the_headings(heading: list[str], kind: str) -> None:
    row: Row = ["甲"] * len(heading)
    found = detect(read_tables(workbook(("表", [heading, row])), name="a.xlsx"))
    assert found is not None and found.name == kind


def test_no_heading_of_a_kind_means_two_things() -> None:
    for layout in (INDICATORS, TASKS, PROJECTS, KINDS["cells"].layout):
        names = [fold(name) for synonyms in layout.fields.values() for name in synonyms]
        ignored = [fold(name) for name in layout.ignored]
        assert not set(names) & set(ignored)
        assert len(ignored) == len(set(ignored))
        assert layout.required <= set(layout.fields)
