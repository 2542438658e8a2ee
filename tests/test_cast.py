"""The cast holds the roles that its introduction says, and every thing that tests are made of can be made."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from indicators.models import Entry, Indicator, Plan, Round
from tests import factories
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.lib.figures import NOT_APPLICABLE

ROLES = {
    "lin": Role.REPORTER,
    "gao": Role.REVIEWER,
    "zhao": Role.REPORTER,
    "wu": Role.OFFICE,
    "sun": Role.LEADER,
    "shen": Role.AUDITOR,
    "wei": Role.SYSTEM_ADMIN,
    "an": Role.SECURITY_ADMIN,
}


@pytest.mark.parametrize(("name", "role"), ROLES.items())
def test_each_of_the_cast_holds_one_role(name: str, role: Role, request: pytest.FixtureRequest) -> None:
    user: User = request.getfixturevalue(name)
    assert user.roles == {role}
    assert user.check_password(factories.PASSWORD)


def test_those_who_work_with_figures_see_the_plan(plan: Plan, lin: User, zhao: User, wu: User, shen: User) -> None:
    for user in (lin, zhao, wu):
        assert list(Plan.objects.visible_to(user)) == [plan]
    assert not Plan.objects.visible_to(shen).exists()


def test_an_indicator_brings_the_quantities_of_its_formula(plan: Plan, housing: Organization) -> None:
    indicator = factories.create_indicator(plan, formula="recycled / generated * 100", lead=housing)
    assert [quantity.code for quantity in indicator.quantities.all()] == ["generated", "recycled"]
    assert {quantity.owner for quantity in indicator.quantities.all()} == {housing}


def test_two_indicators_share_a_quantity(plan: Plan, housing: Organization) -> None:
    for formula in ("recycled / generated * 100", "burnt / generated * 100"):
        factories.create_indicator(plan, formula=formula, lead=housing)
    assert plan.quantities.count() == 3
    assert plan.quantities.get(code="generated").indicators.count() == 2


def test_an_entry_holds_one_of_three_things(plan: Plan, open_round: Round, housing: Organization) -> None:
    made = [
        factories.create_entry(factories.create_quantity(plan, owner=housing), open_round, figure)
        for figure in ("12.5", NOT_APPLICABLE)
    ]
    assert [entry.figure for entry in made] == [Decimal("12.5"), NOT_APPLICABLE]
    assert Entry.objects.count() == 2


def test_a_target_is_read_as_the_portal_reads_it(plan: Plan) -> None:
    indicator: Indicator = factories.create_indicator(plan)
    target = factories.create_target(indicator, "≥90%")
    assert target.readable
    assert target.parsed[0].value == Decimal(90)


def test_the_rest_of_a_plan_can_be_made(plan: Plan, housing: Organization, lin: User) -> None:
    cell_type = factories.create_cell_type(plan)
    for made in (
        factories.create_group(plan),
        factories.create_baseline(factories.create_indicator(plan), 35),
        factories.create_attachment(housing, lin),
        factories.create_section(plan),
        factories.create_task(plan, lead=housing),
        factories.create_project(plan, organization=housing),
        factories.create_cell_quota(cell_type, planned=3),
        factories.create_cell(cell_type, organization=housing),
        factories.create_self_assessment(plan),
    ):
        made.refresh_from_db()


def test_a_signed_in_browser_is_that_person(lin: User, signed_in: Callable[[User], Client]) -> None:
    assert signed_in(lin).session["_auth_user_id"] == str(lin.pk)
