"""Opening a round, moving its days, reopening it: what the office types."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan, Round
from indicators.reporting import Suggestion, free_periods
from wastefree.guarded import GuardedForm
from wastefree.lib.periods import Period

DAY = {"type": "date"}


class DaysInOrder:
    """The three days of a round come one after the other."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}  # type: ignore[misc]  # mixed into forms only
        names = ("opens_on", "due_on", "closes_on")
        days = [cleaned.get(name) or getattr(self.instance, name, None) for name in names]  # type: ignore[attr-defined]
        given = [day for day in days if day is not None]
        if given != sorted(given):
            raise forms.ValidationError(
                _("日期顺序不对：开始日期应不晚于截止日期，截止日期应不晚于关闭日期。"), code="days_in_disorder"
            )
        return cleaned


class RoundForm(DaysInOrder, GuardedForm):
    """A new round. The period is chosen from those that the plan has no round for yet."""

    period = forms.ChoiceField(label=_("填报期"))
    open_now = forms.BooleanField(label=_("立即开放填报"), required=False, initial=True)

    class Meta:
        model = Round
        fields = ("opens_on", "due_on", "closes_on")

    def __init__(self, data: Any = None, *, plan: Plan, suggestion: Suggestion) -> None:
        days = {name: getattr(suggestion, name) for name in ("opens_on", "due_on", "closes_on")}
        super().__init__(data, instance=Round(plan=plan), initial={**days, "period": suggestion.period.key})
        self.periods = {period.key: period for period in free_periods(plan)}
        language = get_language() or "zh-hans"
        self.fields["period"].choices = [(key, period.label(language)) for key, period in self.periods.items()]  # type: ignore[attr-defined]
        self.order_fields(["period", "opens_on", "due_on", "closes_on", "open_now"])

    @property
    def chosen(self) -> Period:
        return self.periods[self.cleaned_data["period"]]


class DaysForm(DaysInOrder, GuardedForm):
    """The days on which an open round is due, and closes."""

    class Meta:
        model = Round
        fields = ("due_on", "closes_on")


class ReopenForm(DaysInOrder, GuardedForm):
    """A closed round is opened again, with a reason and a new closing day."""

    reason = forms.CharField(label=_("重新开放的原因"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    class Meta:
        model = Round
        fields = ("closes_on",)


class ActForm(GuardedForm):
    """A button: nothing but the version and the key."""

    class Meta:
        model = Round
        fields = ()
