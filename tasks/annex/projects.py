"""What a project annex would do to a plan, and doing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from indicators.annex.bodies import Bodies
from indicators.annex.codes import assign, park
from indicators.annex.differences import changes, facts, new_values
from indicators.annex.judgement import Judgement, Line, acting, ordered
from indicators.annex.sheet import Annex, AnnexRow, Problem
from indicators.annex.words import joined
from indicators.library.names import fold
from indicators.models import Plan
from tasks.annex.project_rows import RowReader
from tasks.models import Project
from wastefree.accounts.models import User
from wastefree.changes import change, create

KIND = "projects"
NAME_LENGTH = 200
AT_A_GLANCE = (
    "waste",
    "waste_type",
    "investment_planned",
    "investment_done",
    "capacity",
    "start_year",
    "completion_year",
    "stage",
    "added_on",
    "region",
    "organization",
)


@dataclass(frozen=True)
class WantedProject:
    """`fields` are those that are new."""

    existing: Project | None
    fields: Mapping[str, Any]


def judge(annex: Annex, plan: Plan, bodies: Bodies) -> Judgement:
    """Every row of the annex against the plan, in a fixed number of queries; writes nothing."""
    there = {fold(project.name): project for project in plan.projects.with_place()}
    rows, problems = _on_list(*_named(annex), there)
    met = [there.pop(fold(name_of(row)), None) for row in rows]
    codes = assign(
        [(row["code"].text, project.code if project else None) for row, project in zip(rows, met, strict=True)],
        {project.code for project in there.values()},
    )
    lines: list[Line] = []
    unknown: dict[str, None] = {}
    for row, existing, code in zip(rows, met, codes, strict=True):
        reader = RowReader(row, bodies, existing)
        new = new_values(existing, {"code": code} | reader.fields())
        problems += reader.problems
        unknown |= dict.fromkeys(reader.responsible.unknown)
        lines.append(_line(row, existing, new, reader))
    return Judgement(KIND, tuple(lines), ordered(problems, annex.sheets), tuple(unknown))


def apply(judgement: Judgement, plan: Plan, *, by: User | None) -> None:
    """All lines, inside the caller's transaction. Raises `StaleError` if a project has changed since it was judged."""
    wanted: list[WantedProject] = [line.wanted for line in judgement.changing]
    park(Project.objects.all(), (each.existing.pk for each in wanted if each.existing and "code" in each.fields))
    order = plan.projects.count()
    for each in wanted:
        if each.existing is None:
            order += 1
            create(Project(plan=plan, order=order), by=by, verb="project.imported", fields=each.fields)
        else:
            change(each.existing, by=by, verb="project.imported", based_on=each.existing.version, changes=each.fields)


def _named(annex: Annex) -> tuple[list[AnnexRow], list[Problem]]:
    rows: list[AnnexRow] = []
    problems = list(annex.problems)
    seen: dict[str, str] = {}
    for row in annex.rows:
        cell, name = row["name"], fold(name_of(row))
        if cell.is_blank:
            problems.append(cell.problem(_("这一行没有项目名称，没有读入。")))
        elif name in seen:
            problems.append(cell.problem(_("与 %(cell)s 的项目重名，没有读入。") % {"cell": seen[name]}))
        else:
            seen[name] = cell.cell
            rows.append(row)
    return rows, problems


def _on_list(
    rows: list[AnnexRow], problems: list[Problem], there: Mapping[str, Project]
) -> tuple[list[AnnexRow], list[Problem]]:
    """Without those that were moved out of the plan's list: a person puts them back, or gives them another name."""
    kept: list[AnnexRow] = []
    words = _("这个项目已调出清单，没有读入。要恢复，请在项目页面撤销调出；是另一个项目的，请换个名称。")
    for row in rows:
        project = there.get(fold(name_of(row)))
        if project is not None and project.moved_out_on:
            problems.append(row["name"].problem(words))
        else:
            kept.append(row)
    return kept, problems


def name_of(row: AnnexRow) -> str:
    """The project's name, as far as the portal can keep it."""
    return joined(row["name"].text)[:NAME_LENGTH]


def _line(row: AnnexRow, existing: Project | None, new: Mapping[str, Any], reader: "RowReader") -> Line:
    shown = tuple(changes(existing, new) if existing else facts(Project, new, AT_A_GLANCE))
    return Line(
        place=row["name"],
        title=name_of(row),
        action=acting(is_new=existing is None, changes=bool(new)),
        wanted=WantedProject(existing, new),
        changes=shown,
        bodies=reader.responsible.named,
        based_on=f"{existing.pk}:{existing.version}" if existing else "",
    )
