"""Accounts: who makes them, who gives roles, and what one person cannot hold together."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.factories import create_user
from wastefree.access import ADMINISTRATORS, BUSINESS, Role
from wastefree.accounts.attempts import LIMIT, reserve
from wastefree.accounts.models import Organization, SignInAttempts, User
from wastefree.accounts.separation import NotEntitledError, SeparationError, set_roles
from wastefree.accounts.transitions import close_user, edit_user
from wastefree.accounts.transitions import create_user as make_user
from wastefree.audit.models import Record

Browser = Callable[[User], Client]


def page(user: User, action: str = "") -> str:
    return reverse(f"accounts:user_{action or 'edit'}", args=[user.pk])


def new(organization: Organization, **fields: Any) -> dict[str, Any]:
    return {"username": "chen", "display_name": "陈一", "organization": organization.pk, "key": "k", **fields}


# --- making accounts -------------------------------------------------------------------------------------------------


def test_a_new_account_shows_its_password_once_and_must_change_it(
    wei: User, housing: Organization, signed_in: Browser, client: Client
) -> None:
    response = signed_in(wei).post("/users/new", new(housing))
    password = response.context["password"]
    made = User.objects.get(username="chen")
    assert password in response.content.decode()
    assert made.check_password(password)
    assert made.must_change_password
    assert password not in str(list(Record.objects.values()))


def test_the_system_administrator_makes_accounts_without_roles(
    wei: User, housing: Organization, signed_in: Browser
) -> None:
    signed_in(wei).post("/users/new", new(housing, roles=["office", "auditor"]))
    assert User.objects.get(username="chen").roles == frozenset()


def test_the_office_makes_reporters(wu: User, housing: Organization) -> None:
    make_user(by=wu, fields={"username": "chen", "organization": housing}, roles=[Role.REPORTER], key="k")
    assert User.objects.get(username="chen").roles == {Role.REPORTER}


@pytest.mark.parametrize("role", [Role.OFFICE, *sorted(ADMINISTRATORS)])
def test_the_office_makes_no_one_else(role: Role, wu: User, housing: Organization) -> None:
    with pytest.raises(NotEntitledError):
        make_user(by=wu, fields={"username": "chen", "organization": housing}, roles=[role], key="k")
    assert not User.objects.filter(username="chen").exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICE, Role.SYSTEM_ADMIN}))
def test_others_make_no_accounts(role: Role, signed_in: Browser, housing: Organization) -> None:
    assert signed_in(create_user("", role)).post("/users/new", new(housing)).status_code == 403


def test_a_form_sent_twice_makes_one_account_and_answers_alike(
    wei: User, housing: Organization, signed_in: Browser
) -> None:
    browser = signed_in(wei)
    first, second = (browser.post("/users/new", new(housing)) for _ in range(2))
    assert first.context["password"] == second.context["password"]
    assert User.objects.filter(username="chen").count() == 1


@pytest.mark.parametrize("name", ["LIN", "ｌｉｎ", " lin "])
def test_a_user_name_is_given_once_in_all_its_forms(
    name: str, wei: User, lin: User, housing: Organization, signed_in: Browser
) -> None:
    response = signed_in(wei).post("/users/new", new(housing, username=name))
    assert [error.code for error in response.context["form"].errors.as_data()["username"]] == ["taken"]


# --- whose accounts --------------------------------------------------------------------------------------------------


def test_the_office_sees_no_administrators(wu: User, wei: User, lin: User) -> None:
    seen = set(User.objects.visible_to(wu))
    assert lin in seen
    assert wei not in seen


def test_an_administrators_account_does_not_exist_for_the_office(wu: User, an: User) -> None:
    with pytest.raises(PermissionDenied):
        edit_user(an, by=wu, based_on=1, changes={"display_name": "x"})


@pytest.mark.parametrize("victim", sorted(ADMINISTRATORS))
def test_no_administrator_takes_over_another(victim: Role, wei: User, signed_in: Browser) -> None:
    other = create_user("other", victim)
    assert signed_in(wei).post(page(other, "password"), {"key": "k"}).status_code == 404
    assert signed_in(wei).post(page(other, "close"), {"version": "1"}).status_code == 404


def test_the_office_does_not_reset_its_own_colleagues(wu: User, lin: User) -> None:
    colleague = create_user("colleague", Role.OFFICE)
    changeable = set(User.objects.changeable_by(wu))
    assert lin in changeable
    assert colleague not in changeable


def test_nobody_closes_themselves(wei: User) -> None:
    with pytest.raises(PermissionDenied):
        close_user(wei, by=wei, based_on=1)


def test_a_closed_account_is_out_with_the_next_click(wei: User, gao: User, signed_in: Browser) -> None:
    administrator, browser = signed_in(wei), signed_in(gao)
    administrator.post(page(gao, "close"), {"version": "1"})
    assert browser.get("/notifications/")["Location"].startswith("/sign-in")


def test_a_new_password_ends_sessions_and_lifts_the_lock(wei: User, gao: User, signed_in: Browser) -> None:
    browser = signed_in(gao)
    for _ in range(LIMIT):
        reserve("gao", "10.0.0.1", gao.joined_at)
    response = signed_in(wei).post(page(gao, "password"), {"key": "k"})
    gao.refresh_from_db()
    assert gao.check_password(response.context["password"])
    assert browser.get("/notifications/")["Location"].startswith("/sign-in")
    assert not SignInAttempts.objects.exists()


def test_nobody_writes_over_another_unseen(wei: User, lin: User, signed_in: Browser) -> None:
    lin.swap(1, phone="2")
    fields = {"display_name": "林晓", "organization": lin.organization_id, "phone": "1", "version": "1", "key": "k"}
    assert signed_in(wei).post(page(lin), fields).status_code == 409
    lin.refresh_from_db()
    assert lin.phone == "2"


def test_a_user_name_is_never_changed(wei: User, lin: User, signed_in: Browser) -> None:
    fields = {"username": "other", "display_name": "林小", "organization": lin.organization_id, "version": "1"}
    signed_in(wei).post(page(lin), fields)
    lin.refresh_from_db()
    assert (lin.username, lin.display_name) == ("lin", "林小")


def test_people_change_their_own_details_and_no_more(an: User, housing: Organization, signed_in: Browser) -> None:
    fields = {"display_name": "安然然", "email": "an@city.example", "language": "en", "version": "1"}
    extra = {"organization": housing.pk, "is_active": "", "roles": ["office"], "username": "root"}
    signed_in(an).post("/profile", {**fields, **extra})
    an = User.objects.get(pk=an.pk)
    assert (an.display_name, an.email, an.language) == ("安然然", "an@city.example", "en")
    assert (an.organization, an.is_active, an.username) == (None, True, "an")
    assert an.roles == {Role.SECURITY_ADMIN}


# --- roles -----------------------------------------------------------------------------------------------------------


def test_the_security_administrator_gives_and_takes_roles(an: User, lin: User, signed_in: Browser) -> None:
    signed_in(an).post(page(lin, "roles"), {"roles-roles": ["reviewer", "office"]})
    assert User.objects.get(pk=lin.pk).roles == {Role.REVIEWER, Role.OFFICE}
    record = Record.objects.about(lin).filter(verb="roles.changed").first()
    assert record
    assert (record.actor, record.after) == (an, {"roles": ["office", "reviewer"]})


@pytest.mark.parametrize(("first", "second"), list(combinations(sorted(ADMINISTRATORS), 2)))
def test_no_two_of_the_three_administrators_in_one_person(first: Role, second: Role, an: User, lin: User) -> None:
    with pytest.raises(SeparationError):
        set_roles(lin, [first, second], by=an)
    assert User.objects.get(pk=lin.pk).roles == {Role.REPORTER}


@pytest.mark.parametrize("business", sorted(BUSINESS))
@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
def test_no_administrator_works_with_figures(business: Role, administrator: Role, an: User, lin: User) -> None:
    with pytest.raises(SeparationError):
        set_roles(lin, [business, administrator], by=an)


def test_the_page_says_which_two_do_not_go_together(an: User, lin: User, signed_in: Browser) -> None:
    response = signed_in(an).post(page(lin, "roles"), {"roles-roles": ["auditor", "reporter"]}, follow=True)
    assert "三员分立" in next(str(message) for message in response.context["messages"])
    assert User.objects.get(pk=lin.pk).roles == {Role.REPORTER}


def test_whoever_works_with_figures_needs_an_organization(an: User, signed_in: Browser) -> None:
    nobody = create_user("fresh")
    signed_in(an).post(page(nobody, "roles"), {"roles-roles": ["reporter"]})
    assert User.objects.get(pk=nobody.pk).roles == frozenset()
    signed_in(an).post(page(nobody, "roles"), {"roles-roles": ["auditor"]})
    assert User.objects.get(pk=nobody.pk).roles == {Role.AUDITOR}


def test_nobody_changes_their_own_roles(an: User, signed_in: Browser) -> None:
    assert signed_in(an).post(page(an, "roles"), {"roles-roles": ["office"]}).status_code == 404
    with pytest.raises(NotEntitledError):
        set_roles(an, [], by=an)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICE, Role.SECURITY_ADMIN}))
def test_others_give_no_roles(role: Role, lin: User, signed_in: Browser) -> None:
    somebody = create_user("", role)
    assert signed_in(somebody).post(page(lin, "roles"), {"roles-roles": ["office"]}).status_code == 403
    with pytest.raises(NotEntitledError):
        set_roles(lin, [Role.OFFICE], by=somebody)


def test_the_office_keeps_what_it_may_not_give(wu: User, an: User) -> None:
    colleague = create_user("colleague", Role.OFFICE, Role.REPORTER)
    with pytest.raises(NotEntitledError):
        set_roles(colleague, [Role.REPORTER], by=wu)
    set_roles(colleague, [Role.OFFICE, Role.LEADER], by=wu)
    assert User.objects.get(pk=colleague.pk).roles == {Role.OFFICE, Role.LEADER}


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_list_is_searched_and_filtered(
    an: User, lin: User, zhao: User, housing: Organization, signed_in: Browser
) -> None:
    browser = signed_in(an)
    create_user("fresh")

    def found(query: str) -> list[str]:
        return [user.username for user in browser.get(f"/users/?{query}").context["page"]]

    assert found("q=林") == ["lin"]
    assert found(f"organization={housing.pk}") == ["lin"]
    assert found("role=security_admin") == ["an"]
    assert found("role=none") == ["fresh"]
    assert found("state=closed") == []


def test_a_longer_list_asks_no_more_of_the_database(
    an: User, housing: Organization, signed_in: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = signed_in(an)
    for _ in range(40):
        create_user("", Role.REPORTER, Role.REVIEWER, organization=housing)
    with django_assert_max_num_queries(12):
        assert len(browser.get("/users/").context["page"]) == 41
