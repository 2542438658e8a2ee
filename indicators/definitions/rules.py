"""What must hold between quantities: written and changed by the office."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from indicators.definitions.reckoning import UnitsDisagree, quantities_of
from indicators.dimensions import Reading, sides_agree
from indicators.formulas import parse
from indicators.models import Plan, Rule
from indicators.rules import looks_back
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.changes import as_told_each, write_new


class RuleRefused(ValidationError):
    """`code` is looks_back (a figure of another time) or frequencies (one side each quarter, the other each year)."""

    def __init__(self, code: str) -> None:
        super().__init__(code, code=code)


def sides_of(plan: Plan, left: str, right: str) -> Reading:
    """What is to be said of the units of both sides.

    Raises `FormulaError`, `UnknownQuantities` or `RuleRefused` for sides that cannot be held against each other.
    """
    quantities = quantities_of(plan, [left, right])
    if looks_back(parse(left)) or looks_back(parse(right)):
        raise RuleRefused("looks_back")
    if len({each.frequency for each in quantities}) > 1:
        raise RuleRefused("frequencies")
    return sides_agree(parse(left), parse(right), {each.code: each.measured_in for each in quantities})


def create_rule(plan: Plan, *, by: User | None, key: str = "", **fields: Any) -> Rule:
    """Raises what `sides_of` raises, and `UnitsDisagree`."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return plan.rules.get(name=fields["name"])
        _refuse(plan, fields["left"], fields["right"])
        rule = Rule.objects.create(plan=plan, **fields)
        log.record(by, "rule.created", rule, after=as_told_each(fields))
        return rule


def update_rule(rule: Rule, *, by: User | None, based_on: int, key: str = "", **fields: Any) -> Rule:
    """Raises what `create_rule` raises, and `StaleError`."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return rule
        left, right = fields.get("left", rule.left), fields.get("right", rule.right)
        if (left, right) != (rule.left, rule.right):
            _refuse(rule.plan, left, right)
        return write_new(rule, by=by, verb="rule.changed", based_on=based_on, changes=fields)


def _refuse(plan: Plan, left: str, right: str) -> None:
    if errors := sides_of(plan, left, right).errors:
        raise UnitsDisagree(errors)
