"""Editions of indicator systems that the office keeps beside those that come with the portal."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from indicators.models.indicator import QUANTITY_CODE, Indicator, Quantity
from wastefree.versions import Versioned

DECIMALS = [MaxValueValidator(6)]
NUMBERS = [MinValueValidator(1), MaxValueValidator(9999)]


class OwnEdition(Versioned):
    """What an edition says of itself. Once it is closed (定稿) neither it nor its parts change any more."""

    class Kind(models.TextChoices):
        NATIONAL = "national", _("国家")
        PROVINCIAL = "provincial", _("省级")
        OWN = "own", _("本市自选")

    code = models.SlugField(
        _("编码"), max_length=40, unique=True, help_text=_("小写字母、数字和连字符，出现在网址里，建立后不再改变")
    )
    label = models.CharField(_("版本名称"), max_length=50, unique=True)
    kind = models.CharField(_("级别"), max_length=20, choices=Kind.choices)
    document = models.CharField(_("来源文件"), max_length=300, blank=True)
    note = models.TextField(_("备注"), blank=True, max_length=1000)
    total = models.PositiveSmallIntegerField(_("文件里的指标总数"), null=True, blank=True, validators=NUMBERS)
    mandatory_total = models.PositiveSmallIntegerField(_("其中必选"), null=True, blank=True, validators=NUMBERS)
    supersedes = models.CharField(_("取代的版本"), max_length=40, blank=True)
    closed = models.BooleanField(_("已定稿"), default=False)

    class Meta:
        verbose_name = _("指标库版本")
        verbose_name_plural = _("指标库版本")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.label


class EditionQuantity(Versioned):
    """A figure that an edition's formulas need. `part_of` is the code of the quantity that it cannot exceed."""

    edition = models.ForeignKey(
        OwnEdition, on_delete=models.CASCADE, related_name="quantities", verbose_name=_("指标库版本")
    )
    code = models.CharField(_("代码"), max_length=50, validators=[QUANTITY_CODE])
    name = models.CharField(_("名称"), max_length=150)
    unit = models.CharField(pgettext_lazy("measure", "单位"), max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(_("小数位"), default=2, validators=DECIMALS)
    kind = models.CharField(_("种类"), max_length=20, choices=Quantity.Kind.choices, default=Quantity.Kind.NUMBER.value)
    accumulation = models.CharField(
        _("时间口径"),
        max_length=20,
        choices=Quantity.Accumulates.choices,
        default=Quantity.Accumulates.PER_PERIOD.value,
    )
    frequency = models.CharField(
        _("填报频次"), max_length=20, choices=Quantity.Frequency.choices, default=Quantity.Frequency.QUARTER.value
    )
    by_region = models.BooleanField(_("分区县填报"), default=False)
    part_of = models.CharField(_("其中项的总数"), max_length=50, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)

    class Meta:
        verbose_name = _("指标库的数据项")
        verbose_name_plural = _("指标库的数据项")
        ordering = ("order", "pk")
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="one_edition_quantity_per_code")]

    def __str__(self) -> str:
        return self.name


class EditionIndicator(Versioned):
    """An indicator as an edition defines it: what a plan copies when it selects it."""

    edition = models.ForeignKey(
        OwnEdition, on_delete=models.CASCADE, related_name="indicators", verbose_name=_("指标库版本")
    )
    number = models.PositiveSmallIntegerField(
        _("序号"), null=True, blank=True, validators=NUMBERS, help_text=_("文件里的序号；文件以外的指标留空")
    )
    level1 = models.CharField(_("一级指标"), max_length=100, blank=True)
    level2 = models.CharField(_("二级指标"), max_length=100, blank=True)
    name = models.CharField(_("名称"), max_length=150)
    aliases = models.JSONField(_("其他叫法"), default=list, blank=True)
    name_verified = models.BooleanField(_("名称已与正式文件核对"), default=False)
    unit = models.CharField(pgettext_lazy("measure", "单位"), max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(_("小数位"), default=2, validators=DECIMALS)
    kind = models.CharField(
        _("性质"), max_length=20, choices=Indicator.Kind.choices, default=Indicator.Kind.QUANTITATIVE.value
    )
    better = models.CharField(_("趋势要求"), max_length=10, choices=Indicator.Better.choices, blank=True)
    mandatory = models.CharField(_("必选或可选"), max_length=10, choices=Indicator.Mandatory.choices, blank=True)
    formula = models.CharField(_("公式"), max_length=500, blank=True)
    basis = models.CharField(_("口径"), max_length=300, blank=True)
    explanation = models.TextField(_("指标解释"), blank=True, max_length=2000)
    calculation = models.TextField(_("计算方法"), blank=True, max_length=2000)
    source = models.CharField(_("数据来源"), max_length=200, blank=True)
    responsible = models.CharField(_("责任单位（原文）"), max_length=500, blank=True)
    by_region = models.BooleanField(_("分区县评价"), default=False)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)

    class Meta:
        verbose_name = _("指标库的指标")
        verbose_name_plural = _("指标库的指标")
        ordering = ("order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="one_edition_indicator_per_name"),
            models.UniqueConstraint(
                fields=["edition", "number"], condition=Q(number__isnull=False), name="one_edition_indicator_per_number"
            ),
        ]

    def __str__(self) -> str:
        return self.name
