"""Plans: made, changed, joined, copied."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from indicators.definitions.targets import copy_targets
from indicators.formulas import parse
from indicators.models import Baseline, Indicator, IndicatorGroup, Plan, Quantity, Rule
from wastefree.accounts.models import Organization, User
from wastefree.audit import log
from wastefree.changes import as_told_each, write_new

Organizations = Iterable[Organization]
Bodies = Mapping[int | None, Organization | None]


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


def copy_plan(source: Plan, *, by: User, key: str = "", targets: bool = False, **fields: Any) -> Plan:
    """A new plan that starts with what another one is made of: organizations, groups, quantities, rules, indicators,
    baselines, and with `targets` the targets, as many years later as the plans begin apart.

    A body that was merged into another is replaced by it. Of an indicator's formulas only the present one is copied,
    and no rounds. The demonstration mark stays, since the baselines of a demonstration are no more real in a copy.
    """
    with transaction.atomic():
        bodies = present_bodies()
        taking_part = {now for body in source.organizations.all() if (now := bodies[body.pk]) is not None}
        reviews = {name: getattr(source, name) for name in ("organization_review", "office_review")}
        plan = create_plan(by=by, organizations=taking_part, key=key, **{**reviews, **fields}, is_demo=source.is_demo)
        if plan.indicators.exists() or plan.quantities.exists():  # the key was handled before
            return plan
        groups = _copy_groups(source, plan)
        quantities = _copy_quantities(source, plan, bodies)
        indicators = _copy_indicators(source, plan, groups, quantities, bodies)
        counts = {"indicators": len(indicators), "quantities": len(quantities), "rules": _copy_rules(source, plan)}
        if targets:
            counts |= copy_targets(indicators, plan.years, plan.first_year - source.first_year)
        log.record(by, "plan.copied", plan, after={"from": source.code, **counts})
        return plan


def present_bodies() -> dict[int | None, Organization | None]:
    """For each body, by its key, the one that has its duties now: itself, the one it was merged into, or nobody."""
    every = {body.pk: body for body in Organization.objects.all()}
    found: dict[int | None, Organization | None] = {None: None}
    for pk, body in every.items():
        heir: Organization | None = body
        passed = set()
        while heir is not None and not heir.is_active and heir.pk not in passed:
            passed.add(heir.pk)
            heir = every.get(heir.succeeded_by_id or 0)
        found[pk] = heir if heir is not None and heir.is_active else None
    return found


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


def _copy_rules(source: Plan, plan: Plan) -> int:
    """The rules in use, as far as the new plan has all their quantities; says how many."""
    codes = set(plan.quantities.values_list("code", flat=True))
    usable = [each for each in source.rules.active() if parse(each.left).names | parse(each.right).names <= codes]
    Rule.objects.bulk_create(Rule(plan=plan, **copied_fields(each, without=("plan",))) for each in usable)
    return len(usable)


def _copy_quantities(source: Plan, plan: Plan, bodies: Bodies) -> dict[int, Quantity]:
    made: dict[int, Quantity] = {}
    originals = list(source.quantities.filter(is_active=True))
    for each in originals:
        fields = copied_fields(each, without=("plan", "part_of", "owner"))
        made[each.pk] = Quantity.objects.create(plan=plan, owner=bodies[each.owner_id], **fields)
    for each in originals:
        if each.part_of_id in made:
            part = made[each.pk]
            part.part_of = made[each.part_of_id]
            part.save(update_fields=["part_of"])
    return made


def _copy_indicators(
    source: Plan,
    plan: Plan,
    groups: dict[int | None, IndicatorGroup | None],
    quantities: dict[int, Quantity],
    bodies: Bodies,
) -> dict[int, Indicator]:
    """The copies by the primary key of what they are copies of."""
    made: dict[int, Indicator] = {}
    for each in source.indicators.active().prefetch_related("quantities", "cooperating", "baselines", "former_bases"):
        needed = [quantity for quantity in each.quantities.all() if quantity.code in each.bases[-1].names]
        usable = all(quantity.pk in quantities for quantity in needed)
        fields = copied_fields(each, without=("plan", "group", "lead")) | ({} if usable else {"formula": ""})
        lead = bodies[each.lead_id]
        indicator = Indicator.objects.create(plan=plan, group=groups[each.group_id], lead=lead, **fields)
        indicator.quantities.set(quantities[quantity.pk] for quantity in needed if usable)
        helping = {bodies[body.pk] for body in each.cooperating.all()} - {None, lead}
        indicator.cooperating.set(body for body in helping if body is not None)
        Baseline.objects.bulk_create(
            Baseline(indicator=indicator, **copied_fields(baseline, without=("indicator",)))
            for baseline in each.baselines.all()
        )
        made[each.pk] = indicator
    return made


def copied_fields(row: Any, *, without: tuple[str, ...]) -> dict[str, Any]:
    """The row's own columns, to make another row like it."""
    left_out = {"id", "version", *without}
    return {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in left_out
    }
