"""三员分立: which roles exclude each other; giving and taking roles.

Source of the separation: GB/T 22239-2019, 8.1.5 (system, audit and security administration are distinct).
"""

from collections.abc import Iterable
from itertools import combinations

from django.db import transaction

from wastefree.access import ADMINISTRATORS, BUSINESS, Role
from wastefree.accounts.models import Grant, User
from wastefree.audit import log

# Roles that the office may give to the people of its plan; all others are the security administrator's.
GIVEN_BY_OFFICE = frozenset({Role.REPORTER, Role.REVIEWER, Role.LEADER})


class SeparationError(ValueError):
    """Two roles that one person cannot hold together; `roles` are the two."""

    def __init__(self, first: Role, second: Role) -> None:
        super().__init__(f"{first} excludes {second}")
        self.roles = (first, second)


class NotEntitledError(PermissionError):
    """The person may not give or take this role."""


def exclude_each_other(first: Role, second: Role) -> bool:
    """An administrator holds no other administrator's role, and none that works with figures."""
    both = {first, second}
    return len(both) == 2 and bool(both & ADMINISTRATORS) and both <= (ADMINISTRATORS | BUSINESS)


def conflict(roles: Iterable[Role]) -> tuple[Role, Role] | None:
    """The first pair that excludes each other, in a fixed order, or None."""
    for first, second in combinations(sorted(set(roles)), 2):
        if exclude_each_other(first, second):
            return first, second
    return None


def given_by(by: User) -> frozenset[Role]:
    """The roles that somebody may give to others, and take from them."""
    if by.has_role(Role.SECURITY_ADMIN):
        return frozenset(Role)
    return GIVEN_BY_OFFICE if by.has_role(Role.OFFICE) else frozenset()


def may_give(by: User | None, role: Role, to: User) -> bool:
    """None stands for the command line. Nobody changes their own roles."""
    if by is None:
        return True
    if by.pk == to.pk:
        return False
    return role in given_by(by)


def set_roles(user: User, roles: Iterable[Role], *, by: User | None) -> None:
    """Gives `user` exactly `roles`.

    Raises `SeparationError` if two of them exclude each other, `NotEntitledError` if `by` may not give or take one
    of those that change. One transaction with its audit record.
    """
    wanted = frozenset(roles)
    pair = conflict(wanted)
    if pair:
        raise SeparationError(*pair)
    with transaction.atomic():
        held = frozenset(Role(role) for role in user.grants.values_list("role", flat=True))
        changed = held ^ wanted
        if not changed:
            return
        if not all(may_give(by, role, user) for role in changed):
            raise NotEntitledError
        user.grants.filter(role__in=held - wanted).delete()
        Grant.objects.bulk_create(Grant(user=user, role=role) for role in sorted(wanted - held))
        log.record(by, "roles.changed", user, before={"roles": sorted(held)}, after={"roles": sorted(wanted)})
    user.__dict__.pop("roles", None)
