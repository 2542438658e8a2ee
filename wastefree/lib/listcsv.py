"""A list as CSV, for programs. `listbook` has the same for people."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

Value = str | int | Decimal | date | None

# What makes a spreadsheet take a text of a CSV file for a formula, in either width.
_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")


def list_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A CSV file that Excel opens with its Chinese whole (UTF-8 with a mark), and in which no text is a formula."""
    return csv_lines([headings, *rows])


def csv_lines(lines: Iterable[Sequence[Value]]) -> bytes:
    """The same of lines that are not all alike: titles, empty lines, notes between the rows."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for values in lines:
        writer.writerow([_harmless(value) for value in values])
    return buffer.getvalue().encode("utf-8-sig", "replace")


def _harmless(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    return "" if value is None else str(value)
