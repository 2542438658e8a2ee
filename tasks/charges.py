"""Who is in charge of whom in a plan: what the plan names, and where it names nobody, the list of organizations.

`leader_of` and `liaison_of` answer for one organization, `people_of` for all at once. Reads only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indicators.models import Plan
from tasks.models import Answerable, Charge
from wastefree.accounts.models import Organization


@dataclass(frozen=True)
class People:
    """Who answers for an organization. `charge` is None where the plan has said nothing about it yet.

    `former` are the charges of organizations that it has taken over: who was in charge of those may be asked to go on.
    `phone` is the liaison's number, which not everybody may see (`models.charge.sees_telephones`).
    """

    organization: Organization
    charge: Charge | None
    former: tuple[Charge, ...] = ()

    @property
    def leader(self) -> Answerable | None:
        named = self.charge.leading if self.charge else None
        return named or _by_name(self.organization.leader_in_charge)

    @property
    def leader_key(self) -> str:
        """Tells leaders apart in addresses: by account, or by name; "" where there is none."""
        charge = self.charge
        if charge is not None and charge.leader_id is not None:
            return f"u{charge.leader_id}"
        return f"n{self.leader.name}" if self.leader else ""

    @property
    def head(self) -> Answerable | None:
        return self.charge.head if self.charge else None

    @property
    def liaison(self) -> Answerable | None:
        named = self.charge.contact if self.charge else None
        return named or _by_name(self.organization.liaison)

    @property
    def phone(self) -> str:
        """Of the liaison that is named: the charge's own, the account's, or the one in the list of organizations."""
        charge = self.charge
        if charge is None or charge.contact is None:
            return self.organization.phone
        return charge.liaison_phone or (charge.liaison.phone if charge.liaison else "")

    @property
    def leader_is_borrowed(self) -> bool:
        """Whether the plan names no leader, and the one told is that of the list of organizations."""
        return self.leader is not None and not (self.charge and self.charge.leading)

    @property
    def liaison_is_borrowed(self) -> bool:
        return self.liaison is not None and not (self.charge and self.charge.contact)

    @property
    def leader_account_closed(self) -> bool:
        """The leader that is named can sign in no more, and would get no word of anything."""
        return bool(self.charge and self.charge.leader and not self.charge.leader.is_active)

    @property
    def liaison_account_closed(self) -> bool:
        return bool(self.charge and self.charge.liaison and not self.charge.liaison.is_active)


@dataclass(frozen=True)
class Leader:
    """A leader in charge, with the organizations under their charge."""

    key: str
    name: str
    post: str
    organizations: tuple[Organization, ...]


def leaders(people: Iterable[People]) -> list[Leader]:
    """The leaders of those organizations, in the order in which they come first."""
    under: dict[str, list[People]] = {}
    for each in people:
        if each.leader_key:
            under.setdefault(each.leader_key, []).append(each)
    return [_leader(key, each) for key, each in under.items()]


def _leader(key: str, under: list[People]) -> Leader:
    named = [each.leader for each in under if each.leader]
    post = next((leader.post for leader in named if leader.post), "")
    return Leader(key, named[0].name, post, tuple(each.organization for each in under))


def _by_name(name: str) -> Answerable | None:
    return Answerable(name) if name else None


def leader_of(plan: Plan, organization: Organization) -> Answerable | None:
    """The leader in charge of an organization, with the account to be written to if there is one that is in use."""
    return _people(plan, organization).leader


def liaison_of(plan: Plan, organization: Organization) -> Answerable | None:
    """The person in the organization whom the office turns to."""
    return _people(plan, organization).liaison


def _people(plan: Plan, organization: Organization) -> People:
    found = Charge.objects.of_plan(plan).filter(organization=organization).with_people().first()
    return People(organization, found)


def people_of(plan: Plan, organizations: Iterable[Organization]) -> Mapping[int, People]:
    """For each organization, by its key, who answers for it; one query."""
    charges = list(Charge.objects.of_plan(plan).with_people())
    own = {charge.organization_id: charge for charge in charges}
    former: dict[int | None, list[Charge]] = {}
    for charge in charges:
        if charge.leading:
            former.setdefault(charge.organization.succeeded_by_id, []).append(charge)
    return {body.pk: People(body, own.get(body.pk), tuple(former.get(body.pk, ()))) for body in organizations}
