"""Opening a round, moving its days, reopening it: what the office types."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan, Round, kinds
from indicators.reporting import Suggestion, free_periods
from wastefree.accounts.models import Organization
from wastefree.guarded import GuardedForm
from wastefree.lib import workdays
from wastefree.lib.periods import Period

# In the order in which they must come.
DAYS = ("opens_on", "due_on", "closes_on")
# Those on which people have to be at work. A round opens by itself, on any day.
WORKED = ("due_on", "closes_on", "until")


@dataclass(frozen=True)
class DayOff:
    """A day that was typed and is not worked, and the next one that is."""

    label: str
    day: date
    next: date


class DaysForm(GuardedForm):
    """The days of a round: until it has opened also the one on which it opens.

    They follow one another, and fall on working days: a day off is asked about once, and taken with `keep_days`, or
    moved to the next working day with `move_days`.
    """

    keep_days = forms.BooleanField(label=_("日期就定在休息日，不顺延"), required=False)
    move_days = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Round
        fields: tuple[str, ...] = DAYS

    def __init__(self, data: Any = None, *, instance: Round, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        if instance.pk and instance.state != Round.State.PLANNED:
            self.fields.pop("opens_on", None)
        self.days_off: list[DayOff] = []

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in WORKED:
            day = cleaned.get(name)
            if day is not None and self._is_asked_about(name, day):
                cleaned[name] = self._settle(name, day)
        given = [day for name in DAYS if (day := cleaned.get(name) or getattr(self.instance, name, None))]
        if given != sorted(given):
            raise forms.ValidationError(
                _("日期顺序不对：开始日期应不晚于截止日期，截止日期应不晚于关闭日期。"), code="days_in_disorder"
            )
        return cleaned

    def _is_asked_about(self, name: str, day: date) -> bool:
        """A day off, unless it is the one that stands already."""
        return not workdays.is_working_day(day) and day != getattr(self.instance, name, None)

    def _settle(self, name: str, day: date) -> date:
        following = workdays.on_or_after(day)
        if self.cleaned_data.get("move_days"):
            return following
        if not self.cleaned_data.get("keep_days"):
            self.days_off.append(DayOff(str(self.fields[name].label), day, following))
            self.add_error(name, forms.ValidationError(_("这一天是休息日。"), code="day_off"))
        return day

    @property
    def unconfirmed_years(self) -> list[int]:
        """Years of its days whose public holidays are not known yet: weekends alone count there."""
        return sorted({day.year for day in self._shown_days() if not workdays.is_confirmed(day.year)})

    def _shown_days(self) -> Iterator[date]:
        for name in WORKED:
            if name in self.fields:
                value = self[name].value()
                day = value if isinstance(value, date) else _read(value)
                if day is not None:
                    yield day


def _read(text: Any) -> date | None:
    try:
        return parse_date(str(text or ""))
    except ValueError:  # written like a day, but there is none such
        return None


class RoundForm(DaysForm):
    """A new round. The period is chosen from those that the plan has no round for yet."""

    period = forms.ChoiceField(label=_("填报期"))
    open_now = forms.BooleanField(label=_("立即开放填报"), required=False, initial=True)

    def __init__(self, data: Any = None, *, plan: Plan, suggestion: Suggestion) -> None:
        days = {name: getattr(suggestion, name) for name in DAYS}
        super().__init__(data, instance=Round(plan=plan), initial={**days, "period": suggestion.period.key})
        self.periods = {period.key: period for period in free_periods(plan)}
        language = get_language() or "zh-hans"
        self.fields["period"].choices = [(key, period.label(language)) for key, period in self.periods.items()]  # type: ignore[attr-defined]
        self.order_fields(["period", *DAYS, "open_now"])

    @property
    def chosen(self) -> Period:
        return self.periods[self.cleaned_data["period"]]


class ReopenForm(DaysForm):
    """A closed round is opened again, with a reason and a new closing day."""

    reason = forms.CharField(label=_("重新开放的原因"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    class Meta:
        model = Round
        fields = ("closes_on",)


class ReopenForForm(DaysForm):
    """One organization's entries of a closed round are opened again until a day."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("填报单位"), to_field_name="code", required=True
    )
    until = forms.DateField(label=_("开放到哪一天"), help_text=_("这一天之后重新锁定。"))
    reason = forms.CharField(
        label=_("原因"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("填报人在通知里看到这段话，也会留在记录里。"),
    )

    class Meta:
        model = Round
        fields = ()

    def __init__(self, data: Any = None, *, instance: Round, today: date) -> None:
        week = workdays.on_or_after(date.fromordinal(today.toordinal() + 7))
        super().__init__(data, instance=instance, initial={"until": week})
        self.today = today
        running = instance.reopenings.running().values("organization")
        own = (Q(pk__in=kind.objects.in_round(instance).order_by().values("organization")) for kind in kinds())
        rows = Organization.objects.filter(reduce(or_, own))
        self.fields["organization"].queryset = rows.exclude(pk__in=running)  # type: ignore[attr-defined]
        self.order_fields(["organization", "until", "reason"])

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < self.today:
            raise forms.ValidationError(_("开放的最后一天不能早于今天。"), code="day_is_past")
        return until


class ActForm(GuardedForm):
    """A button: nothing but the version and the key."""

    class Meta:
        model = Round
        fields = ()
