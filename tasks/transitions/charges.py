"""Naming who answers for an organization: one function, one transaction, with its audit record."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied

from indicators.models import Plan
from tasks.models import Charge
from wastefree.access import ORGANIZATION, Role
from wastefree.accounts.models import Organization, User
from wastefree.changes import change, create

LIAISON = frozenset({"liaison", "liaison_name", "liaison_post", "liaison_phone"})


class NotTakingPart(Exception):
    """The organization is closed, or takes no part in the plan."""


def may_name(plan: Plan, organization: Organization, user: User) -> frozenset[str] | None:
    """Which fields of the charge the person may write: None stands for all of them.

    The office names everybody; an organization's own people name its liaison; all others nobody.
    """
    if not Plan.objects.visible_to(user).filter(pk=plan.pk).exists():
        return frozenset()
    if user.has_role(Role.OFFICE):
        return None
    own = user.organization_id == organization.pk and bool(user.roles & ORGANIZATION)
    return LIAISON if own else frozenset()


def name_people(
    plan: Plan, organization: Organization, *, by: User, based_on: int, changes: Mapping[str, Any], key: str = ""
) -> Charge:
    """Writes who answers for the organization in the plan; `based_on` 0 says that nobody had been named yet.

    Raises `StaleError` if somebody has named people since, `NotTakingPart` if the organization is closed or not in
    the plan, `PermissionDenied` if `by` may not write one of the fields.
    """
    allowed = may_name(plan, organization, by)
    if allowed is not None and (not allowed or not changes.keys() <= allowed):
        raise PermissionDenied
    if not organization.is_active or not plan.organizations.filter(pk=organization.pk).exists():
        raise NotTakingPart
    there = Charge.objects.of_plan(plan).filter(organization=organization).first()
    if there is None:
        fresh = Charge(plan=plan, organization=organization)
        return create(fresh, by=by, verb="charge.created", fields=changes, key=key)
    return change(there, by=by, verb="charge.changed", based_on=based_on, changes=changes, key=key)
