"""Plans: made, changed, joined, copied."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from indicators.models import Baseline, Indicator, IndicatorGroup, Plan, Quantity
from wastefree.accounts.models import Organization, User
from wastefree.audit import log
from wastefree.changes import as_told_each, write_new

Organizations = Iterable[Organization]


def create_plan(*, by: User | None, organizations: Organizations = (), key: str = "", **fields: Any) -> Plan:
    """A new plan; the organization of the person who makes it takes part from the start."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return Plan.objects.get(code=fields["code"])
        plan = Plan.objects.create(**fields)
        own = [by.organization] if by and by.organization else []
        plan.organizations.set([*own, *organizations])
        log.record(by, "plan.created", plan, after=as_told_each(fields))
        return plan


def update_plan(
    plan: Plan,
    *,
    by: User,
    based_on: int,
    organizations: Organizations | None = None,
    key: str = "",
    **fields: Any,
) -> Plan:
    """Changes what a plan says of itself, and who takes part. Raises `StaleError`."""
    with transaction.atomic():
        if not log.first_time(by, key):
            return plan
        if organizations is not None:
            fields["organizations"] = list(organizations)
        return write_new(plan, by=by, verb="plan.changed", based_on=based_on, changes=fields)


def join_plan(plan: Plan, organizations: Organizations, *, by: User | None) -> None:
    """Organizations that take part from now on; those already there are left alone."""
    there = set(plan.organizations.values_list("pk", flat=True))
    new = [organization for organization in organizations if organization.pk not in there]
    if not new:
        return
    with transaction.atomic():
        plan.organizations.add(*new)
        log.record(by, "plan.joined", plan, after={"organizations": [str(organization) for organization in new]})


def copy_plan(source: Plan, *, by: User, key: str = "", **fields: Any) -> Plan:
    """A new plan that starts with what another one is made of: organizations, groups, quantities, indicators, baselines.

    Its targets are its own to set: none are copied, and no rounds. The demonstration mark stays, since the baselines
    of a demonstration are no more real in a copy.
    """
    with transaction.atomic():
        plan = create_plan(by=by, organizations=source.organizations.all(), key=key, **fields, is_demo=source.is_demo)
        if plan.indicators.exists() or plan.quantities.exists():  # the key was handled before
            return plan
        groups = _copy_groups(source, plan)
        quantities = _copy_quantities(source, plan)
        copied = _copy_indicators(source, plan, groups, quantities)
        after = {"from": source.code, "indicators": copied, "quantities": len(quantities)}
        log.record(by, "plan.copied", plan, after=after)
        return plan


def _copy_groups(source: Plan, plan: Plan) -> dict[int | None, IndicatorGroup | None]:
    """The copies by the primary key of what they are copies of; upper ones first."""
    made: dict[int | None, IndicatorGroup | None] = {None: None}
    waiting = list(source.groups.all())
    while waiting:
        ready = [each for each in waiting if each.parent_id in made]
        for each in ready:
            parent = made[each.parent_id]
            made[each.pk] = IndicatorGroup.objects.create(plan=plan, parent=parent, name=each.name, order=each.order)
        waiting = [each for each in waiting if each.pk not in made]
    return made


def _copy_quantities(source: Plan, plan: Plan) -> dict[int, Quantity]:
    made: dict[int, Quantity] = {}
    originals = list(source.quantities.filter(is_active=True))
    for each in originals:
        fields = _own_fields(each, without=("plan", "part_of"))
        made[each.pk] = Quantity.objects.create(plan=plan, **fields)
    for each in originals:
        if each.part_of_id in made:
            part = made[each.pk]
            part.part_of = made[each.part_of_id]
            part.save(update_fields=["part_of"])
    return made


def _copy_indicators(
    source: Plan, plan: Plan, groups: dict[int | None, IndicatorGroup | None], quantities: dict[int, Quantity]
) -> int:
    count = 0
    for each in source.indicators.active().prefetch_related("quantities", "cooperating", "baselines"):
        needed = list(each.quantities.all())
        usable = all(quantity.pk in quantities for quantity in needed)
        fields = _own_fields(each, without=("plan", "group")) | ({} if usable else {"formula": ""})
        indicator = Indicator.objects.create(plan=plan, group=groups[each.group_id], **fields)
        indicator.quantities.set(quantities[quantity.pk] for quantity in needed if usable)
        indicator.cooperating.set(each.cooperating.all())
        Baseline.objects.bulk_create(
            Baseline(indicator=indicator, **_own_fields(baseline, without=("indicator",)))
            for baseline in each.baselines.all()
        )
        count += 1
    return count


def _own_fields(row: Any, *, without: tuple[str, ...]) -> dict[str, Any]:
    """The row's own columns, to make another row like it."""
    left_out = {"id", "version", *without}
    return {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in left_out
    }
