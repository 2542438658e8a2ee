"""What the page that compares is asked for: indicators, periods, regions, and how they are laid out."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from indicators.crosstab import Asked, Layout
from indicators.forms.periods import AsOfFields, PeriodFields
from indicators.models import Indicator, Plan
from indicators.models.indicator import IndicatorQuerySet
from wastefree.accounts.models import Organization, OrganizationQuerySet
from wastefree.lib.periods import Period

USUALLY = 8
MOST = 60
CITY = "city"


class CompareForm(AsOfFields, PeriodFields):
    """Everything stands in the address. What makes no sense counts as not chosen, and nothing chosen has a default."""

    layout = forms.ChoiceField(
        label=_("怎样排列"),
        required=False,
        choices=[
            (Layout.INDICATORS_PERIODS.value, _("指标 × 填报期")),
            (Layout.REGIONS_PERIODS.value, _("区县 × 填报期")),
            (Layout.INDICATORS_REGIONS.value, _("指标 × 区县")),
        ],
    )
    reference = forms.ChoiceField(label=_("与哪一列比"), required=False)
    find = forms.CharField(
        label=_("查找指标"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    field_order = ("layout", "reference", "counting", "as_of", "find")

    def __init__(self, data: Any, *, plan: Plan, indicators: IndicatorQuerySet, regions: OrganizationQuerySet) -> None:
        """`indicators` and `regions`: those that the person may see."""
        super().__init__(data, label_suffix="")
        self.offer_periods_of(plan)
        del self.fields["period"]
        self._every = list(indicators)
        years = sorted({period.year for period in self.by_key.values()}, reverse=True)
        self.by_key = {**self.by_key, **{Period(year).key: Period(year) for year in years}}
        self._regions: Mapping[str, Organization | None] = {CITY: None, **{each.code: each for each in regions}}
        words = self._text("find")
        self._found = set(indicators.matching(words).values_list("pk", flat=True)) if words else None
        labels = enumerate(self.column_labels)
        self.fields["reference"].choices = [("", _("不比较")), *((str(place), label) for place, label in labels)]  # type: ignore[attr-defined]

    def _text(self, name: str) -> str:
        return str(self.data.get(name, ""))[:100].strip()

    def _ticked(self, name: str) -> list[str]:
        return list(self.data.getlist(name)) if hasattr(self.data, "getlist") else list(self.data.get(name, ()))

    @property
    def layout_chosen(self) -> Layout:
        asked = self._text("layout")
        return Layout(asked) if asked in set(Layout) else Layout.INDICATORS_PERIODS

    @property
    def indicators(self) -> list[Indicator]:
        ticked = set(self._ticked("indicator"))
        return [each for each in self._every if str(each.pk) in ticked][:MOST] or self._every[:USUALLY]

    @property
    def periods(self) -> list[Period]:
        """In time; at first the quarters of the year that people look at."""
        ticked = [self.by_key[key] for key in self._ticked("when") if key in self.by_key]
        usual = self.usual.year if self.usual else 0
        quarters = [period for period in self.by_key.values() if period.year == usual and not period.is_year]
        return sorted(set(ticked) or quarters)

    @property
    def regions(self) -> list[Organization | None]:
        """The city first; at first all of them, where regions are what is compared."""
        ticked = [self._regions[code] for code in self._regions if code in set(self._ticked("region"))]
        is_compared = self.layout_chosen is not Layout.INDICATORS_PERIODS
        return ticked or (list(self._regions.values()) if is_compared else [None])

    @property
    def column_labels(self) -> list[str]:
        if self.layout_chosen is Layout.INDICATORS_REGIONS:
            return [str(each or _("全市")) for each in self.regions]
        language = get_language() or "zh-hans"
        return [period.label(language) for period in self.periods]

    @property
    def choices_of_indicators(self) -> list[tuple[Indicator, bool]]:
        """Those to tick, and whether they are; of a search only those that it finds, beside those ticked."""
        chosen = {each.pk for each in self.indicators}
        offered = [each for each in self._every if self._found is None or each.pk in self._found | chosen]
        return [(each, each.pk in chosen) for each in offered]

    @property
    def choices_of_periods(self) -> list[tuple[str, Period, bool]]:
        chosen = set(self.periods)
        return [(key, period, period in chosen) for key, period in self.by_key.items()]

    @property
    def choices_of_regions(self) -> list[tuple[str, Organization | None, bool]]:
        chosen = self.regions
        return [(code, each, each in chosen) for code, each in self._regions.items()]

    @property
    def asked(self) -> Asked | None:
        """None while there is nothing to compare: no indicator, or no period yet."""
        if not self.indicators or not self.periods:
            return None
        self.is_valid()
        reference = self.cleaned_data.get("reference", "")
        return Asked(
            layout=self.layout_chosen,
            indicators=self.indicators,
            periods=self.periods,
            regions=self.regions,
            states=self.states,
            as_of=self.moment,
            reference=int(reference) if reference else None,
        )
