"""What a task cannot be, whoever writes it: each fault names its field and says what to do.

A task stands below another of the same plan and section, at most three levels deep and in no circle; it starts before
it is due; who leads does not also help; whoever is newly named takes part in the plan and is not closed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tasks.models import Task
from tasks.models.task import DEEPEST
from wastefree.accounts.models import Organization
from wastefree.changes import value_of


@dataclass(frozen=True)
class Fault:
    """`code` is for tests and programs, `text` a sentence."""

    field: str
    code: str
    text: str


class Unsound(Exception):
    """The change would make the task what no task can be; nothing was written. str() is the first fault's sentence."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults[0].text)


def must_be_sound(task: Task, wanted: Mapping[str, Any]) -> None:
    """Raises `Unsound` if `task` with the fields of `wanted` would have a fault."""
    found = list(faults(task, wanted))
    if found:
        raise Unsound(found)


def faults(task: Task, wanted: Mapping[str, Any]) -> Iterator[Fault]:
    """What would be wrong with `task` (saved or not) once it had the fields of `wanted`."""
    yield from _dates(task, wanted)
    yield from _bodies(task, wanted)
    if "parent" in wanted or "section" in wanted:
        yield from _place(task, _then(task, wanted, "parent"), _then(task, wanted, "section"))


def _then(task: Task, wanted: Mapping[str, Any], name: str) -> Any:
    return wanted[name] if name in wanted else value_of(task, name)


def _dates(task: Task, wanted: Mapping[str, Any]) -> Iterator[Fault]:
    start, due = (_then(task, wanted, name) for name in ("starts_on", "due_on"))
    if start is not None and due is not None and start > due:
        yield Fault("starts_on", "disorder", _("开始日期晚于完成时限，请改正其中一个。"))


def _bodies(task: Task, wanted: Mapping[str, Any]) -> Iterator[Fault]:
    lead = _then(task, wanted, "lead")
    helping = list(wanted["cooperating"]) if "cooperating" in wanted else _helping(task)
    if lead is not None and lead in helping:
        yield Fault("cooperating", "twice", _("%(lead)s已是牵头单位，不用再列为配合单位。") % {"lead": lead})
    named = [("lead", lead)] if "lead" in wanted and lead is not None else []
    if "cooperating" in wanted:
        named += [("cooperating", body) for body in helping]
    yield from _strangers(task, named)


def _helping(task: Task) -> list[Organization]:
    return list(task.cooperating.all()) if task.pk else []


def _strangers(task: Task, named: list[tuple[str, Organization]]) -> Iterator[Fault]:
    """Those named before may stay, though they were closed since."""
    before = {task.lead_id, *(body.pk for body in _helping(task))}
    new = [(field, body) for field, body in named if body.pk not in before]
    known = set(task.plan.organizations.values_list("pk", flat=True)) if new else set()
    for field, body in new:
        if not body.is_active:
            yield Fault(field, "closed", _("%(body)s已停用，请改选承接其职责的单位。") % {"body": body})
        elif body.pk not in known:
            yield Fault(field, "stranger", _("%(body)s不在本方案的责任单位里，请先在方案里添加。") % {"body": body})


def _place(task: Task, parent: Task | None, section: Any) -> Iterator[Fault]:
    if parent is None:
        return
    if parent.plan_id != task.plan_id:
        yield Fault("parent", "other_plan", _("上级任务不属于本方案，请另选。"))
        return
    if parent.section_id != (section.pk if section else None):
        yield Fault("parent", "other_section", _("上级任务在另一个领域里，请选同一领域的任务，或先改领域。"))
    above = _above(parent)
    if task.pk in above:
        yield Fault("parent", "circle", _("不能放到自己或自己的下级任务下面，否则层级会成环。请另选上级任务。"))
    elif len(above) + _height(task) > DEEPEST:
        text = _("任务最多分 %(levels)s 级，放到这里会超过。请选更上一级的任务。") % {"levels": DEEPEST}
        yield Fault("parent", "too_deep", text)


def _above(parent: Task) -> list[int]:
    """The keys of the task and of those above it."""
    keys = [parent.pk]
    current = parent
    while current.parent is not None and current.parent.pk not in keys:
        current = current.parent
        keys.append(current.pk)
    return keys


def _height(task: Task) -> int:
    """How many levels the task has with what stands below it."""
    return 1 + len(levels_below(task))


def levels_below(task: Task) -> list[list[Task]]:
    """What stands below the task, level by level; a query for each."""
    levels: list[list[Task]] = []
    keys = [task.pk] if task.pk else []
    while keys and len(levels) <= DEEPEST:
        found = list(Task.objects.filter(parent__in=keys))
        keys = [each.pk for each in found]
        levels += [found] if found else []
    return levels
