"""A round's workbook, from contents to bytes: the entry sheet, the guide, and the sheet that only the portal reads."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from indicators.roundbook.facts import SHEET, Base, carried, pack
from indicators.roundbook.layout import Book, Column, Line
from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure, plain
from wastefree.lib.listbook import FONT, lines_needed, number_format

HEADING_ROW = 2
FIRST_ROW = 3
A4 = 9
WIDTHS: Mapping[Column, float] = {
    Column.CODE: 16,
    Column.INDICATOR: 26,
    Column.QUANTITY: 30,
    Column.UNIT: 8,
    Column.ACCUMULATION: 12,
    Column.YEAR_BEFORE: 12,
    Column.PREVIOUS: 12,
    Column.FIGURE: 14,
    Column.NOT_APPLICABLE: 11,
    Column.PROVISIONAL: 12,
    Column.NOTE: 26,
    Column.STATE: 22,
}
SMALL = {Column.CODE: 1.3}  # how much more of a smaller letter fits in
GUIDE_WIDTH = 100
LINE_HEIGHT, LOWEST, HIGHEST = 14.5, 21.0, 409.0  # points
# What a sheet that is protected still allows: to make room, to look for something.
ALLOWED = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True}
LINE, HEAD, OPEN, SHUT, WARN = "#B5BEC4", "#E3F0EE", "#FFF9DB", "#F1F3F4", "#F7C9A9"
# Larger than any figure that the portal takes: where a quantity has no bound of its own.
ENDLESS = Decimal(10**14)
# How the rule of colours knows a count that does not fall; beside it stand the per cents of the others.
RISES = "rises"
Validation = dict[str, Any]


def write(book: Book) -> bytes:
    """The workbook as a file."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as out:
        _Writer(out, book).write()
    return content.getvalue()


class _Writer:
    def __init__(self, out: Workbook, book: Book) -> None:
        self.out, self.book, self.words = out, book, book.words
        self.columns = list(book.words.headings)
        self.place = {column: number for number, column in enumerate(self.columns)}
        self.last = FIRST_ROW + max(len(book.lines), 1) - 1
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def write(self) -> None:
        entries, guide, facts = (
            self.out.add_worksheet(name) for name in (self.words.sheet, self.words.guide_sheet, SHEET)
        )
        self._head(entries)
        self._body(entries)
        self._validate(entries)
        self._colour(entries)
        entries.protect("", ALLOWED)
        self._guide(guide)
        self._facts(facts)
        entries.activate()

    def _format(self, **looks: Any) -> Format:
        whole = {**FONT, **looks}
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self.out.add_format(whole)
        return self._formats[key]

    def _cell(self, **looks: Any) -> Format:
        return self._format(border=1, border_color=LINE, text_wrap=True, **looks)

    def _head(self, sheet: Worksheet) -> None:
        sheet.hide_gridlines(2)
        sheet.set_row(0, 28)
        sheet.set_row(HEADING_ROW, 34)
        sheet.write_string(0, 0, carried(self.words.title), self._format(font_name="黑体", font_size=16))
        sheet.write_string(1, 0, carried(self.words.note), self._format(font_color="#52606C"))
        head = self._cell(bold=True, align="center", bg_color=HEAD)
        for column, number in self.place.items():
            sheet.set_column(number, number, WIDTHS[column])
            sheet.write_string(HEADING_ROW, number, self.words.headings[column], head)
        sheet.set_column(len(self.columns), len(self.columns), 8, None, {"hidden": True})
        sheet.freeze_panes(FIRST_ROW, self.place[Column.UNIT])
        sheet.autofilter(HEADING_ROW, 0, self.last, len(self.columns) - 1)
        sheet.repeat_rows(HEADING_ROW)
        self._page(sheet)
        sheet.print_area(0, 0, self.last, len(self.columns) - 1)

    def _page(self, sheet: Worksheet) -> None:
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")

    def _body(self, sheet: Worksheet) -> None:
        soft = self._cell(font_color="#52606C")
        code = self._cell(font_color="#52606C", font_size=8)
        styles = {Column.QUANTITY: self._cell(), Column.CODE: code}
        for row, line in enumerate(self.book.lines, FIRST_ROW):
            texts = {
                Column.CODE: line.code,
                Column.INDICATOR: line.indicator,
                Column.QUANTITY: line.quantity,
                Column.UNIT: line.unit,
                Column.ACCUMULATION: line.accumulation,
                Column.STATE: line.state,
            }
            for column, text in texts.items():
                _write_text(sheet, row, self.place[column], text, styles.get(column, soft))
            sheet.set_row(row, _height({**texts, Column.NOTE: line.said.note}))
            for column, figure in ((Column.YEAR_BEFORE, line.year_before), (Column.PREVIOUS, line.previous)):
                if column in self.place:
                    self._figure(sheet, row, column, line, figure, bg_color="#FFFFFF", font_color="#52606C")
            self._inputs(sheet, row, line)
            _watch(sheet, row, len(self.columns), line)

    def _inputs(self, sheet: Worksheet, row: int, line: Line) -> None:
        looks = {"locked": not line.editable, "bg_color": OPEN if line.editable else SHUT}
        said = line.said
        absent = said.figure is NOT_APPLICABLE
        typed = None if absent or said.figure is MISSING else said.figure
        self._figure(sheet, row, Column.FIGURE, line, typed, **looks)
        ticked = self.words.yes if absent else ""
        _write_text(sheet, row, self.place[Column.NOT_APPLICABLE], ticked, self._cell(align="center", **looks))
        passing = self.words.provisional if said.provisional else self.words.final
        _write_text(sheet, row, self.place[Column.PROVISIONAL], passing, self._cell(align="center", **looks))
        _write_text(sheet, row, self.place[Column.NOTE], said.note, self._cell(**looks))

    def _figure(
        self, sheet: Worksheet, row: int, column: Column, line: Line, figure: Figure | None, **looks: Any
    ) -> None:
        """A number with no fewer decimals than it has; a step of progress in words; nothing is an empty cell."""
        place = self.place[column]
        if isinstance(figure, Decimal) and line.progress and figure in range(len(self.words.progress)):
            sheet.write_string(row, place, self.words.progress[int(figure)], self._cell(align="center", **looks))
        elif isinstance(figure, Decimal):
            shown = self._cell(align="right", num_format=number_format(max(line.decimals, _decimals(figure))), **looks)
            sheet.write_number(row, place, float(figure), shown)
        else:
            align = "center" if line.progress else "right"
            number = "General" if line.progress else number_format(line.decimals)
            text = self._absent(figure, column)
            _write_text(sheet, row, place, text, self._cell(align=align, num_format=number, **looks))

    def _absent(self, figure: Figure | None, column: Column) -> str:
        if column is Column.FIGURE:
            return ""
        return self.words.not_applicable if figure is NOT_APPLICABLE else "—"

    def _validate(self, sheet: Worksheet) -> None:
        """One rule for all cells that ask for the same: thousands of rows need a handful."""
        rules: dict[tuple[Any, ...], list[int]] = {}
        for row, line in enumerate(self.book.lines, FIRST_ROW):
            if line.editable:
                rules.setdefault((line.progress, line.hint, line.minimum, line.maximum), []).append(row)
        for (progress, hint, minimum, maximum), rows in rules.items():
            rule = self._steps() if progress else self._range(minimum, maximum)
            _apply(sheet, self.place[Column.FIGURE], rows, {**rule, "input_message": hint[:255]})
        every = sorted(row for rows in rules.values() for row in rows)
        if every:
            yes = self._list([self.words.yes], self.words.choose)
            _apply(sheet, self.place[Column.NOT_APPLICABLE], every, {**yes, "input_message": self.words.na_hint[:255]})
            passing = self._list([self.words.final, self.words.provisional], self.words.choose)
            hint = {"input_message": self.words.provisional_hint[:255]}
            _apply(sheet, self.place[Column.PROVISIONAL], every, {**passing, **hint})
            note = {"validate": "length", "criteria": "<=", "value": 2000, "error_type": "warning"}
            _apply(sheet, self.place[Column.NOTE], every, {**note, "input_message": self.words.note_hint[:255]})

    def _steps(self) -> Validation:
        return self._list(list(self.words.progress), self.words.choose)

    def _list(self, source: list[str], message: str) -> Validation:
        return {"validate": "list", "source": source, "error_message": message[:255]}

    def _range(self, minimum: Decimal | None, maximum: Decimal | None) -> Validation:
        """Questions the figure, and lets it stand: reality may be odd."""
        low = -ENDLESS if minimum is None else plain(minimum)
        high = ENDLESS if maximum is None else plain(maximum)
        rule = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
        return {**rule, "error_type": "warning", "error_message": self.words.out_of_range[:255]}

    def _colour(self, sheet: Worksheet) -> None:
        """Figures that the portal would ask about, by the column that nobody sees."""
        if Column.PREVIOUS not in self.place:
            return
        now, before, watch = (
            f"${xl_col_to_name(place)}{FIRST_ROW + 1}"
            for place in (self.place[Column.FIGURE], self.place[Column.PREVIOUS], len(self.columns))
        )
        falls = f'AND({watch}="{RISES}",{now}<{before})'
        jumps = f"AND(ISNUMBER({watch}),{before}<>0,ABS({now}-{before})*100>ABS({before})*N({watch}))"
        rule = f"=AND(ISNUMBER({now}),ISNUMBER({before}),OR({falls},{jumps}))"
        marked = self.out.add_format({"bg_color": WARN, "font_color": "#8A3B00"})
        place = self.place[Column.FIGURE]
        sheet.conditional_format(
            FIRST_ROW, place, self.last, place, {"type": "formula", "criteria": rule, "format": marked}
        )

    def _guide(self, sheet: Worksheet) -> None:
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, GUIDE_WIDTH)
        head, text = (
            self._format(bold=True, font_color="#0B6158", font_size=13),
            self._format(text_wrap=True, valign="top"),
        )
        row = 0
        for title, lines in self.words.guide:
            sheet.write_string(row, 0, carried(title), head)
            for below, line in enumerate(lines, 1):
                sheet.write_string(row + below, 0, carried(line), text)
                sheet.set_row(row + below, LINE_HEIGHT * lines_needed(line, GUIDE_WIDTH) + 4)
            row += len(lines) + 2
        self._page(sheet)
        sheet.protect("", ALLOWED)

    def _facts(self, sheet: Worksheet) -> None:
        sheet.very_hidden()
        for row, line in enumerate(pack(self.book.stamp, _bases(self.book.lines))):
            for column, text in enumerate(line):
                if text:
                    sheet.write_string(row, column, text)


def _height(texts: Mapping[Column, str]) -> float:
    """In points."""
    needed = max(lines_needed(text, WIDTHS[column] * SMALL.get(column, 1)) for column, text in texts.items())
    return max(LOWEST, min(HIGHEST, needed * LINE_HEIGHT + 4))


def _write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """A text stays a text, whatever it begins with; none leaves the cell empty, so that formulas can count on it."""
    if shown := carried(text):
        sheet.write_string(row, column, shown, style)
    else:
        sheet.write_blank(row, column, None, style)


def _bases(lines: Iterable[Line]) -> Iterator[Base]:
    for line in lines:
        yield Base(line.code, line.entry, line.version, line.said.trace(), line.quantity, line.unit)


def _watch(sheet: Worksheet, row: int, column: int, line: Line) -> None:
    if line.progress or not isinstance(line.previous, Decimal):
        return
    if line.rises:
        sheet.write_string(row, column, RISES)
    elif line.jump is not None:
        sheet.write_number(row, column, float(line.jump))


def _decimals(figure: Decimal) -> int:
    exponent = figure.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _apply(sheet: Worksheet, column: int, rows: list[int], rule: Validation) -> None:
    """The rule for the cells of some rows in one column, as few ranges as they make."""
    ranges: list[list[int]] = []
    for row in rows:
        if ranges and ranges[-1][2] == row - 1:
            ranges[-1][2] = row
        else:
            ranges.append([row, column, row, column])
    sheet.data_validation(*ranges[0], {**rule, "other_cells": ranges[1:]})
