"""What words find in a plan: indicators, quantities, tasks, of those that the person may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.models import Indicator, Plan, Quantity
from tasks.models import Task
from tasks.models.task import TaskQuerySet
from wastefree.accounts.models import User
from wastefree.lib.pinyin import initials


@dataclass(frozen=True)
class Found:
    """At most so many of each as were asked for."""

    indicators: Sequence[Indicator] = ()
    quantities: Sequence[Quantity] = ()
    tasks: Sequence[Task] = ()

    @property
    def count(self) -> int:
        return len(self.indicators) + len(self.quantities) + len(self.tasks)


def search(plan: Plan, user: User, words: str, *, most: int) -> Found:
    """By name, number, code, or the initials of the name (shlj for 生活垃圾). Nothing for no words."""
    words = words.strip()
    if not words:
        return Found()
    indicators = Indicator.objects.visible_to(user).filter(plan=plan).active().matching(words).with_place()
    quantities = Quantity.objects.visible_to(user).filter(plan=plan, is_active=True).matching(words)
    tasks = Task.objects.visible_to(user).of_plan(plan)
    return Found(tuple(indicators[:most]), tuple(quantities[:most]), tuple(_tasks(tasks, words)[:most]))


def _tasks(tasks: TaskQuerySet, words: str) -> TaskQuerySet:
    """Titles keep no initials beside them: a plan's tasks are few enough to spell them out."""
    if not (words.isascii() and words.isalpha()):
        return tasks.matching(words)
    spelt = [pk for pk, title in tasks.order_by().values_list("pk", "title") if words.lower() in initials(title)]
    return tasks.matching(words) | tasks.filter(pk__in=spelt)
