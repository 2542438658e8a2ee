"""Work meetings (周工作例会, 半月工作调度, 月专项督查): when and where, who comes, the agenda, the minutes."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from wastefree.access import WHOLE_PLAN, Role
from wastefree.accounts.models import Organization, User, person
from wastefree.versions import Versioned


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User | AnonymousUser) -> "MeetingQuerySet":
        """The office and leaders see all of their plan, an organization those which it attends."""
        somebody = person(user)
        if somebody is None:
            return self.none()
        within = self.filter(plan__in=Plan.objects.visible_to(somebody))
        if somebody.roles & WHOLE_PLAN:
            return within
        attended = Meeting.attendees.through._default_manager.filter(organization=somebody.organization)
        return within.filter(pk__in=attended.values("meeting_id"))

    def changeable_by(self, user: User | AnonymousUser) -> "MeetingQuerySet":
        """The office calls the meetings and keeps their minutes."""
        somebody = person(user)
        return self.visible_to(user) if somebody is not None and somebody.has_role(Role.OFFICE) else self.none()

    def of_plan(self, plan: Plan) -> "MeetingQuerySet":
        return self.filter(plan=plan)

    def of_kind(self, kind: str) -> "MeetingQuerySet":
        return self.filter(kind=kind)

    def planned(self) -> "MeetingQuerySet":
        return self.filter(state=Meeting.State.PLANNED)

    def with_decisions(self) -> "MeetingQuerySet":
        """Each with how many follow-ups were decided (`decided`), and how many of them are still open (`undone`)."""
        decided = Count("decisions", distinct=True)
        undone = Count(
            "decisions", filter=Q(decisions__state__in=("issued", "acknowledged", "answered")), distinct=True
        )
        return self.annotate(decided=decided, undone=undone)


class Meeting(Versioned):
    """One meeting. Its agenda is drawn anew each time it is looked at, until the meeting has been held.

    arrangement  what the office has left out of the agenda, put first and added: see `tasks.agendaitems.Arrangement`
    agenda       the agenda as it stood when the meeting was held: see `tasks.agendaitems.frozen`; None before
    """

    class Kind(models.TextChoices):
        WEEKLY = "weekly", _("周工作例会")
        HALF_MONTHLY = "half_monthly", _("半月工作调度")
        MONTHLY = "monthly", _("月专项督查")

    class State(models.TextChoices):
        PLANNED = "planned", _("待召开")
        HELD = "held", _("已召开")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("实施方案"))
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("会议名称"), max_length=200)
    held_on = models.DateField(_("会议日期"))
    starts_at = models.TimeField(_("开始时间"), null=True, blank=True)
    place = models.CharField(_("会议地点"), max_length=200, blank=True)
    chair = models.CharField(_("主持人"), max_length=100, blank=True)
    attendees = models.ManyToManyField(Organization, blank=True, related_name="meetings", verbose_name=_("参会单位"))
    others = models.CharField(_("其他参会人员"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.PLANNED)
    minutes = models.TextField(_("会议纪要"), blank=True, max_length=20000)
    arrangement = models.JSONField(default=dict, editable=False)
    agenda = models.JSONField(null=True, editable=False)
    closed_at = models.DateTimeField(_("定稿时间"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("定稿人"),
    )

    objects = MeetingQuerySet.as_manager()
    decisions: Any  # the orders that were decided there

    class Meta:
        verbose_name = _("工作会议")
        verbose_name_plural = _("工作会议")
        ordering = ("-held_on", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "held_on"], name="one_meeting_of_a_kind_per_day"),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(agenda__isnull=False), name="meeting_held_has_agenda"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_held(self) -> bool:
        return self.state == self.State.HELD

    @property
    def is_frozen(self) -> bool:
        """Whether the agenda is the one that was kept; so it stays when minutes are opened again afterwards."""
        return self.agenda is not None
