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

    `phone` is the liaison's number, which not everybody may see (`models.charge.sees_telephones`).
    """

    organization: Organization
    charge: Charge | None

    @property
    def leader(self) -> Answerable | None:
        named = self.charge.leading if self.charge else None
        return named or _by_name(self.organization.leader_in_charge)

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
    charges = {charge.organization_id: charge for charge in Charge.objects.of_plan(plan).with_people()}
    return {body.pk: People(body, charges.get(body.pk)) for body in organizations}
