"""Progress reports of tasks: by the lead for the whole, and by those who cooperate for their part."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models import EntryState, Revision, Round
from indicators.models.reported import Names, two_people
from tasks.models.milestone import Milestone
from tasks.models.report import HANDED_IN_HAS_WORDS, ProgressQuerySet, ProgressReport, Words
from tasks.models.task import Task
from wastefree.accounts.models import User
from wastefree.changes import write_each
from wastefree.lib.periods import WHOLE_YEAR


class TaskReportQuerySet(ProgressQuerySet["TaskReport"]):
    def asked_for(self) -> "TaskReportQuerySet":
        idle = Q(state=EntryState.DRAFT, task__stage=Task.Stage.DONE)
        return self.filter(Q(part=TaskReport.Part.LEAD) & ~idle | Q(state=EntryState.RETURNED))

    def binding(self) -> "TaskReportQuerySet":
        return self.filter(part=TaskReport.Part.LEAD)

    def alike(self) -> "TaskReportQuerySet":
        whose = Q(part=TaskReport.Part.LEAD) | Q(organization=OuterRef("organization"))
        return super().alike().filter(whose, part=OuterRef("part"))

    def with_context(self) -> "TaskReportQuerySet":
        return super().with_context().select_related("task")

    def with_evidence(self) -> "TaskReportQuerySet":
        """And with the milestones that can be reached."""
        return super().with_evidence().prefetch_related("task__milestones")


class TaskReport(ProgressReport):
    """What one organization says about one task in one round: the lead for the whole, those who cooperate their part."""

    NAMES = Names(
        "task_report",
        "task_reports",
        form="tasks:progress",
        review="tasks:task_review",
        page="tasks:task_report",
        order=1,
    )
    ABOUT = "task"
    SAID = ("progress", "problem", "next_step", "percent", "finished", "reached")
    DONE = frozenset({Task.Stage.DONE})

    class Part(models.TextChoices):
        LEAD = "lead", _("牵头")
        COOPERATING = "cooperating", _("配合")

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reports", verbose_name=_("重点任务"))
    part = models.CharField(_("身份"), max_length=20, choices=Part.choices, default=Part.LEAD)
    percent = models.PositiveSmallIntegerField(
        _("完成进度（%）"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    finished = models.BooleanField(_("已完成"), default=False)
    # Milestones, by their keys: revisions keep them, and one that the office takes away is said no more.
    reached = models.JSONField(_("达成的节点"), default=list, blank=True)

    objects = TaskReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("任务进展")
        verbose_name_plural = _("任务进展")
        default_related_name = "task_reports"
        ordering = ("task__order", "task_id", "-part", "organization__order")
        indexes = [models.Index(fields=["round", "organization", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["task", "organization", "round", "part"], name="one_task_report_per_round"),
            models.UniqueConstraint(
                fields=["task", "round"], condition=Q(part="lead"), name="one_leading_task_report_per_round"
            ),
            models.CheckConstraint(condition=HANDED_IN_HAS_WORDS, name="task_report_handed_in_has_words"),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100), name="task_report_percent_up_to_100"
            ),
            *two_people("task_report_"),
        ]

    @property
    def is_binding(self) -> bool:
        return self.part == self.Part.LEAD

    @property
    def is_filled(self) -> bool:
        return super().is_filled or self.percent is not None or self.finished or bool(self.reached)

    @property
    def milestones_reached(self) -> list[Milestone]:
        return _among(self.task, self.reached)

    @classmethod
    def settle(cls, rows: Iterable[Any], *, by: User, at: datetime) -> None:
        """Milestones of approved reports are reached, too: on the last day of the round, or the day of writing before."""
        super().settle(rows, by=by, at=at)
        reached: list[tuple[Milestone, dict[str, Any]]] = []
        approved = [row for row in rows if row.is_binding and row.reached and row.state == EntryState.APPROVED]
        held = Milestone.objects.filter(task__in=[row.task_id for row in approved], reached_on=None)
        for milestone in held.select_for_update(no_key=True).order_by("pk") if approved else ():
            for row in approved:
                if milestone.task_id == row.task_id and milestone.pk in row.reached:
                    written = timezone.localdate(row.entered_at) if row.entered_at else row.round.period.end
                    reached.append((milestone, {"reached_on": min(written, row.round.period.end)}))
        write_each(reached, by=by, verb="milestone.reached")

    @classmethod
    def missing_in(cls, round_: Round) -> list["TaskReport"]:
        """Of every task that is not done: one by the lead, and one by each that cooperates."""
        if round_.quarter == WHOLE_YEAR:
            return []
        tasks = Task.objects.of_plan(round_.plan).unfinished().select_related("lead").prefetch_related("cooperating")
        there = set(cls.objects.in_round(round_).order_by().values_list("task", "part", "organization"))
        led = {task for task, part, _organization in there if part == cls.Part.LEAD}
        made = []
        for task in tasks:
            if task.lead and task.lead.is_active and task.pk not in led:
                made.append(cls(task=task, organization=task.lead, round=round_, part=cls.Part.LEAD))
            for body in task.cooperating.all():
                if body.is_active and (task.pk, cls.Part.COOPERATING.value, body.pk) not in there:
                    made.append(cls(task=task, organization=body, round=round_, part=cls.Part.COOPERATING))
        return made

    @classmethod
    def standing(cls, row: Task, newest: "TaskReport | None") -> dict[str, Any]:
        said = {**super().standing(row, newest), "percent": newest.percent if newest else None}
        if newest is not None:
            said["stage"] = stage_of(finished=newest.finished, percent=newest.percent)
        elif row.stage == Task.Stage.DONE:
            said["stage"] = Task.Stage.IN_PROGRESS
        return said


def _among(task: Task, keys: Iterable[int]) -> list[Milestone]:
    chosen = set(keys)
    return [each for each in task.milestones.all() if each.pk in chosen]


def stage_of(*, finished: bool, percent: int | None) -> Task.Stage:
    """How far a task is that is reported about: not started only where 0 % is said."""
    if finished:
        return Task.Stage.DONE
    return Task.Stage.NOT_STARTED if percent == 0 else Task.Stage.IN_PROGRESS


class TaskReportRevision(Revision, Words):
    """What a report held after one step."""

    report = models.ForeignKey(TaskReport, on_delete=models.PROTECT, related_name="revisions")
    percent = models.PositiveSmallIntegerField(_("完成进度（%）"), null=True)
    finished = models.BooleanField(_("已完成"), default=False)
    reached = models.JSONField(_("达成的节点"), default=list, blank=True)

    class Meta:
        verbose_name = _("历次任务进展")
        verbose_name_plural = _("历次任务进展")
        ordering = ("-version",)
        constraints = [models.UniqueConstraint(fields=["report", "version"], name="one_task_report_revision")]

    def __str__(self) -> str:
        return f"{self.report} #{self.version}"

    @property
    def milestones_reached(self) -> list[Milestone]:
        return _among(self.report.task, self.reached)
