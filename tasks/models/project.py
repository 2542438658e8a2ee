"""Key projects (重点项目)."""

from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from tasks import wastes
from tasks.capacity import Capacity
from wastefree.access import WHOLE_PLAN, Role
from wastefree.accounts.models import Organization, User, person
from wastefree.versions import Versioned


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User | AnonymousUser) -> "ProjectQuerySet":
        somebody = person(user)
        if somebody is None:
            return self.none()
        within = self.filter(plan__in=Plan.objects.visible_to(somebody))
        if somebody.roles & WHOLE_PLAN:
            return within
        return within.filter(Q(organization=somebody.organization_id) | Q(region=somebody.organization_id))

    def changeable_by(self, user: User | AnonymousUser) -> "ProjectQuerySet":
        """The office keeps the list of projects."""
        somebody = person(user)
        return self.visible_to(user) if somebody is not None and somebody.has_role(Role.OFFICE) else self.none()

    def of_plan(self, plan: Plan) -> "ProjectQuerySet":
        return self.filter(plan=plan)

    def on_list(self) -> "ProjectQuerySet":
        """Those that count: all but the ones that were moved out of the plan's list."""
        return self.filter(moved_out_on=None)

    def moved_out(self) -> "ProjectQuerySet":
        return self.exclude(moved_out_on=None)

    def unfinished(self) -> "ProjectQuerySet":
        """On the list, and neither completed nor given up."""
        return self.on_list().exclude(stage__in=(Project.Stage.COMPLETED, Project.Stage.STOPPED))

    def behind(self, year: int) -> "ProjectQuerySet":
        """Those that were to be completed before `year`, and are not."""
        return self.unfinished().filter(completion_year__lt=year)

    def at_stage(self, stage: str) -> "ProjectQuerySet":
        """At one stage, or at any of those that `BUILDING` sums up."""
        return self.filter(stage__in=Project.BUILDING if stage == Project.BUILDING_WORD else (stage,))

    def matching(self, words: str) -> "ProjectQuerySet":
        return self.filter(
            Q(code__iexact=words)
            | Q(name__icontains=words)
            | Q(content__icontains=words)
            | Q(waste_type__icontains=words)
            | Q(responsible_text__icontains=words)
        )

    def with_place(self) -> "ProjectQuerySet":
        return self.select_related("organization", "region")


YEARS = (MinValueValidator(1990), MaxValueValidator(2100))


class Project(Versioned):
    """One key project. Money is kept in 万元; pages and workbooks show 亿元 where sums are large.

    `waste` and the amount of `capacity` are what the plan's own words mean (`waste_type`, `capacity`), as far as they
    could be read or somebody has said it. A project joins the plan's list on `added_on`; one that was moved out of it
    (调出) stays to be looked at and counts nowhere.
    """

    class Stage(models.TextChoices):
        PLANNED = "planned", _("未开工")
        STARTED = "started", _("已开工")
        UNDER_CONSTRUCTION = "under_construction", _("在建")
        COMPLETED = "completed", _("已完工")
        STOPPED = "stopped", _("已停止")

    class Waste(models.TextChoices):
        """The five fields of a waste-free city, and what belongs to none or several."""

        INDUSTRIAL = wastes.INDUSTRIAL, _("工业固体废物")
        AGRICULTURAL = wastes.AGRICULTURAL, _("农业固体废物")
        HOUSEHOLD = wastes.HOUSEHOLD, _("生活垃圾")
        CONSTRUCTION = wastes.CONSTRUCTION, _("建筑垃圾")
        HAZARDOUS = wastes.HAZARDOUS, _("危险废物")
        OTHER = wastes.OTHER, _("其他")

    # What briefings count together as 在建; the word stands for the set in addresses.
    BUILDING = frozenset({Stage.STARTED, Stage.UNDER_CONSTRUCTION})
    BUILDING_WORD = "building"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="projects", verbose_name=_("实施方案"))
    code = models.CharField(_("序号"), max_length=20)
    name = models.CharField(_("项目名称"), max_length=200)
    waste = models.CharField(_("类别"), max_length=20, choices=Waste.choices, blank=True)
    waste_type = models.CharField(_("类别（原文）"), max_length=50, blank=True)
    content = models.TextField(_("建设内容"), blank=True, max_length=5000)
    investment_planned = models.DecimalField(
        _("总投资（万元）"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    investment_done = models.DecimalField(_("完成投资（万元）"), max_digits=14, decimal_places=4, null=True, blank=True)
    investment_note = models.CharField(_("投资说明"), max_length=500, blank=True)
    capacity = models.CharField(_("处理能力"), max_length=100, blank=True)
    capacity_amount = models.DecimalField(_("处理能力（数量）"), max_digits=14, decimal_places=4, null=True, blank=True)
    capacity_unit = models.CharField(_("处理能力（单位）"), max_length=20, blank=True)
    start_year = models.PositiveSmallIntegerField(_("开工年份"), null=True, blank=True, validators=YEARS)
    completion_year = models.PositiveSmallIntegerField(_("完工年份"), null=True, blank=True, validators=YEARS)
    region = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="located_projects",
        verbose_name=_("所在区县"),
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("责任单位"),
    )
    responsible_text = models.CharField(_("责任单位（原文）"), max_length=500, blank=True)
    stage = models.CharField(_("阶段"), max_length=20, choices=Stage.choices, default=Stage.PLANNED)
    stage_reason = models.CharField(_("停止、退回原因"), max_length=500, blank=True)
    added_on = models.DateField(_("列入日期"), default=localdate)
    occasion = models.CharField(_("批次"), max_length=50, blank=True)
    moved_out_on = models.DateField(_("调出日期"), null=True, blank=True)
    moved_out_reason = models.CharField(_("调出原因"), max_length=500, blank=True)
    progress = models.TextField(_("进展情况"), blank=True, max_length=2000)
    problem = models.TextField(_("存在问题"), blank=True, max_length=2000)
    reported_at = models.DateTimeField(_("填写进展时间"), null=True, editable=False)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("填写进展人"),
    )
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("重点项目")
        verbose_name_plural = _("重点项目")
        ordering = ("order", "pk")
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="one_project_per_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def measured_capacity(self) -> Capacity | None:
        """The capacity as far as it is known as a figure."""
        return None if self.capacity_amount is None else Capacity(self.capacity_amount, self.capacity_unit)

    @property
    def overrun(self) -> Decimal | None:
        """By how much more is spent than was planned, in 万元; None where it is not, or nobody knows."""
        planned, done = self.investment_planned, self.investment_done
        return done - planned if planned is not None and done is not None and done > planned else None

    @property
    def due_year(self) -> int | None:
        """The year in which it is still to be completed; None if it is completed, given up, or has no such year."""
        finished = self.stage in (self.Stage.COMPLETED, self.Stage.STOPPED)
        return None if finished else self.completion_year
