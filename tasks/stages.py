"""What a change of a project's stage asks for. Pure.

A list of projects is read by those who pay for them: a project that stops, or that is less far than was said, needs a
word why, and one that is completed needs the year in which it was.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

ORDER: Final = ("planned", "started", "under_construction", "completed", "stopped")
COMPLETED, STOPPED = ORDER[-2:]


class Objection(StrEnum):
    """What is missing, or cannot be."""

    STOPPED_WITHOUT_REASON = "stopped_without_reason"
    BACK_WITHOUT_REASON = "back_without_reason"
    COMPLETED_WITHOUT_YEAR = "completed_without_year"
    COMPLETED_IN_FUTURE = "completed_in_future"


def needs_reason(before: str, after: str) -> bool:
    """Whether the step is one back, or out of the way; going on after a stop is a step back to where it was."""
    return before != after and (after == STOPPED or ORDER.index(after) < ORDER.index(before or ORDER[0]))


def objections(
    before: str, after: str, *, reason: str, completion_year: int | None, this_year: int
) -> Iterator[Objection]:
    """Against a project that stood at `before` (empty for a new one) and is said to be at `after` in `this_year`."""
    if needs_reason(before, after) and not reason.strip():
        yield Objection.STOPPED_WITHOUT_REASON if after == STOPPED else Objection.BACK_WITHOUT_REASON
    if after == COMPLETED and completion_year is None:
        yield Objection.COMPLETED_WITHOUT_YEAR
    if after == COMPLETED and completion_year is not None and completion_year > this_year:
        yield Objection.COMPLETED_IN_FUTURE
