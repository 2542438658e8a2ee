"""The reporting round (填报期): a quarter or a year that opens, is due, and closes."""

from datetime import date
from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from indicators.models.plan import YEARS, Plan
from indicators.models.reported import kinds
from wastefree.access import WHOLE_PLAN
from wastefree.accounts.models import Organization, User, person
from wastefree.lib.periods import Period
from wastefree.versions import Versioned


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User | AnonymousUser) -> "RoundQuerySet":
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def open(self) -> "RoundQuerySet":
        return self.filter(state=Round.State.OPEN)

    def open_to(self, organization: Organization | None) -> "RoundQuerySet":
        """In which the organization (None: anybody) may still type: open ones in which it reports, reopened ones.

        Each carries `reopened_until`, None where it is open to all.
        """
        running = Reopening.objects.running().filter(round=OuterRef("pk"))
        if organization is None:
            rounds = self.filter(Q(state=Round.State.OPEN) | Exists(running))
        else:
            running = running.filter(organization=organization)
            own = (Exists(kind.objects.of(organization).filter(round=OuterRef("pk"))) for kind in kinds())
            owing = reduce(or_, (Q(each) for each in own))
            rounds = self.filter(Q(state=Round.State.OPEN) & owing | Exists(running))
        until = Subquery(running.values("until")[:1])
        return rounds.annotate(reopened_until=until).order_by("due_on", "year", "quarter")

    def to_open(self, today: date) -> "RoundQuerySet":
        return self.filter(state=Round.State.PLANNED, opens_on__lte=today)

    def to_close(self, today: date) -> "RoundQuerySet":
        return self.filter(state=Round.State.OPEN, closes_on__lt=today)

    def newest_first(self) -> "RoundQuerySet":
        return self.order_by("-year", "-quarter")


class Round(Versioned):
    """One quarter (or, with quarter 0, one year) of one plan."""

    class State(models.TextChoices):
        PLANNED = "planned", _("未开始")
        OPEN = "open", _("填报中")
        CLOSED = "closed", _("已关闭")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("实施方案"))
    year = models.PositiveSmallIntegerField(_("年份"), validators=YEARS)
    quarter = models.PositiveSmallIntegerField(
        _("季度"), default=0, validators=[MaxValueValidator(4)], help_text=_("0 为全年")
    )
    opens_on = models.DateField(_("开始日期"))
    due_on = models.DateField(_("截止日期"))
    closes_on = models.DateField(_("关闭日期"), help_text=_("这一天之后锁定"))
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.PLANNED)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("填报期")
        verbose_name_plural = _("填报期")
        ordering = ("year", "quarter")
        constraints = [
            models.UniqueConstraint(fields=["plan", "year", "quarter"], name="one_round_per_period"),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("due_on")) & Q(due_on__lte=F("closes_on")),
                name="round_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.period.label("zh-hans")

    @property
    def period(self) -> Period:
        return Period(self.year, self.quarter)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def is_late(self, today: date) -> bool:
        return today > self.due_on


class ReopeningQuerySet(models.QuerySet["Reopening"]):
    def visible_to(self, user: User | AnonymousUser) -> "ReopeningQuerySet":
        """The office and leaders see all of a plan's, an organization its own."""
        somebody = person(user)
        within = self.filter(round__in=Round.objects.visible_to(user))
        if somebody is None or somebody.roles & WHOLE_PLAN:
            return within
        return within.filter(organization=somebody.organization_id)

    def running(self) -> "ReopeningQuerySet":
        return self.filter(ended_at=None)

    def to_end(self, today: date) -> "ReopeningQuerySet":
        return self.running().filter(until__lt=today)


class Reopening(models.Model):
    """One organization's entries of a closed round, opened again until a day, with the reason."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reopenings", verbose_name=_("填报期"))
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="reopenings", verbose_name=_("填报单位")
    )
    reason = models.TextField(_("原因"), max_length=1000)
    until = models.DateField(_("开放到哪一天"), help_text=_("这一天之后重新锁定"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("经办人")
    )
    at = models.DateTimeField(_("时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("单独开放")
        verbose_name_plural = _("单独开放")
        ordering = ("-at",)
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organization"], condition=Q(ended_at=None), name="one_running_reopening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.organization}"
