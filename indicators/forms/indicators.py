"""What the list of indicators is asked for, and the form in which the office keeps one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.forms.periods import PeriodFields
from indicators.models import IndicatorGroup, Plan
from indicators.models.indicator import IndicatorQuerySet
from indicators.progress import Status
from indicators.values import IndicatorValue
from indicators.wording import STATUS_WORDS
from wastefree.accounts.models import Organization
from wastefree.listing import ListForm

WORST_FIRST = (
    Status.OFF_TRACK,
    Status.BEHIND,
    Status.NO_DATA,
    Status.NOT_JUDGED,
    Status.ON_TRACK,
    Status.ACHIEVED,
)


class IndicatorList(PeriodFields, ListForm):
    """A plan has some dozens of indicators: all are shown at once, and what is asked of values is sifted here."""

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
    field_order = ("q", "period", "counting", "status", "group", "lead", "mandatory", "sort", "size")

    def __init__(self, data: Mapping[str, Any], *, plan: Plan) -> None:
        super().__init__(data)
        self.offer_periods_of(plan)
        if self.usual is not None and not self.data.get("period"):
            self.data["period"] = self.usual.key
        self.fields["group"].queryset = plan.groups.filter(indicators__isnull=False).distinct()  # type: ignore[attr-defined]
        self.fields["lead"].queryset = plan.organizations.filter(led_indicators__plan=plan).distinct()  # type: ignore[attr-defined]

    @property
    def is_narrowed(self) -> bool:
        """The period is always chosen, and narrows nothing."""
        return any(self.chosen(name) for name in ("q", "status", "group", "lead", "mandatory"))

    def narrow(self, indicators: IndicatorQuerySet) -> IndicatorQuerySet:
        for name in ("group", "lead"):
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
