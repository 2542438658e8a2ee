"""What one cell means: what Excel makes of what was typed is read where it can mean one thing only."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.roundbook.cells import Complaint, figure_in, note_in, provisional_in, step_in, yes_in
from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure
from wastefree.lib.sheets import EMPTY, Cell
from wastefree.lib.sheets.display import number_text


def text(typed: str) -> Cell:
    return Cell(typed, typed)


def number(value: str, code: str = "#,##0.00") -> Cell:
    return Cell(Decimal(value), number_text(Decimal(value), code), False, code)


@pytest.mark.parametrize(
    ("cell", "unit", "figure"),
    [
        (number("12.34"), "万吨", "12.34"),
        (number("0"), "万吨", "0"),
        (number("-3"), "℃", "-3"),
        (text("12,345.6"), "万吨", "12345.6"),
        (text("１２．５"), "万吨", "12.5"),
        (text(" 76。7 "), "万吨", "76.7"),
        (text("1.3万"), "吨", "13000"),
        (text("95.5%"), "%", "95.5"),
        (text("95.5 ％"), "%", "95.5"),
        (number("0.955", "0.0%"), "%", "95.5"),
        (number("0.02", "0%"), "百分点", "2"),
        (number("95.5"), "%", "95.5"),
        (number("0.95"), "%", "0.95"),
        (number("3", '0"万吨"'), "万吨", "3"),
        (number("0.333333333333333"), "万吨", "0.333333"),
    ],
)
def test_a_figure_is_read(cell: Cell, unit: str, figure: str) -> None:
    assert figure_in(cell, unit)[0] == Decimal(figure)


@pytest.mark.parametrize(
    ("cell", "figure"),
    [(EMPTY, MISSING), (text("—"), MISSING), (text("/"), MISSING), (text("不适用"), NOT_APPLICABLE), (text("N/A"), NOT_APPLICABLE)],
)  # fmt: skip
def test_nothing_and_not_applicable_are_no_zero(cell: Cell, figure: Figure) -> None:
    assert figure_in(cell, "万吨")[0] is figure


@pytest.mark.parametrize(
    ("cell", "unit", "code"),
    [
        (text("约95%"), "%", "not_a_number"),
        (text("12.5万吨"), "万吨", "not_a_number"),
        (text("12..5"), "万吨", "not_a_number"),
        (text("1,23"), "万吨", "not_a_number"),
        (Cell(True, "TRUE"), "个", "not_a_number"),
        (text("95%"), "万吨", "percent"),
        (number("0.95", "0%"), "万吨", "percent"),
        (number("3", '0"万"'), "吨", "shown_otherwise"),
        (Cell(date(2024, 2, 1), "2024-02-01", False, "m-d"), "个", "date"),
        (Cell("12:00", "12:00", False, "h:mm"), "个", "date"),
        (Cell(None, "", formula_without_value=True), "个", "formula_without_value"),
        (text("#DIV/0!"), "个", "formula_error"),
        (number("123456789012345"), "个", "too_large"),
        (text("123456789012345"), "个", "too_large"),
        (text("1.2345678"), "个", "too_many_decimals"),
    ],
)
def test_what_may_mean_something_else_is_asked_about(cell: Cell, unit: str, code: str) -> None:
    with pytest.raises(Complaint) as complaint:
        figure_in(cell, unit)
    assert complaint.value.code == code


@pytest.mark.parametrize(
    ("cell", "unit", "code"),
    [
        (text("76。7"), "万吨", "read_as"),
        (text("1.3万"), "吨", "read_as"),
        (number("0.95"), "%", "small_percent"),
        (number("0.333333333333333"), "吨", "rounded"),
    ],
)
def test_what_was_read_in_one_way_of_two_is_said(cell: Cell, unit: str, code: str) -> None:
    assert [remark.code for remark in figure_in(cell, unit)[1]] == [code]


def test_what_is_plain_needs_no_remark() -> None:
    assert not figure_in(number("95"), "%")[1] and not figure_in(number("0.5"), "吨")[1]
    assert not figure_in(number("0"), "%")[1] and not figure_in(number("0.95", "0%"), "%")[1]


def test_a_step_of_progress_is_a_word_of_the_list() -> None:
    words = {"未开展": 0, "进行中": 1, "已完成": 2}
    assert step_in(text("进行中"), words) == 1 and step_in(EMPTY, words) is MISSING
    assert step_in(text("不适用"), words) is NOT_APPLICABLE
    for typed in (text("差不多了"), number("2")):
        with pytest.raises(Complaint, match="choose"):
            step_in(typed, words)


def test_a_tick_is_a_word_and_nothing_is_none() -> None:
    assert [yes_in(text(typed), "是") for typed in ("是", "Yes", "√", "TRUE")] == [True] * 4
    assert [yes_in(text(typed), "是") for typed in ("", "否", "no", "-")] == [False] * 4
    with pytest.raises(Complaint, match="not_yes"):
        yes_in(text("也许"), "是")


def test_a_figure_is_provisional_only_where_it_is_said() -> None:
    assert provisional_in(text("快报"), "快报") and provisional_in(text("Provisional"), "快报")
    assert not provisional_in(text("定数"), "快报") and not provisional_in(EMPTY, "快报")
    with pytest.raises(Complaint, match="not_provisional"):
        provisional_in(text("?"), "快报")


def test_a_note_is_kept_as_written_and_not_cut() -> None:
    assert note_in(text(" 第一行\r\n=1+1 ")) == "第一行\n=1+1"
    with pytest.raises(Complaint, match="note_too_long"):
        note_in(text("字" * 2001))
    with pytest.raises(Complaint, match="formula_error"):
        note_in(text("#REF!"))
