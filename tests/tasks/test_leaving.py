"""A person who leaves: what waits if nobody else holds their role; what they have done stays under their name."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import EntryState, Plan, Round
from indicators.transitions import save_entry
from tasks.leaving import Waiting, leaving
from tasks.models import Task
from tests.factories import NOON, create_entry, create_quantity, create_task, create_user
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.accounts.transitions import close_user
from wastefree.lib.figures import MISSING

SignIn = Callable[[User], Client]


@pytest.fixture
def at_work(plan: Plan, open_round: Round, housing: Organization, lin: User) -> None:
    for state in (EntryState.DRAFT, EntryState.RETURNED, EntryState.SUBMITTED, EntryState.CHECKED):
        figure = MISSING if state == EntryState.DRAFT else "3"
        create_entry(create_quantity(plan, owner=housing), open_round, figure, state=state, entered_by=lin)
    create_task(plan, lead=housing)
    create_task(plan, lead=housing, stage=Task.Stage.DONE)


@pytest.mark.usefixtures("at_work")
def test_who_alone_reports_checks_or_approves_is_found_with_what_waits(
    housing: Organization, office: Organization, lin: User, gao: User, wu: User
) -> None:
    assert leaving(lin) == Waiting(housing, (Role.REPORTER,), to_report=2, tasks=1)
    assert leaving(gao) == Waiting(housing, (Role.REVIEWER,), to_check=1)
    assert leaving(wu) == Waiting(office, (Role.OFFICE,), to_approve=1)


@pytest.mark.usefixtures("at_work")
def test_nothing_waits_where_a_colleague_holds_the_role(housing: Organization, lin: User) -> None:
    colleague = create_user("", Role.REPORTER, organization=housing)
    assert leaving(lin) is None
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    assert leaving(lin) is not None


def test_nothing_waits_for_those_who_only_look(sun: User, wei: User, shen: User) -> None:
    assert [leaving(person) for person in (sun, wei, shen)] == [None, None, None]


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("keeper", ["wei", "an", "wu"])
def test_the_account_says_so_before_it_is_closed_and_after(
    keeper: str, lin: User, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    browser = signed_in(request.getfixturevalue(keeper))
    where = reverse("accounts:user_edit", args=[lin.pk])
    page = browser.get(where).content.decode()
    assert "唯一的" in page and "2 项数据等待填报" in page
    User.objects.filter(pk=lin.pk).update(is_active=False)
    assert "停用以后，市住建局没有了" in browser.get(where).content.decode()


def test_the_page_of_an_organization_marks_who_is_the_only_one(
    lin: User, gao: User, wu: User, signed_in: SignIn
) -> None:
    browser, where = signed_in(wu), reverse("accounts:organization_edit", args=["housing"])
    assert browser.get(where).content.decode().count("（唯一）") == 2
    create_user("", Role.REPORTER, organization=lin.organization)
    assert browser.get(where).content.decode().count("（唯一）") == 1


def test_what_a_person_has_done_stays_under_their_name(
    plan: Plan, open_round: Round, housing: Organization, lin: User, wei: User, wu: User, signed_in: SignIn
) -> None:
    entry = create_entry(create_quantity(plan, owner=housing), open_round)
    save_entry(entry, MISSING, "上月未统计", by=lin, at=NOON, based_on=1)
    close_user(lin, by=wei, based_on=1)
    entry.refresh_from_db()
    assert entry.entered_by == lin and entry.revisions.get().by == lin
    page = signed_in(wu).get(reverse("indicators:entry", args=[plan.code, entry.pk])).content.decode()
    assert lin.display_name in page
