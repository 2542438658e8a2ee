"""Reading an edition from a workbook: everything in it is judged, and each thing that is wrong is named by its cell."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from indicators.aggregation import Accumulation
from indicators.editionbooks.columns import INDICATORS, QUANTITIES, Column, Sheet
from indicators.formulas import FormulaError, parse
from indicators.library import LibraryIndicator, LibraryQuantity
from indicators.wording import formula_error
from wastefree.lib.numbers import normalize
from wastefree.lib.sheets import Sheet as ReadSheet
from wastefree.lib.sheets import Workbook, address
from wastefree.lib.tables import Row, Table, find_table

SEPARATORS = re.compile(r"\s*[;；\n]\s*")
MOST_DECIMALS = 6
MOST_NUMBER = 9999
CODE = r"[a-z][a-z0-9_]*"  # what a formula can name
LONG = frozenset({"explanation", "calculation", "aliases"})  # line breaks in these are meant


@dataclass(frozen=True)
class Problem:
    """Why the workbook cannot be taken: the cell, what stands in it, and what is wrong with that."""

    sheet: str
    cell: str
    text: str
    problem: str


@dataclass(frozen=True)
class Content:
    """What the workbook says; to be used only if there are no problems. `passed_over` are sheets without a table."""

    quantities: tuple[LibraryQuantity, ...]
    indicators: tuple[LibraryIndicator, ...]
    problems: tuple[Problem, ...]
    passed_over: tuple[str, ...]


@dataclass
class _Reader:
    """Reads row after row and collects what is wrong."""

    problems: list[Problem] = field(default_factory=list)
    quantities: dict[str, LibraryQuantity] = field(default_factory=dict)

    def complain(self, row: Row, name: str, words: str) -> None:
        sheet, cell = row.address(name)
        self.problems.append(Problem(sheet, cell, row.get(name).text, words))

    # --- cells ---------------------------------------------------------------------------------------------------

    def fields(self, row: Row, layout: Sheet) -> dict[str, Any]:
        """The cells of a row in the shape of the value's fields; columns that the sheet lacks count as blank."""
        return {column.field: self._value(row, column) for column in layout.columns}

    def _value(self, row: Row, column: Column) -> Any:
        cell = row.get(column.field)
        if cell.formula_without_value:
            self.complain(row, column.field, _("单元格里是 Excel 公式，没有存下计算结果。请改成文字或数值。"))
            return "" if column.words is None else column.words.get("")
        text = _text(cell.text, column.field)
        if column.words is not None:
            return self._word(row, column, text)
        if column.field == "number":
            return self._whole(row, column, text, 1, MOST_NUMBER) if text else None
        if column.field == "decimals":
            return self._whole(row, column, text, 0, MOST_DECIMALS) if text else 2
        if column.field == "aliases":
            return tuple(name for name in SEPARATORS.split(text) if name)
        if column.limit and len(text) > column.limit:
            self.complain(row, column.field, _("太长：最多 %(limit)s 个字。") % {"limit": column.limit})
        return text

    def _word(self, row: Row, column: Column, text: str) -> Any:
        words = column.words or {}
        known = normalize(text).lower()
        if known not in words:
            said = "、".join(column.choices)
            words_of = _("请填写：%(words)s。") if not text else _("看不懂，请写：%(words)s。")
            self.complain(row, column.field, words_of % {"words": said})
            return next(iter(words.values()))
        return words[known]

    def _whole(self, row: Row, column: Column, text: str, least: int, most: int) -> int:
        plain = normalize(text)
        if not re.fullmatch(r"[0-9]{1,6}", plain) or not least <= int(plain) <= most:
            self.complain(
                row, column.field, _("请填写 %(least)s 到 %(most)s 的整数。") % {"least": least, "most": most}
            )
            return least
        return int(plain)

    # --- quantities ----------------------------------------------------------------------------------------------

    def read_quantities(self, rows: Iterable[Row]) -> None:
        read = [(row, self._quantity(row)) for row in rows]
        for row, quantity in read:
            if quantity is not None and quantity.part_of:
                self._check_part(row, quantity)

    def _quantity(self, row: Row) -> LibraryQuantity | None:
        fields = self.fields(row, QUANTITIES)
        code = fields["code"]
        if not re.fullmatch(CODE, code):
            self.complain(row, "code", _("请填写代码：小写字母开头，只用小写字母、数字和下划线。"))
            return None
        if code in self.quantities:
            self.complain(row, "code", _("代码重复。"))
            return None
        if not fields["name"]:
            self.complain(row, "name", _("缺少名称。"))
        fields["accumulation"] = Accumulation(fields["accumulation"])
        self.quantities[code] = LibraryQuantity(**fields)
        return self.quantities[code]

    def _check_part(self, row: Row, quantity: LibraryQuantity) -> None:
        seen, above = {quantity.code}, quantity.part_of
        if above not in self.quantities:
            self.complain(row, "part_of", _("“数据项”表里没有代码 %(code)s。") % {"code": above})
            return
        while above:
            if above in seen:
                self.complain(row, "part_of", _("两个数据项不能互为其中项。"))
                return
            seen.add(above)
            whole = self.quantities.get(above)
            above = whole.part_of if whole else ""

    # --- indicators ----------------------------------------------------------------------------------------------

    def read_indicators(self, rows: Iterable[Row]) -> Iterator[LibraryIndicator]:
        names: set[str] = set()
        numbers: set[int] = set()
        for row in rows:
            fields = self.fields(row, INDICATORS)
            if not fields["name"]:
                self.complain(row, "name", _("缺少指标名称。"))
            elif fields["name"] in names:
                self.complain(row, "name", _("指标名称重复。"))
            if fields["number"] in numbers:
                self.complain(row, "number", _("序号重复。"))
            if fields["level2"] and not fields["level1"]:
                self.complain(row, "level1", _("有二级指标时，请写明一级指标。"))
            names.add(fields["name"])
            numbers |= {fields["number"]} - {None}
            yield LibraryIndicator(**fields, quantities=self._needed(row, fields["formula"]))

    def _needed(self, row: Row, formula: str) -> tuple[LibraryQuantity, ...]:
        if not formula:
            return ()
        try:
            names = parse(formula).names
        except FormulaError as error:
            self.complain(row, "formula", formula_error(error))
            return ()
        unknown = sorted(names - self.quantities.keys())
        if unknown:
            words = _("“数据项”表里没有：%(names)s。请先补上，或改正代码。") % {"names": "、".join(unknown)}
            self.complain(row, "formula", words)
        return tuple(quantity for code, quantity in self.quantities.items() if code in names)


def read_content(workbook: Workbook) -> Content:
    """Never raises: what is wrong is said in `problems`."""
    reader = _Reader()
    quantities, indicators, passed_over = _tables(workbook, reader)
    if not indicators:
        first = workbook.sheets[0].name if workbook.sheets else ""
        words = _("没有找到“指标”表：标题行里要有“指标名称”一列。请用下载的模板填写。")
        reader.problems.append(Problem(first, "A1", "", words))
    for table in quantities:
        reader.read_quantities(table.rows)
    read = tuple(each for table in indicators for each in reader.read_indicators(table.rows))
    if indicators and not read:
        words = _("“指标”表里没有指标。")
        reader.problems.append(Problem(indicators[0].sheet.name, "A2", "", words))
    return Content(tuple(reader.quantities.values()), read, tuple(reader.problems), tuple(passed_over))


def _tables(workbook: Workbook, reader: _Reader) -> tuple[list[Table], list[Table], list[str]]:
    quantities: list[Table] = []
    indicators: list[Table] = []
    passed_over: list[str] = []
    for sheet in workbook.sheets:
        for layout, tables in ((QUANTITIES, quantities), (INDICATORS, indicators)):
            table = find_table(sheet, layout.headings, set(layout.required))
            if table is not None:
                tables.append(table)
                reader.problems += _strange(table)
                break
        else:
            if _has_content(sheet):
                passed_over.append(sheet.name)
    return quantities, indicators, passed_over


def _strange(table: Table) -> Iterator[Problem]:
    """Columns and rows that would be lost without a word."""
    top = table.heading_rows.stop - 1
    for column, heading in table.unknown_columns:
        words = _("平台不认识这一列。请改成模板里的列名，或删掉整列。")
        yield Problem(table.sheet.name, address(top, column), heading, words)
    for row in table.notes:
        cells = table.sheet.rows[row]
        column = next(place for place, cell in enumerate(cells) if not cell.is_blank)
        words = _("这一行不像指标或数据项。请改正，或删掉这一行。")
        yield Problem(table.sheet.name, address(row, column), cells[column].text, words)


def _text(text: str, name: str) -> str:
    """Without stray spaces; line breaks are kept where they are meant."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return ("\n" if name in LONG else " ").join(line for line in lines if line)


def _has_content(sheet: ReadSheet) -> bool:
    return any(not cell.is_blank for cells in sheet.rows for cell in cells)
