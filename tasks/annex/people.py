"""Who answers for each organization, by a list of responsibilities: leader in charge, responsible person, liaison."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from indicators.annex.differences import changes, facts, fitting, new_values
from indicators.annex.judgement import Line, acting
from indicators.annex.sheet import Problem, Written
from indicators.models import Plan
from tasks.annex.placing import Placed
from tasks.charges import People, people_of
from tasks.models import Answerable, Charge
from wastefree.access import BUSINESS, Role
from wastefree.accounts.models import Organization, User
from wastefree.changes import change, create

# A column of the list, and the field that holds the name; the column of the post, where there is one.
ROLES: Mapping[str, str] = {"leader": "leader_name", "head": "head_name", "liaison": "liaison_name"}
_WITH_POST = re.compile(r"(?P<name>[^（(].*?)[（(](?P<post>[^（()）]+)[)）]")
SHOWN = ("leader", "leader_name", "leader_post", "head_name", "head_post", "liaison", "liaison_name", "liaison_post")


@dataclass(frozen=True)
class WantedCharge:
    """`fields` are those that are new."""

    organization: Organization
    existing: Charge | None
    fields: Mapping[str, Any]

    def write(self, plan: Plan, *, by: User | None) -> None:
        """Raises `StaleError` if somebody has named people since."""
        if self.existing is None:
            fresh = Charge(plan=plan, organization=self.organization)
            create(fresh, by=by, verb="charge.created", fields=self.fields)
        else:
            existing = self.existing
            change(existing, by=by, verb="charge.changed", based_on=existing.version, changes=self.fields)


def judge(rows: Sequence[Placed], plan: Plan) -> tuple[list[Line], list[Problem]]:
    """One line for each organization of the file; four queries."""
    by_body: dict[int, list[Placed]] = {}
    for placed in rows:
        by_body.setdefault(placed.body.pk, []).append(placed)
    known = people_of(plan, [own[0].body for own in by_body.values()])
    accounts = Accounts.of(plan)
    lines: list[Line] = []
    problems: list[Problem] = []
    for own in by_body.values():
        line, unread = _line(own, known[own[0].body.pk], accounts)
        lines.append(line)
        problems += unread
    return lines, problems


@dataclass(frozen=True)
class Accounts:
    """The accounts that a name can mean: of a leader any of the plan's, of a liaison those of the organization."""

    users: tuple[User, ...]
    leaders: frozenset[int]

    @classmethod
    def of(cls, plan: Plan) -> "Accounts":
        users = User.objects.holding(*BUSINESS).filter(organization__plans=plan).distinct()
        leaders = User.objects.holding(Role.LEADER).values_list("pk", flat=True)
        return cls(tuple(users), frozenset(leaders))

    def meant(self, role: str, name: str, body: Organization) -> User | None:
        """The account, if that is certain: there is only one of that name, or only one that is a leader's."""
        if role == "head":
            return None
        named = [user for user in self.users if user.display_name == name]
        if role == "liaison":
            named = [user for user in named if user.organization_id == body.pk]
        elif any(user.pk in self.leaders for user in named):
            named = [user for user in named if user.pk in self.leaders]
        return named[0] if len(named) == 1 else None


def _line(own: Sequence[Placed], people: People, accounts: Accounts) -> tuple[Line, list[Problem]]:
    fields: dict[str, Any] = {}
    problems: list[Problem] = []
    for role in ROLES:
        said, unread = _said(own, role)
        problems += unread
        if said is not None:
            found, cut = _fields(role, said, own, people, accounts)
            fields |= found
            problems += cut
    phone, unread = _said(own, "phone")
    problems += unread
    if phone is not None and phone.text != people.phone and ("liaison" in fields or people.liaison):
        fields["liaison_phone"], cut = fitting(Charge, "liaison_phone", phone.text, phone)
        problems += cut
        if people.liaison and people.liaison_is_borrowed:
            fields.setdefault("liaison_name", people.liaison.name)
    charge = people.charge
    new = new_values(charge, fields) if charge else {name: value for name, value in fields.items() if value}
    shown = changes(charge, new) if charge else facts(Charge, new, (*SHOWN, "liaison_phone"))
    line = Line(
        place=own[0].row["body"],
        title=people.organization.name,
        action=acting(is_new=charge is None and bool(new), changes=bool(new)),
        wanted=WantedCharge(people.organization, charge, new),
        changes=tuple(shown),
        based_on=f"{charge.pk}:{charge.version}" if charge else "",
    )
    return line, problems


def _said(own: Iterable[Placed], name: str) -> tuple[Written | None, list[Problem]]:
    """What the rows of one organization say alike; None where they say nothing, or several things."""
    cells = {placed.text(name): placed.row[name] for placed in reversed(list(own)) if placed.text(name)}
    if len(cells) < 2:
        return next(iter(cells.values()), None), []
    first = list(cells.values())[-1]
    words = _("同一单位的各行写的不一样（%(texts)s），没有读入。请改成一样。")
    return None, [first.problem(words % {"texts": "、".join(reversed(cells))})]


def _fields(
    role: str, said: Written, own: Sequence[Placed], people: People, accounts: Accounts
) -> tuple[dict[str, Any], list[Problem]]:
    """The person as the fields of a charge hold them; nothing where it is the one who is named already."""
    there: Answerable | None = getattr(people, role)
    written_post, problems = _said(own, f"{role}_post")
    if there and said.text in (there.name, str(there)) and (not written_post or written_post.text == there.post):
        return {}, problems
    name, post = said.text, written_post.text if written_post else ""
    account = accounts.meant(role, name, people.organization)
    if account is None and not post and (split := _WITH_POST.fullmatch(name)):
        name, post = split["name"], split["post"]
        account = accounts.meant(role, name, people.organization)
    texts = {} if account else {f"{role}_name": name}
    fields, cut = _fitted({**texts, f"{role}_post": post}, said)
    if role != "head":
        fields |= {role: account, f"{role}_name": "" if account else fields[f"{role}_name"]}
    return fields, [*problems, *cut]


def _fitted(texts: Mapping[str, str], place: Written) -> tuple[dict[str, Any], list[Problem]]:
    fitted = {name: fitting(Charge, name, text, place) for name, text in texts.items()}
    return {name: text for name, (text, _cut) in fitted.items()}, [
        each for _text, cut in fitted.values() for each in cut
    ]
