"""Key projects (重点项目)."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
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

    def reportable_by(self, user: User | AnonymousUser) -> "ProjectQuerySet":
        """Those whose stage and investment the person writes: a reporter's, of the organization responsible."""
        somebody = person(user)
        if somebody is None or somebody.organization_id is None or not somebody.has_role(Role.REPORTER):
            return self.none()
        return self.visible_to(user).filter(organization=somebody.organization_id)

    def of_plan(self, plan: Plan) -> "ProjectQuerySet":
        return self.filter(plan=plan)

    def at_stage(self, stage: str) -> "ProjectQuerySet":
        """At one stage, or at any of those that `BUILDING` sums up."""
        return self.filter(stage__in=Project.BUILDING if stage == Project.BUILDING_WORD else (stage,))

    def matching(self, words: str) -> "ProjectQuerySet":
        return self.filter(
            Q(code__iexact=words)
            | Q(name__icontains=words)
            | Q(content__icontains=words)
            | Q(responsible_text__icontains=words)
        )

    def with_place(self) -> "ProjectQuerySet":
        return self.select_related("organization", "region")


class Project(Versioned):
    """One key project. Money is kept in 万元; pages and workbooks show 亿元 where sums are large."""

    class Stage(models.TextChoices):
        PLANNED = "planned", _("未开工")
        STARTED = "started", _("已开工")
        UNDER_CONSTRUCTION = "under_construction", _("在建")
        COMPLETED = "completed", _("已完工")
        STOPPED = "stopped", _("已停止")

    # What briefings count together as 在建; the word stands for the set in addresses.
    BUILDING = frozenset({Stage.STARTED, Stage.UNDER_CONSTRUCTION})
    BUILDING_WORD = "building"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="projects", verbose_name=_("实施方案"))
    code = models.CharField(_("序号"), max_length=20)
    name = models.CharField(_("项目名称"), max_length=200)
    waste_type = models.CharField(_("类别"), max_length=50, blank=True)
    content = models.TextField(_("建设内容"), blank=True, max_length=5000)
    investment_planned = models.DecimalField(
        _("总投资（万元）"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    investment_done = models.DecimalField(_("完成投资（万元）"), max_digits=14, decimal_places=4, null=True, blank=True)
    capacity = models.CharField(_("处理能力"), max_length=100, blank=True)
    start_year = models.PositiveSmallIntegerField(_("开工年份"), null=True, blank=True)
    completion_year = models.PositiveSmallIntegerField(_("完工年份"), null=True, blank=True)
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
