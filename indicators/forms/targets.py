"""The forms of an indicator's targets and baseline, period by period and region by region, and the one that settles what a
target means."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from indicators.definitions import Words
from indicators.models import Baseline, Indicator, Target
from indicators.targets import POINTS, PREVIOUS_YEAR, Condition, Kind, parse, read_base
from indicators.wording import CONDITIONS_TO_CHOOSE, FALLING, RISING
from wastefree.accounts.models import Organization
from wastefree.lib.numbers import read_decimal
from wastefree.lib.periods import QUARTERS, WHOLE_YEAR, Period


@dataclass(frozen=True)
class PeriodRow:
    """One year or quarter in the form: its field, and what stands there now."""

    period: Period
    field: forms.BoundField
    row: Target | Baseline | None


class GuardedWords(forms.Form):
    """Fields of words, each with the version seen."""

    data: Any  # the typed mapping; a QueryDict where it comes from a browser
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": secrets.token_hex(16)}, label_suffix="")
        self.rows: dict[str, Target | Baseline | None] = {}

    def _offer(self, name: str, label: str, row: Target | Baseline | None) -> None:
        self.rows[name] = row
        text = forms.CharField(label=label, required=False, max_length=200, initial=row.text if row else "")
        version = forms.IntegerField(
            required=False, widget=forms.HiddenInput, initial=row.version if row else 0, min_value=0
        )
        self.fields[name], self.fields[f"{name}_version"] = text, version

    def _typed(self, name: str) -> tuple[str, int]:
        return self.cleaned_data[name].strip(), self.cleaned_data.get(f"{name}_version") or 0

    def hidden_versions(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.endswith("_version")]

    def meet_present(self) -> None:
        """Base the next attempt on what stands now; the page shows it beside what was typed."""
        self.data = self.data.copy()
        for name, row in self.rows.items():
            self.data[f"{name}_version"] = str(row.version if row else 0)


class WordsForm(GuardedWords):
    """The city's words: for the baseline year, each year of the plan, and the quarters of those years that have some.

    `quarters_of` is a year to which quarters are to be added.
    """

    def __init__(self, data: Any = None, *, indicator: Indicator, quarters_of: int | None = None) -> None:
        super().__init__(data)
        plan = indicator.plan
        targets = {target.period: target for target in indicator.targets.filter(region=None)}
        baselines = {baseline.year: baseline for baseline in indicator.baselines.filter(region=None)}
        years = {*plan.years, *(period.year for period in targets)}
        self.with_quarters = {period.year for period in targets if not period.is_year} | {
            year for year in years if year == quarters_of
        }
        self.target_periods = [
            Period(year, quarter)
            for year in sorted(years)
            for quarter in (WHOLE_YEAR, *(QUARTERS if year in self.with_quarters else ()))
        ]
        self.baseline_years = sorted({plan.baseline_year, *baselines})
        for year in self.baseline_years:
            self._offer(f"baseline_{year}", str(year), baselines.get(year))
        for period in self.target_periods:
            self._offer(_name(period), period.label(get_language() or "zh-hans"), targets.get(period))

    def targets(self) -> list[PeriodRow]:
        return [PeriodRow(each, self[_name(each)], self.rows[_name(each)]) for each in self.target_periods]

    def baselines(self) -> list[PeriodRow]:
        names = [(year, f"baseline_{year}") for year in self.baseline_years]
        return [PeriodRow(Period(year), self[name], self.rows[name]) for year, name in names]

    def target_words(self) -> Iterator[Words]:
        """What was typed, as `definitions.write_words` takes it."""
        for period in self.target_periods:
            yield Words(period.year, *self._typed(_name(period)), quarter=period.quarter)

    def baseline_words(self) -> Iterator[Words]:
        for year in self.baseline_years:
            yield Words(year, *self._typed(f"baseline_{year}"))


def _name(period: Period, region: Organization | None = None) -> str:
    whose = f"region_{region.pk}" if region else "target"
    return f"{whose}_{period.year}" if period.is_year else f"{whose}_{period.year}_q{period.quarter}"


class RegionWordsForm(GuardedWords):
    """A field of words for each region and year; or, with `quarters_of`, for each region, that year and its quarters."""

    def __init__(
        self,
        data: Any = None,
        *,
        indicator: Indicator,
        regions: Iterable[Organization],
        quarters_of: int | None = None,
    ) -> None:
        super().__init__(data)
        self.regions = list(regions)
        there = {
            (target.region_id, target.period): target for target in indicator.targets.filter(region__in=self.regions)
        }
        years = sorted({*indicator.plan.years, *(period.year for _pk, period in there)})
        self.quarters_of = quarters_of if quarters_of in years else None
        self.periods = [Period(year) for year in years]
        if self.quarters_of:
            self.periods = [Period(self.quarters_of, quarter) for quarter in (*QUARTERS, WHOLE_YEAR)]
        self.with_quarters = {period.year for _pk, period in there if not period.is_year}
        for region in self.regions:
            for period in self.periods:
                label = f"{region} {period.label(get_language() or 'zh-hans')}"
                self._offer(_name(period, region), label, there.get((region.pk, period)))

    def table(self) -> list[tuple[Organization, list[PeriodRow]]]:
        return [(region, [self._cell(region, period) for period in self.periods]) for region in self.regions]

    def _cell(self, region: Organization, period: Period) -> PeriodRow:
        name = _name(period, region)
        return PeriodRow(period, self[name], self.rows[name])

    def target_words(self) -> Iterator[Words]:
        for region in self.regions:
            for period in self.periods:
                yield Words(period.year, *self._typed(_name(period, region)), quarter=period.quarter, region=region)

    def baseline_words(self) -> Iterator[Words]:
        """None: a region's baseline is what it reported."""
        yield from ()


class DecisionForm(forms.Form):
    """What a target means, said by a person: its kind, its bound, what it compares with.

    What could be read of the words is proposed; only what the person sends counts.
    """

    kind = forms.ChoiceField(label=_("这个目标的含义"), choices=CONDITIONS_TO_CHOOSE, widget=forms.RadioSelect)
    value = forms.CharField(label=_("数值"), required=False, max_length=40)
    change_unit = forms.ChoiceField(label=_("变化的单位"), required=False)
    base = forms.CharField(
        label=_("与哪一年相比"), required=False, max_length=20, help_text=_("填四位年份，如 2020；与上年相比写“上年”。")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, target: Target) -> None:
        proposed = _proposal(target)
        initial = {**_told(proposed, target.indicator.unit), "version": target.version, "key": secrets.token_hex(16)}
        super().__init__(data, initial=initial, label_suffix="", prefix=f"decide-{target.pk}")
        self.target = target
        units = dict.fromkeys(["%", POINTS, target.indicator.unit, proposed.unit if proposed else ""])
        names = {"%": _("百分之几"), POINTS: _("百分点")}
        offered: list[tuple[str, Any]] = [(unit, names.get(unit, unit)) for unit in units if unit]
        self.fields["change_unit"] = forms.ChoiceField(
            label=_("变化的单位"), required=False, choices=offered, help_text=_("只用于“与基期相比变化”。")
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind, number = cleaned.get("kind"), self._number()
        if kind in (Kind.AT_LEAST, Kind.AT_MOST, Kind.EQUAL, Kind.CHANGE) and number is None:
            self.add_error("value", forms.ValidationError(_("请填数字，例如 90 或 -10。"), code="not_a_number"))
        if kind == Kind.CHANGE and number == 0:
            self.add_error("value", forms.ValidationError(_("变化幅度不能是 0。"), code="zero"))
        base = (cleaned.get("base") or "").strip()
        if base and _base(base) is None:
            self.add_error("base", forms.ValidationError(_("请填四位年份，或写“上年”。"), code="year"))
        if kind == Kind.CHANGE and not base:
            message = _("没有写明与哪一年相比：请填四位年份，或写“上年”。")
            self.add_error("base", forms.ValidationError(message, code="base_missing"))
        return cleaned

    def _number(self) -> Decimal | None:
        return read_decimal(self.cleaned_data.get("value") or "")

    def condition(self) -> Condition:
        chosen, base = self.cleaned_data["kind"], _base(self.cleaned_data["base"]) or PREVIOUS_YEAR
        if chosen in (RISING, FALLING):
            return Condition("", Kind.DIRECTION, Decimal(1 if chosen == RISING else -1), "", base, strict=True)
        kind = Kind(chosen)
        if kind in (Kind.AT_LEAST, Kind.AT_MOST, Kind.EQUAL):
            return Condition("", kind, self._number(), self.target.indicator.unit)
        if kind is Kind.CHANGE:
            return Condition("", kind, self._number(), self.cleaned_data["change_unit"] or "%", base)
        return Condition(self.target.text if kind is Kind.QUALITATIVE else "", kind)


def _base(words: str) -> str | None:
    """The base as a person writes it, in the language of the page too."""
    return PREVIOUS_YEAR if words.strip() == gettext("上年") else read_base(words)


def _proposal(target: Target) -> Condition | None:
    """What stands, or what could be read of the words; None where that is nothing, or several things."""
    indicator = target.indicator
    stored = target.parsed or parse(target.text, better=indicator.better, unit=indicator.unit).conditions
    return stored[0] if len(stored) == 1 else None


def _told(condition: Condition | None, unit: str) -> dict[str, str]:
    """A condition as the form puts it; a bound in another unit than the indicator's is for the person to convert."""
    if condition is None:
        return {}
    told = {"kind": condition.kind.value, "change_unit": condition.unit}
    if condition.kind is Kind.DIRECTION:
        told["kind"] = {1: RISING, -1: FALLING}.get(int(condition.value or 0), "")
    elif condition.value is not None and (condition.kind is Kind.CHANGE or condition.unit in ("", unit)):
        told["value"] = format(condition.value, "f")
    if condition.base is not None:
        told["base"] = condition.base if condition.base.isdigit() else gettext("上年")
    return told
