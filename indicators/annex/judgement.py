"""What an annex would do to a plan: line by line, with what is new in each, before anything is written."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from indicators.annex.sheet import Problem, Written
from wastefree.accounts.models import Organization


class Action(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def acting(*, is_new: bool, changes: bool) -> Action:
    if is_new:
        return Action.CREATED
    return Action.UPDATED if changes else Action.UNCHANGED


@dataclass(frozen=True, slots=True)
class Change:
    """A field as it stands in the portal, and as the annex wants it; both as a page shows them."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    """A row of the annex that becomes or meets something in the plan.

    `wanted` is what is written when the annex is applied, `bodies` whom the row names. `based_on` names what it was compared with, so that a plan
    that has changed since is noticed.
    """

    place: Written
    title: str
    action: Action
    wanted: Any
    changes: tuple[Change, ...] = ()
    remarks: tuple[str, ...] = ()
    bodies: tuple[Organization, ...] = ()
    based_on: str = ""


@dataclass(frozen=True)
class Judgement:
    """All lines of an annex, the cells that could not be read, and the bodies that the portal does not know."""

    kind: str
    lines: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    unknown_bodies: tuple[str, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    def count(self, action: Action) -> int:
        return sum(line.action is action for line in self.lines)

    @property
    def counts(self) -> Mapping[str, int]:
        """created, updated, unchanged."""
        return {action.value: self.count(action) for action in Action}

    @property
    def changing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.action is not Action.UNCHANGED)

    @property
    def bodies(self) -> tuple[Organization, ...]:
        """All organizations that the annex names; they take part in the plan from then on."""
        return tuple({body.pk: body for line in self.lines for body in line.bodies}.values())

    @property
    def fingerprint(self) -> str:
        """The same for the same effect on the same state of the plan, in whatever language it is shown."""
        parts = [
            f"{line.place.sheet}!{line.place.cell} {line.action} {line.based_on} {line.wanted!r}" for line in self.lines
        ]
        return hashlib.sha256("\n".join([self.kind, *parts]).encode()).hexdigest()


def ordered(problems: list[Problem], sheets: Sequence[str]) -> tuple[Problem, ...]:
    """As one would go through the file: by sheet, then by row and column; each once."""

    def place(problem: Problem) -> tuple[int, int, int, str]:
        letters = problem.cell.rstrip("0123456789")
        row = int(problem.cell[len(letters) :] or 0)
        return (sheets.index(problem.sheet) if problem.sheet in sheets else 0, row, len(letters), letters)

    return tuple(sorted(dict.fromkeys(problems), key=place))
