"""Lists as CSV: text stays text, and arrives whole."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from wastefree.lib.listcsv import Value, list_csv


def row(*values: Value) -> list[str]:
    return list(csv.reader(io.StringIO(list_csv(["项"] * len(values), [values]).decode("utf-8-sig"))))[1]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', "＝1+1", "=cmd|' /C calc'!A0"]
)
def test_text_never_becomes_a_formula(text: str) -> None:
    assert row(text) == [f"'{text}"]


def test_numbers_stay_numbers_though_they_are_negative() -> None:
    assert row(-3, Decimal("-1.50"), None, date(2024, 4, 30)) == ["-3", "-1.50", "", "2024-04-30"]


def test_lines_and_quotes_within_a_text_stay_within_it() -> None:
    assert row('第一行\n第二行，"引号"') == ['第一行\n第二行，"引号"']


def test_it_opens_in_excel_with_its_chinese() -> None:
    assert list_csv(["单位"], [["市住建局"]]).startswith(b"\xef\xbb\xbf")
