"""The form of an indicator's targets and baseline, year by year, and the one that settles what a target means."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.definitions import Words
from indicators.models import Baseline, Indicator, Target
from indicators.targets import PREVIOUS_YEAR, Condition, Kind
from indicators.wording import CONDITIONS_TO_CHOOSE
from wastefree.lib.numbers import read_decimal


@dataclass(frozen=True)
class YearRow:
    """One year in the form: its field, and what stands there now."""

    year: int
    field: forms.BoundField
    row: Target | Baseline | None


class WordsForm(forms.Form):
    """A field of words for the baseline year and for each year of the plan, each with the version seen."""

    data: Any  # the typed mapping; a QueryDict where it comes from a browser
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, indicator: Indicator) -> None:
        super().__init__(data, initial={"key": secrets.token_hex(16)}, label_suffix="")
        plan = indicator.plan
        city = {"region": None}
        self._targets = {target.year: target for target in indicator.targets.filter(**city)}
        self._baselines = {baseline.year: baseline for baseline in indicator.baselines.filter(**city)}
        self.target_years = sorted({*plan.years, *self._targets})
        self.baseline_years = sorted({plan.baseline_year, *self._baselines})
        for kind, years, rows in (
            ("target", self.target_years, self._targets),
            ("baseline", self.baseline_years, self._baselines),
        ):
            for year in years:
                self._offer(kind, year, rows.get(year))

    def _offer(self, kind: str, year: int, row: Target | Baseline | None) -> None:
        text = forms.CharField(label=str(year), required=False, max_length=200, initial=row.text if row else "")
        version = forms.IntegerField(
            required=False, widget=forms.HiddenInput, initial=row.version if row else 0, min_value=0
        )
        self.fields[f"{kind}_{year}"], self.fields[f"{kind}_{year}_version"] = text, version

    def targets(self) -> list[YearRow]:
        return [YearRow(year, self[f"target_{year}"], self._targets.get(year)) for year in self.target_years]

    def baselines(self) -> list[YearRow]:
        return [YearRow(year, self[f"baseline_{year}"], self._baselines.get(year)) for year in self.baseline_years]

    def words(self, kind: str) -> Iterable[Words]:
        """What was typed, as `definitions.write_words` takes it."""
        years = self.target_years if kind == "target" else self.baseline_years
        for year in years:
            name = f"{kind}_{year}"
            yield Words(year, self.cleaned_data[name].strip(), self.cleaned_data.get(f"{name}_version") or 0)

    def hidden_versions(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.endswith("_version")]

    def meet_present(self) -> None:
        """Base the next attempt on what stands now; the page shows it beside what was typed."""
        self.data = self.data.copy()
        for kind, rows in (("target", self._targets), ("baseline", self._baselines)):
            for year, row in rows.items():
                self.data[f"{kind}_{year}_version"] = str(row.version)


class DecisionForm(forms.Form):
    """What a target means, said by a person: its kind, its bound, what it compares with."""

    kind = forms.ChoiceField(label=_("这个目标的含义"), choices=CONDITIONS_TO_CHOOSE, widget=forms.RadioSelect)
    value = forms.CharField(label=_("数值"), required=False, max_length=40)
    base = forms.CharField(label=_("与哪一年相比"), required=False, max_length=4, help_text=_("空：与上年相比"))
    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, target: Target) -> None:
        initial = {"version": target.version, "key": secrets.token_hex(16)}
        super().__init__(data, initial=initial, label_suffix="", prefix=f"decide-{target.pk}")
        self.target = target

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind, number = cleaned.get("kind"), self._number()
        if kind in (Kind.AT_LEAST, Kind.AT_MOST, Kind.EQUAL, Kind.CHANGE) and number is None:
            self.add_error("value", forms.ValidationError(_("请填数字，例如 90 或 -10。"), code="not_a_number"))
        if cleaned.get("base") and not cleaned["base"].isdigit():
            self.add_error("base", forms.ValidationError(_("请填四位年份，或留空。"), code="year"))
        if kind == Kind.CHANGE and number == 0:
            self.add_error("value", forms.ValidationError(_("变化幅度不能是 0。"), code="zero"))
        return cleaned

    def _number(self) -> Decimal | None:
        return read_decimal(self.cleaned_data.get("value") or "")

    def condition(self) -> Condition:
        kind = Kind(self.cleaned_data["kind"])
        unit = self.target.indicator.unit
        if kind in (Kind.AT_LEAST, Kind.AT_MOST, Kind.EQUAL):
            return Condition("", kind, self._number(), unit)
        if kind is Kind.CHANGE:
            return Condition("", kind, self._number(), "%", self.cleaned_data["base"] or PREVIOUS_YEAR)
        return Condition(self.target.text if kind is Kind.QUALITATIVE else "", kind)
