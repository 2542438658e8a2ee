"""What can be done to cells and to the plan of cells: one function each, with its audit record.

All are the office's alone and raise `PermissionDenied` otherwise; `StaleError` if the row has changed since
`based_on`. A `key` that was handled before changes nothing.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied

from cells.models import Cell, CellQuota, CellType
from indicators.definitions import present_bodies
from indicators.models import Plan
from wastefree.access import Role
from wastefree.accounts.models import User
from wastefree.changes import change, create


def create_cell(plan: Plan, *, by: User, fields: Mapping[str, Any], key: str = "") -> Cell:
    """A unit that sets out to become a cell; it is named by `name_cell`."""
    _must_keep(plan, by)
    cell = Cell(plan=plan)
    create(cell, by=by, verb="cell.created", fields=fields, key=key)
    return cell


def edit_cell(cell: Cell, *, by: User, based_on: int, changes: Mapping[str, Any], key: str = "") -> Cell:
    _must_keep(cell.plan, by)
    return change(cell, by=by, verb="cell.updated", based_on=based_on, changes=changes, key=key)


def name_cell(cell: Cell, *, by: User, based_on: int, on: date, key: str = "") -> Cell:
    """The city has named the unit a waste-free cell (命名) on the day `on`."""
    _must_keep(cell.plan, by)
    changes = {"state": Cell.State.NAMED, "named_on": on}
    return change(cell, by=by, verb="cell.named", based_on=based_on, changes=changes, key=key)


def undo_naming(cell: Cell, *, by: User, based_on: int, reason: str, key: str = "") -> Cell:
    """Takes a naming back that was entered by mistake or is no longer deserved; the reason stays in the history."""
    _must_keep(cell.plan, by)
    changes = {"state": Cell.State.CREATING, "named_on": None}
    return change(cell, by=by, verb="cell.unnamed", based_on=based_on, changes=changes, key=key, reason=reason)


def create_quota(type_: CellType, year: int, *, by: User, fields: Mapping[str, Any], key: str = "") -> CellQuota:
    """How many cells of a type a year is to bring."""
    _must_keep(type_.plan, by)
    quota = CellQuota(plan=type_.plan, type=type_, year=year)
    create(quota, by=by, verb="quota.created", fields=fields, key=key)
    return quota


def edit_quota(quota: CellQuota, *, by: User, based_on: int, changes: Mapping[str, Any], key: str = "") -> CellQuota:
    _must_keep(quota.plan, by)
    return change(quota, by=by, verb="quota.updated", based_on=based_on, changes=changes, key=key)


def create_type(plan: Plan, *, by: User, fields: Mapping[str, Any], key: str = "") -> CellType:
    _must_keep(plan, by)
    type_ = CellType(plan=plan)
    create(type_, by=by, verb="cell_type.created", fields=fields, key=key)
    return type_


def edit_type(type_: CellType, *, by: User, based_on: int, changes: Mapping[str, Any], key: str = "") -> CellType:
    _must_keep(type_.plan, by)
    return change(type_, by=by, verb="cell_type.updated", based_on=based_on, changes=changes, key=key)


def copy_types(source: Plan, plan: Plan, *, quotas: bool) -> dict[str, int]:
    """The kinds of cells of `source` in a new plan; with `quotas` also how many each year is to bring, as many years
    later as the plans begin apart. Called inside the transaction that makes the plan; the cells themselves stay."""
    distance = plan.first_year - source.first_year
    types = {
        each.pk: CellType(plan=plan, name=each.name, aliases=each.aliases, order=each.order)
        for each in source.cell_types.all()
    }
    CellType.objects.bulk_create(types.values())
    bodies = present_bodies()
    wanted = source.cell_quotas.prefetch_related("leads") if quotas else ()
    fitting = [each for each in wanted if each.year + distance in plan.years]
    for each in fitting:
        own = {"text": each.text, "planned": each.planned, "assigned": None, "responsible_text": each.responsible_text}
        quota = CellQuota.objects.create(plan=plan, type=types[each.type_id], year=each.year + distance, **own)
        quota.leads.set({now for body in each.leads.all() if (now := bodies.get(body.pk)) is not None})
    return {"cell_types": len(types), "quotas": len(fitting)}


def _must_keep(plan: Plan, user: User) -> None:
    """The office of a plan that the person takes part in, or nobody."""
    if not user.has_role(Role.OFFICE) or not Plan.objects.visible_to(user).filter(pk=plan.pk).exists():
        raise PermissionDenied
