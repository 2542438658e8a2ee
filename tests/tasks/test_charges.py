"""Who answers for an organization: the leader in charge, the liaison, and who may name them."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from indicators.models import Plan
from tasks.charges import leader_of, liaison_of, people_of
from tasks.copying import Choice, copy
from tasks.models import Charge
from tasks.transitions.charges import NotTakingPart, name_people
from tests.factories import create_charge, create_organization
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.versions import StaleError

SignIn = Callable[[User], Client]


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


def address(plan: Plan, organization: Organization) -> str:
    return reverse("tasks:charge", args=[plan.code, organization.code])


def test_the_form_begins_with_what_the_list_of_organizations_says_and_goes_on_to_the_next(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User, sun: User, signed_in: SignIn
) -> None:
    Organization.objects.filter(pk=housing.pk).update(liaison="林晓", phone="0472-1")
    browser = signed_in(wu)
    form = browser.get(address(plan, housing)).context["form"]
    assert (form["liaison_name"].value(), form["liaison_phone"].value(), form["version"].value()) == (
        "林晓", "0472-1", 0
    )  # fmt: skip
    typed = {"leader": sun.pk, "leader_name": "孙立", "liaison_name": "林晓", "version": 0, "key": "k", "next": "1"}
    answer = browser.post(address(plan, housing), typed)
    assert answer.headers["Location"] == address(plan, agriculture)
    charge = Charge.objects.get()
    assert (charge.leader, charge.leader_name, charge.liaison_name) == (sun, "", "林晓")


@pytest.mark.parametrize(
    ("typed", "place"),
    [({"leader_name": "别人"}, "leader_name"), ({"leader": "", "leader_post": "副市长"}, "leader_name"),
     ({"liaison_phone": "0472"}, "liaison_name")],
)  # fmt: skip
def test_what_names_two_people_or_nobody_is_refused_at_its_place(
    typed: dict[str, Any], place: str, plan: Plan, housing: Organization, wu: User, sun: User, signed_in: SignIn
) -> None:
    answer = signed_in(wu).post(address(plan, housing), {"leader": sun.pk, "version": 0, "key": "k", **typed})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [place]
    assert not Charge.objects.exists()


def test_an_organization_cannot_name_its_leader_by_a_form_that_it_made_itself(
    plan: Plan, housing: Organization, agriculture: Organization, lin: User, sun: User, signed_in: SignIn
) -> None:
    browser = signed_in(lin)
    typed = {"leader": sun.pk, "liaison": lin.pk, "version": 0, "key": "k"}
    assert browser.post(address(plan, housing), typed).status_code == 302
    assert (Charge.objects.get().leader, Charge.objects.get().liaison) == (None, lin)
    assert browser.get(address(plan, agriculture)).status_code == 404


def test_somebody_elses_change_meanwhile_is_shown_beside_ones_own(
    plan: Plan, housing: Organization, wu: User, signed_in: SignIn
) -> None:
    create_charge(plan, housing, leader_name="甲")
    answer = signed_in(wu).post(address(plan, housing), {"leader_name": "乙", "version": 0, "key": "k"})
    assert answer.status_code == 409 and "甲" in answer.content.decode()
    assert Charge.objects.get().leader_name == "甲"


def test_telephones_are_for_the_office_and_the_organization_itself(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User, sun: User, lin: User, signed_in: SignIn
) -> None:
    create_charge(plan, housing, liaison_name="林晓", liaison_phone="0472-555")
    create_charge(plan, agriculture, liaison_name="赵敏", liaison_phone="0472-666")
    page, file = (reverse(f"tasks:{name}", args=[plan.code]) for name in ("charges", "charges_export"))
    for user, seen in ((wu, True), (sun, False)):
        assert ("0472-555" in signed_in(user).get(page).content.decode()) is seen
        book = openpyxl.load_workbook(BytesIO(signed_in(user).get(file).content))
        assert ("0472-555" in str(list(book.worksheets[0].values))) is seen
    own = signed_in(lin).get(page).content.decode()
    assert "0472-555" in own and "0472-666" not in own
    assert signed_in(lin).get(file).status_code == 403


def test_the_page_tells_what_is_missing_and_who_led_the_one_that_was_merged(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User, signed_in: SignIn
) -> None:
    merged = create_organization(name="市房管局", is_active=False, succeeded_by=housing, succeeded_on="2024-01-01")
    create_charge(plan, merged, leader_name="老周")
    create_charge(plan, agriculture, leader_name="甲", liaison_name="乙")
    context = signed_in(wu).get(reverse("tasks:charges", args=[plan.code]), {"only": "leader"}).context
    people = context["people"]
    assert (context["count"], context["without_leader"]) == (4, 3) and agriculture not in [
        each.organization for each in people
    ]
    row = next(each for each in people if each.organization == housing)
    assert [charge.leader_name for charge in row.former] == ["老周"]
