"""Which period a page shows, and which figures count."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from indicators.models import COUNTED, WITH_SUBMITTED, Plan
from indicators.reporting import reported_periods, usual_period
from wastefree.lib.periods import Period

COUNTING = (("", _("只计已审核")), ("submitted", _("含已提交")))


class PeriodForm(forms.Form):
    """A value that makes no sense counts as not given: addresses are typed and old."""

    period = forms.ChoiceField(label=_("填报期"), required=False)
    counting = forms.ChoiceField(label=_("口径"), required=False, choices=COUNTING)

    def __init__(self, data: Mapping[str, Any], *, periods: Sequence[Period], usual: Period) -> None:
        super().__init__({"period": _key(usual), **{name: data[name] for name in data}}, label_suffix="")
        self.usual = usual
        self.by_key = {_key(period): period for period in periods}
        language = get_language() or "zh-hans"
        choices = [(key, period.label(language)) for key, period in self.by_key.items()]
        self.fields["period"].choices = choices  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def chosen_period(self) -> Period:
        return self.by_key.get(self.cleaned_data.get("period", ""), self.usual)

    @property
    def states(self) -> Collection[str]:
        return WITH_SUBMITTED if self.with_submitted else COUNTED

    @property
    def with_submitted(self) -> bool:
        return bool(self.cleaned_data.get("counting"))

    @property
    def key(self) -> str:
        """The period as it stands in addresses: 2024-3."""
        return _key(self.chosen_period)


def _key(period: Period) -> str:
    return f"{period.year}-{period.quarter}"


def period_form(data: Mapping[str, Any], plan: Plan) -> PeriodForm | None:
    """What is asked for; None while the plan has no round at all."""
    usual = usual_period(plan)
    return PeriodForm(data, periods=reported_periods(plan), usual=usual) if usual else None
