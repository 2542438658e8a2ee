"""What taking in a list would do, before anything is done: judged row by row, written nowhere."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.enrolment.sheets import Text

# Seconds that it takes to hash one password on a server with two cores.
SECONDS_EACH = 0.4


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken: the cell, what stands in it, and what is wrong with that."""

    sheet: str
    cell: str
    text: str
    problem: str


@dataclass(frozen=True)
class Difference:
    """One field that would change; texts as people read them."""

    label: str
    before: str
    after: str


class Unfit(Exception):
    """A row that cannot be taken."""

    def __init__(self, at: Text, problem: str) -> None:
        super().__init__(problem)
        self.problem = Problem(at.sheet, at.cell, at.text, problem)


@dataclass(frozen=True)
class ProposedOrganization:
    """One row of the list of bodies. `existing` is None for a new one; `fields` are what would be written."""

    existing: Organization | None
    fields: Mapping[str, Any]
    differences: tuple[Difference, ...]

    @property
    def name(self) -> str:
        return str(self.fields.get("name") or (self.existing.name if self.existing else ""))

    @property
    def is_new(self) -> bool:
        return self.existing is None


@dataclass(frozen=True)
class ProposedPerson:
    """One row of the list of people. `body` is the name of the organization as it will be found when it is written.

    `roles` is None where they are left as they are.
    """

    existing: User | None
    username: str
    fields: Mapping[str, Any]
    body: str
    roles: frozenset[Role] | None
    differences: tuple[Difference, ...]

    @property
    def is_new(self) -> bool:
        return self.existing is None


@dataclass(frozen=True)
class Proposal:
    """All that would be done, and all that cannot be."""

    organizations: tuple[ProposedOrganization, ...]
    people: tuple[ProposedPerson, ...]
    problems: tuple[Problem, ...]
    passed_over: tuple[str, ...]

    @property
    def rows(self) -> tuple[ProposedOrganization | ProposedPerson, ...]:
        return (*self.organizations, *self.people)

    @property
    def created(self) -> int:
        return sum(row.is_new for row in self.rows)

    @property
    def changed(self) -> int:
        return sum(not row.is_new and bool(row.differences) for row in self.rows)

    @property
    def unchanged(self) -> int:
        return len(self.rows) - self.created - self.changed

    @property
    def new_people(self) -> tuple[ProposedPerson, ...]:
        return tuple(person for person in self.people if person.is_new)

    @property
    def seconds(self) -> int:
        """How long writing takes: the first passwords are what takes time."""
        return math.ceil(len(self.new_people) * SECONDS_EACH)

    @property
    def does_something(self) -> bool:
        return bool(self.created or self.changed)

    def fingerprint(self) -> str:
        """Another one as soon as confirming would do something else than what was shown."""
        told = [_told(row) for row in self.rows if row.is_new or row.differences]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _told(row: ProposedOrganization | ProposedPerson) -> Any:
    own = [row.existing.pk if row.existing else 0, {name: str(value) for name, value in row.fields.items()}]
    if isinstance(row, ProposedPerson):
        return [*own, row.username, row.body, sorted(row.roles or ())]
    return own


def differences(pairs: Iterable[tuple[str, str, str]]) -> tuple[Difference, ...]:
    """Of (label, before, after) those that differ."""
    return tuple(Difference(label, before, after) for label, before, after in pairs if before != after)
