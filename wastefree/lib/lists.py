"""A plain list as a workbook or as CSV. Text stays text: whoever opens the file, no cell of it is ever a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

Value = str | int | Decimal | date | datetime | None

# Characters that XML 1.0 cannot hold; Excel calls a file with one of them damaged.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What makes a spreadsheet take a text of a CSV file for a formula, in either width.
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")
_LONGEST = 32_767
_WIDTHS = (8, 60)


def list_workbook(title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """An .xlsx with one sheet: headings that stay in sight, a filter, columns as wide as their contents.

    Moments are written as they stand, so they must be in the portal's time zone and bear none.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
        bold = book.add_format({"bold": True, "bg_color": "#E3F0EE", "bottom": 1, "valign": "vcenter"})
        plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        days = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})
        widths = [_width(heading) for heading in headings]
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        last = 0
        for last, values in enumerate(rows, start=1):
            for column, value in enumerate(values):
                widths[column] = max(widths[column], _write(sheet, last, column, value, plain, days))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width + 2, _WIDTHS[0]), _WIDTHS[1]))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(headings) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue()


def list_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A CSV file that Excel opens with its Chinese whole (UTF-8 with a mark)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(headings)
    for values in rows:
        writer.writerow([_harmless(value) for value in values])
    return buffer.getvalue().encode("utf-8-sig", "replace")


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    value: Value,
    plain: xlsxwriter.format.Format,
    days: xlsxwriter.format.Format,
) -> int:
    """Writes one cell as what it is; says how wide it is."""
    match value:
        case None:
            return 0
        case datetime():
            sheet.write_datetime(row, column, value)
            return 19
        case date():
            sheet.write_datetime(row, column, value, days)
            return 10
        case int() | Decimal():
            sheet.write_number(row, column, value)
            return len(str(value))
        case _:
            text = _UNWRITABLE.sub("", value)[:_LONGEST]
            sheet.write_string(row, column, text, plain)
            return max(map(_width, text.splitlines()), default=0)


def _harmless(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    return "" if value is None else str(value)


def _width(text: str) -> int:
    """In halves of a Chinese character."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)
