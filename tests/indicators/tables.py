"""What a page and a file show, as rows of texts, to be held against each other."""

import csv
import re
from html.parser import HTMLParser
from io import BytesIO, StringIO

from django.http import HttpResponseBase
from openpyxl import load_workbook

Rows = list[list[str]]
# What a cell says besides, for the eye: not part of what a file repeats.
BESIDE = {"badge", "badge badge--warn", "visually-hidden"}


class Tables(HTMLParser):
    """The rows of each table of a page, headings first; badges and other asides are left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Rows] = []
        self._aside = 0
        self._in_cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.found.append([])
        elif tag == "tr" and self.found:
            self.found[-1].append([])
        elif tag in ("td", "th") and self.found:
            self.found[-1][-1].append("")
            self._in_cell = True
        elif tag == "span" and (self._aside or dict(attrs).get("class") in BESIDE):
            self._aside += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False
        elif tag == "span" and self._aside:
            self._aside -= 1

    def handle_data(self, data: str) -> None:
        if self._in_cell and not self._aside:
            self.found[-1][-1][-1] += data


def page_rows(answer: HttpResponseBase, table: int = 0) -> Rows:
    """The rows below the headings, without lines that only name a group."""
    rows = Tables(answer.content.decode()).found[table]  # type: ignore[attr-defined]
    return [[plain(cell) for cell in row] for row in rows[1:] if len(row) > 1]


def file_rows(answer: HttpResponseBase, sheet: int = 0) -> Rows:
    """The rows below the headings of a workbook's sheet, or of a CSV file that holds one list."""
    content: bytes = answer.content  # type: ignore[attr-defined]
    if content.startswith(b"PK"):
        cells = load_workbook(BytesIO(content)).worksheets[sheet].iter_rows(min_row=4, values_only=True)
        return [[plain("" if cell is None else str(cell)) for cell in row] for row in cells]
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    return [[plain(cell.removeprefix("'")) for cell in row] for row in rows[1 : rows.index([])]]


def plain(text: str) -> str:
    """A cell's text without spaces, shapes, and what differs only in how a number is written."""
    bare = re.sub(r"[\s●▲■○◇]", "", text)
    number = bare.replace(",", "").removeprefix("+")
    if re.fullmatch(r"-?\d+(\.\d+)?", number):
        return number.rstrip("0").rstrip(".") if "." in number else number
    return bare
