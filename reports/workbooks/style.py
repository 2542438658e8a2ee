"""The house style of the workbook, and the one place that writes cells: text stays text, missing is never 0."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reports.facts import AnnualFacts
from reports.palette import BRAND, BRAND_TINT, INK_SOFT
from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Absent, Figure
from wastefree.lib.listbook import lines_needed

BODY, TITLE = "宋体", "黑体"
A4 = 9
MISSING_MARK = "—"
NOT_APPLICABLE_MARK = "不适用"
LINE, HIGHEST = 14.5, 409.0  # points
Value = str | int | Decimal | date | Absent | None


@dataclass(frozen=True)
class Column:
    """A heading, its width in characters, and how its cells stand: left, right or center."""

    heading: str
    width: float
    align: str = "left"


@dataclass(frozen=True)
class Place:
    """A sheet of the workbook with its name. `lines` counts for each row the lines that its longest text takes."""

    name: str
    sheet: Worksheet
    widths: dict[int, float] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)

    def set_width(self, column: int, width: float) -> None:
        """In characters, as Excel counts them; a Chinese one takes two."""
        self.widths[column] = width
        self.sheet.set_column(column, column, width)

    def note_text(self, row: int, column: int, text: str) -> None:
        """Text wraps within its column; readers other than Excel do not make room for it by themselves."""
        needed = lines_needed(text, self.widths.get(column, 8.43))
        self.lines[row] = max(self.lines.get(row, 1), needed)

    def fit_rows(self) -> None:
        """Sets the heights of rows whose texts need more than one line; called when all is written."""
        for row, needed in self.lines.items():
            if needed > 1:
                self.sheet.set_row(row, min(HIGHEST, needed * LINE + 4))

    def cell(self, row: int, column: int, *, absolute: bool = True) -> str:
        """The address of a cell as seen from other sheets; rows and columns count from 0."""
        return f"'{self.name}'!{xl_rowcol_to_cell(row, column, row_abs=absolute, col_abs=absolute)}"

    def column(self, first: int, last: int, column: int) -> str:
        """The address of some rows of a column."""
        return f"{self.cell(first, column)}:{xl_rowcol_to_cell(last, column, row_abs=True, col_abs=True)}"


class House:
    """The workbook with its formats, each made once."""

    def __init__(self, book: Workbook, facts: AnnualFacts) -> None:
        self.book = book
        self.facts = facts
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def begin(self, names: Sequence[str]) -> dict[str, Place]:
        """Makes all sheets in their order, so that each can refer to the others."""
        return {name: Place(name, self.book.add_worksheet(name)) for name in names}

    def format(self, **looks: Any) -> Format:
        whole = {"font_name": BODY, "font_size": 11, "valign": "vcenter", **looks}
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(whole)
        return self._formats[key]

    def body(self, align: str = "left", **looks: Any) -> Format:
        """A cell of a table."""
        return self.format(border=1, border_color="#B5BEC4", text_wrap=True, align=align, **looks)

    def head(self) -> Format:
        return self.body("center", bold=True, bg_color=BRAND_TINT)

    def title(self) -> Format:
        return self.format(font_name=TITLE, font_size=16, font_color=BRAND)

    def note(self) -> Format:
        return self.format(font_color=INK_SOFT, font_size=10)

    def lay_out(self, place: Place, title: str, note: str, columns: Sequence[Column], *, frozen: int = 2) -> int:
        """Title, note and headings, ready for A4 landscape; answers with the first row of the body."""
        sheet = place.sheet
        sheet.hide_gridlines(2)
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, title, self.title())
        sheet.write_string(1, 0, note, self.note())
        for number, column in enumerate(columns):
            place.set_width(number, column.width)
            sheet.write_string(2, number, column.heading, self.head())
        sheet.set_row(2, 34)
        sheet.freeze_panes(3, frozen)
        sheet.repeat_rows(2)
        self.page(sheet)
        return 3

    def page(self, sheet: Worksheet) -> None:
        """A4 landscape, one page wide, with what the sheet is of and its page number below."""
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        demo = _("演示数据") if self.facts.is_demo else ""
        sheet.set_header(f"&L&9{_escaped(self.facts.plan)}&R&9{_escaped(demo)}")
        sheet.set_footer("&C&9&P / &N")


def _escaped(text: str) -> str:
    """Of a header's own codes nothing is left in a name; Excel takes 255 characters in all."""
    return text.replace("&", "&&")[:100]


def write(place: Place, row: int, column: int, value: Value, style: Format) -> None:
    """Writes a value as what it is. None leaves the cell empty; a figure that is missing is —, never 0."""
    sheet = place.sheet
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif value is MISSING:
        sheet.write_string(row, column, MISSING_MARK, style)
    elif value is NOT_APPLICABLE:
        sheet.write_string(row, column, NOT_APPLICABLE_MARK, style)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, float(value), style)
    else:
        text = printable(str(value))
        place.note_text(row, column, text)
        sheet.write_string(row, column, text, style)


def stored(figure: Figure) -> float | str:
    """What stands beside a formula for readers that do not calculate."""
    if isinstance(figure, Decimal):
        return float(figure)
    return NOT_APPLICABLE_MARK if figure is NOT_APPLICABLE else MISSING_MARK


def printable(text: str) -> str:
    """Without characters that a workbook cannot carry, and within the length of a cell."""
    return "".join(letter for letter in text if letter in "\n\t" or (letter >= " " and letter not in "\ufffe\uffff"))[
        :32_767
    ]


PROGRESS_FORMAT = '[=0]"未开展";[=1]"进行中";"已完成"'
