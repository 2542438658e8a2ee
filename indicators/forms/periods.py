"""Which period a page shows, and which figures count."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from indicators.models import COUNTED, WITH_SUBMITTED, Plan
from indicators.reporting import reported_periods, usual_period
from wastefree.lib.periods import Period

COUNTING = (("", _("只计已审核")), ("submitted", _("含已提交")))


class PeriodFields(forms.Form):
    """The two fields, for any form in an address. A value that makes no sense counts as not given."""

    period = forms.ChoiceField(label=_("填报期"), required=False)
    counting = forms.ChoiceField(label=_("数据范围"), required=False, choices=COUNTING)

    usual: Period | None = None
    by_key: Mapping[str, Period] = {}

    def offer_periods_of(self, plan: Plan) -> None:
        """Called once the form is made: which periods there are, and which is meant where none is named."""
        self.usual = usual_period(plan)
        self.by_key = {period.key: period for period in reported_periods(plan)}
        language = get_language() or "zh-hans"
        choices = [(key, period.label(language)) for key, period in self.by_key.items()]
        self.fields["period"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen_period(self) -> Period | None:
        """None while the plan has no round at all."""
        self.is_valid()
        return self.by_key.get(self.cleaned_data.get("period", ""), self.usual)

    @property
    def with_submitted(self) -> bool:
        self.is_valid()
        return bool(self.cleaned_data.get("counting"))

    @property
    def counting_in_words(self) -> str:
        return gettext("含已提交的数据") if self.with_submitted else gettext("只计审核通过的数据")

    @property
    def states(self) -> Collection[str]:
        return WITH_SUBMITTED if self.with_submitted else COUNTED


class AsOfFields(forms.Form):
    """The moment whose figures are shown, whatever was corrected since; now, where none is named."""

    as_of = forms.DateTimeField(
        label=_("数据截至"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "any"}),
    )

    @property
    def moment(self) -> datetime | None:
        """None for now."""
        self.is_valid()
        chosen: datetime | None = self.cleaned_data.get("as_of")
        return chosen

    @property
    def moment_in_words(self) -> str:
        """For the note of a file: what to type in order to get the same figures again. To the millisecond."""
        shown = timezone.localtime(self.moment)
        return gettext("数据截至 %(moment)s") % {"moment": f"{shown:%Y-%m-%d %H:%M:%S}.{shown.microsecond // 1000:03}"}


class MomentForm(AsOfFields):
    """Nothing but the moment."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, label_suffix="")


class PeriodForm(PeriodFields):
    """Nothing but the period and what counts."""

    def __init__(self, data: Mapping[str, Any], *, plan: Plan) -> None:
        usual = usual_period(plan)
        given = {name: data[name] for name in data}
        super().__init__({"period": usual.key if usual else "", **given}, label_suffix="")
        self.offer_periods_of(plan)

    @property
    def key(self) -> str:
        """The period as it stands in addresses; empty while there is none."""
        return self.chosen_period.key if self.chosen_period else ""


class IndicatorPageForm(AsOfFields, PeriodForm):
    """What the page of an indicator shows: period, what counts, of which moment; how its regions are sorted."""

    sort = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    field_order = ("period", "counting", "as_of", "sort")

    @property
    def order(self) -> str:
        """The column of the table of regions, with a minus for the largest first; empty for the usual order."""
        self.is_valid()
        return str(self.cleaned_data.get("sort", ""))
