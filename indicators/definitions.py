"""What a plan is made of, written and changed: plans, groups, indicators, quantities, targets, baselines.

One function each, one transaction each, with its audit record; changes are guarded by the version they were based on.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from indicators.formulas import parse as parse_formula
from indicators.models import Baseline, Indicator, IndicatorGroup, Plan, Quantity, Target
from indicators.targets import Condition, condition_to_json
from indicators.targets import parse as parse_target
from wastefree.accounts.models import Organization, User
from wastefree.audit import log
from wastefree.lib.numbers import read_decimal
from wastefree.versions import Versioned

Organizations = Iterable[Organization]
Row = TypeVar("Row", bound=Versioned)


class UnknownQuantities(ValidationError):
    """A formula names quantities that the plan does not have; `names` are their codes."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted(names)
        super().__init__("、".join(self.names), code="unknown_quantities")


# --- plans -----------------------------------------------------------------------------------------------------------


def create_plan(*, by: User | None, organizations: Organizations = (), **fields: Any) -> Plan:
    """A new plan; the organization of the person who makes it takes part from the start."""
    with transaction.atomic():
        plan = Plan.objects.create(**fields)
        own = [by.organization] if by and by.organization else []
        plan.organizations.set([*own, *organizations])
        log.record(by, "plan.created", plan, after=_shown(fields))
        return plan


def update_plan(
    plan: Plan, *, by: User, based_on: int, organizations: Organizations | None = None, **fields: Any
) -> Plan:
    with transaction.atomic():
        _swap(plan, "plan.changed", by=by, based_on=based_on, fields=fields)
        if organizations is not None:
            plan.organizations.set(organizations)
        return plan


def join_plan(plan: Plan, organizations: Organizations, *, by: User | None) -> None:
    """Organizations that take part from now on; those already there are left alone."""
    there = set(plan.organizations.values_list("pk", flat=True))
    new = [organization for organization in organizations if organization.pk not in there]
    if not new:
        return
    with transaction.atomic():
        plan.organizations.add(*new)
        log.record(by, "plan.joined", plan, after={"organizations": [str(organization) for organization in new]})


def group(plan: Plan, level1: str, level2: str = "") -> IndicatorGroup | None:
    """The group of these two levels, made if it is not there yet; None where both are empty."""
    upper = _group(plan, None, level1) if level1 else None
    return _group(plan, upper, level2) if level2 else upper


def _group(plan: Plan, parent: IndicatorGroup | None, name: str) -> IndicatorGroup:
    order = plan.groups.count() + 1
    return IndicatorGroup.objects.get_or_create(plan=plan, parent=parent, name=name, defaults={"order": order})[0]


# --- quantities and indicators ---------------------------------------------------------------------------------------


def create_quantity(plan: Plan, *, by: User | None, **fields: Any) -> Quantity:
    with transaction.atomic():
        fields.setdefault("order", plan.quantities.count() + 1)
        quantity = Quantity.objects.create(plan=plan, **fields)
        log.record(by, "quantity.created", quantity, after=_shown(fields))
        return quantity


def update_quantity(quantity: Quantity, *, by: User | None, based_on: int, **fields: Any) -> Quantity:
    with transaction.atomic():
        return _swap(quantity, "quantity.changed", by=by, based_on=based_on, fields=fields)


def create_indicator(plan: Plan, *, by: User | None, cooperating: Organizations = (), **fields: Any) -> Indicator:
    """A new indicator. Raises `FormulaError` or `UnknownQuantities` for a formula that cannot be used."""
    with transaction.atomic():
        fields.setdefault("order", plan.indicators.count() + 1)
        quantities = _quantities_of(plan, fields.get("formula", ""))
        indicator = Indicator.objects.create(plan=plan, **fields)
        indicator.quantities.set(quantities)
        indicator.cooperating.set(cooperating)
        log.record(by, "indicator.created", indicator, after=_shown(fields))
        return indicator


def update_indicator(
    indicator: Indicator, *, by: User | None, based_on: int, cooperating: Organizations | None = None, **fields: Any
) -> Indicator:
    """Raises `FormulaError`, `UnknownQuantities` or `StaleError`; targets are read anew where the trend has changed."""
    with transaction.atomic():
        quantities = _quantities_of(indicator.plan, fields.get("formula", indicator.formula))
        better_before, unit_before = indicator.better, indicator.unit
        _swap(indicator, "indicator.changed", by=by, based_on=based_on, fields=fields)
        indicator.quantities.set(quantities)
        if cooperating is not None:
            indicator.cooperating.set(cooperating)
        if (indicator.better, indicator.unit) != (better_before, unit_before):
            _read_targets_again(indicator)
        return indicator


def _quantities_of(plan: Plan, formula: str) -> list[Quantity]:
    if not formula:
        return []
    names = parse_formula(formula).names
    found = list(plan.quantities.filter(code__in=names))
    unknown = names - {quantity.code for quantity in found}
    if unknown:
        raise UnknownQuantities(unknown)
    return found


# --- targets and baselines -------------------------------------------------------------------------------------------


def set_target(
    indicator: Indicator, year: int, text: str, *, by: User | None, region: Organization | None = None
) -> Target:
    """The plan's words for a year, read; an empty text takes the target away only from judgement, never the row."""
    with transaction.atomic():
        target = Target.objects.filter(indicator=indicator, region=region, year=year).first()
        if target is not None and target.text == text:
            return target
        meaning = _meaning(indicator, text)
        if target is None:
            target = Target.objects.create(indicator=indicator, region=region, year=year, text=text, **meaning)
            log.record(by, "target.created", target, after={"text": text})
        else:
            before = {"text": target.text, "conditions": target.conditions}
            target.swap(target.version, text=text, read_by_person=False, **meaning)
            log.record(by, "target.changed", target, before=before, after={"text": text, **meaning})
        return target


def decide_target(target: Target, conditions: Iterable[Condition], *, by: User, based_on: int) -> Target:
    """A person says what a target means that could not be read, or was read wrongly. Raises `StaleError`."""
    with transaction.atomic():
        before = {"conditions": target.conditions, "readable": target.readable}
        meaning = {"conditions": [condition_to_json(each) for each in conditions], "readable": True}
        target.swap(based_on, read_by_person=True, **meaning)
        log.record(by, "target.decided", target, before=before, after=meaning)
        return target


def set_baseline(
    indicator: Indicator,
    year: int,
    text: str,
    *,
    by: User | None,
    value: Decimal | None = None,
    region: Organization | None = None,
) -> Baseline:
    """Where the indicator started: the words as written, and the figure (read from them unless given)."""
    figure = read_decimal(text, percent=indicator.unit == "%") if value is None else value
    with transaction.atomic():
        baseline = Baseline.objects.filter(indicator=indicator, region=region, year=year).first()
        if baseline is None:
            baseline = Baseline.objects.create(indicator=indicator, region=region, year=year, text=text, value=figure)
            log.record(by, "baseline.created", baseline, after={"text": text, "value": figure})
        elif (baseline.text, baseline.value) != (text, figure):
            before = {"text": baseline.text, "value": baseline.value}
            baseline.swap(baseline.version, text=text, value=figure)
            log.record(by, "baseline.changed", baseline, before=before, after={"text": text, "value": figure})
        return baseline


def _meaning(indicator: Indicator, text: str) -> dict[str, Any]:
    reading = parse_target(text, better=indicator.better, unit=indicator.unit)
    return {
        "conditions": [condition_to_json(condition) for condition in reading.conditions],
        "readable": reading.readable,
    }


def _read_targets_again(indicator: Indicator) -> None:
    """What a bare 80% means depends on whether more is better; what a person has decided stays."""
    for target in indicator.targets.filter(read_by_person=False):
        meaning = _meaning(indicator, target.text)
        if meaning != {"conditions": target.conditions, "readable": target.readable}:
            target.swap(target.version, **meaning)


def _swap(row: Row, verb: str, *, by: User | None, based_on: int, fields: Mapping[str, Any]) -> Row:
    """Writes what differs, and records what it was; nothing at all if nothing differs."""
    changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if not changed:
        return row
    before = _shown({name: getattr(row, name) for name in changed})
    row.swap(based_on, **changed)
    log.record(by, verb, row, before=before, after=_shown(changed))
    return row


def _shown(fields: Mapping[str, Any]) -> dict[str, Any]:
    """As the audit trail keeps them: rows by their names."""
    return {name: str(value) if isinstance(value, models.Model) else value for name, value in fields.items()}
