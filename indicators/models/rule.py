"""What must hold between quantities (校核关系): a figure that breaks it is questioned, never refused."""

from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.models.plan import Plan
from wastefree.accounts.models import User
from wastefree.versions import Versioned


class RuleQuerySet(models.QuerySet["Rule"]):
    def visible_to(self, user: User | AnonymousUser) -> "RuleQuerySet":
        """Whoever works with a plan may know what is checked."""
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def active(self) -> "RuleQuerySet":
        return self.filter(is_active=True)


class Rule(Versioned):
    """Two formulas over quantities, compared: generated = utilized + disposed + stored, within a tolerance.

    `tolerance` is in per cent of the right side. Both sides are taken of the same organization and the same round.
    """

    class Comparison(models.TextChoices):
        EQUAL = "equal", _("等于")
        AT_MOST = "at_most", _("不大于")
        AT_LEAST = "at_least", _("不小于")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="rules", verbose_name=_("实施方案"))
    name = models.CharField(_("名称"), max_length=150, help_text=_("例如：产生量等于各去向之和"))
    left = models.CharField(_("左边"), max_length=500, help_text=_("用数据项的代码写，和指标公式的写法相同"))
    comparison = models.CharField(_("关系"), max_length=10, choices=Comparison.choices, default=Comparison.EQUAL)
    right = models.CharField(_("右边"), max_length=500)
    tolerance = models.DecimalField(
        _("允许误差（%）"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text=_("占右边的百分之几以内不提示"),
    )
    is_active = models.BooleanField(_("在用"), default=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("校核关系")
        verbose_name_plural = _("校核关系")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="one_rule_per_name")]

    def __str__(self) -> str:
        return self.name
