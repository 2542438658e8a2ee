"""When a task is due: what its words say, and what the office has decided where they leave it open. Pure."""

from dataclasses import dataclass
from datetime import date

from tasks.deadlines import Deadline, Kind
from tasks.events import due_after


@dataclass(frozen=True)
class Due:
    """What a task keeps beside the words of its deadline. `kind` is "" where there is neither word nor day.

    `on` is the last day in time; recurring and ongoing ones have none, an event's is None until its day is known.
    """

    kind: str
    rule: str
    on: date | None
    starts_on: date | None = None


ONGOING = Due(Kind.ONGOING, "ongoing", None)


def due_by(read: Deadline, *, decided: date | None = None, event_on: date | None = None) -> Due:
    """`decided` is the day that the office has set; it goes before what the words say."""
    if decided is not None:
        return _decided(read, decided)
    if not read.text:
        return Due("", "", None)
    if read.kind is Kind.EVENT and event_on is not None:
        return Due(read.kind, read.rule, due_after(read.rule, event_on))
    return Due(read.kind, read.rule, read.date, _start(read))


def _decided(read: Deadline, day: date) -> Due:
    if read.date == day:
        return Due(read.kind, read.rule, day, _start(read))
    start = _start(read)
    if start is not None and start <= day:
        return Due(Kind.RANGE, f"{start}/{day}", day, start)
    return Due(Kind.DATE, day.isoformat(), day)


def _start(read: Deadline) -> date | None:
    first, slash, _last = read.rule.partition("/")
    return date.fromisoformat(first) if read.kind is Kind.RANGE and slash else None
