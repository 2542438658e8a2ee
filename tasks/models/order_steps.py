"""What becomes of an order: the words that go to and fro, the time asked for, and the steps by which lateness climbs."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tasks.ladder import Step
from wastefree.files.models import Attachment


class ReplyQuerySet(models.QuerySet["Reply"]):
    def answers(self) -> "ReplyQuerySet":
        return self.filter(kind=Reply.Kind.ANSWER)

    def with_files(self) -> "ReplyQuerySet":
        return self.select_related("by").prefetch_related("evidence")


class Reply(models.Model):
    """What the organization reported, or why the office sent it back. Only ever added."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("反馈")
        SENT_BACK = "sent_back", _("退回")

    order = models.ForeignKey(
        "tasks.Order", on_delete=models.PROTECT, related_name="replies", verbose_name=_("督办交办")
    )
    kind = models.CharField(pgettext_lazy("order", "类别"), max_length=20, choices=Kind.choices)
    text = models.TextField(_("内容"), max_length=5000)
    evidence = models.ManyToManyField(Attachment, blank=True, related_name="replies", verbose_name=_("佐证材料"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("填写人")
    )
    at = models.DateTimeField(_("时间"))

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("办理反馈")
        verbose_name_plural = _("办理反馈")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.order} {self.get_kind_display()}"


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def asked(self) -> "ExtensionQuerySet":
        return self.filter(state=Extension.State.ASKED)


class Extension(models.Model):
    """More time asked for (延期): until when and why, and what the office decided. `before` is the day it was asked for."""

    class State(models.TextChoices):
        ASKED = "asked", _("待批准")
        GRANTED = "granted", _("已批准")
        REFUSED = "refused", _("未批准")
        DROPPED = "dropped", _("不再需要")

    order = models.ForeignKey(
        "tasks.Order", on_delete=models.PROTECT, related_name="extensions", verbose_name=_("督办交办")
    )
    before = models.DateField(_("原期限"))
    until = models.DateField(_("延期至"))
    reason = models.TextField(_("延期理由"), max_length=1000)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("申请人")
    )
    asked_at = models.DateTimeField(_("申请时间"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("批准人")
    )
    decided_at = models.DateTimeField(_("批准时间"), null=True)
    answer = models.TextField(_("批复意见"), blank=True, max_length=1000)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("延期申请")
        verbose_name_plural = _("延期申请")
        ordering = ("asked_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(state="asked"), name="one_extension_asked_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.until.isoformat()}"


class Escalation(models.Model):
    """A step of the ladder that an order has climbed: written once for each deadline, with those who were told."""

    class Cause(models.TextChoices):
        ACKNOWLEDGE = "acknowledge", _("逾期未签收")
        ANSWER = "answer", _("逾期未办结")

    class Step(models.TextChoices):
        NEAR = Step.NEAR.value, _("到期前提醒")
        REPORTER = Step.REPORTER.value, _("提醒填报员")
        REVIEWER = Step.REVIEWER.value, _("提醒部门审核员")
        LEADER = Step.LEADER.value, _("提请分管领导")
        OFFICE = Step.OFFICE.value, _("提请无废办")

    order = models.ForeignKey(
        "tasks.Order", on_delete=models.PROTECT, related_name="escalations", verbose_name=_("督办交办")
    )
    cause = models.CharField(_("原因"), max_length=20, choices=Cause.choices)
    step = models.CharField(_("步骤"), max_length=20, choices=Step.choices)
    deadline = models.DateField(_("期限"))
    at = models.DateTimeField(_("时间"))
    told = models.TextField(_("提醒了谁"), blank=True)

    class Meta:
        verbose_name = _("逾期提醒")
        verbose_name_plural = _("逾期提醒")
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "cause", "deadline", "step"], name="one_escalation_per_step_and_deadline"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.get_step_display()}"
