"""What is late in a plan and could be the subject of an order: tasks, figures and projects. Reads only.

A project is late when the year in which it was to be completed is over; a cell has no day of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from indicators.models import Entry, Plan, Round
from tasks.drafting import Draft, Subject, draft_about
from tasks.models import Order, Project, Task
from tasks.status import Status
from wastefree.accounts.models import Organization


@dataclass(frozen=True)
class LateThing:
    """One late thing, with whoever answers for it, since when, and the numbers of the open orders about it."""

    kind: str
    subject: Subject
    organization: Organization
    due: date | None
    orders: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.subject.pk}"

    @property
    def draft(self) -> Draft:
        return draft_about(self.subject)


def late_things(plan: Plan, today: date, round_: Round | None = None) -> list[LateThing]:
    """All of them, or the figures of one round, by organization; a fixed number of queries."""
    found = list(_figures(plan, round_)) if round_ else [*_tasks(plan, today), *_figures(plan), *_projects(plan, today)]
    ordered = _open_orders(plan)
    things = [
        LateThing(kind, subject, body, due, tuple(ordered.get((kind, subject.pk), ())))
        for kind, subject, body, due in found
    ]
    return sorted(things, key=lambda each: (each.organization.order, each.organization.code))


Found = tuple[str, Subject, Organization, date | None]


def _tasks(plan: Plan, today: date) -> Iterable[Found]:
    late = Task.objects.of_plan(plan).exclude(lead=None).standing_as(Status.OVERDUE, today).with_place()
    return (("task", task, task.lead, task.due_on) for task in late if task.lead)


def _figures(plan: Plan, round_: Round | None = None) -> Iterable[Found]:
    late = Entry.objects.filter(round__plan=plan, late=True).owed().with_context().select_related("quantity")
    rows = late.in_round(round_) if round_ else late
    return (("entry", entry, entry.organization, entry.round.due_on) for entry in rows)


def _projects(plan: Plan, today: date) -> Iterable[Found]:
    late = Project.objects.of_plan(plan).behind(today.year).exclude(organization=None).with_place()
    days = ((project, date(project.completion_year or today.year, 12, 31)) for project in late)
    return (("project", project, project.organization, day) for project, day in days if project.organization)


def _open_orders(plan: Plan) -> Mapping[tuple[str, Any], list[str]]:
    """The numbers of the open orders by what they are about; one query."""
    by_thing: dict[tuple[str, Any], list[str]] = {}
    names = ("task", "entry", "project")
    for number, *keys in Order.objects.of_plan(plan).open().values_list("number", *names):
        for name, key in zip(names, keys, strict=True):
            if key is not None:
                by_thing.setdefault((name, key), []).append(number)
    return by_thing
