"""A list as a workbook: what a page shows, row by row, ready to print. Text stays text, whatever it begins with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from math import ceil
from unicodedata import east_asian_width

import xlsxwriter

Cell = str | int | Decimal | date | None

FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
HEADING_ROW = 2
LINE, TALLEST = 15, 408  # points: of a line, and of the tallest row that Excel has


@dataclass(frozen=True)
class Column:
    """A heading, its width in characters, and how its cells look (`number` is an Excel number format)."""

    heading: str
    width: int = 12
    number: str = ""
    wrap: bool = True


@dataclass(frozen=True)
class Sheet:
    """One list: the title, a note below it, headings, and the rows."""

    title: str
    note: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


def list_workbook(title: str, note: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet."""
    return sheets_workbook([Sheet(title, note, columns, list(rows))])


def sheets_workbook(sheets: Iterable[Sheet]) -> bytes:
    """One sheet for each list: the title, a note below it, headings that repeat on every printed page, and the rows.

    An empty cell means that there is no value; 0 is written as 0. Decimals become Excel's numbers, which hold 15
    digits: enough for every amount that the portal takes. Titles differ from each other.
    """
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for each in sheets:
            sheet = book.add_worksheet(_sheet_name(each.title))
            _lay_out(book, sheet, each.title, each.note, each.columns)
            _fill(book, sheet, each)
    return content.getvalue()


def _fill(book: xlsxwriter.Workbook, sheet: "xlsxwriter.worksheet.Worksheet", listed: Sheet) -> None:
    formats = [_cell_format(book, column) for column in listed.columns]
    day = book.add_format({**FONT, "border": 1, "num_format": "yyyy-mm-dd", "align": "center"})
    moment = book.add_format({**FONT, "border": 1, "num_format": "yyyy-mm-dd hh:mm:ss", "align": "center"})
    last = HEADING_ROW
    for last, row in enumerate(listed.rows, HEADING_ROW + 1):
        for place, (value, style) in enumerate(zip(row, formats, strict=True)):
            timed = moment if isinstance(value, datetime) else day
            _write(sheet, last, place, value, timed if isinstance(value, date) else style)
        if (lines := _lines(row, listed.columns)) > 1:
            sheet.set_row(last, min(lines * LINE, TALLEST))
    sheet.autofilter(HEADING_ROW, 0, last, len(listed.columns) - 1)


def _lines(row: Sequence[Cell], columns: Sequence[Column]) -> int:
    """How many lines the longest of the row's texts needs where it is wrapped."""
    wrapped = (
        (value, column.width) for value, column in zip(row, columns, strict=True) if column.wrap and not column.number
    )
    return max((lines_needed(value, width) for value, width in wrapped if isinstance(value, str)), default=1)


def _sheet_name(title: str) -> str:
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:31] or "Sheet1"


def _lay_out(
    book: xlsxwriter.Workbook, sheet: "xlsxwriter.worksheet.Worksheet", title: str, note: str, columns: Sequence[Column]
) -> None:
    """Title, note, headings; A4 landscape, as wide as the page."""
    heading = {**FONT, "bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#E3F0EE"}
    sheet.write_string(0, 0, title, book.add_format({"font_name": "黑体", "font_size": 16, "valign": "vcenter"}))
    sheet.write_string(1, 0, note, book.add_format({**FONT, "font_color": "#52606C"}))
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(HEADING_ROW, place, column.heading, book.add_format(heading))
    sheet.set_row(0, 28)
    sheet.set_row(HEADING_ROW, 32)
    sheet.freeze_panes(HEADING_ROW + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)
    sheet.set_footer("&C&P / &N")


def _cell_format(book: xlsxwriter.Workbook, column: Column) -> "xlsxwriter.format.Format":
    looks = {**FONT, "border": 1, "text_wrap": column.wrap}
    return book.add_format({**looks, "num_format": column.number, "align": "right"} if column.number else looks)


def _write(
    sheet: "xlsxwriter.worksheet.Worksheet", row: int, place: int, value: Cell, style: "xlsxwriter.format.Format"
) -> None:
    if value is None or value == "":
        sheet.write_blank(row, place, None, style)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, place, value.replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), style)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, place, value, style)
    else:  # "=1+1" or "http://…" that somebody typed is theirs to read, not Excel's to run
        sheet.write_string(row, place, _printable(value), style)


def lines_needed(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a column of so many characters; a Chinese one takes two.

    Readers other than Excel make no room for them by themselves.
    """
    return sum(max(1, ceil(_columns_of(line) / max(1.0, width - 1))) for line in text.split("\n"))


def _columns_of(line: str) -> int:
    """How wide a line is, in Latin letters."""
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in line)


def number_format(decimals: int) -> str:
    """Excel's number format for figures in groups of three with so many decimals."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _printable(text: str) -> str:
    """Without characters that XML cannot carry."""
    return "".join(letter for letter in text if letter in "\n\t" or letter >= " ")
