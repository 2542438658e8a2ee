"""Key tasks (重点任务): numbered, in sections, each with those who answer for it."""

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator, Plan
from wastefree.access import WHOLE_PLAN, Role
from wastefree.accounts.models import Organization, User, person
from wastefree.versions import Versioned


class TaskSection(models.Model):
    """A heading of the plan under which tasks stand (领域)."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="task_sections", verbose_name=_("实施方案"))
    name = models.CharField(_("名称"), max_length=200)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)

    class Meta:
        verbose_name = _("任务领域")
        verbose_name_plural = _("任务领域")
        ordering = ("order", "pk")
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="one_section_per_name")]

    def __str__(self) -> str:
        return self.name


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User | AnonymousUser) -> "TaskQuerySet":
        """The office and leaders see all tasks of their plan, an organization those in which it has a part."""
        somebody = person(user)
        if somebody is None:
            return self.none()
        within = self.filter(plan__in=Plan.objects.visible_to(somebody))
        if somebody.roles & WHOLE_PLAN:
            return within
        mine = Task.cooperating.through._default_manager.filter(organization=somebody.organization)
        return within.filter(Q(lead=somebody.organization_id) | Q(pk__in=mine.values("task_id")))

    def changeable_by(self, user: User | AnonymousUser) -> "TaskQuerySet":
        """The office keeps the tasks: who leads, what is due when, and all the rest."""
        somebody = person(user)
        return self.visible_to(user) if somebody is not None and somebody.has_role(Role.OFFICE) else self.none()

    def reportable_by(self, user: User | AnonymousUser) -> "TaskQuerySet":
        """Those whose progress the person writes: a reporter's, of the organization that leads."""
        somebody = person(user)
        if somebody is None or somebody.organization_id is None or not somebody.has_role(Role.REPORTER):
            return self.none()
        return self.visible_to(user).filter(lead=somebody.organization_id)

    def of_plan(self, plan: Plan) -> "TaskQuerySet":
        return self.filter(plan=plan)

    def led_by(self, organization: Organization) -> "TaskQuerySet":
        return self.filter(lead=organization)

    def without_lead(self) -> "TaskQuerySet":
        """Open items for the office: the plan names several bodies and none that leads."""
        return self.filter(lead=None)

    def undated(self) -> "TaskQuerySet":
        """Neither ongoing nor with a day on which they are due: nobody would notice that they are late."""
        return self.filter(due_on=None, is_ongoing=False)

    def unfinished(self) -> "TaskQuerySet":
        return self.exclude(stage=Task.Stage.DONE)

    def overdue(self, today: date) -> "TaskQuerySet":
        return self.unfinished().filter(due_on__lt=today)

    def unreported_since(self, moment: datetime) -> "TaskQuerySet":
        """Unfinished, and nobody has written how they stand since then."""
        return self.unfinished().filter(Q(reported_at=None) | Q(reported_at__lt=moment))

    def matching(self, words: str) -> "TaskQuerySet":
        return self.filter(
            Q(code__iexact=words)
            | Q(title__icontains=words)
            | Q(content__icontains=words)
            | Q(deliverable__icontains=words)
            | Q(responsible_text__icontains=words)
        )

    def counts(self, today: date, quarter_began: datetime) -> dict[str, int]:
        """How many there are, by stage, and how many want attention; one query."""
        unfinished = ~Q(stage=Task.Stage.DONE)
        unreported = Q(reported_at=None) | Q(reported_at__lt=quarter_began)
        return self.aggregate(
            all=Count("pk"),
            done=Count("pk", filter=Q(stage=Task.Stage.DONE)),
            in_progress=Count("pk", filter=Q(stage=Task.Stage.IN_PROGRESS)),
            not_started=Count("pk", filter=Q(stage=Task.Stage.NOT_STARTED)),
            overdue=Count("pk", filter=unfinished & Q(due_on__lt=today)),
            unreported=Count("pk", filter=unfinished & unreported),
            without_lead=Count("pk", filter=Q(lead=None)),
        )

    def with_place(self) -> "TaskQuerySet":
        return self.select_related("section", "lead")

    def for_list(self) -> "TaskQuerySet":
        """With what a line of the list and of its workbook shows."""
        return self.with_place().select_related("reported_by").prefetch_related("cooperating")


class Task(Versioned):
    """One task; the plan's own words for who and when are kept beside what they mean."""

    class Stage(models.TextChoices):
        NOT_STARTED = "not_started", _("未开展")
        IN_PROGRESS = "in_progress", _("推进中")
        DONE = "done", _("已完成")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("实施方案"))
    section = models.ForeignKey(
        TaskSection, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("领域")
    )
    code = models.CharField(_("序号"), max_length=20)
    title = models.CharField(_("任务"), max_length=200)
    content = models.TextField(_("具体措施"), blank=True, max_length=5000)
    deliverable = models.CharField(_("成果"), max_length=500, blank=True)
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="tasks", verbose_name=_("相关指标"))
    lead = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_tasks",
        verbose_name=_("牵头单位"),
    )
    cooperating = models.ManyToManyField(
        Organization, blank=True, related_name="supported_tasks", verbose_name=_("配合单位")
    )
    collectives = models.JSONField(_("集体责任单位"), default=list, blank=True)
    responsible_text = models.TextField(_("责任单位（原文）"), blank=True, max_length=1000)
    due_text = models.CharField(_("完成时限（原文）"), max_length=200, blank=True)
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    is_ongoing = models.BooleanField(_("常态工作"), default=False)
    stage = models.CharField(_("进展"), max_length=20, choices=Stage.choices, default=Stage.NOT_STARTED)
    progress = models.TextField(_("进展情况"), blank=True, max_length=2000)
    problem = models.TextField(_("存在问题"), blank=True, max_length=2000)
    next_step = models.TextField(_("下一步计划"), blank=True, max_length=2000)
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

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("重点任务")
        verbose_name_plural = _("重点任务")
        ordering = ("order", "pk")
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="one_task_per_code")]

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, today: date) -> bool:
        return self.due_on is not None and today > self.due_on and self.stage != self.Stage.DONE
