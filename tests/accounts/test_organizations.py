"""The list of responsible bodies: who keeps it, and what keeps it sound."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.factories import create_organization, create_user
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.accounts.transitions import free_codes
from wastefree.audit.models import Record

Browser = Callable[[User], Client]
NEW = {"name": "市水务局", "short_name": "", "kind": "department", "code": "", "aliases": "", "order": "30"}


def address(organization: Organization) -> str:
    return reverse("accounts:organization_edit", args=[organization.code])


def form_of(browser: Client, organization: Organization, **changes: Any) -> dict[str, Any]:
    """The form as the browser would send it back."""
    form = browser.get(address(organization)).context["form"]
    fields = {name: form[name].value() for name in form.fields}
    fields["aliases"] = form.fields["aliases"].prepare_value(fields["aliases"])
    return {name: "" if value is None else value for name, value in {**fields, **changes}.items()}


@pytest.mark.parametrize("role", [Role.OFFICE, Role.SYSTEM_ADMIN])
def test_the_office_and_the_system_administrator_make_bodies(role: Role, signed_in: Browser, db: None) -> None:
    assert signed_in(create_user("keeper", role)).post("/organizations/new", NEW).status_code == 302
    made = Organization.objects.get(name="市水务局")
    assert made.code == "org-001"
    assert Record.objects.about(made).get().verb == "organization.created"


def test_the_security_administrator_looks_only(an: User, housing: Organization, signed_in: Browser) -> None:
    browser = signed_in(an)
    assert browser.get("/organizations/").status_code == 200
    assert browser.get(address(housing)).status_code == 200
    assert browser.post("/organizations/new", NEW).status_code == 403
    browser.post(address(housing), {**NEW, "version": "1"})
    housing.refresh_from_db()
    assert housing.name == "市住房和城乡建设局"


@pytest.mark.parametrize("role", [Role.REPORTER, Role.REVIEWER, Role.LEADER, Role.AUDITOR])
def test_others_do_not_see_the_list(role: Role, signed_in: Browser, db: None) -> None:
    assert signed_in(create_user("", role)).get("/organizations/").status_code == 403


def test_a_change_is_saved_with_its_record(wei: User, housing: Organization, signed_in: Browser) -> None:
    browser = signed_in(wei)
    fields = form_of(browser, housing, liaison="林晓", aliases="住建局，建设局")
    assert browser.post(address(housing), fields).status_code == 302
    housing.refresh_from_db()
    assert (housing.liaison, housing.aliases) == ("林晓", ["住建局", "建设局"])
    record = Record.objects.about(housing).get()
    assert (record.verb, record.after["liaison"], record.before["liaison"]) == ("organization.updated", "林晓", "")


def test_nobody_writes_over_another_unseen(wei: User, housing: Organization, signed_in: Browser) -> None:
    browser = signed_in(wei)
    fields = form_of(browser, housing, phone="0472-1")
    housing.swap(1, phone="0472-2")
    response = browser.post(address(housing), fields)
    assert response.status_code == 409
    page = response.content.decode()
    assert "0472-1" in page
    assert "0472-2" in page
    housing.refresh_from_db()
    assert housing.phone == "0472-2"


def test_the_code_stays_what_it_was(wei: User, housing: Organization, signed_in: Browser) -> None:
    browser = signed_in(wei)
    browser.post(address(housing), form_of(browser, housing, code="other", phone="0472-1"))
    housing.refresh_from_db()
    assert (housing.code, housing.phone) == ("housing", "0472-1")


@pytest.mark.parametrize("field", ["name", "short_name", "aliases"])
def test_no_name_may_mean_two_bodies(field: str, wei: User, housing: Organization, signed_in: Browser) -> None:
    response = signed_in(wei).post("/organizations/new", {**NEW, field: "住建局"})
    assert response.status_code == 422
    assert [error.code for error in response.context["form"].errors.as_data()["__all__"]] == ["shared_name"]


def test_a_code_is_given_once(wei: User, housing: Organization, signed_in: Browser) -> None:
    response = signed_in(wei).post("/organizations/new", {**NEW, "code": "Housing"})
    assert [error.code for error in response.context["form"].errors.as_data()["code"]] == ["taken"]


def test_a_form_sent_twice_makes_one_body(wei: User, signed_in: Browser) -> None:
    browser = signed_in(wei)
    assert [browser.post("/organizations/new", {**NEW, "key": "k"}).status_code for _ in range(2)] == [302, 302]
    assert Organization.objects.filter(name="市水务局").count() == 1


def test_a_body_is_closed_and_reopened_never_deleted(wei: User, housing: Organization, signed_in: Browser) -> None:
    browser = signed_in(wei)
    browser.post(f"{address(housing)}close", {"version": "1"})
    housing.refresh_from_db()
    assert not housing.is_active
    assert "市住房和城乡建设局" not in browser.get("/organizations/").content.decode()
    browser.post(f"{address(housing)}reopen", {"version": "2"})
    housing.refresh_from_db()
    assert housing.is_active


def test_closing_what_somebody_has_just_changed_does_nothing(
    wei: User, housing: Organization, signed_in: Browser
) -> None:
    housing.swap(1, phone="0472-2")
    signed_in(wei).post(f"{address(housing)}close", {"version": "1"})
    housing.refresh_from_db()
    assert housing.is_active


def test_the_list_is_searched_and_filtered(
    wei: User, housing: Organization, region: Organization, signed_in: Browser
) -> None:
    browser = signed_in(wei)

    def found(query: str) -> list[str]:
        return [organization.code for organization in browser.get(f"/organizations/?{query}").context["page"]]

    assert found("q=住建") == ["housing"]
    assert found("kind=region") == ["east"]
    assert found("q=nothing") == []
    assert found("page=1000000000") == ["housing", "east"]


def test_free_codes_pass_over_those_taken(db: None) -> None:
    create_organization("org-001")
    create_organization("org-003")
    assert list(free_codes(3)) == ["org-002", "org-004", "org-005"]


def test_a_longer_list_asks_no_more_of_the_database(
    wei: User, signed_in: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = signed_in(wei)
    for number in range(40):
        create_user("", Role.REPORTER, organization=create_organization(order=number))
    with django_assert_max_num_queries(12):
        assert len(browser.get("/organizations/").context["page"]) == 40
