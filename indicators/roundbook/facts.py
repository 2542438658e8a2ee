"""The sheet that only the portal reads: whose workbook this is, and on what each of its rows was based.

Its lines are texts. The first holds a mark, the number of the format and a checksum over all that follows: by it a
sheet that was damaged or edited is recognized. It is no signature; who may write what is judged when the file is taken in.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure, plain

MARK = "wastefree-roundbook"
FORMAT = 1
SHEET = "wastefree"
ROW = "row"
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

Lines = Sequence[Sequence[str]]


class Unfit(Exception):
    """The whole file cannot be taken in. `code` is a key of `wording.UNFIT`, whose places `facts` fill."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Said:
    """What one row says: the figure, the word about it, and whether it is provisional (快报) or final (定数)."""

    figure: Figure = MISSING
    note: str = ""
    provisional: bool = False

    def traces(self) -> tuple[str, str]:
        """Of the figure and of the note: others as soon as they say something else, the same after a way through a
        workbook."""
        return _trace([_figure(self.figure), self.provisional]), _trace([carried(self.note)])

    def trace(self) -> str:
        """Both in one text."""
        return "-".join(self.traces())


@dataclass(frozen=True)
class Stamp:
    """Of which plan, period (quarter 0: the year) and organization a workbook is, and when it was made (ISO 8601).

    `sheet` and `headings` say where its rows are, `words` what its drop-down lists offer: it is read by those, in
    whatever language it was made.
    """

    plan: str
    year: int
    quarter: int
    organization: str
    organization_name: str
    made_at: str
    sheet: str
    headings: Mapping[str, str]
    words: Mapping[str, str]


@dataclass(frozen=True)
class Base:
    """One row as it was given out: its entry and version, the trace of what it said, and what it was called."""

    code: str
    entry: int
    version: int
    trace: str
    quantity: str
    unit: str


@dataclass(frozen=True)
class Facts:
    """All of the sheet."""

    stamp: Stamp
    rows: Mapping[str, Base]


def carried(text: str) -> str:
    """The text as it comes back from a workbook: without what XML cannot carry, without blanks around it."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def kept(value: Decimal) -> Decimal:
    """The number as a spreadsheet holds it: fifteen digits."""
    return Decimal(f"{float(value):.15g}")


def _trace(told: list[str | bool]) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]


def _figure(figure: Figure) -> str:
    if isinstance(figure, Decimal):
        return str(plain(kept(figure)))
    return "n/a" if figure is NOT_APPLICABLE else ""


def pack(stamp: Stamp, rows: Iterable[Base]) -> list[list[str]]:
    """The lines of the sheet, each without empty texts at its end."""
    body = [_trimmed(line) for line in (*_stamp_lines(stamp), *map(_row_line, rows))]
    return [[MARK, str(FORMAT), checksum(body)], *body]


def checksum(body: Lines) -> str:
    """Of all lines but the first."""
    digest = hashlib.sha256()
    for line in body:
        digest.update(json.dumps(list(line), ensure_ascii=False).encode())
    return digest.hexdigest()


def unpack(lines: Lines) -> Facts:
    """The facts. Raises `Unfit`: not_ours, older_format, newer_format or damaged."""
    first = [*(lines[0] if lines else ()), "", "", ""]
    if first[0] != MARK or not first[1].isdecimal():
        raise Unfit("not_ours")
    if int(first[1]) != FORMAT:
        raise Unfit("older_format" if int(first[1]) < FORMAT else "newer_format")
    body = [_trimmed(line) for line in lines[1:]]
    if checksum(body) != first[2]:
        raise Unfit("damaged")
    bases = [_base(line) for line in body if line and line[0] == ROW]
    return Facts(_stamp({line[0]: [*line[1:], ""][0] for line in body if line}), {base.code: base for base in bases})


def _stamp_lines(stamp: Stamp) -> Iterator[list[str]]:
    yield ["plan", stamp.plan]
    yield ["year", str(stamp.year)]
    yield ["quarter", str(stamp.quarter)]
    yield ["organization", stamp.organization]
    yield ["organization_name", stamp.organization_name]
    yield ["made_at", stamp.made_at]
    yield ["sheet", stamp.sheet]
    yield from (["heading." + name, text] for name, text in stamp.headings.items())
    yield from (["word." + name, text] for name, text in stamp.words.items())


def _row_line(base: Base) -> list[str]:
    return [ROW, base.code, str(base.entry), str(base.version), base.trace, base.quantity, base.unit]


def _stamp(told: Mapping[str, str]) -> Stamp:
    return Stamp(
        plan=told["plan"],
        year=int(told["year"]),
        quarter=int(told["quarter"]),
        organization=told["organization"],
        organization_name=told["organization_name"],
        made_at=told["made_at"],
        sheet=told["sheet"],
        headings=_under("heading.", told),
        words=_under("word.", told),
    )


def _base(line: Sequence[str]) -> Base:
    _, code, entry, version, trace, quantity, unit = [*line, "", ""][:7]
    return Base(code, int(entry), int(version), trace, quantity, unit)


def _under(beginning: str, told: Mapping[str, str]) -> dict[str, str]:
    return {key.removeprefix(beginning): text for key, text in told.items() if key.startswith(beginning)}


def _trimmed(line: Sequence[str]) -> list[str]:
    texts = [carried(text) for text in line]
    while texts and not texts[-1]:
        texts.pop()
    return texts
