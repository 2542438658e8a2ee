"""A whole year of rounds, arranged in one step: the days that the plan's settings give, each to be changed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.calendar import periods_of
from indicators.forms.rounds import DAYS, DaysForm
from indicators.models import Plan, Round
from indicators.reporting import free_periods, suggested
from wastefree.lib.periods import Period


class YearRoundForm(DaysForm):
    """One round of the year. What is not wanted may hold any days."""

    wanted = forms.BooleanField(label=_("安排"), required=False, initial=True)

    def __init__(self, data: Any = None, *, plan: Plan, period: Period) -> None:
        days = suggested(plan, period)
        self.period = period
        initial = {name: getattr(days, name) for name in DAYS}
        super().__init__(data, instance=Round(plan=plan), initial=initial, prefix=period.key)

    @property
    def is_wanted(self) -> bool:
        return bool(self.cleaned_data.get("wanted"))

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.is_wanted:
            self.errors.clear()
            self.days_off = []


class YearForm:
    """The rounds that a year lacks: a form for each."""

    def __init__(self, data: Any = None, *, plan: Plan, year: int) -> None:
        free = set(free_periods(plan))
        self.forms: Sequence[YearRoundForm] = [
            YearRoundForm(data, plan=plan, period=period) for period in periods_of(year) if period in free
        ]
        self.is_bound = data is not None

    def is_valid(self) -> bool:
        """Every form is looked at, so that all that is wrong is told at once."""
        looked_at = [form.is_valid() for form in self.forms]
        return self.is_bound and all(looked_at)

    @property
    def wanted(self) -> dict[Period, dict[str, Any]]:
        return {form.period: form.changes() for form in self.forms if form.is_wanted}

    @property
    def answer_status(self) -> int:
        return max((form.answer_status for form in self.forms), default=200)
