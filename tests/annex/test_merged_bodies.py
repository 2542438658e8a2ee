"""A document that still calls a body by the name it had before it was merged means the body that it was merged into."""

from datetime import date

from indicators.annex.bodies import Bodies
from indicators.models import Plan
from wastefree.accounts.models import Organization, User
from wastefree.accounts.transitions import reopen_organization, succeed_organization


def found(plan: Plan, name: str) -> Organization | None:
    return next((circle[name] for circle in Bodies.of(plan).circles if name in circle), None)


def test_an_old_name_means_the_successor(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User
) -> None:
    assert found(plan, "住建局") == housing
    succeed_organization(housing, agriculture, on=date(2025, 3, 1), by=wu, based_on=1)
    assert found(plan, "住建局") == agriculture
    housing.refresh_from_db()
    reopen_organization(housing, by=wu, based_on=housing.version)
    assert found(plan, "住建局") == housing
