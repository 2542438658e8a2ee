"""A plan copied for the next period: what `indicators` copies of it, and with it sections, tasks, cells and projects.

Organizations with those who answer for them, groups, quantities, rules, indicators and baselines are always taken
along; the office ticks the rest.
How things stand starts fresh: no round, no entry, no progress of a task.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from cells.transitions import copy_types
from indicators.definitions import copied_fields, copy_plan, present_bodies
from indicators.models import Plan
from tasks.deadlines import Kind, read_deadline
from tasks.dues import ONGOING, due_by
from tasks.models import Charge, Milestone, Project, Task, TaskSection
from wastefree.accounts.models import Organization, User
from wastefree.audit import log

# What a task has only once it is under way; the links are made by hand below.
FRESH = (
    *("plan", "section", "parent", "lead"),
    *("stage", "percent", "progress", "problem", "next_step", "reported_at", "reported_by"),
    *("starts_on", "due_on", "due_kind", "due_rule", "event_on"),
    *("status_override", "status_reason", "status_set_by", "status_set_at"),
)
# Dates that no words explain are not a task's own in another period; they are moved, and somebody has to look at them.
TEXT_DECIDES = frozenset({Kind.DATE, Kind.RANGE})


@dataclass(frozen=True)
class Choice:
    """What is to be taken along beside what a plan always takes."""

    targets: bool = True
    tasks: bool = True
    cell_types: bool = True
    projects: bool = False


def copy(source: Plan, choice: Choice, *, by: User, key: str = "", **fields: Any) -> Plan:
    """A new plan with all of it, in one transaction; the one made before where `key` was handled before."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return Plan.objects.get(code=fields["code"])
        plan = copy_plan(source, by=by, targets=choice.targets, **fields)
        counts = _copy_charges(source, plan)
        if choice.tasks:
            counts |= _copy_tasks(source, plan)
        if choice.cell_types:
            counts |= copy_types(source, plan, quotas=choice.targets)
        if choice.projects:
            counts |= _copy_projects(source, plan)
        log.record(by, "plan.taken_along", plan, after={"from": source.code, **counts})
        return plan


def _copy_charges(source: Plan, plan: Plan) -> dict[str, int]:
    """Who answers for each organization that is still there. A closed account is not taken along: somebody has to be
    named anew, and the page says for whom nobody is."""
    there = set(plan.organizations.values_list("pk", flat=True))
    copies = []
    for each in source.charges.with_people().filter(organization__in=there, organization__is_active=True):
        fields = copied_fields(each, without=("plan", "organization", "leader", "liaison"))
        people = {role: user for role in ("leader", "liaison") if (user := getattr(each, role)) and user.is_active}
        copies.append(Charge(plan=plan, organization=each.organization, **fields, **people))
    Charge.objects.bulk_create(copies)
    return {"charges": len(copies)}


def _copy_tasks(source: Plan, plan: Plan) -> dict[str, int]:
    """The tasks with those who answer for them; `undated` are those whose deadline somebody has to look at."""
    sections = {
        each.pk: TaskSection.objects.create(plan=plan, name=each.name, order=each.order)
        for each in source.task_sections.all()
    }
    indicators = {each.code: each for each in plan.indicators.all()}
    bodies = present_bodies()
    undated = 0
    made: dict[int, Task] = {}
    originals = source.tasks.prefetch_related("cooperating", "indicators", "milestones")
    for each in originals:
        due_on, certain = new_deadline(each.due_text, each.due_on, source, plan)
        undated += not certain
        lead = bodies.get(each.lead_id)
        task = Task.objects.create(
            plan=plan,
            section=sections.get(each.section_id or 0),
            lead=lead,
            **_dates(each, due_on, plan.first_year - source.first_year),
            **copied_fields(each, without=FRESH),
        )
        made[each.pk] = task
        task.cooperating.set(_others(bodies, each.cooperating.all(), lead))
        task.indicators.set(indicators[linked.code] for linked in each.indicators.all() if linked.code in indicators)
    _copy_tree(originals, made, plan.first_year - source.first_year)
    return {"tasks": len(originals), "undated": undated}


def _dates(each: Task, due_on: date | None, distance: int) -> dict[str, Any]:
    """What the words of the deadline mean now; a start that no words give is moved as far as the plan."""
    read = read_deadline(each.due_text, due_on.year if due_on else None)
    due = ONGOING if each.is_ongoing else due_by(read, decided=due_on)
    unknown = due_on is None and due.kind in TEXT_DECIDES
    said = None if unknown else due.starts_on
    start = said or (moved(each.starts_on, distance) if each.starts_on else None)
    in_order = start is None or due_on is None or start <= due_on
    rule = "" if unknown else due.rule
    return {"due_kind": due.kind, "due_rule": rule, "due_on": due_on, "starts_on": start if in_order else None}


def _copy_tree(originals: Iterable[Task], made: Mapping[int, Task], distance: int) -> None:
    """What stands below what, and the milestones, none of them reached yet."""
    milestones: list[Milestone] = []
    for each in originals:
        task = made[each.pk]
        task.parent = made.get(each.parent_id or 0)
        milestones += [
            Milestone(task=task, name=one.name, weight=one.weight, due_on=moved(one.due_on, distance))
            for one in each.milestones.all()
        ]
    Task.objects.bulk_update(made.values(), ["parent"])
    Milestone.objects.bulk_create(milestones)


def _others(
    bodies: Mapping[int | None, Organization | None], helping: Any, lead: Organization | None
) -> set[Organization]:
    """Who helps now; whoever leads does not help as well."""
    now = {bodies.get(body.pk) for body in helping}
    return {body for body in now if body is not None and body != lead}


def new_deadline(text: str, due_on: date | None, source: Plan, plan: Plan) -> tuple[date | None, bool]:
    """When a task is due in the new plan, and whether that is certain.

    Words without a year are read again for the year that lies as far into the new plan as the old one lay into the
    old. A day that lies outside the new plan's years cannot be meant. A day that no words explain is moved as many
    years, and is not certain.
    """
    distance = plan.first_year - source.first_year
    year = due_on.year + distance if due_on else None
    deadline = read_deadline(text, year)
    if deadline.kind in TEXT_DECIDES:
        day = deadline.date if deadline.date and deadline.date.year in plan.years else None
        return day, day is not None
    if due_on is None:
        return None, not text or deadline.kind is not Kind.UNREADABLE
    return moved(due_on, distance), False


def moved(day: date, years: int) -> date:
    """The same day so many years later; the last of February stays the last of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _copy_projects(source: Plan, plan: Plan) -> dict[str, int]:
    """Those that are still to be built, as far as they are; on the new plan's list from today."""
    bodies = present_bodies()
    going_on = source.projects.unfinished()
    copies = [
        Project(
            plan=plan,
            organization=bodies.get(each.organization_id),
            region=bodies.get(each.region_id),
            **copied_fields(each, without=("plan", "organization", "region", "added_on", "occasion")),
        )
        for each in going_on
    ]
    Project.objects.bulk_create(copies)
    return {"projects": len(copies)}
