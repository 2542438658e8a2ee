"""The tables of the totals of projects: by year and stage, by waste, by region, by organization, and what they treat."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from indicators.models import Plan
from tasks.capacity import CapacitySum
from tasks.models import Project
from tasks.totals import Group, YearLine, by_years, capacities, grouped


@dataclass(frozen=True)
class ProjectTables:
    """`parts` are the groups, each with the heading of its first column and that of the table.

    `asked` asks the list for all that is counted here, `lacking` for those of it without a capacity.
    """

    years: tuple[YearLine, ...]
    parts: tuple[tuple[str, str, tuple[Group, ...]], ...]
    capacities: tuple[CapacitySum, ...]
    without_capacity: int
    asked: QueryDict
    lacking: QueryDict


def tables(plan: Plan, projects: Sequence[Project], *, by: str, asked: QueryDict) -> ProjectTables:
    """`by` is which year counts: `year` (of completion) or `start_year`; `asked` what the list is asked for already."""
    sums, without = capacities(projects)

    def asking(**more: str) -> QueryDict:
        address = asked.copy()
        for name, value in more.items():
            if value:
                address[name] = value
        return address

    def of_years(year: str, stage: str) -> QueryDict:
        return asking(**{by: year, "stage": stage})

    wastes = {**{kind.value: str(kind.label) for kind in Project.Waste}, "": _("未归类")}
    bodies = {**_bodies(plan, projects), "": _("未填")}
    return ProjectTables(
        years=tuple(by_years(projects, _start if by == "start_year" else _completion, of_years)),
        parts=(
            (_("类别"), _("按类别"), tuple(grouped(projects, _waste, wastes, lambda value: asking(waste=value)))),
            (
                _("所在区县"),
                _("按所在区县"),
                tuple(grouped(projects, _region, bodies, lambda value: asking(region=value))),
            ),
            (
                _("责任单位"),
                _("按责任单位"),
                tuple(grouped(projects, _organization, bodies, lambda value: asking(organization=value))),
            ),
        ),
        capacities=tuple(sums),
        without_capacity=without,
        asked=asked,
        lacking=asking(only="no_capacity"),
    )


def _bodies(plan: Plan, projects: Sequence[Project]) -> dict[str, str]:
    """Those of the plan in its order, then those that have left it and kept their projects."""
    bodies = {str(body.pk): body.label for body in plan.organizations.order_by("order", "pk")}
    for project in projects:
        for body in (project.region, project.organization):
            if body is not None:
                bodies.setdefault(str(body.pk), body.label)
    return bodies


def _waste(project: Project) -> str:
    return project.waste


def _start(project: Project) -> int | None:
    return project.start_year


def _completion(project: Project) -> int | None:
    return project.completion_year


def _region(project: Project) -> str:
    return str(project.region_id or "")


def _organization(project: Project) -> str:
    return str(project.organization_id or "")
