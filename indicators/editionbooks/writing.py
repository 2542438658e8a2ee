"""Writing an edition as a workbook: the two sheets that `reading` reads."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from indicators.editionbooks.columns import INDICATORS, QUANTITIES, Column, Sheet
from indicators.library import Edition, LibraryIndicator, LibraryQuantity

SEPARATOR = "；"
# Rows for which Excel offers the words that a cell may have, beyond those that are filled.
OFFERED_ROWS = 200
TEXT = {"font_name": "宋体", "font_size": 11, "valign": "top", "text_wrap": True, "border": 1}


def edition_workbook(edition: Edition) -> bytes:
    """All that the edition says of its indicators and quantities."""
    return _workbook(edition.indicators, edition.quantities)


def blank_workbook() -> bytes:
    """The same sheets without rows, to fill in."""
    return _workbook((), ())


def _workbook(indicators: Iterable[LibraryIndicator], quantities: Iterable[LibraryQuantity]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        _write(book, INDICATORS, list(indicators))
        _write(book, QUANTITIES, list(quantities))
    return buffer.getvalue()


def _write(book: xlsxwriter.Workbook, layout: Sheet, rows: Sequence[LibraryIndicator | LibraryQuantity]) -> None:
    sheet = book.add_worksheet(layout.name)
    heading = book.add_format({**TEXT, "bold": True, "bg_color": "#E3F0EE", "align": "center", "valign": "vcenter"})
    cell = book.add_format({**TEXT, "num_format": "@"})
    figure = book.add_format({**TEXT, "num_format": "0"})
    for place, column in enumerate(layout.columns):
        _head(sheet, place, column, heading, len(rows) + OFFERED_ROWS)
        for line, row in enumerate(rows, 1):
            said = _said(column, row)
            if isinstance(said, int):
                sheet.write_number(line, place, said, figure)
            elif said:
                sheet.write_string(line, place, said, cell)
            else:
                sheet.write_blank(line, place, None, cell)
    sheet.freeze_panes(1, 4 if layout is INDICATORS else 2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _head(
    sheet: "xlsxwriter.worksheet.Worksheet",
    place: int,
    column: Column,
    style: "xlsxwriter.format.Format",
    rows: int,
) -> None:
    sheet.set_column(place, place, column.width)
    sheet.write_string(0, place, column.heading, style)
    if column.note:
        sheet.write_comment(0, place, str(column.note))
    if column.words:
        offered = {"validate": "list", "source": column.choices, "error_type": "warning"}
        sheet.data_validation(1, place, rows, place, offered)


def _said(column: Column, row: LibraryIndicator | LibraryQuantity) -> str | int | None:
    """What stands in the cell of a row; numbers as numbers."""
    value = getattr(row, column.field)
    if column.words is not None:
        return column.word(value.value if column.field == "accumulation" else value)
    if isinstance(value, tuple):
        return SEPARATOR.join(value)
    if isinstance(value, int) or value is None:
        return value
    return str(value)
