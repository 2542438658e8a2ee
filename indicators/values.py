"""The value of an indicator in a period: the entries read, the pure modules applied, and where each figure came from.

Every function here asks the database a fixed number of times, whatever the number of indicators or entries.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from django.db.models import prefetch_related_objects

from indicators.formulas import Formula, Outcome, Reference, When
from indicators.ledger import Ledger, Part
from indicators.models import (
    COUNTED,
    Baseline,
    Basis,
    EntryState,
    Indicator,
    Plan,
    Quantity,
    Target,
)
from indicators.progress import Assessment, Goal, Line, Reason, Situation, Start, Status, assess, line_to
from indicators.targets import PREVIOUS_YEAR
from wastefree.accounts.models import Organization
from wastefree.lib.figures import MISSING, Figure
from wastefree.lib.periods import QUARTERS, Period

# For a preview while figures are being typed: whatever stands in an entry counts.
ANY_STATE = frozenset(EntryState)

Row = TypeVar("Row", Target, Baseline)


@dataclass(frozen=True)
class IndicatorValue:
    """An indicator in a period. `figure` is exact: it is rounded only where it is shown."""

    indicator: Indicator
    period: Period
    outcome: Outcome
    assessment: Assessment
    target: Target | None = None
    baseline: Baseline | None = None
    parts: tuple[Part, ...] = ()
    as_of: datetime | None = None

    @property
    def basis(self) -> Basis:
        """By which it was reckoned: the one in force at the end of the period, as far as it was known at `as_of`."""
        return self.indicator.in_force(self.period.end, self.as_of)

    @property
    def figure(self) -> Figure:
        return self.outcome.figure

    @property
    def status(self) -> Status:
        return self.assessment.status

    @property
    def provisional(self) -> bool:
        """Whether any figure in it is still to be replaced by a final one (快报)."""
        return any(part.provisional for part in self.parts)

    @property
    def is_progress(self) -> bool:
        """Whether it tells how far one organization's work has come: its figure is one of `Quantity.Progress`."""
        kinds = {part.quantity.kind for part in self.parts}
        return kinds == {Quantity.Kind.PROGRESS} and all(len(part.entries) <= 1 for part in self.parts)

    @property
    def blamed(self) -> tuple[Part, ...]:
        """The parts because of which there is no value."""
        return tuple(part for part in self.parts if part.reference in self.outcome.about)


@dataclass(frozen=True)
class Point:
    """One value of a time series. `new_basis`: it was reckoned by another basis than the one before it."""

    period: Period
    figure: Figure
    new_basis: bool = False
    provisional: bool = False


def values(
    plan: Plan,
    period: Period,
    *,
    indicators: Iterable[Indicator] | None = None,
    states: Collection[str] = COUNTED,
    region: Organization | None = None,
    as_of: datetime | None = None,
    detailed: bool = False,
) -> dict[int, IndicatorValue]:
    """The value of each indicator (default: all active ones of the plan) as far as the period, by primary key.

    With `region` it is that region's own value, over its own figures and against its own targets; with `as_of` over
    the figures and the bases as they stood at that moment, whatever was corrected since. Their entries know who entered and approved
    them if `detailed`, as `lineage` wants them.
    """
    chosen = with_definitions(plan.indicators.active().with_place() if indicators is None else indicators)
    years = {period.year, period.year - 1, plan.baseline_year, *_named_years(chosen)}
    needed = {quantity.pk for indicator in chosen for quantity in indicator.quantities.all()}
    ledger = Ledger.load(
        plan, years=years, states=states, region=region, quantities=needed, as_of=as_of, detailed=detailed
    )
    reader = Reader(plan, ledger, region)
    return {indicator.pk: reader.value(indicator, period) for indicator in chosen}


def series(
    plan: Plan,
    indicators: Iterable[Indicator],
    periods: Iterable[Period],
    *,
    states: Collection[str] = COUNTED,
    region: Organization | None = None,
    as_of: datetime | None = None,
) -> dict[int, list[Point]]:
    """The values of each indicator in each of the periods, by primary key; the periods in the order given."""
    chosen, wanted = with_definitions(indicators), list(periods)
    needed = {quantity.pk for indicator in chosen for quantity in indicator.quantities.all()}
    ledger = Ledger.load(plan, states=states, region=region, quantities=needed, as_of=as_of)
    reader = Reader(plan, ledger, region)
    return {indicator.pk: _points(reader, indicator, wanted) for indicator in chosen}


def _points(reader: "Reader", indicator: Indicator, periods: list[Period]) -> list[Point]:
    bases = [reader.in_force(indicator, period) for period in periods]
    return [
        reader.point(indicator, period, new_basis=basis != before)
        for period, basis, before in zip(periods, bases, [*bases[:1], *bases], strict=False)
    ]


def with_definitions(indicators: Iterable[Indicator]) -> list[Indicator]:
    """The same indicators with all that their value depends on, except the entries."""
    chosen = list(indicators)
    prefetch_related_objects(chosen, "quantities__owner", "targets", "baselines", "former_bases")
    return chosen


def _named_years(indicators: Iterable[Indicator]) -> set[int]:
    """The base years that targets name (较2020年下降10%)."""
    bases = {
        condition.base for indicator in indicators for target in indicator.targets.all() for condition in target.parsed
    }
    return {int(base) for base in bases if base and base.isdigit()}


def goal_for(targets: Iterable[Target], period: Period) -> Target | None:
    """The quarter's own target; else the year's; else the next one, to which the line leads; else the last one, whose
    time is over. A quarter that was emptied is none.
    """
    by_period = {target.period: target for target in targets if target.period.is_year or target.text}
    if period in by_period:
        return by_period[period]
    years = sorted(each for each in by_period if each.is_year)
    coming = [each for each in years if each.year >= period.year]
    passed = [each for each in years if each.year < period.year]
    chosen = coming[:1] or passed[-1:]
    return by_period[chosen[0]] if chosen else None


@dataclass(frozen=True)
class Reader:
    """Values from what a ledger holds. Asks the database nothing if the indicators come with their definitions."""

    plan: Plan
    ledger: Ledger
    region: Organization | None = None

    def in_force(self, indicator: Indicator, period: Period) -> Basis:
        """By which the period is reckoned, at the moment whose figures the ledger holds."""
        return indicator.in_force(period.end, self.ledger.as_of)

    def value(self, indicator: Indicator, period: Period) -> IndicatorValue:
        outcome, parts = self.calculate(indicator, period)
        target = goal_for(self._own(indicator.targets.all()), period)
        baseline = self.baseline(indicator)
        assessment = self._assess(indicator, period, outcome.figure, target, baseline)
        if target is not None and target.quarter:  # its day has come; where the year leads is still to be told
            of_year = goal_for(self._own(indicator.targets.all()), Period(period.year))
            outlook = self._assess(indicator, period, outcome.figure, of_year, baseline).forecast
            assessment = replace(assessment, forecast=outlook)
        if self.region is not None and assessment.reason is Reason.NO_TARGET:
            assessment = replace(assessment, reason=Reason.NO_OWN_TARGET)  # never silently by the city's
        if assessment.status is Status.NO_DATA and _not_yet(outcome, parts, period):
            assessment = Assessment(Status.NOT_JUDGED, Reason.NOT_YET)
        return IndicatorValue(indicator, period, outcome, assessment, target, baseline, parts, self.ledger.as_of)

    def baseline(self, indicator: Indicator) -> Baseline | None:
        """Where the plan starts from."""
        return self._baseline(indicator, self.plan.baseline_year)

    def line(self, indicator: Indicator, period: Period) -> Line | None:
        """The line to the target that counts in the period, if that is one plain bound and the line has a start."""
        target, accumulates = goal_for(self._own(indicator.targets.all()), period), self.accumulates(indicator, period)
        if target is None:
            return None
        start, goal = _start(self.baseline(indicator)), _goal(target)
        return line_to(goal, Situation(MISSING, period.end, indicator.unit, start, accumulates=accumulates))

    def calculate(self, indicator: Indicator, period: Period) -> tuple[Outcome, tuple[Part, ...]]:
        """The formula in force over the ledger. Without a formula there is no value."""
        formula = self.in_force(indicator, period).parsed
        if formula is None:
            return Outcome(MISSING, "no_formula"), ()
        return self.evaluate(formula, indicator.quantities.all(), period)

    def point(self, indicator: Indicator, period: Period, *, new_basis: bool = False) -> Point:
        outcome, parts = self.calculate(indicator, period)
        return Point(period, outcome.figure, new_basis, any(part.provisional for part in parts))

    def evaluate(
        self, formula: Formula, quantities: Iterable[Quantity], period: Period
    ) -> tuple[Outcome, tuple[Part, ...]]:
        """Any formula over the ledger; a name that is none of `quantities` is missing."""
        by_code = {quantity.code: quantity for quantity in quantities}
        parts = tuple(
            self.ledger.part(reference, by_code[reference.name], self._period_of(reference, period))
            for reference in sorted(formula.references)
            if reference.name in by_code
        )
        return formula.evaluate({part.reference: part.figure for part in parts}), parts

    def _period_of(self, reference: Reference, period: Period) -> Period:
        match reference.when:
            case When.PREVIOUS_YEAR:
                return period.a_year_before()
            case When.BASELINE:
                return Period(self.plan.baseline_year, period.quarter)
            case _:
                return period

    def _own(self, rows: Iterable[Row]) -> list[Row]:
        key = self.region.pk if self.region else None
        return [row for row in rows if row.region_id == key]

    def _baseline(self, indicator: Indicator, year: int) -> Baseline | None:
        own = self._own(indicator.baselines.all())
        return next((each for each in own if each.year == year and each.value is not None), None)

    def _assess(
        self, indicator: Indicator, period: Period, figure: Figure, target: Target | None, baseline: Baseline | None
    ) -> Assessment:
        accumulates, names = self.accumulates(indicator, period), self.in_force(indicator, period).names
        goal = _goal(target) if target else None
        situation = Situation(
            figure=figure,
            day=period.end,
            unit=indicator.unit,
            start=_start(baseline),
            bases=self._bases(indicator, period, goal, accumulates=accumulates) if goal else None,
            accumulates=accumulates,
            progress=any(
                each.code in names and each.kind == Quantity.Kind.PROGRESS for each in indicator.quantities.all()
            ),
        )
        return assess(goal, situation, self.plan.thresholds)

    def accumulates(self, indicator: Indicator, period: Period) -> bool:
        """Whether the value is an amount that grows through the year."""
        return self.in_force(indicator, period).accumulates(indicator.quantities.all())

    def _bases(self, indicator: Indicator, period: Period, goal: Goal, *, accumulates: bool) -> dict[str, Decimal]:
        """What the goal's conditions compare with, as far as it is known."""
        found = {}
        for base in {condition.base or PREVIOUS_YEAR for condition in goal.conditions}:
            year = period.year - 1 if base == PREVIOUS_YEAR else int(base)
            so_far = accumulates and (base == PREVIOUS_YEAR or goal.quarter)
            like = Period(year, period.quarter) if so_far else Period(year)
            figure = self._figure_of(indicator, like)
            if isinstance(figure, Decimal):
                found[base] = figure
        return found

    def _figure_of(self, indicator: Indicator, period: Period) -> Figure:
        """As reported; of a whole year that was not reported here, the baseline that was written down."""
        figure = self.calculate(indicator, period)[0].figure
        baseline = self._baseline(indicator, period.year)
        if isinstance(figure, Decimal) or baseline is None or baseline.value is None or not period.is_year:
            return figure
        return baseline.value


def _start(baseline: Baseline | None) -> Start | None:
    if baseline is None or baseline.value is None:
        return None
    return Start(baseline.value, Period(baseline.year).end)


def _goal(target: Target) -> Goal:
    return Goal(target.year, target.parsed, target.readable, target.quarter)


def _not_yet(outcome: Outcome, parts: Iterable[Part], period: Period) -> bool:
    """Whether all that is missing is reported once a year, and the year is not over: nobody owes it now."""
    blamed = [part for part in parts if part.reference in outcome.about]
    yearly = all(part.quantity.frequency == Quantity.Frequency.YEAR for part in blamed)
    return bool(blamed) and yearly and period.last_quarter < QUARTERS[-1]
