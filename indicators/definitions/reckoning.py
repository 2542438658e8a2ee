"""What a formula needs, and whether it can be reckoned: quantities that the plan has, in units that go together."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from indicators.dimensions import Reading, Remark, read_units
from indicators.formulas import parse
from indicators.models import Indicator, Plan, Quantity


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


class UnitBreaksFormulas(ValidationError):
    """A quantity's unit that makes formulas wrong that are in use; `indicators` are those that need it."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self.indicators = list(indicators)
        super().__init__("、".join(map(str, self.indicators)), code="units")


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


def broken_by(quantity: Quantity, *, unit: str, kind: str) -> list[Indicator]:
    """The indicators in use whose formula, the present or a former one, is right now and would certainly be wrong if
    the quantity had this unit and kind. In three queries.
    """
    if (unit.strip(), kind) == (quantity.unit.strip(), quantity.kind):
        return []
    other = Quantity(code=quantity.code, unit=unit, kind=kind)
    found = quantity.indicators.active().prefetch_related("quantities", "former_bases")
    return [each for each in found if _breaks(each, quantity, other)]


def _breaks(indicator: Indicator, quantity: Quantity, other: Quantity) -> bool:
    rest = [each for each in indicator.quantities.all() if each.pk != quantity.pk]
    formulas = {basis.formula for basis in indicator.bases if quantity.code in basis.names}
    return any(
        units_of(formula, [*rest, other], indicator.unit).errors
        and not units_of(formula, [*rest, quantity], indicator.unit).errors
        for formula in formulas
    )


def refuse_breaking_unit(quantity: Quantity, fields: Mapping[str, Any]) -> None:
    """Raises `UnitBreaksFormulas` where the new unit or kind among `fields` makes a formula in use certainly wrong."""
    unit, kind = fields.get("unit", quantity.unit), fields.get("kind", quantity.kind)
    if broken := broken_by(quantity, unit=unit, kind=kind):
        raise UnitBreaksFormulas(broken)
