"""Indicators, the groups above them, and the quantities below them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from indicators.aggregation import Accumulation
from indicators.formulas import Formula, parse
from indicators.models.plan import Plan
from wastefree.access import WHOLE_PLAN
from wastefree.accounts.models import Organization, User, person
from wastefree.versions import Versioned

QUANTITY_CODE = RegexValidator(r"^[a-z][a-z0-9_]*\Z", _("小写字母开头，只用小写字母、数字和下划线"))


class IndicatorGroup(Versioned):
    """A first-level or second-level indicator (一级、二级指标)."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="groups", verbose_name=_("实施方案"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )
    name = models.CharField(_("名称"), max_length=100)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)

    class Meta:
        verbose_name = _("指标分组")
        verbose_name_plural = _("指标分组")
        ordering = ("order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["plan", "parent", "name"], name="one_group_per_name"),
            models.UniqueConstraint(
                fields=["plan", "name"], condition=Q(parent=None), name="one_first_level_group_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class QuantityQuerySet(models.QuerySet["Quantity"]):
    def reported(self) -> "QuantityQuerySet":
        """Those that somebody owes."""
        return self.filter(is_active=True).filter(Q(owner__isnull=False) | Q(by_region=True))

    def visible_to(self, user: User | AnonymousUser) -> "QuantityQuerySet":
        """The office and leaders see a plan's quantities all, an organization those that it reports or has reported."""
        somebody = person(user)
        if somebody is None or somebody.organization is None:
            return self.none()
        within = self.filter(plan__in=Plan.objects.visible_to(somebody))
        if somebody.roles & WHOLE_PLAN:
            return within
        owes = Q(owner=somebody.organization) | Q(entries__organization=somebody.organization)
        return within.filter(owes | Q(by_region=True) if somebody.organization.is_region else owes).distinct()

    def matching(self, words: str) -> "QuantityQuerySet":
        """By name, code, or the initials of the name (shlj for 生活垃圾)."""
        named = Q(name__icontains=words) | Q(code__icontains=words)
        return self.filter(named | Q(initials__contains=words.lower()) if words.isalnum() else named)


class Quantity(Versioned):
    """A figure that somebody reports (数据项): typed once, by its owner, whatever number of indicators need it."""

    class Frequency(models.TextChoices):
        QUARTER = "quarter", _("每季度")
        YEAR = "year", _("每年")

    class Kind(models.TextChoices):
        NUMBER = "number", _("数值")
        PROGRESS = "progress", _("工作进展")

    class Progress(models.IntegerChoices):
        """What a quantity of kind `progress` holds as its value."""

        NOT_STARTED = 0, _("未开展")
        IN_PROGRESS = 1, _("进行中")
        DONE = 2, _("已完成")

    class Accumulates(models.TextChoices):
        PER_PERIOD = Accumulation.PER_PERIOD.value, _("当期数（各季相加）")
        YEAR_TO_DATE = Accumulation.YEAR_TO_DATE.value, _("年初至今累计数")
        POINT_IN_TIME = Accumulation.POINT_IN_TIME.value, _("时点数（期末）")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="quantities", verbose_name=_("实施方案"))
    code = models.CharField(_("代码"), max_length=50, validators=[QUANTITY_CODE], help_text=_("公式里用的名字"))
    name = models.CharField(_("名称"), max_length=150)
    unit = models.CharField(pgettext_lazy("measure", "单位"), max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(_("小数位"), default=2)
    kind = models.CharField(_("种类"), max_length=20, choices=Kind.choices, default=Kind.NUMBER)
    accumulation = models.CharField(
        _("时间口径"), max_length=20, choices=Accumulates.choices, default=Accumulates.PER_PERIOD
    )
    frequency = models.CharField(_("填报频次"), max_length=20, choices=Frequency.choices, default=Frequency.QUARTER)
    by_region = models.BooleanField(_("分区县填报"), default=False)
    owner = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quantities",
        verbose_name=_("填报单位"),
        help_text=_("分区县填报时由各区县填报"),
    )
    minimum = models.DecimalField(_("合理下限"), max_digits=20, decimal_places=6, null=True, blank=True, default=0)
    maximum = models.DecimalField(_("合理上限"), max_digits=20, decimal_places=6, null=True, blank=True)
    jump = models.DecimalField(
        _("波动提示（%）"),
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        default=50,
        help_text=_("比上一期变动超过这个百分比时请填报人说明；留空则不提示"),
    )
    jump_year = models.DecimalField(
        _("同比波动提示（%）"),
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("比上年同期变动超过这个百分比时请填报人说明；留空则不提示"),
    )
    part_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("其中项的总数"),
        help_text=_("本项不应大于它"),
    )
    source = models.CharField(_("数据来源"), max_length=200, blank=True)
    initials = models.CharField(_("拼音首字母"), max_length=150, blank=True, editable=False)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)
    is_active = models.BooleanField(_("在用"), default=True)

    objects = QuantityQuerySet.as_manager()

    class Meta:
        verbose_name = _("数据项")
        verbose_name_plural = _("数据项")
        ordering = ("order", "code")
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="one_quantity_per_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def measured_in(self) -> str | None:
        """The unit of its figures: empty where nobody has said it, None where there is none (progress of work)."""
        return None if self.kind == self.Kind.PROGRESS else self.unit.strip()


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def active(self) -> "IndicatorQuerySet":
        return self.filter(is_active=True)

    def visible_to(self, user: User | AnonymousUser) -> "IndicatorQuerySet":
        """The office and leaders see a plan's indicators all, an organization those it has a part in."""
        somebody = person(user)
        if somebody is None or somebody.organization is None:
            return self.none()
        within = self.filter(plan__in=Plan.objects.visible_to(somebody))
        return within if somebody.roles & WHOLE_PLAN else within.concerning(somebody.organization)

    def concerning(self, organization: Organization) -> "IndicatorQuerySet":
        """Those that the organization leads, supports, or reports a quantity for."""
        supported = Indicator.cooperating.through._default_manager.filter(organization_id=organization.pk)
        owns = Q(quantity__owner=organization) | (Q(quantity__by_region=True) if organization.is_region else Q())
        fed = Indicator.quantities.through._default_manager.filter(owns)
        return self.filter(
            Q(lead=organization) | Q(pk__in=supported.values("indicator_id")) | Q(pk__in=fed.values("indicator_id"))
        )

    def regional(self) -> "IndicatorQuerySet":
        """Those that have a value for each region: every figure of the formula is reported by regions."""
        return (
            self.exclude(formula="").filter(quantities__by_region=True).exclude(quantities__by_region=False).distinct()
        )

    def matching(self, words: str) -> "IndicatorQuerySet":
        """By name, basis, the beginning of the number, or the initials of the name (shlj for 生活垃圾)."""
        named = Q(name__icontains=words) | Q(code__istartswith=words) | Q(basis__icontains=words)
        return self.filter(named | Q(initials__contains=words.lower()) if words.isalnum() else named)

    def with_place(self) -> "IndicatorQuerySet":
        """With what a line in a list shows: the groups above, the lead."""
        return self.select_related("group", "group__parent", "lead")


@dataclass(frozen=True)
class Basis:
    """A formula and the words by which it is read (口径), with the days it holds for; None: no bound on that side.

    `reason` says why it took the place of the one before. A period is reckoned by the basis that holds on its last day.
    """

    formula: str
    text: str
    since: date | None = None
    until: date | None = None
    reason: str = ""

    @property
    def parsed(self) -> Formula | None:
        """None where no formula is set. It was checked when it was saved."""
        return parse(self.formula) if self.formula else None

    @property
    def names(self) -> frozenset[str]:
        """The codes of the quantities that it needs."""
        formula = self.parsed
        return formula.names if formula else frozenset()

    def accumulates(self, quantities: Iterable["Quantity"]) -> bool:
        """Whether the value is an amount that grows through the year, by the quantities that it is reckoned from."""
        formula = self.parsed
        flows = {
            each.code
            for each in quantities
            if Accumulation(each.accumulation).is_flow and each.frequency == Quantity.Frequency.QUARTER
        }
        return formula is not None and formula.accumulates(frozenset(flows))


class Indicator(Versioned):
    """What a plan tracks (三级指标): a formula over quantities, with the basis by which it is to be read."""

    class Mandatory(models.TextChoices):
        YES = "yes", _("必选")
        NO = "no", _("可选")
        UNKNOWN = "", _("未注明")

    class Kind(models.TextChoices):
        QUANTITATIVE = "quantitative", _("定量")
        QUALITATIVE = "qualitative", _("定性")

    class Better(models.TextChoices):
        HIGHER = "higher", _("越高越好")
        LOWER = "lower", _("越低越好")
        NEITHER = "", _("不区分")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="indicators", verbose_name=_("实施方案"))
    group = models.ForeignKey(
        IndicatorGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("上级指标"),
    )
    code = models.CharField(_("序号"), max_length=20)
    name = models.CharField(_("名称"), max_length=150)
    unit = models.CharField(pgettext_lazy("measure", "单位"), max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(_("小数位"), default=2)
    mandatory = models.CharField(_("必选或可选"), max_length=10, choices=Mandatory.choices, blank=True)
    kind = models.CharField(_("性质"), max_length=20, choices=Kind.choices, default=Kind.QUANTITATIVE)
    better = models.CharField(_("趋势要求"), max_length=10, choices=Better.choices, blank=True)
    formula = models.CharField(
        _("公式"), max_length=500, blank=True, help_text=_("用数据项的代码写，如 recycled / generated * 100")
    )
    basis = models.CharField(_("口径"), max_length=300, blank=True, help_text=_("用文字写明分子分母，和数值一起显示"))
    explanation = models.TextField(_("指标解释"), blank=True, max_length=2000)
    calculation = models.TextField(_("计算方法"), blank=True, max_length=2000, help_text=_("官方解释里的原文"))
    source = models.CharField(_("数据来源"), max_length=200, blank=True)
    edition = models.CharField(_("指标体系版本"), max_length=50, blank=True)
    by_region = models.BooleanField(_("分区县评价"), default=False, help_text=_("除全市之外，也分区县计算和评价"))
    name_verified = models.BooleanField(_("名称已与正式文件核对"), default=False)
    lead = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_indicators",
        verbose_name=_("牵头单位"),
    )
    cooperating = models.ManyToManyField(
        Organization, blank=True, related_name="supported_indicators", verbose_name=_("配合单位")
    )
    responsible_text = models.CharField(_("责任单位（原文）"), max_length=500, blank=True)
    quantities = models.ManyToManyField(
        Quantity, blank=True, related_name="indicators", verbose_name=_("数据项"), editable=False
    )
    initials = models.CharField(_("拼音首字母"), max_length=150, blank=True, editable=False)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)
    is_active = models.BooleanField(_("在用"), default=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("指标")
        verbose_name_plural = _("指标")
        ordering = ("order", "pk")
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="one_indicator_per_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_qualitative(self) -> bool:
        return self.kind == self.Kind.QUALITATIVE

    @property
    def bases(self) -> list[Basis]:
        """Every basis that it has had, the oldest first; the last is the one that holds now."""
        return self.bases_at(None)

    def bases_at(self, moment: datetime | None) -> list[Basis]:
        """The bases as they were known at the moment (None: now): a change made after it had not been made yet.

        A correction for all times is not undone: what it corrected was never meant.
        """
        former = list(self.former_bases.all()) if self.pk else []
        found: list[Basis] = []
        since, reason = None, ""
        for each in former:
            if moment is not None and each.changed_at is not None and each.changed_at > moment:
                return [*found, Basis(each.formula, each.basis, since, None, reason)]
            found.append(Basis(each.formula, each.basis, since, each.until, reason))
            since, reason = each.until + timedelta(days=1), each.reason
        return [*found, Basis(self.formula, self.basis, since, None, reason)]

    def in_force(self, day: date, moment: datetime | None = None) -> Basis:
        """The basis by which a period that ends on `day` is reckoned, as far as it was known at the moment."""
        return next(each for each in self.bases_at(moment) if each.until is None or day <= each.until)


class FormerBasis(models.Model):
    """The formula and the basis (口径) that held for an indicator until a day; what holds now is the indicator's own.

    A change that applies to all times is not a former basis but a correction of the indicator itself. `changed_at` is
    the moment at which the next one took its place: figures as of an earlier moment are reckoned as if it had not.
    """

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="former_bases", verbose_name=_("指标")
    )
    until = models.DateField(_("用到哪一天"), help_text=_("期末不晚于这一天的填报期按它计算"))
    formula = models.CharField(_("公式"), max_length=500, blank=True)
    basis = models.CharField(_("口径"), max_length=300, blank=True)
    reason = models.TextField(_("变更原因"), blank=True, max_length=1000)
    changed_at = models.DateTimeField(_("变更时间"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("原口径")
        verbose_name_plural = _("原口径")
        ordering = ("until",)
        constraints = [models.UniqueConstraint(fields=["indicator", "until"], name="one_former_basis_per_day")]

    def __str__(self) -> str:
        return f"{self.indicator} ≤ {self.until}"
