"""An annex as it was written: rows of texts, each with the sheet and the cell that it stands in. Nothing is judged here."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from wastefree.lib.headings import Headings, is_year
from wastefree.lib.numbers import normalize
from wastefree.lib.sheets import Workbook, address
from wastefree.lib.tables import Row, Table, find_tables

NOTHING = frozenset({"", "-", "--", "—", "——", "/", "//", "\\", "无", "暂无"})
YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])\s*年?")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the annex that could not be read: where, what stands there, and what is wrong, for the office."""

    sheet: str
    cell: str
    text: str
    problem: str


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a cell, and where. An absent column is blank and has the address of its row's first cell."""

    text: str
    sheet: str
    cell: str

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands there, or one of the signs for nothing."""
        return normalize(self.text) in NOTHING

    @property
    def says_none(self) -> bool:
        """Whether one of the signs for nothing stands there: that says more than an empty cell."""
        return self.is_blank and bool(normalize(self.text))

    def problem(self, words: str) -> Problem:
        return Problem(self.sheet, self.cell, self.text, words)


@dataclass(frozen=True)
class Layout:
    """How tables of one kind are recognized: the usual headings of each field, and the fields that a table must have.

    Of columns under a heading in `ignored` the portal knows what they are, and does not keep them.
    """

    fields: Mapping[str, tuple[str, ...]]
    required: frozenset[str]
    ignored: tuple[str, ...] = ()

    @property
    def headings(self) -> Mapping[str, tuple[str, ...]]:
        """All that are understood; those ignored stand for themselves, since a table can have several of them."""
        return {**self.fields, **{f"ignored {heading}": (heading,) for heading in self.ignored}}


@dataclass(frozen=True)
class AnnexRow:
    """A row of the annex: the texts of its fields, of those that come by year by year, and the section above it."""

    cells: Mapping[str, Written]
    years: Mapping[str, Mapping[int, Written]]
    first: Written
    section: str = ""
    table: "AnnexTable | None" = field(default=None, repr=False, compare=False)

    def __getitem__(self, name: str) -> Written:
        return self.cells.get(name, self.first)

    def by_year(self, name: str) -> Mapping[int, Written]:
        return self.years.get(name, {})


@dataclass(frozen=True)
class AnnexTable:
    """A table with what stands around it: `above` the texts over its heading, `below` those of its footnotes."""

    sheet: str
    headings: Mapping[str, str]
    above: tuple[str, ...]
    below: tuple[str, ...]

    @property
    def year_above(self) -> int | None:
        """The one year that the titles name: 2024年无废细胞创建任务."""
        years = {int(year) for text in self.above for year in YEAR.findall(normalize(text))}
        return years.pop() if len(years) == 1 else None


@dataclass(frozen=True)
class Annex:
    """All rows of one kind in a file, and what could not be read of it."""

    sheets: tuple[str, ...]
    rows: tuple[AnnexRow, ...]
    problems: tuple[Problem, ...]


def read(workbook: Workbook, layout: Layout) -> Annex | None:
    """The rows of all tables of the layout's kind; None when the file has no such table.

    What people have hidden is not taken, and told.
    """
    tables = find_tables(workbook, layout.headings, set(layout.required))
    if not tables:
        return None
    rows: list[AnnexRow] = []
    problems: list[Problem] = []
    for table in tables:
        if table.sheet.hidden:
            problems.append(Problem(table.sheet.name, "A1", "", _("工作表被隐藏，没有读入；要导入请先取消隐藏。")))
            continue
        around = _around(table)
        problems += [*_unknown_columns(table), *_further_tables(table, layout)]
        for row in table.rows:
            if row.hidden:
                problems.append(_first(row).problem(_("这一行被隐藏，没有读入；要导入请先取消隐藏。")))
            elif not row.is_total:
                problems += _formulas(row)
                rows.append(_row(row, layout, around))
    return Annex(tuple(sheet.name for sheet in workbook.sheets), tuple(rows), tuple(problems))


def width(workbook: Workbook, layout: Layout) -> int:
    """How many fields of the layout the best table of the file has: the more, the likelier it is of that kind."""
    tables = find_tables(workbook, layout.headings, set(layout.required))
    return max((len(layout.fields.keys() & {*table.columns, *table.years}) for table in tables), default=0)


def _row(row: Row, layout: Layout, around: AnnexTable) -> AnnexRow:
    """Cells that are blank keep their address, so that a problem with them can be found."""
    names = layout.fields
    cells = {name: _written(row, name) for name in names if name in row.table.columns}
    years = {
        name: {year: _written(row, name, year) for year in row.table.years[name]}
        for name in names
        if name in row.table.years
    }
    return AnnexRow(cells, years, _first(row), row.section, around)


def _written(row: Row, name: str, year: int | None = None) -> Written:
    return Written(" ".join(row.get(name, year).text.split()), *row.address(name, year))


def _first(row: Row) -> Written:
    return Written("", row.table.sheet.name, address(row.index, 0))


def _around(table: Table) -> AnnexTable:
    sheet = table.sheet
    above = [cell.text for index in range(table.heading_rows.start) for cell in sheet.rows[index] if cell.text]
    below = [cell.text for index in table.notes for cell in sheet.rows[index] if cell.text]
    headings = {name: table.headings.get(column, "") for name, column in table.columns.items()}
    return AnnexTable(sheet.name, headings, tuple(above), (*below, *table.headings.values()))


def _unknown_columns(table: Table) -> Iterator[Problem]:
    """Columns with something in them that were not read."""
    for column, heading in table.unknown_columns:
        if any(not table.sheet.cell(row.index, column).is_blank for row in table.rows):
            cell = address(table.heading_rows.stop - 1, column)
            yield Problem(
                table.sheet.name,
                cell,
                heading,
                _("不认识这一列的表头，整列没有读入。要导入请改成常用的表头，参照模板。"),
            )


def _further_tables(table: Table, layout: Layout) -> Iterator[Problem]:
    known = Headings(layout.headings)
    for index in table.notes:
        texts = [cell.text for cell in table.sheet.rows[index] if cell.text]
        named = [text for text in texts if known.names_field(text) and not is_year(text)]
        if len(named) > 2 and 2 * len(named) > len(texts):
            words = _("同一工作表里还有一个表，没有读入；请把它放到单独的工作表。")
            yield Problem(table.sheet.name, address(index, 0), " ".join(texts), words)


def _formulas(row: Row) -> Iterator[Problem]:
    """A formula whose result was never saved: only Excel could tell what it shows."""
    columns = [*row.table.columns.values(), *(c for years in row.table.years.values() for c in years.values())]
    for column in dict.fromkeys(columns):
        if row.table.sheet.cell(row.index, column).formula_without_value:
            words = _("单元格是公式，文件里没有计算结果；请用 Excel 打开并保存后再导入。")
            yield Problem(row.table.sheet.name, address(row.index, column), "", words)
