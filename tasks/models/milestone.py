"""Milestones (节点) of a task: what should be reached by when, and how much of the task each is."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tasks.models.task import Task
from wastefree.accounts.models import User
from wastefree.versions import Versioned

HEAVIEST = 1000


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: User | AnonymousUser) -> "MilestoneQuerySet":
        return self.filter(task__in=Task.objects.visible_to(user).order_by().values("pk"))

    def changeable_by(self, user: User | AnonymousUser) -> "MilestoneQuerySet":
        """The office keeps them, as it keeps the tasks."""
        return self.filter(task__in=Task.objects.changeable_by(user).order_by().values("pk"))


class Milestone(Versioned):
    """The weights of a task need not come to a hundred: shares are reckoned."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="milestones", verbose_name=_("重点任务"))
    name = models.CharField(_("节点"), max_length=200)
    due_on = models.DateField(_("计划日期"))
    weight = models.PositiveSmallIntegerField(
        _("权重"), default=1, validators=[MinValueValidator(1), MaxValueValidator(HEAVIEST)]
    )
    reached_on = models.DateField(_("达成日期"), null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("任务节点")
        verbose_name_plural = _("任务节点")
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(condition=models.Q(weight__gte=1), name="milestone_weighs_something"),
            models.UniqueConstraint(fields=["task", "name"], name="one_milestone_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Weighed:
    """A milestone, and how much of its task it is, from 0 to 1."""

    row: Milestone
    of_task: Decimal

    @property
    def share(self) -> str:
        return f"{(self.of_task * 100).quantize(Decimal(1))}%"


def weighed(milestones: Iterable[Milestone]) -> list[Weighed]:
    """All milestones of one task with their shares."""
    rows = list(milestones)
    whole = sum(each.weight for each in rows)
    return [Weighed(each, Decimal(each.weight) / whole) for each in rows]
