"""What came back held against what stands now, entry by entry. Nothing is written here, and nothing is looked up."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from indicators.roundbook.cells import Complaint, Remark, figure_in, note_in, provisional_in, step_in, yes_in
from indicators.roundbook.facts import Base, Said, Stamp
from indicators.roundbook.layout import Column
from indicators.roundbook.reading import Filled, Row
from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure


@dataclass(frozen=True)
class Standing:
    """An entry as it stands now. `held` says why nobody may type in it; empty if somebody may."""

    entry: int
    version: int
    said: Said
    unit: str
    progress: bool = False
    held: str = ""


@dataclass(frozen=True)
class Change:
    """One entry that the file gives another figure or note. `cell` is H12; `version` is what stands now.

    `overtaken`: it says something else than when the workbook was made, so the person must choose.
    """

    entry: int
    version: int
    cell: str
    before: Said
    after: Said
    overtaken: bool = False
    remarks: tuple[Remark, ...] = ()

    @property
    def clears(self) -> bool:
        return self.after.figure is MISSING and self.before.figure is not MISSING


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be kept; its row stays as it stands. `code` is a key of `wording.PROBLEMS`."""

    sheet: str
    cell: str
    text: str
    code: str
    facts: Mapping[str, str]
    entry: int | None = None

    @property
    def place(self) -> str:
        """填报表!H12."""
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True)
class Proposal:
    """All that taking the file in would do. `missing` entries have no row in the file and stay as they are."""

    sheet: str
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    unchanged: int
    missing: int
    hidden: tuple[int, ...] = ()
    passed_over: tuple[str, ...] = ()

    @property
    def plain(self) -> list[Change]:
        return [change for change in self.changes if not change.overtaken]

    @property
    def overtaken(self) -> list[Change]:
        return [change for change in self.changes if change.overtaken]

    @property
    def fingerprint(self) -> str:
        """Another one as soon as taking it in would do something else than was shown."""
        told = [[each.entry, each.version, each.after.trace(), each.overtaken] for each in self.changes]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@dataclass
class _Judging:
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0


def compare(filled: Filled, standings: Iterable[Standing]) -> Proposal:
    """Every row of the file against the entry that its key names."""
    by_key = {standing.entry: standing for standing in standings}
    told, places = _Judging(), _places(filled.rows)
    for row in filled.rows:
        _judge(row, filled.facts.stamp, by_key, places, told)
    met = {row.base.entry for row in filled.rows if row.base}
    return Proposal(
        sheet=filled.sheet,
        changes=tuple(told.changes),
        problems=tuple(told.problems),
        unchanged=told.unchanged,
        missing=len(by_key.keys() - met),
        hidden=filled.hidden,
        passed_over=filled.passed_over,
    )


def _places(rows: Iterable[Row]) -> dict[str, list[str]]:
    """Where each key stands."""
    places: dict[str, list[str]] = {}
    for row in rows:
        places.setdefault(row.code, []).append(row.address(Column.CODE))
    return places


def _judge(
    row: Row, stamp: Stamp, standings: Mapping[int, Standing], places: Mapping[str, list[str]], told: _Judging
) -> None:
    problems = _misplaced(row, standings, places[row.code])
    if row.base is None or problems:
        told.problems += problems
        return
    standing = standings[row.base.entry]
    said, remarks, problems = _said(row, stamp, standing)
    said = _merged(said, row.base, standing.said)
    if problems:
        told.problems += problems
    elif said == standing.said:
        told.unchanged += 1
    elif standing.held:
        column = _differing(said, standing.said)
        told.problems.append(_problem(row, column, Complaint("held", why=standing.held)))
    else:
        overtaken = standing.version != row.base.version and standing.said.trace() != row.base.trace
        place = row.address(_differing(said, standing.said))
        told.changes.append(
            Change(standing.entry, standing.version, place, standing.said, said, overtaken, tuple(remarks))
        )


def _misplaced(row: Row, standings: Mapping[int, Standing], places: list[str]) -> list[Problem]:
    """Why the row cannot be brought to its entry."""
    base = row.base
    if base is None:
        return [_problem(row, Column.CODE, Complaint("unknown_code" if row.code else "no_code"))]
    if len(places) > 1:
        return [_problem(row, Column.CODE, Complaint("doubled", places="、".join(places[:5])))]
    if base.entry not in standings:
        return [_problem(row, Column.CODE, Complaint("gone"))]
    for column, given in ((Column.QUANTITY, base.quantity), (Column.UNIT, base.unit)):
        if row.cell(column).text.strip() != given:
            return [_problem(row, column, Complaint("renamed", given=given))]
    if standings[base.entry].unit != base.unit:
        return [_problem(row, Column.UNIT, Complaint("unit_changed", unit=standings[base.entry].unit, given=base.unit))]
    return []


def _said(row: Row, stamp: Stamp, standing: Standing) -> tuple[Said, list[Remark], list[Problem]]:
    """What the row says, what is to be said about that, and what could not be read."""
    figure: Figure = MISSING
    remarks: list[Remark] = []
    absent = provisional = False
    note = ""
    problems = []
    try:
        figure, remarks = _figure(row, stamp, standing)
    except Complaint as complaint:
        problems.append(_problem(row, Column.FIGURE, complaint))
    try:
        absent = yes_in(row.cell(Column.NOT_APPLICABLE), stamp.words.get("yes", ""))
    except Complaint as complaint:
        problems.append(_problem(row, Column.NOT_APPLICABLE, complaint))
    try:
        provisional = provisional_in(row.cell(Column.PROVISIONAL), stamp.words.get("provisional", ""))
    except Complaint as complaint:
        problems.append(_problem(row, Column.PROVISIONAL, complaint))
    try:
        note = note_in(row.cell(Column.NOTE))
    except Complaint as complaint:
        problems.append(_problem(row, Column.NOTE, complaint))
    if absent and isinstance(figure, Decimal):
        problems.append(_problem(row, Column.FIGURE, Complaint("both")))
    return Said(NOT_APPLICABLE if absent else figure, note, provisional), remarks, problems


def _figure(row: Row, stamp: Stamp, standing: Standing) -> tuple[Figure, list[Remark]]:
    cell = row.cell(Column.FIGURE)
    if standing.progress:
        return step_in(cell, {stamp.words.get(f"progress.{step}", ""): step for step in range(3)}), []
    return figure_in(cell, standing.unit)


def _merged(said: Said, base: Base, standing: Said) -> Said:
    """What nobody touched in the file stays as it stands, to the last digit and blank: the figure, and the note."""
    (figure, note), (now_figure, now_note) = said.traces(), standing.traces()
    base_figure, _, base_note = base.trace.partition("-")
    if figure in (base_figure, now_figure):
        said = replace(said, figure=standing.figure, provisional=standing.provisional)
    return replace(said, note=standing.note) if note in (base_note, now_note) else said


def _differing(said: Said, standing: Said) -> Column:
    """The column to point at."""
    if said.figure == standing.figure:
        return Column.NOTE if said.provisional == standing.provisional else Column.PROVISIONAL
    return Column.NOT_APPLICABLE if said.figure is NOT_APPLICABLE else Column.FIGURE


def _problem(row: Row, column: Column, complaint: Complaint) -> Problem:
    shown = row.cell(column).text.strip()
    entry = row.base.entry if row.base else None
    return Problem(row.sheet, row.address(column), shown, complaint.code, complaint.facts, entry)
