"""Who answers for an organization: the leader in charge, the liaison, and who may name them."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from indicators.models import Plan
from tasks.charges import leader_of, liaison_of, people_of
from tasks.charging import NotTakingPart, name_people
from tasks.copying import Choice, copy
from tasks.models import Charge
from tests.factories import create_charge, create_organization
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.versions import StaleError


def test_the_plan_names_the_leader_and_the_list_of_organizations_where_it_names_none(
    plan: Plan, housing: Organization, agriculture: Organization, sun: User
) -> None:
    for body, name in ((housing, "王五"), (agriculture, "赵六")):
        body.leader_in_charge = name
        body.save()
    create_charge(plan, housing, leader=sun, leader_post="副市长", liaison_name="林晓")
    leader = leader_of(plan, housing)
    assert leader and (leader.name, leader.post, leader.account) == ("孙立", "副市长", sun)
    borrowed = people_of(plan, [agriculture])[agriculture.pk]
    assert borrowed.leader and borrowed.leader.name == "赵六" and borrowed.leader_is_borrowed
    assert str(liaison_of(plan, housing)) == "林晓" and liaison_of(plan, agriculture) is None


def test_a_leader_whose_account_is_closed_is_named_but_not_written_to(
    plan: Plan, housing: Organization, sun: User
) -> None:
    create_charge(plan, housing, leader=sun)
    User.objects.filter(pk=sun.pk).update(is_active=False)
    leader = leader_of(plan, housing)
    assert leader and leader.name == "孙立" and leader.account is None
    assert people_of(plan, [housing])[housing.pk].leader_account_closed


def test_the_office_names_all_and_an_organization_its_own_liaison(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User, lin: User, sun: User
) -> None:
    charge = name_people(plan, housing, by=wu, based_on=0, changes={"leader": sun, "head_name": "王局"})
    name_people(plan, housing, by=lin, based_on=charge.version, changes={"liaison": lin, "liaison_phone": "1"})
    charge.refresh_from_db()
    assert (charge.leader, charge.liaison, charge.head_name) == (sun, lin, "王局")
    assert [record.verb for record in Record.objects.about(charge)] == ["charge.changed", "charge.created"]
    for by, body, changes in (
        (lin, housing, {"leader": None}),
        (lin, agriculture, {"liaison_name": "别人"}),
        (sun, housing, {"liaison_name": "别人"}),
    ):
        with pytest.raises(PermissionDenied):
            name_people(plan, body, by=by, based_on=charge.version, changes=changes)


def test_who_was_named_meanwhile_is_not_overwritten_and_nobody_is_named_twice(
    plan: Plan, housing: Organization, wu: User
) -> None:
    charge = name_people(plan, housing, by=wu, based_on=0, changes={"leader_name": "甲"}, key="k")
    assert name_people(plan, housing, by=wu, based_on=0, changes={"leader_name": "甲"}, key="k") == charge
    with pytest.raises(StaleError):
        name_people(plan, housing, by=wu, based_on=0, changes={"leader_name": "乙"}, key="other")
    assert Charge.objects.get().leader_name == "甲"


def test_nobody_answers_for_an_organization_that_is_closed_or_not_in_the_plan(
    plan: Plan, housing: Organization, wu: User
) -> None:
    stranger = create_organization()
    Organization.objects.filter(pk=housing.pk).update(is_active=False)
    housing.refresh_from_db()
    for body in (stranger, housing):
        with pytest.raises(NotTakingPart):
            name_people(plan, body, by=wu, based_on=0, changes={"leader_name": "甲"})
    assert not Charge.objects.exists()


def test_they_are_copied_with_the_plan_but_for_accounts_that_are_closed(
    plan: Plan, housing: Organization, wu: User, sun: User, lin: User
) -> None:
    create_charge(plan, housing, leader=sun, leader_post="副市长", liaison=lin, liaison_phone="0472")
    User.objects.filter(pk=lin.pk).update(is_active=False)
    years: dict[str, Any] = {"baseline_year": 2025, "first_year": 2026, "last_year": 2028}
    new = copy(plan, Choice(), by=wu, code="next", name="下一轮", city="青山市", **years)
    copied = Charge.objects.of_plan(new).get()
    assert (copied.leader, copied.leader_post, copied.liaison, copied.version) == (sun, "副市长", None, 1)


def test_an_organization_sees_its_own(
    plan: Plan, housing: Organization, agriculture: Organization, lin: User, sun: User
) -> None:
    own, other = create_charge(plan, housing), create_charge(plan, agriculture)
    assert set(Charge.objects.visible_to(lin)) == {own}
    assert set(Charge.objects.visible_to(sun)) == {own, other}
