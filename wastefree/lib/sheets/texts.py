"""CSV as offices save it: UTF-8 with or without mark, GB18030, UTF-16 with mark; comma, semicolon or tab."""

import codecs
import csv
import io
from collections import Counter
from itertools import islice

from . import limits
from .model import EMPTY, Cell, Sheet, Workbook, address
from .refusal import UnusableFile

DELIMITERS = ",;\t"
SAMPLE_ROWS = 30


def read_csv(data: bytes, sheet: str) -> Workbook:
    """One sheet of texts, each value as typed. Raises UnusableFile."""
    text = decode(data)
    delimiter = find_delimiter(text)
    rows, left = [], limits.MAX_CELLS
    try:
        for number, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            rows.append(_row(sheet, number, values))
            left -= len(rows[-1])
            if left < 0:
                raise UnusableFile("too_many_cells", limit=limits.MAX_CELLS)
    except csv.Error as error:
        raise UnusableFile("damaged") from error
    while rows and not rows[-1]:
        rows.pop()
    return Workbook((Sheet(sheet, tuple(rows)),))


def decode(data: bytes) -> str:
    """The text in the first encoding that fits all of it."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnusableFile("encoding")


def find_delimiter(text: str) -> str:
    """The delimiter under which most of the first rows have the same number of columns, above one."""
    return max(DELIMITERS, key=lambda delimiter: _agreement(text, delimiter))


def _agreement(text: str, delimiter: str) -> tuple[int, int]:
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), SAMPLE_ROWS))
    except csv.Error:
        return 0, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _row(sheet: str, number: int, values: list[str]) -> tuple[Cell, ...]:
    cells = [_cell(value) for value in values]
    while cells and cells[-1].is_blank:
        cells.pop()
    if cells and (number >= limits.MAX_ROWS or len(cells) > limits.MAX_COLUMNS):
        bounds = {"rows": limits.MAX_ROWS, "columns": limits.MAX_COLUMNS}
        raise UnusableFile("too_far", sheet=sheet, cell=address(number, len(cells) - 1), **bounds)
    long = next((column for column, cell in enumerate(cells) if len(cell.text) > limits.MAX_CELL_TEXT), None)
    if long is not None:
        place = address(number, long)
        raise UnusableFile("text_too_long", sheet=sheet, cell=place, limit=limits.MAX_CELL_TEXT)
    return tuple(cells)


def _cell(value: str) -> Cell:
    return Cell(value, value) if value.strip() else EMPTY
