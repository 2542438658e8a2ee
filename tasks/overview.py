"""The tasks of a plan as pages show them beside the plain list: as a tree, as a board, in a month. Reads only.

What is asked of them was fetched before (`TaskQuerySet.for_list`); nothing here asks the database.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tasks.deadlines import Kind
from tasks.models import Milestone, Task, TaskSection
from tasks.recurrence import due_days
from wastefree.lib.workdays import is_make_up_day, is_working_day

WEEK = 7


# --- tree -------------------------------------------------------------------------------------------------------------
@dataclass
class Node:
    """A task with what stands below it. `asked_for` is False for one that is shown only for what stands below."""

    task: Task
    asked_for: bool
    below: list["Node"] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many below it are asked for."""
        return sum(node.asked_for + node.count for node in self.below)


@dataclass(frozen=True)
class Branch:
    """A section with its tasks; `section` is None for those that stand in none."""

    section: TaskSection | None
    nodes: tuple[Node, ...]

    @property
    def count(self) -> int:
        return sum(node.asked_for + node.count for node in self.nodes)


def tree(tasks: Iterable[Task], asked_for: Collection[int]) -> list[Branch]:
    """All `tasks`, in the plan's order, without the branches in which none is asked for."""
    nodes: dict[int, Node] = {}
    tops: dict[TaskSection | None, list[Node]] = defaultdict(list)
    for task in tasks:
        node = nodes[task.pk] = Node(task, task.pk in asked_for)
        above = nodes.get(task.parent_id or 0)
        (above.below if above else tops[task.section]).append(node)
    branches = [Branch(section, tuple(_wanted(found))) for section, found in tops.items()]
    return [branch for branch in branches if branch.nodes]


def _wanted(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        node.below = list(_wanted(node.below))
        if node.asked_for or node.below:
            yield node


# --- board ------------------------------------------------------------------------------------------------------------
COLUMN_LENGTH = 30
COLUMNS = (
    Task.Status.OVERDUE,
    Task.Status.SLOW,
    Task.Status.ON_SCHEDULE,
    Task.Status.NOT_STARTED,
    Task.Status.DONE,
)


@dataclass(frozen=True)
class Column:
    """The tasks of one status; `more` of them are not shown here."""

    status: Task.Status
    tasks: Sequence[Task]
    more: int

    @property
    def count(self) -> int:
        return len(self.tasks) + self.more


def board(tasks: Iterable[Task], today: date) -> list[Column]:
    """What wants attention first."""
    found: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        found[task.standing(today).status].append(task)
    return [
        Column(status, found[status][:COLUMN_LENGTH], max(0, len(found[status]) - COLUMN_LENGTH)) for status in COLUMNS
    ]


# --- calendar ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Mark:
    """Something on a day: a task that is due, or one of its milestones."""

    task: Task
    milestone: Milestone | None = None


@dataclass(frozen=True)
class Day:
    """A day of a month's page; `outside` belongs to the month before or after and shows nothing."""

    on: date
    outside: bool
    is_working: bool
    is_make_up: bool
    marks: tuple[Mark, ...]


def month(tasks: Iterable[Task], first: date, last: date) -> list[list[Day]]:
    """The weeks of a month, Monday first."""
    marks: dict[date, list[Mark]] = defaultdict(list)
    for day, mark in days_between(tasks, first, last):
        marks[day].append(mark)
    start = first - timedelta(days=first.weekday())
    end = last + timedelta(days=WEEK - 1 - last.weekday())
    days = [_day(start + timedelta(days=each), first, last, marks) for each in range((end - start).days + 1)]
    return [days[each : each + WEEK] for each in range(0, len(days), WEEK)]


def _day(on: date, first: date, last: date, marks: dict[date, list[Mark]]) -> Day:
    found = tuple(marks[on]) if on in marks else ()
    return Day(on, not first <= on <= last, is_working_day(on), is_make_up_day(on), found)


def days_between(tasks: Iterable[Task], first: date, last: date) -> Iterator[tuple[date, Mark]]:
    """Every day in the time on which a task is due, recurring ones again and again, or a milestone is."""
    for task in tasks:
        for day in due_between(task, first, last):
            yield day, Mark(task)
        for milestone in task.milestones.all():
            if first <= milestone.due_on <= last:
                yield milestone.due_on, Mark(task, milestone)


def due_between(task: Task, first: date, last: date) -> list[date]:
    if task.due_on is None and task.due_kind == Kind.RECURRING:
        return due_days(task.due_rule, first, last)
    return [task.due_on] if task.due_on is not None and first <= task.due_on <= last else []
