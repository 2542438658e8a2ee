"""Progress reports of key projects, by the organization responsible."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models import EntryState, Revision, Round
from indicators.models.reported import Names, two_people
from tasks.models.project import Project
from tasks.models.report import HANDED_IN_HAS_WORDS, ProgressQuerySet, ProgressReport, Words
from tasks.stages import needs_reason
from wastefree.lib.periods import WHOLE_YEAR


class ProjectReportQuerySet(ProgressQuerySet["ProjectReport"]):
    def asked_for(self) -> "ProjectReportQuerySet":
        idle = Q(project__stage__in=ProjectReport.DONE) | Q(project__moved_out_on__isnull=False)
        return self.exclude(idle & Q(state=EntryState.DRAFT))

    def with_context(self) -> "ProjectReportQuerySet":
        return super().with_context().select_related("project")


class ProjectReport(ProgressReport):
    """What the organization responsible says about one project in one round. Money is in 万元, since the beginning."""

    NAMES = Names(
        "project_report",
        "project_reports",
        form="tasks:progress",
        review="tasks:project_review",
        page="tasks:project_report",
        order=2,
    )
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
        there = set(cls.objects.in_round(round_).order_by().values_list("project", flat=True))
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
