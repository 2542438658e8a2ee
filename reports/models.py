"""Reports: what the office writes beside the figures."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from indicators.models.plan import YEARS
from wastefree.versions import Versioned


class SelfAssessment(Versioned):
    """The city's yearly self-assessment (自评估): the words; the figures are gathered when it is exported."""

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="self_assessments", verbose_name=_("实施方案")
    )
    year = models.PositiveSmallIntegerField(_("年份"), validators=YEARS)
    overview = models.TextField(_("总体情况"), blank=True, max_length=20000)
    practices = models.TextField(_("主要做法和成效"), blank=True, max_length=20000)
    problems = models.TextField(_("存在的问题"), blank=True, max_length=20000)
    suggestions = models.TextField(_("建议"), blank=True, max_length=20000)

    class Meta:
        verbose_name = _("年度自评估")
        verbose_name_plural = _("年度自评估")
        ordering = ("-year",)
        constraints = [models.UniqueConstraint(fields=["plan", "year"], name="one_self_assessment_per_year")]

    def __str__(self) -> str:
        return f"{self.plan} {self.year}"
