"""What can be done to organizations and accounts: one function each, one transaction each, with its audit record.

Roles are given in `accounts.separation`. All raise `PermissionDenied` if `by` may not; None stands for the command
line. Those with `based_on` raise `StaleError` if the row has changed since.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import transaction

from wastefree.access import Role
from wastefree.accounts import attempts
from wastefree.accounts.models import WRITERS, Organization, User, fold_username
from wastefree.accounts.passwords import give_first_password
from wastefree.accounts.separation import set_roles
from wastefree.audit import log
from wastefree.changes import change, create

CREATORS = frozenset({Role.OFFICE, Role.SYSTEM_ADMIN})


# --- organizations ---------------------------------------------------------------------------------------------------


def create_organization(*, by: User | None, fields: Mapping[str, Any], key: str = "") -> Organization:
    _must(by is None or bool(by.roles & WRITERS))
    with transaction.atomic():
        code = fields.get("code") or next(free_codes(1))
        return create(Organization(), by=by, verb="organization.created", fields={**fields, "code": code}, key=key)


def edit_organization(
    organization: Organization, *, by: User, based_on: int, changes: Mapping[str, Any], key: str = ""
) -> Organization:
    _must(Organization.objects.changeable_by(by).filter(pk=organization.pk).exists())
    return change(organization, by=by, verb="organization.updated", based_on=based_on, changes=changes, key=key)


def close_organization(organization: Organization, *, by: User, based_on: int) -> Organization:
    """Takes it off the lists to choose from; its figures, files and people stay."""
    return _switch_organization(organization, "organization.closed", by, based_on, {"is_active": False})


def reopen_organization(organization: Organization, *, by: User, based_on: int) -> Organization:
    """In use again; whatever body was said to have taken it over has not."""
    changes = {"is_active": True, "succeeded_by": None, "succeeded_on": None}
    return _switch_organization(organization, "organization.reopened", by, based_on, changes)


def succeed_organization(
    organization: Organization, successor: Organization, *, on: date, by: User, based_on: int, reason: str = ""
) -> Organization:
    """It has been merged into `successor`, or renamed to it, on the day `on`, and is in use no more."""
    _must(successor.is_active and successor.pk != organization.pk)
    changes = {"is_active": False, "succeeded_by": successor, "succeeded_on": on}
    return _switch_organization(organization, "organization.succeeded", by, based_on, changes, reason)


def _switch_organization(
    organization: Organization, verb: str, by: User, based_on: int, changes: Mapping[str, Any], reason: str = ""
) -> Organization:
    _must(Organization.objects.changeable_by(by).filter(pk=organization.pk).exists())
    return change(organization, by=by, verb=verb, based_on=based_on, changes=changes, reason=reason)


def free_codes(count: int) -> Iterator[str]:
    """Codes for bodies that nobody has given one: org-001, org-002 … without those taken."""
    taken = set(Organization.objects.filter(code__startswith="org-").values_list("code", flat=True))
    codes = (f"org-{number:03}" for number in range(1, count + len(taken) + 1))
    return iter([code for code in codes if code not in taken][:count])


# --- accounts --------------------------------------------------------------------------------------------------------


def create_user(
    *, by: User | None, fields: Mapping[str, Any], roles: Iterable[Role] = (), key: str
) -> tuple[User, str]:
    """A new account with its first password, which is told once and kept nowhere.

    Asked again with the same `key`, it makes nothing and answers the same. Raises `separation.SeparationError` or
    `NotEntitledError` for roles that the account cannot have.
    """
    user = User(username=fold_username(fields["username"]))
    password = give_first_password(user, key)
    rest = {name: value for name, value in fields.items() if name != "username"}
    return add_user(user, by=by, fields=rest, roles=roles, key=key), password


def add_user(
    user: User, *, by: User | None, fields: Mapping[str, Any], roles: Iterable[Role] = (), key: str = ""
) -> User:
    """Saves an account that has its name and its first password already."""
    _must(by is None or by.has_role(*CREATORS))
    with transaction.atomic():
        create(user, by=by, verb="user.created", fields={"username": user.username, **fields}, key=key)
        if user.pk is None:
            return User.objects.get(username=user.username)
        set_roles(user, roles, by=by)
    return user


def edit_user(user: User, *, by: User, based_on: int, changes: Mapping[str, Any], key: str = "") -> User:
    _must(User.objects.changeable_by(by).filter(pk=user.pk).exists())
    return change(user, by=by, verb="user.updated", based_on=based_on, changes=changes, key=key)


def edit_profile(user: User, *, based_on: int, changes: Mapping[str, Any], key: str = "") -> User:
    """What everyone may change about themselves."""
    return change(user, by=user, verb="user.updated", based_on=based_on, changes=changes, key=key)


def close_user(user: User, *, by: User, based_on: int) -> User:
    """Ends all sessions with the next click; what the person has done stays under their name."""
    _must(User.objects.changeable_by(by).filter(pk=user.pk).exists())
    return change(user, by=by, verb="user.closed", based_on=based_on, changes={"is_active": False})


def reopen_user(user: User, *, by: User, based_on: int) -> User:
    _must(User.objects.changeable_by(by).filter(pk=user.pk).exists())
    return change(user, by=by, verb="user.reopened", based_on=based_on, changes={"is_active": True})


def reset_password(user: User, *, by: User | None, key: str) -> str:
    """Gives a new first password, ends the sessions, lifts the lock. Asked again with the same `key`, the same."""
    _must(by is None or User.objects.changeable_by(by).filter(pk=user.pk).exists())
    password = give_first_password(user, key)
    with transaction.atomic():
        if log.first_time(by, key):
            user.save(update_fields=["password", "must_change_password"])
            attempts.forgive(user.username)
            log.record(by, "user.password_reset", user)
    return password


def change_password(user: User, password: str) -> None:
    """The person's own choice, already found good; every other session of theirs ends."""
    encoded = make_password(password)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(password=encoded, must_change_password=False)
        log.record(user, "user.password_changed", user)
    user.password, user.must_change_password = encoded, False


def _must(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied
