"""What the list of indicators is asked for, and the form in which the office keeps one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from indicators.forms.periods import AsOfFields, PeriodFields
from indicators.models import Indicator, IndicatorGroup, Plan
from indicators.models.indicator import IndicatorQuerySet
from indicators.progress import WORST_FIRST, Status
from indicators.values import IndicatorValue
from indicators.wording import STATUS_WORDS
from wastefree.accounts.models import Organization, OrganizationQuerySet
from wastefree.listing import ColumnsForm


class IndicatorList(AsOfFields, PeriodFields, ColumnsForm):
    """A plan has some dozens of indicators: all are shown at once, and what is asked of values is sifted here.

    Number, name and groups always stand there; `indicators.workbooks` says what is written in each column.
    """

    COLUMNS: Mapping[str, Any] = {
        "mandatory": _("必选或可选"),
        "kind": _("性质"),
        "baseline": _("基准值"),
        "target": _("目标"),
        "value": _("现值"),
        "unit": pgettext_lazy("measure", "单位"),
        "status": _("状态"),
        "reason": _("说明"),
        "forecast": _("预测"),
        "basis": _("口径"),
        "lead": _("牵头单位"),
        "source": _("数据来源"),
        "edition": _("指标体系版本"),
    }
    USUAL = frozenset({"baseline", "target", "value", "unit", "status", "basis", "lead"})

    SORTS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
        "plan": (_("方案顺序"), ()),
        "status": (_("滞后的在前"), ()),
        "lead": (_("牵头单位"), ()),
        "name": (_("名称"), ()),
    }

    status = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("全部")), *((each.value, STATUS_WORDS[each]) for each in Status)],
    )
    group = forms.ModelChoiceField(
        IndicatorGroup.objects.none(), label=_("领域"), required=False, empty_label=_("全部")
    )
    lead = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("牵头单位"),
        required=False,
        empty_label=_("全部"),
        to_field_name="code",
    )
    mandatory = forms.ChoiceField(
        label=_("必选或可选"),
        required=False,
        choices=[("", _("全部")), ("yes", _("必选")), ("no", _("可选")), ("unknown", _("未注明"))],
    )
    kind = forms.ChoiceField(label=_("性质"), required=False, choices=[("", _("全部")), *Indicator.Kind.choices])
    edition = forms.ChoiceField(label=_("指标体系版本"), required=False)
    region = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("区县"),
        required=False,
        empty_label=_("全市"),
        to_field_name="code",
    )
    field_order = (
        *("q", "period", "counting", "region", "status", "group", "lead"),
        *("mandatory", "kind", "edition", "as_of", "sort", "size", "columns"),
    )

    def __init__(self, data: Mapping[str, Any], *, plan: Plan, regions: OrganizationQuerySet) -> None:
        """`regions`: those whose own values the person sees."""
        super().__init__(data)
        self.offer_periods_of(plan)
        if self.usual is not None and not self.data.get("period"):
            self.data["period"] = self.usual.key
        self.fields["group"].queryset = plan.groups.filter(indicators__isnull=False).distinct()  # type: ignore[attr-defined]
        self.fields["lead"].queryset = plan.organizations.filter(led_indicators__plan=plan).distinct()  # type: ignore[attr-defined]

        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        editions = plan.indicators.exclude(edition="").order_by("edition").values_list("edition", flat=True).distinct()
        self.fields["edition"].choices = [("", _("全部")), *((each, each) for each in editions)]  # type: ignore[attr-defined]

    @property
    def above(self) -> list[forms.BoundField]:
        """Without what there is nothing to choose from: a plan without regions, or of one edition."""
        return [field for field in super().above if field.name not in ("region", "edition") or _has_choice(field)]

    @property
    def is_narrowed(self) -> bool:
        """The period is always chosen, and narrows nothing."""
        narrowing = ("q", "region", "status", "group", "lead", "mandatory", "kind", "edition")
        return any(self.chosen(name) for name in narrowing)

    @property
    def of_region(self) -> Organization | None:
        """Whose own values are asked for; None for the whole city's."""
        chosen: Organization | None = self.chosen("region")
        return chosen

    def narrow(self, indicators: IndicatorQuerySet) -> IndicatorQuerySet:
        """Of a region only those that can be reckoned for one."""
        if self.of_region:
            indicators = indicators.regional()
        for name in ("group", "lead", "kind", "edition"):
            if chosen := self.chosen(name):
                indicators = indicators.filter(**{name: chosen})
        if chosen := self.chosen("mandatory"):
            indicators = indicators.filter(mandatory="" if chosen == "unknown" else chosen)
        if words := self.chosen("q"):
            indicators = indicators.matching(words)
        return indicators

    def sift(self, values: Iterable[IndicatorValue]) -> list[IndicatorValue]:
        """Those in the status asked for, in the order asked for."""
        status = self.chosen("status")
        found = [value for value in values if not status or value.status == status]
        match self.chosen("sort"):
            case "status":
                found.sort(key=lambda value: WORST_FIRST.index(value.status))
            case "lead":
                found.sort(key=lambda value: value.indicator.lead.order if value.indicator.lead else 1_000_000)
            case "name":
                found.sort(key=lambda value: value.indicator.name)
        return found


def _has_choice(field: forms.BoundField) -> bool:
    return len(list(field.field.choices)) > 1  # type: ignore[attr-defined]
