"""A list as a workbook."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from wastefree.lib.listbook import Cell, Column, list_workbook


def sheet_of(*rows: list[Cell], title: str = "清单") -> Worksheet:
    columns = [Column("名称", 20), Column("数额", 10, "#,##0.00")]
    return openpyxl.load_workbook(BytesIO(list_workbook(title, "说明", columns, rows))).worksheets[0]


def test_title_note_headings_and_rows_stand_in_their_places() -> None:
    sheet = sheet_of(["一", 1], ["二", 2])
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["清单", None],
        ["说明", None],
        ["名称", "数额"],
        ["一", 1],
        ["二", 2],
    ]
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.auto_filter.ref == "A3:B5"


@pytest.mark.parametrize("text", ["=1+1", "+86 10", "@x", "http://a.cn", "00123", "1E5"])
def test_text_stays_text(text: str) -> None:
    cell = sheet_of([text, 1])["A4"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_nothing_is_empty_and_zero_is_zero() -> None:
    sheet = sheet_of(["", None], ["零", Decimal(0)])
    assert [sheet[place].value for place in ("A4", "B4", "B5")] == [None, None, 0]


def test_a_day_is_a_day() -> None:
    cell = sheet_of([date(2024, 4, 30), 1])["A4"]
    assert cell.is_date


def test_what_a_sheet_cannot_hold_is_left_out() -> None:
    sheet = sheet_of(["坏\x0b字", 1], title="项目/清单[2024]")
    assert sheet["A4"].value == "坏字"
    assert sheet.title == "项目清单2024"


def test_a_list_without_rows_is_a_workbook_all_the_same() -> None:
    assert sheet_of().max_row == 3


def test_a_row_is_as_tall_as_its_longest_text_and_no_taller_than_excel_can() -> None:
    sheet = sheet_of(["一", 1], ["十个字以上的名称要占两行", 1], ["行\n" * 40, 1])
    heights = [sheet.row_dimensions[row].height for row in (4, 5, 6)]
    assert heights == [None, 30, 408]
