from collections.abc import Sequence
from decimal import Decimal

import pytest

from tests.lib.workbooks import data, workbook
from wastefree.lib.headings import Heading, Headings
from wastefree.lib.sheets import Cell, Range, Sheet, address, read_tables
from wastefree.lib.sheets import Workbook as Read
from wastefree.lib.tables import Table, find_table, find_tables

NAMES = {
    "no": ("序号", "编号"),
    "level1": ("一级指标",),
    "level2": ("二级指标",),
    "name": ("三级指标", "指标名称", "指标"),
    "unit": ("单位", "计量单位"),
    "baseline": ("基准值", "现状值"),
    "target": ("目标值", "目标", "规划目标", ""),
    "lead": ("责任单位", "牵头单位"),
    "with": ("配合单位",),
}


def sheet(*rows: Sequence[str | Decimal | None], merged: tuple[Range, ...] = (), hidden: tuple[int, ...] = ()) -> Sheet:
    cells = tuple(tuple(Cell(value, str(value or "")) for value in row) for row in rows)
    return Sheet("附件1", cells, merged, frozenset(hidden))


def table(*rows: Sequence[str | Decimal | None], merged: tuple[Range, ...] = (), hidden: tuple[int, ...] = ()) -> Table:
    found = find_table(sheet(*rows, merged=merged, hidden=hidden), NAMES, {"name"})
    assert found is not None
    return found


def texts(found: Table, name: str) -> list[str]:
    return [row.get(name).text for row in found.rows]


def test_a_hand_made_annex_with_everything_in_it() -> None:
    found = table(
        ["附件1"],
        ["某市“无废城市”建设指标体系(2023—2025年)"],
        ["序号", "一级指标", "二级指标", "三 级\n指标★", "单位", "基准值（２０２０年）",
         "目标值", None, None, "责任单位"],
        [None, None, None, None, None, None, "２０２３年", "2024年", Decimal(2025), None],
        ["一、工业领域"],
        ["1", "源头减量", "工业", "产生强度", "吨/万元", "３．２", "3.1", "3.0", "≤2.9", "市工信局"],
        ["2", None, None, "绿色工厂占比", "%", "10", "20", "30", "≥40%", "市工信局"],
        ["合 计", None, None, None, None, "1", "2", "3", "4", None],
        ["二、农业领域"],
        ["3", "资源化", None, "秸秆利用率", "%", "80", "85", "86", "90%以上", None],
        [],
        ["注：1.带★的为必选指标；"],
        ["2.数据来自市统计局。"],
        ["填表人：", None, None, "审核人："],
        merged=(
            Range(0, 0, 0, 9), Range(1, 0, 1, 9), *(Range(2, column, 3, column) for column in (0, 1, 2, 3, 4, 5, 9)),
            Range(2, 6, 2, 8), Range(4, 0, 4, 9), Range(5, 1, 6, 1), Range(5, 2, 6, 2), Range(8, 0, 8, 9),
            Range(9, 1, 9, 2), Range(11, 0, 11, 9),
        ),
    )  # fmt: skip
    assert found.heading_rows == range(2, 4)
    assert found.columns == {
        "no": 0,
        "level1": 1,
        "level2": 2,
        "name": 3,
        "unit": 4,
        "baseline": 5,
        "lead": 9,
    }
    assert found.years == {"baseline": {2020: 5}, "target": {2023: 6, 2024: 7, 2025: 8}}
    assert found.unknown_columns == ()
    assert found.headings[6] == "目标值 ２０２３年"
    assert texts(found, "name") == ["产生强度", "绿色工厂占比", "", "秸秆利用率"]
    assert texts(found, "level1") == ["源头减量", "源头减量", "", "资源化"]
    assert texts(found, "level2")[3] == "资源化", "merged across two columns counts for both"
    assert [row.section for row in found.rows] == ["一、工业领域"] * 3 + ["二、农业领域"]
    assert [row.is_total for row in found.rows] == [False, False, True, False]
    assert {year: cell.text for year, cell in found.rows[0].years("target").items()} == {
        2023: "3.1", 2024: "3.0", 2025: "≤2.9",
    }  # fmt: skip
    assert found.rows[1].address("target", 2025) == ("附件1", "I7")
    assert found.rows[1].address("level1") == ("附件1", "B6"), "the cell that holds the text, not the covered one"
    assert found.rows[1].address("with") == ("附件1", "A7")
    assert found.rows[1].get("with").is_blank
    assert found.notes == (11, 12, 13)


def test_group_headings_without_merging_reach_over_their_sub_headings() -> None:
    found = table(
        ["2025年目标任务表", "", "", "", "", ""],
        ["序号", "指标名称", "目标值", "", "责任分工", ""],
        ["", "", "2024年", "2025年", "牵头单位", "配合单位"],
        ["1", "甲", "1", "2", "丙局", "丁局"],
    )
    assert found.heading_rows == range(1, 3)
    assert found.columns == {"no": 0, "name": 1, "lead": 4, "with": 5}
    assert found.years == {"target": {2024: 2, 2025: 3}}
    assert [row.get("with").text for row in found.rows] == ["丁局"]


@pytest.mark.parametrize(
    ("above", "own", "meaning"),
    [
        ((), "指标名称", Heading("name")),
        ((), "指 标\n名 称(★为必选)", Heading("name")),
        ((), "指标说明", None),
        ((), "2023年目标", Heading("target", 2023)),
        ((), "目标值（2025年，%）", Heading("target", 2025)),
        ((), "2025年度", Heading("target", 2025)),
        ((), "2025", Heading("target", 2025)),
        ((), "目标_2025", Heading("target", 2025)),
        ((), "2021—2025年目标", None),
        ((), "★", None),
        (("目标值",), "2025年", Heading("target", 2025)),
        (("2025年",), "目标值", Heading("target", 2025)),
        (("现状值",), "2020年", Heading("baseline", 2020)),
        (("2025年重点任务分解表",), "指标名称", Heading("name")),
        (("目标",), "值", Heading("target")),
        (("责任分工",), "牵头单位", Heading("lead")),
    ],
)
def test_a_heading_is_read_with_those_above_it(above: tuple[str, ...], own: str, meaning: Heading | None) -> None:
    assert Headings(NAMES).read(above, own) == meaning


def test_a_year_above_several_fields_gives_each_the_year() -> None:
    found = table(
        ["指标", "2024年", None, "2025年", None],
        [None, "目标值", "现状值", "目标值", "现状值"],
        ["甲", "1", "2", "3", "4"],
        merged=(Range(0, 0, 1, 0), Range(0, 1, 0, 2), Range(0, 3, 0, 4)),
    )
    assert found.years == {"target": {2024: 1, 2025: 3}, "baseline": {2024: 2, 2025: 4}}


def test_a_date_above_the_table_is_no_column_s_year() -> None:
    found = table(["填报日期：2025年3月", "单位：%"], ["指标", "目标值"], ["甲", "1"])
    assert found.years == {}
    assert found.columns == {"name": 0, "target": 1}


def test_data_that_looks_like_a_year_is_not_taken_for_a_heading() -> None:
    found = table(["序号", "指标", "目标", "责任单位"], ["1", "甲", "2025年", "乙局"])
    assert found.heading_rows == range(1)
    assert len(found.rows) == 1


def test_a_heading_repeated_on_the_next_page_is_no_row() -> None:
    found = table(["序号", "指标", "目标值"], ["1", "甲", "1"], ["序号", "指标", "目标值"], ["2", "乙", "2"])
    assert texts(found, "name") == ["甲", "乙"]
    assert found.notes == ()


def test_another_table_below_is_not_read_as_rows_and_not_forgotten() -> None:
    found = table(
        ["序号", "指标", "目标值"],
        ["1", "甲", "1"],
        [],
        ["指标名称", "牵头单位", "配合单位"],
        ["乙", "丙", "丁"],
    )
    assert texts(found, "name") == ["甲"]
    assert found.notes == (3, 4)


def test_rows_after_a_note_are_kept_when_they_are_complete() -> None:
    found = table(["序号", "指标", "目标值"], ["1", "甲", "1"], ["备注：续下页"], ["2", "乙", "2"])
    assert texts(found, "name") == ["甲", "乙"]
    assert found.notes == (2,)


def test_a_row_that_lacks_its_name_is_kept_and_a_lone_number_is_not() -> None:
    found = table(["序号", "指标", "目标值"], ["1", "", "90"], ["2", "甲", ""], ["3", "", ""])
    assert texts(found, "name") == ["", "甲"]
    assert found.notes == (3,)


def test_a_blank_below_a_text_is_filled_only_if_it_is_merged() -> None:
    found = table(["一级指标", "指标"], ["甲", "1"], ["", "2"])
    assert texts(found, "level1") == ["甲", ""]


def test_hidden_rows_are_kept_and_flagged() -> None:
    found = table(["指标", "单位"], ["甲", "吨"], ["乙", "吨"], hidden=(1,))
    assert [row.hidden for row in found.rows] == [True, False]


def test_columns_that_nobody_knows_and_doubled_columns_are_told() -> None:
    found = table(["指标", "单位", "考核权重", "单位"], ["甲", "吨", "3", "个"])
    assert found.unknown_columns == ((2, "考核权重"), (3, "单位"))
    assert texts(found, "unit") == ["吨"]


def test_a_sheet_without_the_needed_headings_has_no_table() -> None:
    plain = sheet(["封面"], ["序号", "单位"], ["1", "吨"])
    assert find_table(plain, NAMES, {"name"}) is None
    assert find_table(sheet(), NAMES, {"name"}) is None
    late = sheet(*[["说明"]] * 30, ["指标", "单位"])
    assert find_table(late, NAMES, {"name"}) is None
    assert find_tables(Read((plain, sheet(["指标", "单位"]))), NAMES, {"name"})[0].rows == ()


def test_a_real_file_goes_through_reader_and_finder() -> None:
    cells = "".join(
        f"<c r='{address(0, n)}' t='inlineStr'><is><t>{t}</t></is></c>" for n, t in enumerate(["指标", "2025年"])
    )
    found = find_tables(read_tables(workbook(data(cells)), name="a.xlsx"), NAMES, {"name", "target"})
    assert found[0].years == {"target": {2025: 1}}
    assert found[0].columns == {"name": 0, "target": 1}


def test_a_large_table_is_found_in_little_time() -> None:
    rows = [[str(n), "", "", f"指标{n}", "%", "1", "2", "3", "4", "局"] for n in range(10_000)]
    head = [
        "序号",
        "一级指标",
        "二级指标",
        "指标",
        "单位",
        "基准值",
        "2023年",
        "2024年",
        "2025年",
        "责任单位",
    ]
    merged = tuple(Range(n, 1, n + 9, 1) for n in range(1, 10_000, 10))
    assert len(table(head, *rows, merged=merged).rows) == 10_000


def test_of_two_tables_the_first_is_found_even_where_the_second_has_more_columns() -> None:
    found = table(["指标", "单位"], ["甲", "吨"], [], ["指标", "单位", "目标值", "责任单位"], ["乙", "个", "1", "丙局"])
    assert texts(found, "name") == ["甲"]
    assert found.columns == {"name": 0, "unit": 1}
