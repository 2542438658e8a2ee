"""A formula tried on real figures before anybody saves it."""

from collections.abc import Mapping
from dataclasses import dataclass

from indicators.formulas import Formula, Outcome, Reference, When, parse
from indicators.models import Plan, Quantity
from indicators.values import Ledger, Part
from wastefree.lib.periods import Period


@dataclass(frozen=True)
class Trial:
    """The formula as it is understood, its quantities with their figures, those that the plan lacks, and the value.

    Without a period there are no figures yet, and no value.
    """

    formula: Formula
    period: Period | None
    parts: tuple[Part, ...]
    unknown: tuple[str, ...]
    outcome: Outcome | None


def try_formula(plan: Plan, text: str, period: Period | None) -> Trial:
    """Raises `FormulaError`."""
    formula = parse(text)
    found = {quantity.code: quantity for quantity in plan.quantities.filter(code__in=formula.names)}
    unknown = tuple(sorted(formula.names - found.keys()))
    if period is None or unknown:
        return Trial(formula, period, (), unknown, None)
    ledger = Ledger.load(plan, years={period.year, period.year - 1, plan.baseline_year})
    periods: Mapping[When, Period] = {
        When.CURRENT: period,
        When.PREVIOUS_YEAR: period.a_year_before(),
        When.BASELINE: Period(plan.baseline_year, period.quarter),
    }
    parts = tuple(_part(ledger, found, reference, periods) for reference in sorted(formula.references))
    outcome = formula.evaluate({part.reference: part.figure for part in parts})
    return Trial(formula, period, parts, unknown, outcome)


def _part(ledger: Ledger, found: Mapping[str, Quantity], reference: Reference, periods: Mapping[When, Period]) -> Part:
    return ledger.part(reference, found[reference.name], periods[reference.when])
