"""Where an indicator started, and where the plan wants it: the plan's own words beside what they mean."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models.indicator import Indicator
from indicators.models.plan import YEARS
from indicators.targets import Condition, condition_from_json
from wastefree.accounts.models import Organization
from wastefree.lib.periods import WHOLE_YEAR, Period
from wastefree.versions import Versioned


class Baseline(Versioned):
    """The value of an indicator in the year from which progress is measured (基准值)."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="baselines", verbose_name=_("指标"))
    region = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("区县"),
        help_text=_("空：全市"),
    )
    year = models.PositiveSmallIntegerField(_("年份"), validators=YEARS)
    text = models.CharField(_("原文"), max_length=200, blank=True)
    value = models.DecimalField(_("基准值"), max_digits=20, decimal_places=6, null=True, blank=True)

    class Meta:
        verbose_name = _("基准值")
        verbose_name_plural = _("基准值")
        ordering = ("year",)
        constraints = [
            models.UniqueConstraint(fields=["indicator", "region", "year"], name="one_baseline_per_region_and_year"),
            models.UniqueConstraint(
                fields=["indicator", "year"], condition=Q(region=None), name="one_baseline_per_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year} {self.text or self.value}"


class Target(Versioned):
    """What a plan wants of an indicator in a year, or by the end of one of its quarters (目标值)."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets", verbose_name=_("指标"))
    region = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("区县"),
        help_text=_("空：全市"),
    )
    year = models.PositiveSmallIntegerField(_("年份"), validators=YEARS)
    quarter = models.PositiveSmallIntegerField(
        _("季度"), default=WHOLE_YEAR, validators=[MaxValueValidator(4)], help_text=_("0 为全年")
    )
    text = models.CharField(_("目标（原文）"), max_length=200, blank=True)
    conditions = models.JSONField(_("含义"), default=list, blank=True)
    readable = models.BooleanField(_("已能判定"), default=True)
    read_by_person = models.BooleanField(_("含义由人工确定"), default=False)

    class Meta:
        verbose_name = _("目标值")
        verbose_name_plural = _("目标值")
        ordering = ("year", "quarter")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "region", "year", "quarter"], name="one_target_per_region_and_period"
            ),
            models.UniqueConstraint(
                fields=["indicator", "year", "quarter"], condition=Q(region=None), name="one_target_per_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period.label()} {self.text}"

    @property
    def period(self) -> Period:
        """What it is the target of: the year, or one of its quarters."""
        return Period(self.year, self.quarter)

    @property
    def is_whole_city(self) -> bool:
        return self.region_id is None

    @property
    def parsed(self) -> tuple[Condition, ...]:
        """The conditions by which the target is judged; none where a person must decide first."""
        return tuple(condition_from_json(item) for item in self.conditions) if self.readable else ()
