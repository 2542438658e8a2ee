"""Finding the table in a sheet that was made by hand.

Above it stand titles, its heading may take several rows, cells are merged, sections and footnotes come between and
below. Nothing is dropped silently: every row with content in it is a row of the table, a section, a repeated
heading, or listed in `notes`.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from .headings import Heading, Headings, fold
from .sheets import EMPTY, Cell, Sheet, Workbook, address

HEADING_SEARCH_ROWS = 30
HEADING_ROWS = 3

_LABEL = re.compile(r"(注|备注|说明|附注|填表说明|填报说明|数据来源|资料来源)[0-9]*[:.、]?")
_NOTE = re.compile(_LABEL.pattern.removesuffix("?") + ".*", re.DOTALL)
_SIGNATURE = re.compile(r"(填表人|填报人|制表人?|审核人|负责人|单位负责人|联系人|填表日期|填报日期):.*", re.DOTALL)
_SECTION = re.compile(
    r"[一二三四五六七八九十]+、.*|[(（][一二三四五六七八九十]+[)）].*|第[一二三四五六七八九十]+(部分|类|章).*",
    re.DOTALL,
)
_TOTAL = re.compile(r"(全[省市县区旗])?(合计|总计|小计|共计)[:：]?")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the body; a merged cell counts for all rows and columns that it covers."""

    table: "Table" = field(repr=False)
    index: int
    section: str
    is_total: bool
    hidden: bool

    def get(self, name: str, year: int | None = None) -> Cell:
        """The field's cell, EMPTY where the table has no such column."""
        place = self.place(name, year)
        return self.table.sheet.cell(*place) if place else EMPTY

    def years(self, name: str) -> dict[int, Cell]:
        """The cells of a field that has one column a year."""
        return {year: self.get(name, year) for year in self.table.years.get(name, {})}

    def place(self, name: str, year: int | None = None) -> tuple[int, int] | None:
        """Row and column, from 0, of the cell that holds the value: of a merged block its first cell."""
        column = self.table.columns.get(name) if year is None else self.table.years.get(name, {}).get(year)
        return None if column is None else self.table.sheet.anchor(self.index, column)

    def address(self, name: str, year: int | None = None) -> tuple[str, str]:
        """Sheet and cell, ("附件1", "B7"); of a field without a column the first cell of the row."""
        return self.table.sheet.name, address(*(self.place(name, year) or (self.index, 0)))


@dataclass(frozen=True)
class Table:
    """A table found in a sheet.

    `columns` has the fields with one column, `years` the columns of fields that come by year (a field with a single
    column under a year is in both). `unknown_columns` are (column, heading as written); `headings` the heading of
    every column as written, with its unit in brackets if it has one. `notes` are the rows left out as notes.
    """

    sheet: Sheet
    heading_rows: range
    columns: Mapping[str, int]
    years: Mapping[str, Mapping[int, int]]
    headings: Mapping[int, str]
    unknown_columns: tuple[tuple[int, str], ...]
    rows: tuple[Row, ...] = ()
    notes: tuple[int, ...] = ()


def find_tables(workbook: Workbook, headings: Mapping[str, tuple[str, ...]], required: set[str]) -> tuple[Table, ...]:
    """The tables of all sheets that have one, hidden sheets included (`table.sheet.hidden`)."""
    found = (find_table(sheet, headings, required) for sheet in workbook.sheets)
    return tuple(table for table in found if table is not None)


def find_table(sheet: Sheet, headings: Mapping[str, tuple[str, ...]], required: set[str]) -> Table | None:
    """The first table of the sheet whose heading names all required fields, or None.

    `headings` gives each field's synonyms, as `Headings` compares them.
    """
    known = Headings(headings)
    searched = range(min(HEADING_SEARCH_ROWS, len(sheet.rows)))
    bands = [band for row in searched for band in _bands(sheet, known, row) if required <= band.fields]
    if not bands:
        return None
    bands = [band for band in bands if len(band.found) > 1] or bands  # a title alone can read like a heading (任务清单)
    end = min(band.rows.stop for band in bands)
    first = [band for band in bands if band.rows.start < end]  # the others head other tables, or repeat this one
    return _with_body(max(first, key=Band.rank).table(sheet), known, required)


@dataclass(frozen=True)
class Band:
    """Rows read as one heading."""

    rows: range
    found: Mapping[int, Heading]
    headings: Mapping[int, str]

    @property
    def fields(self) -> set[str]:
        return {heading.field for heading in self.found.values()}

    def rank(self) -> tuple[int, int, int, int]:
        """More columns are better, then more years, then fewer rows that add nothing, below and above."""
        distinct = set(self.found.values())
        years = sum(heading.year is not None for heading in distinct)
        return len(distinct), years, -self.rows.stop, self.rows.start

    def table(self, sheet: Sheet) -> Table:
        columns: dict[str, list[int]] = {}
        years: dict[str, dict[int, int]] = {}
        taken: dict[Heading, int] = {}
        for column, heading in self.found.items():
            if taken.setdefault(heading, column) == column:
                columns.setdefault(heading.field, []).append(column)
                if heading.year is not None:
                    years.setdefault(heading.field, {})[heading.year] = column
        single = {name: places[0] for name, places in columns.items() if len(places) == 1 or (name not in years)}
        plain = {heading.field: column for heading, column in taken.items() if heading.year is None}
        used = set(taken.values())
        unknown = tuple((column, text) for column, text in self.headings.items() if column not in used)
        return Table(sheet, self.rows, single | plain, years, self.headings, unknown)


def _bands(sheet: Sheet, known: Headings, first: int) -> Iterator[Band]:
    """The rows from `first` on as a heading of one row, and of more as long as the next row reads as one."""
    last = min(first + HEADING_ROWS, HEADING_SEARCH_ROWS, len(sheet.rows))
    if not _own(sheet, first) or _hangs_down_into(sheet, first):
        return
    for stop in range(first + 1, last + 1):
        stacks = {column: _stack(sheet, range(first, stop), column) for column in range(sheet.width)}
        found = {column: known.read(stack[:-1], stack[-1]) for column, stack in stacks.items() if stack}
        if stop - first > 1 and not _reads_as_heading(sheet, stop - 1, found):
            return
        yield Band(
            range(first, stop),
            {column: heading for column, heading in found.items() if heading is not None},
            {column: " ".join(stack) for column, stack in stacks.items() if stack},
        )


def _hangs_down_into(sheet: Sheet, row: int) -> bool:
    """Whether a block merged from above reaches into the row: no heading begins in its middle."""
    return any(sheet.anchor(row, column)[0] < row for column in range(sheet.width))


def _reads_as_heading(sheet: Sheet, row: int, found: Mapping[int, Heading | None]) -> bool:
    own = _own(sheet, row)
    named = [column for column in own if found.get(column) is not None]
    return bool(named) and 2 * len(named) >= len(own)


def _stack(sheet: Sheet, rows: range, column: int) -> tuple[str, ...]:
    """The texts over each other in a column, the outermost first; merged cells once."""
    places = dict.fromkeys(_heading_place(sheet, row, column, rows) for row in rows)
    return tuple(text for place in places if (text := sheet.cell(*place).text.strip()))


def _heading_place(sheet: Sheet, row: int, column: int, rows: range) -> tuple[int, int]:
    """The cell that stands over a column: without merging (CSV) a group's name stands over its first column only."""
    for left in range(column, -1, -1):
        place = sheet.anchor(row, left)
        below = any(not sheet.cell(lower, left).is_blank for lower in range(row + 1, rows.stop))
        if left < column and not below:
            break
        if not sheet.cell(*place).is_blank:
            return place
        if not below:
            break
    return sheet.anchor(row, column)


def _with_body(table: Table, known: Headings, required: set[str]) -> Table:
    rows: list[Row] = []
    notes: list[int] = []
    section, in_notes, ended = "", False, False
    for index in range(table.heading_rows.stop, len(table.sheet.rows)):
        own = _own(table.sheet, index)
        if not own or (not ended and _repeats_heading(table, own)):
            continue
        ended = ended or _is_other_heading(known, own)
        row = Row(table, index, section, _is_total(own), index in table.sheet.hidden_rows)
        across = _across(table, index, own)
        complete = across < 2 and all(_has(row, name) for name in required)
        title = _section(table, own, across)
        in_notes = _is_signed(own) or (not complete and (in_notes or _is_note(own)))
        if ended or in_notes:
            notes.append(index)
        elif title:
            section = title
        elif complete or _is_row(row, required):
            rows.append(row)
        else:
            notes.append(index)
    return replace(table, rows=tuple(rows), notes=tuple(notes))


def _own(sheet: Sheet, row: int) -> dict[int, str]:
    """The texts that begin in this row, by column; not those of blocks merged from rows above."""
    return {
        column: cell.text.strip()
        for column, cell in enumerate(sheet.rows[row])
        if not cell.is_blank and sheet.anchor(row, column) == (row, column)
    }


def _has(row: Row, name: str) -> bool:
    years = row.table.years.get(name, {})
    return not row.get(name).is_blank or any(not row.get(name, year).is_blank for year in years)


def _is_row(row: Row, required: set[str]) -> bool:
    """A row that lacks something is a row all the same, unless it holds a lone text outside of all needed columns."""
    return any(_has(row, name) for name in required) or len(_texts(row.table, row.index)) > 1


def _texts(table: Table, index: int) -> set[tuple[int, int]]:
    """The places of all texts in a row, blocks merged from above included."""
    places = {table.sheet.anchor(index, column) for column in range(table.sheet.width)}
    return {place for place in places if not table.sheet.cell(*place).is_blank}


def _across(table: Table, index: int, own: Mapping[int, str]) -> int:
    """How many columns of the table the row's only text covers; 0 if it has several texts or none of its own."""
    if len(_texts(table, index)) != 1 or len(own) != 1:
        return 0
    place = (index, next(iter(own)))
    return sum(table.sheet.anchor(index, column) == place for column in table.headings)


def _section(table: Table, own: Mapping[int, str], across: int) -> str:
    """The text of a row that holds nothing else, merged across half of the table or numbered like a section."""
    text = next(iter(own.values())) if across else ""
    merged = across > 1 and 2 * across >= len(table.headings)
    return text if merged or _SECTION.fullmatch(text) else ""


def _is_note(own: Mapping[int, str]) -> bool:
    first = unicodedata.normalize("NFKC", next(iter(own.values())))
    return bool((len(own) == 1 and _NOTE.fullmatch(first)) or _LABEL.fullmatch(first))


def _is_signed(own: Mapping[int, str]) -> bool:
    """The line for names below a table (填表人: 审核人:), even where one stands in the column of a needed field."""
    return bool(_SIGNATURE.fullmatch(unicodedata.normalize("NFKC", next(iter(own.values())))))


def _is_total(own: Mapping[int, str]) -> bool:
    return any(_TOTAL.fullmatch(re.sub(r"\s", "", text)) for text in own.values())


def _repeats_heading(table: Table, own: Mapping[int, str]) -> bool:
    """On a new printed page the heading stands once more."""
    return len(own) > 1 and all(
        fold(text) and fold(text) in fold(table.headings.get(column, "")) for column, text in own.items()
    )


def _is_other_heading(known: Headings, own: Mapping[int, str]) -> bool:
    """Another table begins: most of the row names fields."""
    return 2 * sum(known.names_field(text) for text in own.values()) > len(own) > 2
