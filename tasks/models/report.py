"""Progress reports (进展填报): how a task or a project stands, by whoever answers for it, once in each quarterly round.

They go through the same review as figures. What the newest approved report says is written into the task or project,
so that lists need not look for it. Yearly rounds ask for none.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models import EDITABLE, WITH_SUBMITTED, EntryState, Reported, Revision, Round
from indicators.models.reported import Names, ReportedQuerySet, two_people
from tasks.models.project import Project
from tasks.models.task import Task
from tasks.stages import needs_reason
from wastefree.accounts.models import User, person
from wastefree.changes import as_told, write_each
from wastefree.lib.periods import WHOLE_YEAR

Row = TypeVar("Row", bound="ProgressReport")
HANDED_IN_HAS_WORDS = models.Q(state__in=EDITABLE) | ~models.Q(progress="")


class Words(models.Model):
    """What every report says, and every revision of it keeps."""

    progress = models.TextField(_("进展情况"), blank=True, max_length=2000)
    problem = models.TextField(_("存在问题"), blank=True, max_length=2000)
    next_step = models.TextField(_("下一步计划"), blank=True, max_length=2000)

    class Meta:
        abstract = True


class ProgressQuerySet(ReportedQuerySet[Row]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """An organization sees its own, and what others have handed in about a task or project in which it has a part."""
        somebody = person(user)
        own = super().visible_to(user)
        if somebody is None or somebody.organization_id is None:
            return own
        seen = Q(**{f"{self.model.ABOUT}__in": self._abouts().visible_to(somebody).order_by().values("pk")})
        return self.filter(Q(pk__in=own.order_by().values("pk")) | seen & Q(state__in=WITH_SUBMITTED))

    def matching(self, words: str) -> Self:
        """Those about a task or project that the words find."""
        return self.filter(**{f"{self.model.ABOUT}__in": self._abouts().matching(words).order_by().values("pk")})

    def _abouts(self) -> Any:
        return self.model.about_model()._default_manager

    def binding(self) -> Self:
        """Those that speak for the whole task or project."""
        return self.all()

    def newest_first(self) -> Self:
        return self.order_by("-round__year", "-round__quarter", "organization__order", "pk")


class ProgressReport(Reported, Words):
    """The part of both kinds that is alike. `ABOUT` is the field that says what it is about, `SAID` what it says."""

    ABOUT: ClassVar[str]
    SAID: ClassVar[tuple[str, ...]]
    DONE: ClassVar[frozenset[str]]  # at these stages nothing is owed any more

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.about} {self.organization} {self.round}"

    @classmethod
    def about_model(cls) -> Any:
        return cls._meta.get_field(cls.ABOUT).related_model

    @property
    def about(self) -> Any:
        """The task or the project."""
        return getattr(self, self.ABOUT)

    @property
    def subject(self) -> str:
        return f"{self.about.code} {self.about}"

    @property
    def is_binding(self) -> bool:
        """Whether it speaks for the whole, like `ProgressQuerySet.binding`."""
        return True

    @property
    def is_filled(self) -> bool:
        return bool(self.progress or self.problem or self.next_step)

    def unready(self) -> str:
        return "" if self.progress.strip() else "no_words"

    def written(self) -> dict[str, Any]:
        return {name: as_told(getattr(self, name)) for name in (*self.SAID, "state")}

    def revision(self, step: str, *, by: User, at: datetime, reason: str = "") -> Revision:
        held = {name: getattr(self, name) for name in ("version", "state", *self.SAID)}
        made: Revision = self.revisions.model(report=self, step=step, by=by, at=at, reason=reason, **held)  # type: ignore[attr-defined]
        return made

    @property
    def is_asked_for(self) -> bool:
        idle = self.state == EntryState.DRAFT and self.is_over
        return (self.is_binding and not idle) or self.state == EntryState.RETURNED

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to report about."""
        return self.about.stage in self.DONE

    @classmethod
    def settle(cls, rows: Iterable[Any], *, by: User, at: datetime) -> None:
        """What they are about says from now on what its newest approved report says."""
        keys = {getattr(row, f"{cls.ABOUT}_id") for row in rows if row.is_binding}
        if not keys:
            return
        approved = cls.objects.counted().binding().filter(**{f"{cls.ABOUT}__in": keys})
        newest = {getattr(each, f"{cls.ABOUT}_id"): each for each in approved.newest_first().reverse()}
        held = cls.about_model()._default_manager.filter(pk__in=keys).order_by("pk")
        standing = [(row, cls.standing(row, newest.get(row.pk))) for row in held.select_for_update(no_key=True)]
        write_each(standing, by=by, verb=f"{cls.ABOUT}.reported")

    @classmethod
    def standing(cls, row: Any, newest: "Self | None") -> dict[str, Any]:
        """What is to stand in the task or project, whose newest approved report is `newest`; None: there is none."""
        names = ("progress", "problem", "next_step")
        words = {name: getattr(newest, name) if newest else "" for name in names if hasattr(row, name)}
        who = {"reported_at": newest.entered_at, "reported_by": newest.entered_by} if newest else {}
        return {**words, **(who or {"reported_at": None, "reported_by": None})}


class TaskReportQuerySet(ProgressQuerySet["TaskReport"]):
    def asked_for(self) -> "TaskReportQuerySet":
        idle = Q(state=EntryState.DRAFT, task__stage=Task.Stage.DONE)
        return self.filter(Q(part=TaskReport.Part.LEAD) & ~idle | Q(state=EntryState.RETURNED))

    def binding(self) -> "TaskReportQuerySet":
        return self.filter(part=TaskReport.Part.LEAD)

    def with_context(self) -> "TaskReportQuerySet":
        return super().with_context().select_related("task")


class TaskReport(ProgressReport):
    """What one organization says about one task in one round: the lead for the whole, those who cooperate their part."""

    NAMES = Names("task_report", "task_reports", form="tasks:progress", review="tasks:task_review")
    ABOUT = "task"
    SAID = ("progress", "problem", "next_step", "percent", "finished")
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
        return super().is_filled or self.percent is not None or self.finished

    @classmethod
    def missing_in(cls, round_: Round) -> list["TaskReport"]:
        """Of every task that is not done: one by the lead, and one by each that cooperates."""
        if round_.quarter == WHOLE_YEAR:
            return []
        tasks = Task.objects.of_plan(round_.plan).unfinished().select_related("lead").prefetch_related("cooperating")
        there = set(round_.task_reports.order_by().values_list("task", "part", "organization"))
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

    class Meta:
        verbose_name = _("历次任务进展")
        verbose_name_plural = _("历次任务进展")
        ordering = ("-version",)
        constraints = [models.UniqueConstraint(fields=["report", "version"], name="one_task_report_revision")]

    def __str__(self) -> str:
        return f"{self.report} #{self.version}"


class ProjectReportQuerySet(ProgressQuerySet["ProjectReport"]):
    def asked_for(self) -> "ProjectReportQuerySet":
        idle = Q(project__stage__in=ProjectReport.DONE) | Q(project__moved_out_on__isnull=False)
        return self.exclude(idle & Q(state=EntryState.DRAFT))

    def with_context(self) -> "ProjectReportQuerySet":
        return super().with_context().select_related("project")


class ProjectReport(ProgressReport):
    """What the organization responsible says about one project in one round. Money is in 万元, since the beginning."""

    NAMES = Names("project_report", "project_reports", form="tasks:progress", review="tasks:project_review")
    ABOUT = "project"
    SAID = ("stage", "stage_reason", "investment_done", "progress", "problem", "next_step")
    DONE = frozenset({Project.Stage.COMPLETED, Project.Stage.STOPPED})

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reports", verbose_name=_("重点项目"))
    stage = models.CharField(_("阶段"), max_length=20, choices=Project.Stage.choices, default=Project.Stage.PLANNED)
    stage_reason = models.CharField(_("停止、退回原因"), max_length=500, blank=True)
    investment_done = models.DecimalField(_("完成投资（万元）"), max_digits=14, decimal_places=4, null=True, blank=True)

    objects = ProjectReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("项目进展")
        verbose_name_plural = _("项目进展")
        default_related_name = "project_reports"
        ordering = ("project__order", "project_id", "organization__order")
        indexes = [models.Index(fields=["round", "organization", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["project", "round"], name="one_project_report_per_round"),
            models.CheckConstraint(condition=HANDED_IN_HAS_WORDS, name="project_report_handed_in_has_words"),
            models.CheckConstraint(
                condition=Q(investment_done=None) | Q(investment_done__gte=0), name="project_report_money_not_negative"
            ),
            *two_people("project_report_"),
        ]

    @property
    def is_filled(self) -> bool:
        return super().is_filled or self.investment_done is not None

    @property
    def is_over(self) -> bool:
        return super().is_over or self.project.moved_out_on is not None

    @property
    def lacks_stage_reason(self) -> bool:
        """Whether it says that the project has stopped, or is less far than it was, without a word why."""
        return needs_reason(self.project.stage, self.stage) and not self.stage_reason.strip()

    def unready(self) -> str:
        return super().unready() or ("stage_unexplained" if self.lacks_stage_reason else "")

    @classmethod
    def missing_in(cls, round_: Round) -> list["ProjectReport"]:
        """Of every project that goes on, at the stage at which it stands."""
        if round_.quarter == WHOLE_YEAR:
            return []
        projects = Project.objects.of_plan(round_.plan).unfinished().select_related("organization")
        there = set(round_.project_reports.order_by().values_list("project", flat=True))
        return [
            cls(project=project, organization=project.organization, round=round_, stage=project.stage)
            for project in projects
            if project.organization and project.organization.is_active and project.pk not in there
        ]

    @classmethod
    def standing(cls, row: Project, newest: "ProjectReport | None") -> dict[str, Any]:
        said = super().standing(row, newest)
        if newest is None:
            return said
        money = {} if newest.investment_done is None else {"investment_done": newest.investment_done}
        moves = {} if row.stage == newest.stage else {"stage": newest.stage, "stage_reason": newest.stage_reason}
        return {**said, **money, **moves}


class ProjectReportRevision(Revision, Words):
    """What a report held after one step."""

    report = models.ForeignKey(ProjectReport, on_delete=models.PROTECT, related_name="revisions")
    stage = models.CharField(_("阶段"), max_length=20, choices=Project.Stage.choices, default=Project.Stage.PLANNED)
    stage_reason = models.CharField(_("停止、退回原因"), max_length=500, blank=True)
    investment_done = models.DecimalField(_("完成投资（万元）"), max_digits=14, decimal_places=4, null=True)

    class Meta:
        verbose_name = _("历次项目进展")
        verbose_name_plural = _("历次项目进展")
        ordering = ("-version",)
        constraints = [models.UniqueConstraint(fields=["report", "version"], name="one_project_report_revision")]

    def __str__(self) -> str:
        return f"{self.report} #{self.version}"


PROGRESS: Mapping[str, type[ProgressReport]] = {"tasks": TaskReport, "projects": ProjectReport}
