"""The implementation plan (实施方案), on which everything hangs."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indicators.progress import Thresholds
from wastefree.access import BUSINESS
from wastefree.accounts.models import Organization, User, person
from wastefree.versions import Versioned

YEARS = [MinValueValidator(1990), MaxValueValidator(2100)]
SHARE = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))]


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User | AnonymousUser) -> "PlanQuerySet":
        """The plans in which the person's organization takes part, for those who work with figures."""
        somebody = person(user)
        if somebody is None or not somebody.roles & BUSINESS or somebody.organization_id is None:
            return self.none()
        return self.filter(organizations=somebody.organization_id)

    def active(self) -> "PlanQuerySet":
        return self.filter(is_active=True)


class Plan(Versioned):
    """A city's plan: years, organizations that take part, and the settings by which progress is judged."""

    code = models.SlugField(
        _("编码"), max_length=50, unique=True, help_text=_("小写字母、数字和连字符，出现在网址里，建立后不再改变")
    )
    name = models.CharField(_("方案名称"), max_length=200)
    city = models.CharField(_("城市"), max_length=50)
    document_number = models.CharField(_("文号"), max_length=100, blank=True)
    baseline_year = models.PositiveSmallIntegerField(_("基准年"), validators=YEARS)
    first_year = models.PositiveSmallIntegerField(_("起始年"), validators=YEARS)
    last_year = models.PositiveSmallIntegerField(_("目标年"), validators=YEARS)
    on_track_margin = models.DecimalField(
        _("正常的容差"),
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.050"),
        validators=SHARE,
        help_text=_("离应达到的进度差多少（占基准到目标全程的比例）以内仍算正常"),
    )
    behind_margin = models.DecimalField(
        _("滞后的容差"),
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.200"),
        validators=SHARE,
        help_text=_("差得比这更多算严重滞后"),
    )
    due_days = models.PositiveSmallIntegerField(
        _("填报期限（天）"), default=12, help_text=_("期末后多少天截止；遇节假日顺延到下一个工作日")
    )
    closing_days = models.PositiveSmallIntegerField(
        _("关闭期限（天）"), default=30, help_text=_("期末后多少天关闭，关闭后不能再改")
    )
    acknowledge_days = models.PositiveSmallIntegerField(
        _("签收期限（工作日）"), default=3, help_text=_("督办单、交办单印发后几个工作日内要签收")
    )
    organization_review = models.BooleanField(
        _("部门审核"), default=True, help_text=_("填报单位的审核人先审核；不勾选时提交后直接交无废办审核")
    )
    office_review = models.BooleanField(
        _("无废办审核"), default=True, help_text=_("无废办最后审核；不勾选时部门审核通过就算数")
    )
    organizations = models.ManyToManyField(Organization, blank=True, related_name="plans", verbose_name=_("责任单位"))
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    is_active = models.BooleanField(_("在用"), default=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("实施方案")
        verbose_name_plural = _("实施方案")
        ordering = ("-first_year", "code")
        constraints = [
            models.CheckConstraint(condition=Q(first_year__lte=F("last_year")), name="plan_years_in_order"),
            models.CheckConstraint(condition=Q(on_track_margin__lte=F("behind_margin")), name="plan_margins_in_order"),
            models.CheckConstraint(
                condition=Q(organization_review=True) | Q(office_review=True), name="plan_has_a_review"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(on_track=self.on_track_margin, behind=self.behind_margin)

    @property
    def baseline_on(self) -> date:
        """The day from which the line to the target starts: the last of the baseline year."""
        return date(self.baseline_year, 12, 31)
