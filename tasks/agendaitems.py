"""The lines of a meeting's agenda, whatever each is drawn from: their words, their order, and how they are kept.

A line is known by its key: what it is about, and which one (`task:3`), so that it is found again in an agenda drawn
later. The parts of the agenda stand in the order of `Part`; within one, the lines stand as they were drawn, but for
those which the office has put first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tasks.orderstatus import LOOKS as ORDER_LOOKS

SCHEMA = 1


class Part(StrEnum):
    """The parts of an agenda; the last two belong to the monthly one alone."""

    FOLLOW_UPS = "follow_ups"
    OWN = "own"
    TASKS = "tasks"
    REPORTS = "reports"
    PROJECTS = "projects"
    ORDERS = "orders"
    INDICATORS = "indicators"
    CELLS = "cells"


PART_WORDS: Mapping[Part, Promise] = {
    Part.FOLLOW_UPS: _("以往议定事项"),
    Part.OWN: _("其他议题"),
    Part.TASKS: _("重点任务"),
    Part.REPORTS: _("数据和进展报送"),
    Part.PROJECTS: _("重点项目"),
    Part.ORDERS: _("督办交办"),
    Part.INDICATORS: _("落后指标"),
    Part.CELLS: _("无废细胞"),
}
PLACES = {part: place for place, part in enumerate(Part)}


class State(StrEnum):
    """Why a line that is no order is on the agenda; of orders it is their `orderstatus.Standing`."""

    LATE = "late"
    SLOW = "slow"
    DUE = "due"
    OWED = "owed"
    LATE_OWED = "late_owed"
    NOT_COMPLETED = "not_completed"
    UNREPORTED = "unreported"
    BEHIND = "behind"
    OFF_TRACK = "off_track"
    SHORT = "short"


# The word, and the shape in which it is drawn (`components/shape.html`).
LOOKS: Mapping[str, tuple[Promise, str]] = {
    **{str(standing): look for standing, look in ORDER_LOOKS.items()},
    State.LATE: (_("已逾期"), "off_track"),
    State.SLOW: (_("进度偏慢"), "behind"),
    State.DUE: (_("将到期"), "on_track"),
    State.OWED: (_("未报齐"), "behind"),
    State.LATE_OWED: (_("逾期未报"), "off_track"),
    State.NOT_COMPLETED: (_("未按期完工"), "off_track"),
    State.UNREPORTED: (_("没有报过进展"), "behind"),
    State.BEHIND: (_("滞后"), "behind"),
    State.OFF_TRACK: (_("严重滞后"), "off_track"),
    State.SHORT: (_("未达计划数"), "behind"),
}


@dataclass(frozen=True)
class Item:
    """One line. `about` and `pk` say whose page it leads to, `bodies` are the keys of the organizations that answer.

    `due_text` stands where there is no day.
    """

    key: str
    part: str
    title: str
    state: str = ""
    about: str = ""
    pk: int = 0
    bodies: tuple[int, ...] = ()
    who: str = ""
    due_on: date | None = None
    due_text: str = ""
    progress: str = ""
    problem: str = ""
    next_step: str = ""

    @property
    def word(self) -> Promise | str:
        return LOOKS[self.state][0] if self.state in LOOKS else ""

    @property
    def shape(self) -> str:
        return LOOKS[self.state][1] if self.state in LOOKS else ""

    @property
    def part_word(self) -> Promise:
        return PART_WORDS[Part(self.part)]


@dataclass(frozen=True)
class Arrangement:
    """What the office has made of the agenda: keys of lines left out, the places of those put first, its own lines."""

    left_out: frozenset[str] = frozenset()
    places: Mapping[str, int] = field(default_factory=dict)
    own: tuple[Item, ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Arrangement":
        """Raises ValueError where it was kept in a form that is not known."""
        if not kept:
            return cls()
        _must_be_known(kept)
        return cls(frozenset(kept["left_out"]), dict(kept["places"]), tuple(map(_item, kept["own"])))

    def to_keep(self) -> dict[str, Any]:
        own = [_to_keep(item) for item in self.own]
        return {"schema": SCHEMA, "left_out": sorted(self.left_out), "places": dict(self.places), "own": own}

    def with_own(self, item: Item) -> "Arrangement":
        """With one more line of the office's own; it gets the next key."""
        number = 1 + max((int(each.key.partition(":")[2]) for each in self.own), default=0)
        return replace(self, own=(*self.own, replace(item, key=f"own:{number}", part=Part.OWN)))


def arranged(drawn: Iterable[Item], arrangement: Arrangement, *, whole: bool = False) -> list[Item]:
    """The agenda as the office wants it; with what it has left out if `whole`."""
    places = arrangement.places
    every = [item for item in (*drawn, *arrangement.own) if whole or item.key not in arrangement.left_out]
    last = len(every) + max(places.values(), default=0)
    return sorted(every, key=lambda item: (PLACES[Part(item.part)], places.get(item.key, last)))


def frozen(items: Iterable[Item]) -> dict[str, Any]:
    """An agenda to be kept for good: words, and the keys of what they are about."""
    return {"schema": SCHEMA, "items": [_to_keep(item) for item in items]}


def thawed(kept: Mapping[str, Any]) -> list[Item]:
    """Raises ValueError where it was kept in a form that is not known."""
    _must_be_known(kept)
    return [_item(each) for each in kept["items"]]


def _must_be_known(kept: Mapping[str, Any]) -> None:
    if kept.get("schema") != SCHEMA:
        raise ValueError(f"an agenda of schema {kept.get('schema')!r} is not known")


def _to_keep(item: Item) -> dict[str, Any]:
    due = item.due_on.isoformat() if item.due_on else None
    return {**asdict(item), "bodies": list(item.bodies), "due_on": due}


def _item(kept: Mapping[str, Any]) -> Item:
    due = date.fromisoformat(kept["due_on"]) if kept["due_on"] else None
    return Item(**{**kept, "bodies": tuple(kept["bodies"]), "due_on": due})
