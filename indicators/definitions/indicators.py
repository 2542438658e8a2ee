"""Groups, quantities and indicators: made and changed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from indicators.definitions.reckoning import quantities_of, refuse_breaking_unit, refuse_mixed_units
from indicators.definitions.targets import read_targets_again
from indicators.models import Indicator, IndicatorGroup, Plan, Quantity
from wastefree.accounts.models import Organization, User
from wastefree.audit import log
from wastefree.changes import as_told_each, write_new
from wastefree.lib.pinyin import initials

Organizations = Iterable[Organization]
NOTHING_QUIET: Mapping[str, Any] = {}


def group(plan: Plan, level1: str, level2: str = "") -> IndicatorGroup | None:
    """The group of these two levels, made if it is not there yet; None where both are empty."""
    upper = _group(plan, None, level1) if level1 else None
    return _group(plan, upper, level2) if level2 else upper


def _group(plan: Plan, parent: IndicatorGroup | None, name: str) -> IndicatorGroup:
    order = plan.groups.count() + 1
    return IndicatorGroup.objects.get_or_create(plan=plan, parent=parent, name=name, defaults={"order": order})[0]


def create_quantity(plan: Plan, *, by: User | None, key: str = "", **fields: Any) -> Quantity:
    with transaction.atomic():
        if not log.first_time(by, key):
            return plan.quantities.get(code=fields["code"])
        fields.setdefault("order", plan.quantities.count() + 1)
        quantity = Quantity.objects.create(plan=plan, initials=initials(fields["name"]), **fields)
        log.record(by, "quantity.created", quantity, after=as_told_each(fields))
        return quantity


def update_quantity(quantity: Quantity, *, by: User | None, based_on: int, key: str = "", **fields: Any) -> Quantity:
    """Raises `UnitBreaksFormulas` or `StaleError`."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return quantity
        refuse_breaking_unit(quantity, fields)
        return write_new(quantity, by=by, verb="quantity.changed", based_on=based_on, changes=_searchable(fields))


def create_indicator(
    plan: Plan, *, by: User | None, cooperating: Organizations = (), key: str = "", **fields: Any
) -> Indicator:
    """A new indicator. Raises `FormulaError`, `UnknownQuantities` or `UnitsDisagree` for what cannot be reckoned."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return plan.indicators.get(code=fields["code"])
        fields.setdefault("order", plan.indicators.count() + 1)
        quantities = quantities_of(plan, [fields.get("formula", "")])
        refuse_mixed_units(fields.get("formula", ""), quantities, fields.get("unit", ""))
        indicator = Indicator.objects.create(plan=plan, initials=initials(fields["name"]), **fields)
        indicator.quantities.set(quantities)
        indicator.cooperating.set(cooperating)
        log.record(by, "indicator.created", indicator, after=as_told_each(fields))
        return indicator


def update_indicator(
    indicator: Indicator,
    *,
    by: User | None,
    based_on: int,
    cooperating: Organizations | None = None,
    key: str = "",
    **fields: Any,
) -> Indicator:
    """Raises `FormulaError`, `UnknownQuantities`, `UnitsDisagree` or `StaleError`.

    Targets are read anew where the trend or the unit has changed. What stood there before is not checked again.
    """
    with transaction.atomic():
        if not log.first_time(by, key):
            return indicator
        return write_indicator(indicator, by=by, based_on=based_on, cooperating=cooperating, **fields)


def write_indicator(
    indicator: Indicator,
    *,
    by: User | None,
    based_on: int,
    cooperating: Organizations | None = None,
    quiet: Mapping[str, Any] = NOTHING_QUIET,
    **fields: Any,
) -> Indicator:
    """The part of `update_indicator` for callers that hold a transaction; `quiet` is written without a record."""
    now = {"formula": indicator.formula, "unit": indicator.unit}
    wanted = {name: {**fields, **quiet}.get(name, value) for name, value in now.items()}
    former = indicator.former_bases.values_list("formula", flat=True)
    quantities = quantities_of(indicator.plan, [wanted["formula"], *former])
    if wanted != now:
        refuse_mixed_units(wanted["formula"], quantities, wanted["unit"])
    before = (indicator.better, indicator.unit)
    if cooperating is not None:
        fields["cooperating"] = list(cooperating)
    version = indicator.version
    indicator = write_new(indicator, by=by, verb="indicator.changed", based_on=based_on, changes=_searchable(fields))
    if quiet:
        indicator.swap(based_on + (indicator.version != version), **quiet)
    indicator.quantities.set(quantities)
    if (indicator.better, indicator.unit) != before:
        read_targets_again(indicator)
    return indicator


def _searchable(fields: dict[str, Any]) -> dict[str, Any]:
    """With the initials by which a new name is looked for."""
    return fields | ({"initials": initials(fields["name"])} if "name" in fields else {})
