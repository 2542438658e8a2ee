"""Lists as files: text stays text in both, and arrives whole."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from wastefree.lib.lists import Value, list_csv, list_workbook

HOSTILE = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', "＝1+1", "=cmd|' /C calc'!A0"]


def cells(*values: Value) -> list[object]:
    book = load_workbook(io.BytesIO(list_workbook("名单", ["项"] * len(values), [values])))
    return [cell.value for cell in next(book.active.iter_rows(min_row=2))]  # type: ignore[union-attr]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_never_becomes_a_formula_in_a_workbook(text: str) -> None:
    book = load_workbook(io.BytesIO(list_workbook("名单", ["项"], [[text]])))
    cell = book.active["A2"]  # type: ignore[index]
    assert cell.data_type == "s"
    assert cell.value == text


@pytest.mark.parametrize("text", HOSTILE)
def test_text_never_becomes_a_formula_in_csv(text: str) -> None:
    rows = list(csv.reader(io.StringIO(list_csv(["项"], [[text]]).decode("utf-8-sig"))))
    assert rows[1] == [f"'{text}"]


def test_values_stay_what_they_are() -> None:
    moment = datetime(2024, 10, 12, 9, 30)
    assert cells("市住建局", 3, Decimal("1.5"), None, date(2024, 4, 30), moment) == [
        "市住建局",
        3,
        1.5,
        None,
        datetime(2024, 4, 30),
        moment,
    ]


def test_digits_that_are_a_name_keep_their_zeros() -> None:
    assert cells("0012") == ["0012"]


def test_control_characters_do_not_damage_the_file() -> None:
    assert cells("a\x00b\x0bc\ud800") == ["abc"]


def test_csv_opens_in_excel_with_its_chinese() -> None:
    assert list_csv(["单位"], [["市住建局"]]).startswith(b"\xef\xbb\xbf")


def test_a_list_without_rows_is_a_file_with_headings() -> None:
    book = load_workbook(io.BytesIO(list_workbook("a/b:c", ["单位", "人"], [])))
    assert [cell.value for cell in book.active[1]] == ["单位", "人"]  # type: ignore[index]
