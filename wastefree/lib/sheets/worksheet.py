"""One worksheet and the shared strings, heard from the streaming parser.

Far cells, lying dimensions, millions of empty rows and huge merges cost nothing: only cells that hold
something are kept, and those only within the limits.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import NoReturn

from . import limits
from .display import date_text, is_date_format, number_text
from .model import EMPTY, Cell, Range, Sheet, address
from .refusal import UnusableFile

Grid = tuple[tuple[Cell, ...], ...]
TRUE = ("1", "true", "on")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass
class Book:
    """What the cells of all sheets share, and how much may still be read."""

    strings: list[str]
    formats: list[str]
    epoch: datetime
    cells_left: int = limits.MAX_CELLS
    text_left: int = limits.MAX_TEXT

    def format_of(self, style: str) -> str:
        return self.formats[int(style)] if int(style) < len(self.formats) else "General"

    def spend(self, cell: Cell) -> None:
        self.cells_left -= 1
        self.text_left -= len(cell.text)
        if self.cells_left < 0:
            raise UnusableFile("too_many_cells", limit=limits.MAX_CELLS)
        if self.text_left < 0:
            raise UnusableFile("too_much_text")


class SharedStrings:
    """Texts of the string table, or of one inline string, without their phonetic guides."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._heard = self._in_guide = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "rPh":
            self._in_guide = True
        elif tag == "t":
            self._heard = not self._in_guide

    def end(self, tag: str) -> None:
        if tag == "rPh":
            self._in_guide = False
        elif tag == "t":
            self._heard = False
        elif tag in ("si", "is"):
            self.found.append(_clean("".join(self._pieces)))
            self._pieces.clear()

    def text(self, data: str) -> None:
        if self._heard:
            self._pieces.append(data)


class SheetListener:
    """Collects one sheet."""

    def __init__(self, book: Book, name: str) -> None:
        self._book, self._name = book, name
        self._rows: dict[int, dict[int, Cell]] = {}
        self._hidden: set[int] = set()
        self._blocks: list[tuple[int, int, int, int]] = []
        self._row = self._column = -1
        self._stored: Stored | None = None
        self._inline = SharedStrings()
        self._in_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "mergeCell":
            self._blocks.append(_bounds(attributes.get("ref", "")))
        elif self._stored is not None:
            self._stored.has_formula |= tag == "f"
            self._in_value = tag == "v"
            self._inline.start(tag, attributes)

    def end(self, tag: str) -> None:
        if self._stored is not None:
            self._in_value = False
            self._inline.end(tag)
            if tag == "c":
                self._keep(self._stored.cell(self._book, "".join(self._inline.found)))
                self._stored = None

    def text(self, data: str) -> None:
        if self._stored is not None:
            self._stored.value += data if self._in_value else ""
            self._inline.text(data)

    def sheet(self, *, hidden: bool) -> Sheet:
        """What was collected, once the part is at its end."""
        grid = _grid(self._rows)
        return Sheet(self._name, grid, _clipped(self._blocks, grid), frozenset(self._hidden), hidden)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
        self._column = -1
        hidden = attributes.get("hidden") in TRUE or float(attributes.get("ht", 1)) == 0
        if hidden and self._row < limits.MAX_ROWS:
            self._hidden.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._column = _position(attributes["r"])[1] if "r" in attributes else self._column + 1
        self._stored = Stored(attributes.get("t", "n"), attributes.get("s", "0"))
        self._inline.found.clear()

    def _keep(self, cell: Cell) -> None:
        if cell.is_blank:
            return
        if self._row >= limits.MAX_ROWS or self._column >= limits.MAX_COLUMNS:
            self._refuse("too_far", rows=limits.MAX_ROWS, columns=limits.MAX_COLUMNS)
        if len(cell.text) > limits.MAX_CELL_TEXT:
            self._refuse("text_too_long", limit=limits.MAX_CELL_TEXT)
        self._book.spend(cell)
        self._rows.setdefault(self._row, {})[self._column] = cell

    def _refuse(self, code: str, **params: int) -> NoReturn:
        raise UnusableFile(code, sheet=self._name, cell=address(self._row, self._column), **params)


@dataclass
class Stored:
    """One cell as the file has it: kind and style, value as text, whether there is a formula."""

    kind: str
    style: str
    value: str = ""
    has_formula: bool = False

    def cell(self, book: Book, inline: str) -> Cell:
        if self.kind == "inlineStr":
            return _text(inline, "General")
        if not self.value:
            never_calculated = self.has_formula and self.kind != "str"
            return Cell(None, "", formula_without_value=True) if never_calculated else EMPTY
        return self._filled(book, book.format_of(self.style))

    def _filled(self, book: Book, code: str) -> Cell:
        match self.kind:
            case "n":
                return _number(book, self.value, code)
            case "s":
                return _text(book.strings[int(self.value)], code)
            case "b":
                return _truth(self.value in TRUE, code)
            case "d":
                return _iso_date(self.value, code)
        return _text(_clean(self.value), code)


def _text(text: str, code: str) -> Cell:
    return Cell(text, text, False, code) if text.strip() else EMPTY


def _truth(value: bool, code: str) -> Cell:
    return Cell(value, "TRUE" if value else "FALSE", False, code)


def _iso_date(raw: str, code: str) -> Cell:
    moment = datetime.fromisoformat(raw).replace(tzinfo=None)
    day = moment.time() == datetime.min.time()
    return Cell(moment.date() if day else moment, raw.partition("T")[0] if day else raw, False, code)


def _number(book: Book, raw: str, code: str) -> Cell:
    number = float(raw)
    if not isfinite(number):
        return Cell(raw, raw, False, code)
    if is_date_format(code) and (found := date_text(number, book.epoch)) is not None:
        return Cell(found[0] or found[1], found[1], False, code)
    # Excel keeps fifteen digits of what was typed; further ones in the file are noise of binary fractions.
    value = Decimal(f"{number:.15g}")
    return Cell(value, number_text(value, code), False, code)


def _clean(text: str) -> str:
    decoded = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return _UNPRINTABLE.sub("", decoded.replace("\r\n", "\n").replace("\r", "\n"))


def _position(reference: str) -> tuple[int, int]:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise UnusableFile("damaged")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _bounds(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    return _position(first) + _position(last or first)


def _grid(rows: dict[int, dict[int, Cell]]) -> Grid:
    return tuple(_row(rows.get(row, {})) for row in range(max(rows, default=-1) + 1))


def _row(cells: dict[int, Cell]) -> tuple[Cell, ...]:
    return tuple(cells.get(column, EMPTY) for column in range(max(cells, default=-1) + 1))


def _clipped(blocks: list[tuple[int, int, int, int]], grid: Grid) -> tuple[Range, ...]:
    """The merged blocks within what was read. Raises UnusableFile when together they exceed it."""
    height, width = len(grid), max(map(len, grid), default=0)
    kept, area = [], 0
    for top, left, bottom, right in blocks:
        block = Range(top, left, min(bottom, height - 1), min(right, width - 1))
        rows, columns = block.last_row - top + 1, block.last_column - left + 1
        if rows > 0 and columns > 0 and rows * columns > 1:
            kept.append(block)
            area += rows * columns
    if area > height * width:
        raise UnusableFile("damaged")
    return tuple(kept)
