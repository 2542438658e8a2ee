"""What was read: workbooks, sheets, cells. Rows and columns count from 0; addresses are as in Excel."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from xlsxwriter.utility import xl_rowcol_to_cell

Value = str | Decimal | date | bool | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    `value` is a number as typed (0.412 for a cell that shows 41.2%), a date (a datetime where there is a time
    of day), a truth value, a text, or None. `text` is what a person means by it: `41.2%`, with all digits,
    never rounded; a date as 2025-03-04; the number format's own words kept (`3万吨` where it adds 万吨).
    """

    value: Value
    text: str
    formula_without_value: bool = False
    number_format: str = "General"

    @property
    def is_blank(self) -> bool:
        return not self.text and not self.formula_without_value


EMPTY = Cell(None, "")


@dataclass(frozen=True, slots=True)
class Range:
    """A block of merged cells, all four bounds included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """A sheet. Rows end at their last cell with content, and the sheet at its last such row."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Range, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden: bool = False

    def cell(self, row: int, column: int) -> Cell:
        """The cell as it is stored; EMPTY outside of what was read."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return EMPTY

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The top left cell of the merged block that covers this cell, or the cell itself."""
        return self._anchors.get((row, column), (row, column))

    @cached_property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    @cached_property
    def _anchors(self) -> dict[tuple[int, int], tuple[int, int]]:
        return {
            (row, column): (block.first_row, block.first_column)
            for block in self.merged
            for row in range(block.first_row, min(block.last_row + 1, len(self.rows)))
            for column in range(block.first_column, min(block.last_column + 1, self.width))
        }


@dataclass(frozen=True, slots=True)
class Workbook:
    sheets: tuple[Sheet, ...]


def address(row: int, column: int) -> str:
    """(6, 1) is B7."""
    return str(xl_rowcol_to_cell(row, column))
