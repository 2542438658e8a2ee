"""Handing duties over (移交): an organization is merged, split or renamed, and others go on with what was its own."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from wastefree.access import WHOLE_PLAN
from wastefree.accounts.models import Organization, User, person
from wastefree.versions import Versioned


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, user: User | AnonymousUser) -> "HandoverQuerySet":
        """The office and leaders see all of their plan, an organization those in which it gave or received."""
        somebody = person(user)
        if somebody is None:
            return self.none()
        within = self.filter(plan__in=Plan.objects.visible_to(somebody))
        if somebody.roles & WHOLE_PLAN:
            return within
        received = HandedDuty.objects.filter(receiver=somebody.organization_id)
        return within.filter(Q(source=somebody.organization_id) | Q(pk__in=received.values("handover")))

    def of_plan(self, plan: Plan) -> "HandoverQuerySet":
        return self.filter(plan=plan)

    def for_list(self) -> "HandoverQuerySet":
        """With what a line of the list shows: the number of duties that moved and that stayed."""
        counted = self.select_related("source__succeeded_by", "made_by", "taken_back_by")
        moved = Q(lines__receiver__isnull=False)
        return counted.annotate(moved=Count("lines", filter=moved), stayed=Count("lines", filter=~moved))


class Handover(Versioned):
    """One handing over: who gave, when, by which document; its lines say what went where."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="handovers", verbose_name=_("实施方案"))
    source = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="handovers", verbose_name=_("移交单位")
    )
    on = models.DateField(_("移交日期"))
    document_number = models.CharField(_("依据文号"), max_length=100, blank=True)
    reason = models.TextField(_("移交原因"), max_length=1000)
    left_plan = models.BooleanField(_("移出方案参加单位"), default=False)
    dissolved = models.BooleanField(_("单位已撤销或更名"), default=False)
    made_at = models.DateTimeField(_("办理时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("办理人")
    )
    taken_back_at = models.DateTimeField(_("撤回时间"), null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("撤回人")
    )
    taken_back_reason = models.TextField(_("撤回原因"), blank=True, max_length=1000)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("职责移交")
        verbose_name_plural = _("职责移交")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.source} {self.on.isoformat()}"


class HandedDuty(models.Model):
    """One duty that the source had: who has received it, or why it has stayed. The duty itself is named by kind and key,
    and by its name at that time."""

    class Kind(models.TextChoices):
        INDICATOR_LEAD = "indicator_lead", _("牵头的指标")
        INDICATOR_SUPPORT = "indicator_support", _("配合的指标")
        QUANTITY = "quantity", _("负责填报的数据项")
        ENTRY = "entry", _("没有办完的填报")
        TASK_REPORT = "task_report", _("没有办完的任务进展")
        PROJECT_REPORT = "project_report", _("没有办完的项目进展")
        TASK_LEAD = "task_lead", _("牵头的任务")
        TASK_SUPPORT = "task_support", _("配合的任务")
        PROJECT = "project", _("负责的项目")
        PROJECT_PLACE = "project_place", _("位于本区县的项目")
        CELL = "cell", _("牵头创建的细胞")
        CELL_PLACE = "cell_place", _("位于本区县的细胞")
        QUOTA = "quota", _("牵头的细胞创建计划")
        ORDER = "order", _("承办的督办交办")
        ORDER_SUPPORT = "order_support", _("配合的督办交办")

    class Remark(models.TextChoices):
        CHOSEN = "chosen", _("办理时选择留在原单位")
        SAME_THERE = "same_there", _("接收单位已有同一项，两家各自保留")
        NOT_A_REGION = "not_a_region", _("只能由区县接收，留在原单位")
        CHANGED_HANDS = "changed_hands", _("移交之后又改过，没有收回")
        FINISHED = "finished", _("移交之后已经办完，没有收回")

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="lines", verbose_name=_("职责移交"))
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    row = models.PositiveBigIntegerField(_("编号"))
    name = models.CharField(_("名称"), max_length=300)
    receiver = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="received_duties",
        verbose_name=_("接收单位"),
        help_text=_("空：留在原单位"),
    )
    # The receiver had a part in it before: it keeps that part when the duty is taken back.
    had_part = models.BooleanField(_("接收单位原已参与"), default=False)
    remark = models.CharField(_("备注"), max_length=20, choices=Remark.choices, blank=True)
    taken_back = models.BooleanField(_("已收回"), default=False)

    class Meta:
        verbose_name = _("移交事项")
        verbose_name_plural = _("移交事项")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["handover", "kind", "row"], name="one_line_per_duty"),
        ]

    def __str__(self) -> str:
        return self.name
