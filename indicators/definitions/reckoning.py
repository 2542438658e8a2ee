"""What a formula needs, and whether it can be reckoned: quantities that the plan has, in units that go together."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from indicators.dimensions import Reading, Remark, read_units
from indicators.formulas import parse
from indicators.models import Plan, Quantity


class UnknownQuantities(ValidationError):
    """A formula names quantities that the plan does not have; `names` are their codes."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted(names)
        super().__init__("、".join(self.names), code="unknown_quantities")


class UnitsDisagree(ValidationError):
    """A formula that mixes units, or whose unit is certainly not the indicator's; `remarks` say which."""

    def __init__(self, remarks: Iterable[Remark]) -> None:
        self.remarks = tuple(remarks)
        super().__init__("、".join(remark.code for remark in self.remarks), code="units")


def quantities_of(plan: Plan, formulas: Iterable[str]) -> list[Quantity]:
    """All that the formulas name. Raises `FormulaError` or `UnknownQuantities`."""
    names = {name for formula in formulas if formula for name in parse(formula).names}
    found = list(plan.quantities.filter(code__in=names)) if names else []
    unknown = names - {quantity.code for quantity in found}
    if unknown:
        raise UnknownQuantities(unknown)
    return found


def units_of(formula: str, quantities: Iterable[Quantity], unit: str | None) -> Reading:
    """What is to be said of the units of a formula for an indicator in `unit`. Raises `FormulaError`."""
    return read_units(parse(formula), {each.code: each.measured_in for each in quantities}, unit)


def refuse_mixed_units(formula: str, quantities: Iterable[Quantity], unit: str | None) -> None:
    """Raises `UnitsDisagree` for what is certainly wrong."""
    if formula and (errors := units_of(formula, quantities, unit).errors):
        raise UnitsDisagree(errors)
