"""Forms around the basis of an indicator: trying a formula, taking a change back."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.forms.periods import PeriodFields
from indicators.models import Indicator, Plan
from indicators.reporting import usual_period
from indicators.trying import SIDE_BY_SIDE
from wastefree.guarded import GuardedForm
from wastefree.lib.periods import Period


class TryForm(PeriodFields):
    """On which figures a formula is tried. Its fields stand among those of the indicator, under names of their own."""

    def __init__(self, data: Mapping[str, Any], *, plan: Plan) -> None:
        usual = usual_period(plan)
        given = {name: data[name] for name in data}
        super().__init__({"try-period": usual.key if usual else "", **given}, label_suffix="", prefix="try")
        self.plan = plan
        self.offer_periods_of(plan)
        self.fields["period"].label = _("试算到哪一期")

    @property
    def indicator(self) -> Indicator | None:
        """The one whose present value the result is compared with."""
        given = str(self.data.get("try-indicator", ""))
        return self.plan.indicators.filter(pk=given).first() if given.isdecimal() else None

    @property
    def side_by_side(self) -> list[Period]:
        """The chosen period and those that were reported before it, the newest last."""
        chosen = self.chosen_period
        before = [period for period in self.by_key.values() if chosen and not chosen < period]
        return list(reversed(before[:SIDE_BY_SIDE]))


class UndoBasisForm(GuardedForm):
    """Nothing but the reason."""

    reason_given = forms.CharField(
        label=_("撤销原因"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )

    class Meta:
        model = Indicator
        fields: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        return str(self.cleaned_data["reason_given"])
