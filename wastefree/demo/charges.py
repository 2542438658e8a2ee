"""Who is in charge of whom in the demonstration city; all names are made up."""

from indicators.models import Plan
from tasks.models import Charge
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.demo.city import City

# Those that the leader who can sign in is in charge of; the others fall to two who have no account.
OWN = ("office", "ecology", "housing", "city-management", "resources", "water")
DEPARTMENTS, REGIONS = ("周平（演示）", "副市长"), ("郑岚（演示）", "市政府党组成员")


def load_charges(
    city: City, plan: Plan, organizations: dict[str, Organization], people: dict[tuple[str, Role], User]
) -> None:
    """A leader and a liaison for every organization."""
    leader = people[city.office.code, Role.LEADER]
    regions = {body.code for body in city.regions}
    for code, organization in organizations.items():
        name, post = REGIONS if code in regions else DEPARTMENTS
        own = code in OWN
        Charge.objects.create(
            plan=plan,
            organization=organization,
            leader=leader if own else None,
            leader_name="" if own else name,
            leader_post="副市长" if own else post,
            liaison=people[code, Role.OFFICE if code == city.office.code else Role.REPORTER],
            liaison_post="科长",
        )
