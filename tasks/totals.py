"""What a list of projects comes to: how many, how far, how much money. Exact, and silent about what nobody has given."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tasks.models import Project


@dataclass(frozen=True)
class Sum:
    """How many projects, and their money in 万元. A sum over no given amount is None: missing is not zero.

    `without_figure` says how many of them have no planned amount.
    """

    count: int
    planned: Decimal | None
    done: Decimal | None
    without_figure: int


@dataclass(frozen=True)
class ProjectTotals:
    """All of a list, and its parts as briefings count them; 在建 is what has been started and goes on."""

    all: Sum
    completed: Sum
    building: Sum
    to_start: Sum
    stopped: Sum


Line = tuple[str, Decimal | None, Decimal | None]


def project_totals(lines: Iterable[Line]) -> ProjectTotals:
    """From (stage, planned, done) of each project. Added up here, not by SQLite, which would add as floats."""
    given = list(lines)
    stage = Project.Stage
    return ProjectTotals(
        all=_sum(given),
        completed=_sum(_at(given, {stage.COMPLETED})),
        building=_sum(_at(given, Project.BUILDING)),
        to_start=_sum(_at(given, {stage.PLANNED})),
        stopped=_sum(_at(given, {stage.STOPPED})),
    )


def _at(lines: list[Line], stages: Iterable[str]) -> list[Line]:
    wanted = {str(stage) for stage in stages}
    return [line for line in lines if line[0] in wanted]


def _sum(lines: list[Line]) -> Sum:
    planned = [amount for _, amount, _ in lines if amount is not None]
    done = [amount for _, _, amount in lines if amount is not None]
    return Sum(
        count=len(lines),
        planned=sum(planned, Decimal(0)) if planned else None,
        done=sum(done, Decimal(0)) if done else None,
        without_figure=len(lines) - len(planned),
    )
