"""Reading the lists, judging them against what the portal has, and writing what was confirmed in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.contrib.auth.hashers import make_password
from django.db import transaction

from wastefree.accounts.models import Organization, User
from wastefree.accounts.passwords import first_password
from wastefree.accounts.separation import set_roles
from wastefree.accounts.transitions import (
    add_user,
    create_organization,
    edit_organization,
    edit_user,
    free_codes,
)
from wastefree.audit import log
from wastefree.audit.models import Record
from wastefree.enrolment.organizations import Bodies, propose_organization
from wastefree.enrolment.people import Accounts, propose_person
from wastefree.enrolment.proposals import Problem, Proposal, ProposedOrganization, ProposedPerson, Unfit
from wastefree.enrolment.sheets import Texts, find_lists
from wastefree.files.models import StagedUpload
from wastefree.lib.sheets import read_tables

IMPORTED = "organizations.imported"
Proposed = TypeVar("Proposed")


def propose(upload: StagedUpload, *, by: User) -> Proposal:
    """What confirming the workbook would do now. Raises `UnusableFile`."""
    lists = find_lists(read_tables(upload.data(), name=upload.name))
    bodies, accounts = Bodies(list(Organization.objects.all())), Accounts(by)
    problems: list[Problem] = []
    organizations = _judge(lists.organizations, lambda row: propose_organization(row, bodies), problems)
    people = _judge(lists.people, lambda row: propose_person(row, bodies, accounts), problems)
    return Proposal(tuple(organizations), tuple(people), tuple(problems), lists.passed_over)


def _judge(rows: Iterable[Texts], judge: Callable[[Texts], Proposed], problems: list[Problem]) -> list[Proposed]:
    fit: list[Proposed] = []
    for row in rows:
        try:
            fit.append(judge(row))
        except Unfit as unfit:
            problems.append(unfit.problem)
    return fit


def carry_out(proposal: Proposal, upload: StagedUpload, *, by: User, key: str) -> None:
    """Writes all of the proposal, or nothing. Asked again with the same `key`, it writes nothing.

    The first passwords are hashed before the transaction: that takes a tenth of a second each, and others would
    have to wait with their saves. Raises `StaleError` if something has changed since it was judged.
    """
    encoded = _encoded([person.username for person in proposal.new_people], key)
    with transaction.atomic():
        if not log.first_time(by, key):
            return
        _write_organizations(proposal.organizations, by)
        bodies = {name: body for body in Organization.objects.active() for name in body.names()}
        for person in proposal.people:
            _write_person(person, bodies.get(person.body), encoded, by)
        made = [person.username for person in proposal.new_people]
        counts = {"created": proposal.created, "updated": proposal.changed, "unchanged": proposal.unchanged}
        log.record(by, IMPORTED, upload, after={**counts, "accounts": made})


def first_passwords(upload: StagedUpload, *, key: str) -> list[tuple[User, str]]:
    """The accounts that were made from the workbook, with the first passwords of those not yet changed."""
    record = Record.objects.about(upload).filter(verb=IMPORTED).first()
    made = record.after["accounts"] if record else []
    waiting = User.objects.filter(username__in=made, must_change_password=True).with_roles()
    return [(user, first_password(user.username, key)) for user in waiting.order_by("organization__order", "username")]


def _encoded(usernames: Sequence[str], key: str) -> dict[str, str]:
    """The hashes of the first passwords, reckoned two at a time: most servers of cities have two cores."""
    with ThreadPoolExecutor(2) as hands:
        return dict(
            zip(usernames, hands.map(lambda name: make_password(first_password(name, key)), usernames), strict=True)
        )


def _write_organizations(organizations: Sequence[ProposedOrganization], by: User) -> None:
    given = {proposed.fields.get("code") for proposed in organizations}
    codes = (code for code in free_codes(2 * len(organizations)) if code not in given)
    for proposed in organizations:
        if proposed.existing is None:
            fields = proposed.fields if "code" in proposed.fields else {**proposed.fields, "code": next(codes)}
            create_organization(by=by, fields=fields)
        elif proposed.fields:
            based_on = proposed.existing.version
            edit_organization(proposed.existing, by=by, based_on=based_on, changes=proposed.fields)


def _write_person(person: ProposedPerson, body: Organization | None, encoded: dict[str, str], by: User) -> None:
    fields = {**person.fields, **({"organization": body} if body else {})}
    if person.existing is None:
        user = User(username=person.username, password=encoded[person.username], must_change_password=True)
        add_user(user, by=by, fields=fields, roles=person.roles or ())
        return
    if fields:
        edit_user(person.existing, by=by, based_on=person.existing.version, changes=fields)
    if person.roles is not None:
        set_roles(person.existing, person.roles, by=by)
