"""What a list of projects comes to: how many, how far, how much money. Exact, and silent about what nobody has given."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict

from tasks.capacity import CapacitySum, sums
from tasks.models import Project
from wastefree.lib.figures import rounded

Line = tuple[str, Decimal | None, Decimal | None]
NONE = "none"  # what stands in addresses for what nobody has said


@dataclass(frozen=True)
class Sum:
    """How many projects, and their money in 万元. A sum over no given amount is None: missing is not zero.

    `without_figure` says how many of them have no planned amount. `share` is the part of the planned investment that
    is done, in per cent, over the `shared` projects of which both are known: else the two sums are of different things.
    """

    count: int
    planned: Decimal | None
    done: Decimal | None
    without_figure: int
    share: Decimal | None = None
    shared: int = 0


@dataclass(frozen=True)
class ProjectTotals:
    """All of a list, and its parts as briefings count them; 在建 is what has been started and goes on."""

    all: Sum
    completed: Sum
    building: Sum
    to_start: Sum
    stopped: Sum


@dataclass(frozen=True)
class Group:
    """Projects that have something in common; `address` asks the list for them."""

    label: str
    address: QueryDict
    totals: ProjectTotals


@dataclass(frozen=True)
class YearLine:
    """The projects of one year (None where nobody has said it) by stage, and all of them."""

    year: int | None
    address: QueryDict
    stages: tuple[tuple[str, QueryDict, Sum], ...]
    all: Sum


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


def grouped(
    projects: Iterable[Project],
    key: Callable[[Project], str],
    labels: Mapping[str, str],
    asking: Callable[[str], QueryDict],
) -> list[Group]:
    """By what `key` says of each ("" for nothing), in the order of `labels`; what is not there is left out."""
    found: dict[str, list[Line]] = {}
    for project in projects:
        found.setdefault(key(project), []).append(line_of(project))
    return [
        Group(label, asking(value or NONE), project_totals(found[value]))
        for value, label in labels.items()
        if value in found
    ]


def by_years(
    projects: Sequence[Project], key: Callable[[Project], int | None], asking: Callable[[str, str], QueryDict]
) -> list[YearLine]:
    """Year by year, the stages beside each other; those without a year last."""
    years = sorted({key(project) for project in projects}, key=lambda year: (year is None, year))
    lines = []
    for year in years:
        given = [line_of(project) for project in projects if key(project) == year]
        word = NONE if year is None else str(year)
        stages = tuple(
            (str(stage.label), asking(word, str(stage)), _sum(_at(given, {stage}))) for stage in Project.Stage
        )
        lines.append(YearLine(year, asking(word, ""), stages, _sum(given)))
    return lines


def capacities(projects: Iterable[Project]) -> tuple[list[CapacitySum], int]:
    """What the projects can treat together, by unit, and how many of them have no capacity that could be read."""
    known = [project.measured_capacity for project in projects]
    return sums(each for each in known if each is not None), known.count(None)


def line_of(project: Project) -> Line:
    return project.stage, project.investment_planned, project.investment_done


def _at(lines: list[Line], stages: Iterable[str]) -> list[Line]:
    wanted = {str(stage) for stage in stages}
    return [line for line in lines if line[0] in wanted]


def _sum(lines: list[Line]) -> Sum:
    planned = [amount for _, amount, _ in lines if amount is not None]
    done = [amount for _, _, amount in lines if amount is not None]
    both = [(of, part) for _, of, part in lines if of is not None and part is not None]
    whole = sum((of for of, _ in both), Decimal(0))
    return Sum(
        count=len(lines),
        planned=sum(planned, Decimal(0)) if planned else None,
        done=sum(done, Decimal(0)) if done else None,
        without_figure=len(lines) - len(planned),
        share=rounded(sum((part for _, part in both), Decimal(0)) * 100 / whole, 1) if whole else None,
        shared=len(both),
    )
