"""A workbook that came back, read by what its own hidden sheet says of it: rows by their key, columns by heading.

So it does not matter whether rows were sorted or left out, columns were inserted, or the sheet got another name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indicators.roundbook import facts
from indicators.roundbook.facts import Base, Facts, Unfit, carried
from indicators.roundbook.layout import NEEDED, Column
from wastefree.lib.sheets import EMPTY, Cell, Sheet, Workbook, address

# The heading row is looked for among so many rows: nobody writes more above it.
HEADING_ROWS = 30


@dataclass(frozen=True)
class Row:
    """One row with the base that its key names; None where the workbook gave out no such row."""

    number: int
    code: str
    base: Base | None
    cells: Mapping[Column, Cell]
    sheet: str
    columns: Mapping[Column, int]

    def cell(self, column: Column) -> Cell:
        return self.cells.get(column, EMPTY)

    def address(self, column: Column) -> str:
        """H12."""
        return address(self.number, self.columns.get(column, 0))


@dataclass(frozen=True)
class Filled:
    """All that came back: the facts, the rows in their order, what was hidden, which sheets were passed over."""

    facts: Facts
    sheet: str
    rows: tuple[Row, ...]
    hidden: tuple[int, ...]
    passed_over: tuple[str, ...]


def read(workbook: Workbook) -> Filled:
    """Raises `Unfit`: none of ours, of another format, damaged, or without its sheet or columns."""
    own = next((sheet for sheet in workbook.sheets if sheet.name == facts.SHEET), None)
    if own is None:
        raise Unfit("not_ours")
    known = facts.unpack([[cell.text for cell in row] for row in own.rows])
    others = [sheet for sheet in workbook.sheets if sheet is not own]
    sheet, heading, columns = _entries(others, known)
    rows = tuple(_rows(sheet, heading, columns, known))
    hidden = tuple(sorted(row.number + 1 for row in rows if row.number in sheet.hidden_rows))
    passed = tuple(each.name for each in others if each is not sheet and _looks_like(each, known))
    return Filled(known, sheet.name, rows, hidden, passed)


def _entries(sheets: list[Sheet], known: Facts) -> tuple[Sheet, int, Mapping[Column, int]]:
    """The sheet of entries, under its own name if it kept it; its heading row; its columns."""
    for sheet in sorted(sheets, key=lambda each: each.name != known.stamp.sheet):
        if found := _headings(sheet, known):
            return sheet, *found
    raise Unfit("no_sheet", sheet=known.stamp.sheet)


def _looks_like(sheet: Sheet, known: Facts) -> bool:
    return _headings(sheet, known) is not None


def _headings(sheet: Sheet, known: Facts) -> tuple[int, Mapping[Column, int]] | None:
    """The first row that has all headings that are needed."""
    wanted = {text: Column(name) for name, text in known.stamp.headings.items()}
    for number, row in enumerate(sheet.rows[:HEADING_ROWS]):
        found: dict[Column, int] = {}
        for place, cell in enumerate(row):
            if column := wanted.get(carried(cell.text)):
                found.setdefault(column, place)
        if all(column in found for column in NEEDED):
            return number, found
    return None


def _rows(sheet: Sheet, heading: int, columns: Mapping[Column, int], known: Facts) -> Iterator[Row]:
    """Those below the headings that hold anything in the columns that count."""
    counting = [columns[column] for column in NEEDED]
    for number in range(heading + 1, len(sheet.rows)):
        if all(sheet.cell(number, place).is_blank for place in counting):
            continue
        cells = {column: sheet.cell(number, place) for column, place in columns.items()}
        code = carried(cells[Column.CODE].text)
        yield Row(number, code, known.rows.get(code), cells, sheet.name, columns)
