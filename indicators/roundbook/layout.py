"""What a workbook holds. The words are given from outside; nothing here knows a language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators.roundbook.facts import Said, Stamp
from wastefree.lib.figures import Figure


class Column(StrEnum):
    """The columns of the entry sheet, in their order."""

    CODE = "code"
    INDICATOR = "indicator"
    QUANTITY = "quantity"
    UNIT = "unit"
    ACCUMULATION = "accumulation"
    YEAR_BEFORE = "year_before"
    PREVIOUS = "previous"
    FIGURE = "figure"
    NOT_APPLICABLE = "not_applicable"
    PROVISIONAL = "provisional"
    NOTE = "note"
    STATE = "state"


# Without these a workbook that comes back cannot be read.
NEEDED = (Column.CODE, Column.QUANTITY, Column.UNIT, Column.FIGURE, Column.NOT_APPLICABLE, Column.NOTE)


@dataclass(frozen=True)
class Line:
    """One entry as a row. Figures are in the quantity's unit; `jump` is in per cent of the period before.

    `previous` None: there was no entry then. `rises`: a count from January, which does not fall within a year.
    """

    entry: int
    version: int
    code: str
    indicator: str
    quantity: str
    unit: str
    accumulation: str
    said: Said
    state: str
    editable: bool = True
    progress: bool = False
    year_before: Figure | None = None
    previous: Figure | None = None
    decimals: int = 2
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    jump: Decimal | None = None
    rises: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Words:
    """All that people read in the workbook beside the lines. `progress` are the words of the steps 0, 1, 2."""

    sheet: str
    guide_sheet: str
    title: str
    note: str
    headings: Mapping[Column, str]
    yes: str
    provisional: str
    final: str
    not_applicable: str
    progress: Sequence[str]
    out_of_range: str
    choose: str
    na_hint: str
    provisional_hint: str
    note_hint: str
    guide: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class Book:
    """A whole workbook before it is written."""

    stamp: Stamp
    words: Words
    lines: Sequence[Line]
