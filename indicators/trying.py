"""A formula tried on real figures before anybody saves it: some periods side by side, and region by region."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.dimensions import Reading, read_units
from indicators.formulas import Formula, Outcome, parse
from indicators.ledger import Ledger, Part
from indicators.models import COUNTED, Indicator, Plan, Quantity
from indicators.values import Reader
from wastefree.accounts.models import Organization
from wastefree.lib.figures import Figure
from wastefree.lib.periods import Period

SIDE_BY_SIDE = 4


@dataclass(frozen=True)
class Result:
    """What comes of the formula, and (`present`) of the one that holds for the indicator, if there is another."""

    outcome: Outcome
    parts: tuple[Part, ...]
    present: Figure | None = None

    @property
    def difference(self) -> Decimal | None:
        """By how much the new value is higher than the present one, where both are there."""
        figure, present = self.outcome.figure, self.present
        return figure - present if isinstance(figure, Decimal) and isinstance(present, Decimal) else None

    @property
    def blamed(self) -> tuple[Part, ...]:
        """The parts because of which there is no value."""
        return tuple(part for part in self.parts if part.reference in self.outcome.about)


@dataclass(frozen=True)
class Trial:
    """The formula as it is understood, the unit that comes of it, the quantities that the plan lacks, and the values.

    `results` are of `periods`, the newest last; `regions` of that newest one. Nothing is there without a period.
    """

    formula: Formula
    units: Reading
    unknown: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    results: tuple[Result, ...] = ()
    regions: tuple[tuple[Organization, Result], ...] = ()
    compares: bool = False

    @property
    def newest(self) -> Result | None:
        return self.results[-1] if self.results else None

    @property
    def rows(self) -> list[tuple[Part, tuple[Part, ...]]]:
        """Each quantity with its figures, period by period."""
        columns = zip(*(result.parts for result in self.results), strict=True)
        return [(parts[-1], parts) for parts in columns]


def try_formula(
    plan: Plan,
    text: str,
    periods: Sequence[Period],
    *,
    unit: str | None = None,
    states: Collection[str] = COUNTED,
    indicator: Indicator | None = None,
) -> Trial:
    """`unit` is the indicator's, if there is one to hold the result against. Raises `FormulaError`.

    With `indicator` each value is compared with what comes of the basis that holds for it. Five queries.
    """
    formula = parse(text)
    found = list(plan.quantities.filter(code__in=formula.names).select_related("owner"))
    unknown = tuple(sorted(formula.names - {quantity.code for quantity in found}))
    units = read_units(formula, {each.code: each.measured_in for each in found}, unit)
    if not periods or unknown:
        return Trial(formula, units, unknown)
    ledger = _ledger(plan, periods, found, indicator, states)
    trier = _Trier(plan, ledger, formula, found, indicator)
    last = periods[-1]
    regional = all(quantity.by_region for quantity in found) and bool(found)
    return Trial(
        formula=formula,
        units=units,
        periods=tuple(periods),
        results=tuple(trier.result(period) for period in periods),
        regions=tuple(
            (region, trier.of(region).result(last))
            for region in (plan.organizations.active().regions() if regional else ())
        ),
        compares=trier.compares(last),
    )


def _ledger(
    plan: Plan,
    periods: Sequence[Period],
    found: list[Quantity],
    indicator: Indicator | None,
    states: Collection[str],
) -> Ledger:
    years = {year for period in periods for year in (period.year, period.year - 1)} | {plan.baseline_year}
    needed = {quantity.pk for quantity in found}
    if indicator is not None:
        needed |= {quantity.pk for quantity in indicator.quantities.all()}
    return Ledger.load(plan, years=years, quantities=needed, states=states)


@dataclass(frozen=True)
class _Trier:
    plan: Plan
    ledger: Ledger
    formula: Formula
    quantities: list[Quantity]
    indicator: Indicator | None
    region: Organization | None = None

    def of(self, region: Organization) -> "_Trier":
        ledger = self.ledger.of(region)
        return _Trier(self.plan, ledger, self.formula, self.quantities, self.indicator, region)

    def compares(self, period: Period) -> bool:
        if self.indicator is None:
            return False
        parsed = self.indicator.in_force(period.end).parsed
        return parsed is not None and parsed != self.formula

    def result(self, period: Period) -> Result:
        reader = Reader(self.plan, self.ledger, self.region)
        outcome, parts = reader.evaluate(self.formula, self.quantities, period)
        if self.indicator is None or not self.compares(period):
            return Result(outcome, parts)
        return Result(outcome, parts, reader.calculate(self.indicator, period)[0].figure)
