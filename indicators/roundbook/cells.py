"""What one cell means: a figure, a yes, a word about it; or why it means nothing that could be kept.

A cell may hold what Excel made of what was typed: a date of 1/2, 0.95 of 95%, an error of a formula. What can only
mean one thing is read; what might mean two is asked about, never guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.roundbook.facts import carried
from wastefree.lib.figures import (
    DECIMALS,
    MISSING,
    MISSING_WORDS,
    NOT_APPLICABLE,
    NOT_APPLICABLE_WORDS,
    WHOLE_DIGITS,
    Figure,
    FigureError,
    read_figure,
    rounded,
    write_figure,
)
from wastefree.lib.numbers import normalize, read_decimal
from wastefree.lib.sheets import Cell
from wastefree.lib.sheets.display import is_date_format

NOTE_LENGTH = 2000
ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
YES = frozenset({"是", "yes", "y", "true", "1", "√", "✓", *NOT_APPLICABLE_WORDS})
PROVISIONAL = frozenset({"快报", "快报数", "provisional"})
FINAL = frozenset({"定数", "final"})
NO = frozenset({"否", "no", "n", "false", "0", "空", *MISSING_WORDS})


class Complaint(Exception):
    """The cell cannot be kept. `code` is a key of `wording.PROBLEMS`, whose places `facts` fill."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Remark:
    """What is to be said about a cell that was read. `code` is a key of `wording.REMARKS`."""

    code: str
    facts: Mapping[str, str]


def figure_in(cell: Cell, unit: str) -> tuple[Figure, list[Remark]]:
    """The figure of a quantity in `unit`. Raises `Complaint`.

    Per cents are kept as they are written (95.5 for 95.5 %). So a cell that shows 95% says 95 where the unit is %,
    though Excel keeps 0.95 in it; in any other unit it is asked about. A cell that shows 0.95 says 0.95.
    """
    _refuse_what_excel_made(cell)
    if isinstance(cell.value, Decimal):
        return _number(cell, cell.value, unit)
    text = cell.text.strip()
    try:
        figure = read_figure(text)
    except FigureError as error:
        raise Complaint(error.code, text=text) from error
    if isinstance(figure, Decimal) and "%" in normalize(text) and not _is_percent(unit):
        raise Complaint("percent", text=text, unit=unit)
    odd = isinstance(figure, Decimal) and any(letter in text for letter in "。｡万亿")
    return figure, [Remark("read_as", {"text": text, "figure": write_figure(figure)})] if odd else []


def step_in(cell: Cell, words: Mapping[str, int]) -> Figure:
    """The step of progress that the cell names; 不适用 and nothing are understood, too. Raises `Complaint`."""
    _refuse_what_excel_made(cell)
    text = normalize(cell.text)
    if text in words:
        return Decimal(words[text])
    if text.lower() in NOT_APPLICABLE_WORDS:
        return NOT_APPLICABLE
    if text in MISSING_WORDS:
        return MISSING
    raise Complaint("choose", text=text, choices="、".join(words))


def yes_in(cell: Cell, yes: str) -> bool:
    """Whether a cell of a column with one word in its list is ticked. Raises `Complaint`."""
    text = normalize(cell.text).lower()
    if text in NO:
        return False
    if text in YES or text == normalize(yes).lower():
        return True
    raise Complaint("not_yes", text=cell.text.strip(), yes=yes)


def provisional_in(cell: Cell, word: str) -> bool:
    """Whether the figure is said to be provisional; nothing said means that it is final. Raises `Complaint`."""
    text = normalize(cell.text).lower()
    if text in PROVISIONAL or text == normalize(word).lower():
        return True
    if text in FINAL or text in MISSING_WORDS:
        return False
    raise Complaint("not_provisional", text=cell.text.strip())


def note_in(cell: Cell) -> str:
    """The word of explanation. Raises `Complaint`."""
    if cell.formula_without_value:
        raise Complaint("formula_without_value")
    if cell.text in ERRORS:
        raise Complaint("formula_error", text=cell.text)
    note = carried(cell.text)
    if len(note) > NOTE_LENGTH:
        raise Complaint("note_too_long", length=str(len(note)), limit=str(NOTE_LENGTH))
    return note


def _refuse_what_excel_made(cell: Cell) -> None:
    if cell.formula_without_value:
        raise Complaint("formula_without_value")
    if cell.text in ERRORS:
        raise Complaint("formula_error", text=cell.text)
    is_time = not cell.is_blank and not isinstance(cell.value, Decimal) and is_date_format(cell.number_format)
    if isinstance(cell.value, date) or is_time:
        raise Complaint("date", text=cell.text)
    if isinstance(cell.value, bool):
        raise Complaint("not_a_number", text=cell.text)


def _number(cell: Cell, value: Decimal, unit: str) -> tuple[Figure, list[Remark]]:
    said = read_decimal(cell.text)
    if "%" in normalize(cell.text):
        if not _is_percent(unit) or said is None:
            raise Complaint("percent", text=cell.text, unit=unit)
        value = said
    elif said is not None and said != value:  # a format that writes 万 behind the figure
        raise Complaint("shown_otherwise", text=cell.text, value=write_figure(value))
    if value.adjusted() >= WHOLE_DIGITS:
        raise Complaint("too_large", text=cell.text)
    remarks = []
    if value != rounded(value, DECIMALS):
        value = rounded(value, DECIMALS)
        remarks.append(Remark("rounded", {"figure": write_figure(value)}))
    if _is_percent(unit) and 0 < abs(value) < 1 and "%" not in normalize(cell.text):
        remarks.append(
            Remark("small_percent", {"figure": write_figure(value), "hundredfold": write_figure(value * 100)})
        )
    return value, remarks


def _is_percent(unit: str) -> bool:
    return normalize(unit) in {"%", "百分点", "个百分点"}
