"""Key tasks (重点任务): numbered, in sections, each with those who answer for it."""

from collections import Counter
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator, Plan
from tasks.deadlines import Kind
from tasks.recurrence import due_days, next_due
from tasks.status import Standing, Status, Step, Why, Work, standing
from wastefree.access import WHOLE_PLAN, Role
from wastefree.accounts.models import Organization, User, person
from wastefree.versions import Versioned

DEEPEST = 3  # levels of tasks below a section: task, measure, and what a measure is made of

# The order of the plan: under its section each task, and below it its measures.
_WHOLE = models.BigIntegerField()
_NO_LEVEL = Value(-1, output_field=_WHOLE)
_TOP, _SECOND = When(parent=None, then=_NO_LEVEL), {"parent__parent": None}
PLAN_ORDER: tuple[Any, ...] = (
    F("section__order").asc(nulls_last=True),
    "section_id",
    Coalesce("parent__parent__order", "parent__order", "order", output_field=_WHOLE),
    Coalesce("parent__parent_id", "parent_id", "pk", output_field=_WHOLE),
    Case(_TOP, When(**_SECOND, then="order"), default="parent__order", output_field=_WHOLE),
    Case(_TOP, When(**_SECOND, then="pk"), default="parent_id", output_field=_WHOLE),
    Case(When(**_SECOND, then=_NO_LEVEL), default="order", output_field=_WHOLE),
    "pk",
)


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


def _unreported() -> Q:
    owed = apps.get_model("tasks", "TaskReport")._default_manager.owed()
    return Q(pk__in=owed.order_by().values("task"))


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

    def of_plan(self, plan: Plan) -> "TaskQuerySet":
        return self.filter(plan=plan)

    def led_by(self, organization: Organization) -> "TaskQuerySet":
        return self.filter(lead=organization)

    def of_organization(self, organization: Organization, *, leads: bool, helps: bool) -> "TaskQuerySet":
        """Those that it leads, and those with which it helps."""
        wanted = Q(lead=organization) if leads else Q()
        if helps:
            mine = Task.cooperating.through._default_manager.filter(organization=organization)
            wanted |= Q(pk__in=mine.values("task_id"))
        return self.filter(wanted)

    def due_between(self, first: date, last: date) -> "TaskQuerySet":
        """Due on a day of these, recurring ones included; one query for those."""
        recurring = self.filter(due_kind=Kind.RECURRING, due_on=None).order_by().values_list("pk", "due_rule")
        again = [pk for pk, rule in recurring if due_days(rule, first, last)]
        return self.filter(Q(due_on__range=(first, last)) | Q(pk__in=again))

    def standing_as(self, status: str, today: date) -> "TaskQuerySet":
        """Those that stand so on a day, reckoned here: two queries, however many there are."""
        rows = self.order_by().for_standing()
        return self.filter(pk__in=[task.pk for task in rows if task.standing(today).status == status])

    def without_lead(self) -> "TaskQuerySet":
        """Open items for the office: the plan names several bodies and none that leads."""
        return self.filter(lead=None)

    def undated(self) -> "TaskQuerySet":
        """They should have a day and have none, so that nobody would notice that they are late."""
        return self.filter(due_on=None).exclude(due_kind__in=Task.WITHOUT_DAY)

    def waiting(self) -> "TaskQuerySet":
        """Due only some time after an event whose day nobody has written down yet."""
        return self.filter(due_kind=Kind.EVENT, due_on=None)

    def unfinished(self) -> "TaskQuerySet":
        return self.exclude(stage=Task.Stage.DONE)

    def unreported(self) -> "TaskQuerySet":
        """Whose lead still owes a report in a round that is open."""
        return self.filter(_unreported())

    def matching(self, words: str) -> "TaskQuerySet":
        return self.filter(
            Q(code__iexact=words)
            | Q(title__icontains=words)
            | Q(content__icontains=words)
            | Q(deliverable__icontains=words)
            | Q(responsible_text__icontains=words)
        )

    def counts(self, today: date) -> dict[str, int]:
        """How many there are, by status, and how many want attention; three queries."""
        counted = self.aggregate(
            all=Count("pk"),
            unreported=Count("pk", filter=_unreported()),
            without_lead=Count("pk", filter=Q(lead=None)),
        )
        return counted | self.by_status(today)

    def by_status(self, today: date) -> dict[str, int]:
        """How many stand how on a day, every status named; two queries."""
        found = Counter(task.standing(today).status.value for task in self.order_by().for_standing())
        return {status.value: found[status.value] for status in Task.Status}

    def with_place(self) -> "TaskQuerySet":
        return self.select_related("section", "lead")

    def for_list(self) -> "TaskQuerySet":
        """With what a line of the list and of its workbook shows."""
        return (
            self.with_place()
            .select_related("reported_by", "status_set_by")
            .prefetch_related("cooperating", "milestones")
        )

    def for_standing(self) -> "TaskQuerySet":
        """With what their standing is reckoned from."""
        return self.prefetch_related("milestones")


class Task(Versioned):
    """One task; the plan's own words for who and when are kept beside what they mean."""

    class Stage(models.TextChoices):
        NOT_STARTED = "not_started", _("未开展")
        IN_PROGRESS = "in_progress", _("推进中")
        DONE = "done", _("已完成")

    class DueKind(models.TextChoices):
        DATE = Kind.DATE.value, _("到期日")
        RANGE = Kind.RANGE.value, _("起止时间")
        RECURRING = Kind.RECURRING.value, _("反复到期")
        ONGOING = Kind.ONGOING.value, _("常态工作")
        EVENT = Kind.EVENT.value, _("等待事件")
        UNREADABLE = Kind.UNREADABLE.value, _("看不懂")

    class Status(models.TextChoices):
        NOT_STARTED = Status.NOT_STARTED.value, _("未启动")
        ON_SCHEDULE = Status.ON_SCHEDULE.value, _("按期推进")
        SLOW = Status.SLOW.value, _("进度偏慢")
        OVERDUE = Status.OVERDUE.value, _("逾期")
        DONE = Status.DONE.value, _("完成")

    # Kinds that are as they should be without a day.
    WITHOUT_DAY = (DueKind.ONGOING, DueKind.RECURRING, DueKind.EVENT)

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("实施方案"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级任务")
    )
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
    starts_on = models.DateField(_("开始日期"), null=True, blank=True)
    due_text = models.CharField(_("完成时限（原文）"), max_length=200, blank=True)
    due_kind = models.CharField(_("时限类型"), max_length=12, choices=DueKind.choices, blank=True)
    due_rule = models.CharField(max_length=200, blank=True, editable=False)  # see `tasks.deadlines`
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    event_on = models.DateField(_("事件日期"), null=True, blank=True)
    stage = models.CharField(_("进展"), max_length=20, choices=Stage.choices, default=Stage.NOT_STARTED)
    # From here on as the newest approved report says (`tasks.models.report`).
    percent = models.PositiveSmallIntegerField(_("完成进度（%）"), null=True, blank=True)
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
    status_override = models.CharField(_("认定状态"), max_length=12, choices=Status.choices, blank=True)
    status_reason = models.CharField(_("认定原因"), max_length=500, blank=True)
    status_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    status_set_at = models.DateTimeField(null=True, editable=False)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("重点任务")
        verbose_name_plural = _("重点任务")
        ordering = ("order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="one_task_per_code"),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="no_task_is_its_own_parent"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(starts_on__lte=F("due_on")),
                name="task_starts_before_it_is_due",
            ),
            models.CheckConstraint(
                condition=Q(status_override="") | ~Q(status_reason=""), name="task_override_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ongoing(self) -> bool:
        return self.due_kind == self.DueKind.ONGOING

    def next_due(self, today: date) -> date | None:
        """Its last day; of a recurring task, the next day on which it is due; None while it is not due at all."""
        if self.due_kind == self.DueKind.RECURRING and self.due_on is None:
            return next_due(self.due_rule, today)
        return self.due_on

    def standing(self, today: date) -> Standing:
        """How it stands on a day, as the office has decided or as its dates and milestones say."""
        computed = self.computed_standing(today)
        if not self.status_override:
            return computed
        return Standing(
            Status(self.status_override),
            Why.OFFICE,
            expected=computed.expected,
            reached=computed.reached,
            computed=computed.status,
            reason=self.status_reason,
        )

    def computed_standing(self, today: date) -> Standing:
        """How it stands by its dates and milestones, whatever the office has decided."""
        return standing(self._work(), today)

    def _work(self) -> Work:
        return Work(
            stage=self.stage,
            starts_on=self.starts_on,
            due_on=self.due_on,
            kind=self.due_kind,
            rule=self.due_rule,
            percent=self.percent,
            reported_on=timezone.localdate(self.reported_at) if self.reported_at else None,
            steps=tuple(Step(each.due_on, each.weight, each.reached_on is not None) for each in self.milestones.all()),
        )
