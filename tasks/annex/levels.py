"""Which row of a task annex stands below which, as far as the plan's own tree allows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tasks.annex.numbering import above
from tasks.models import Task
from tasks.models.task import DEEPEST

Key = tuple[str, int]  # a task of the plan by its key, or a row that is new by its place


@dataclass(frozen=True)
class Tree:
    """`above` has only rows that are to be moved or made below another; `problems` tell which could not be, and why."""

    above: Mapping[int, int]
    problems: Sequence[tuple[int, str]] = field(default=())


def plan_tree(rows: Sequence[tuple[str, str]], met: Sequence[Task | None], there: Iterable[Task]) -> Tree:
    """Given section and number of each row, the tasks that the rows mean, and all tasks of the plan."""
    keys = [_key(place, task) for place, task in enumerate(met)]
    parents: dict[Key, Key | None] = {("task", task.pk): _parent(task) for task in there}
    wanted: dict[int, int] = {}
    problems: list[tuple[int, str]] = []
    for place, upper in enumerate(above(rows, DEEPEST)):
        if upper is None or parents.get(keys[place]) == keys[upper]:
            continue
        before = parents.get(keys[place])
        parents[keys[place]] = keys[upper]
        if all(_depth(key, parents) <= DEEPEST for key in parents):
            wanted[place] = upper
        else:
            parents[keys[place]] = before
            problems.append((place, _("按序号应放在上一级任务下面，但会超过三级或成环，没有调整层级。")))
    return Tree(wanted, problems)


def _key(place: int, task: Task | None) -> Key:
    return ("task", task.pk) if task else ("row", place)


def _parent(task: Task) -> Key | None:
    return ("task", task.parent_id) if task.parent_id else None


def _depth(key: Key, parents: Mapping[Key, Key | None]) -> int:
    """One for a task that stands below none; more than allowed in a circle."""
    depth, current = 1, parents.get(key)
    while current is not None and depth <= DEEPEST:
        depth, current = depth + 1, parents.get(current)
    return depth
