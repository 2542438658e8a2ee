"""Which indicators' courses are shown."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.forms.periods import PeriodForm
from indicators.models import IndicatorGroup, Plan


class TrendForm(PeriodForm):
    """The period up to which, and the field; without a field those indicators that need attention."""

    group = forms.ModelChoiceField(
        IndicatorGroup.objects.none(), label=_("指标"), required=False, empty_label=_("需要关注的指标")
    )

    def __init__(self, data: Mapping[str, Any], *, plan: Plan) -> None:
        super().__init__(data, plan=plan)
        self.fields["group"].queryset = plan.groups.filter(indicators__isnull=False).distinct()  # type: ignore[attr-defined]

    @property
    def field(self) -> IndicatorGroup | None:
        self.is_valid()
        chosen: IndicatorGroup | None = self.cleaned_data.get("group")
        return chosen
