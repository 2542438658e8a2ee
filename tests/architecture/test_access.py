"""Who may go where: every route asked by everybody, with objects that are theirs and objects that are not."""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from indicators.models import Plan, Round
from tests.architecture.places import OWNED, PERSONAL, ROUTES, Place, Route, make_neighbour, make_place, read_to_the_end
from wastefree import heartbeat
from wastefree.access import EVERYONE
from wastefree.accounts.models import Organization, User
from wastefree.checks import policy_of, routes

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # who may what is the same on either database

METHODS = ("GET", "POST", "FRAGMENT")
every_route = pytest.mark.parametrize("route", ROUTES, ids=str)
guarded_route = pytest.mark.parametrize("route", [route for route in ROUTES if route.policy], ids=str)


@pytest.fixture(autouse=True)
def all_is_well() -> None:
    """So that the page about the portal's health has nothing to complain about."""
    for name in heartbeat.SILENCE:
        heartbeat.show(name)


@pytest.fixture
def own(plan: Plan, open_round: Round, housing: Organization, lin: User, wu: User) -> Place:
    return make_place(plan, open_round, housing, lin, importer=wu)


@pytest.fixture
def colleagues(plan: Plan, open_round: Round, agriculture: Organization, zhao: User) -> Place:
    """Another department's part of the same plan."""
    return make_place(plan, open_round, agriculture, zhao)


@pytest.fixture
def cast(lin: User, gao: User, wu: User, sun: User, shen: User, wei: User, an: User) -> list[User]:
    return [lin, gao, wu, sun, shen, wei, an]


def ask(client: Client, method: str, address: str) -> HttpResponseBase:
    """Asks, and takes back whatever that has changed: the next one asks the same."""
    with transaction.atomic():
        if method == "POST":
            answer = read_to_the_end(client.post(address))
        else:
            headers = {"HX-Request": "true"} if method == "FRAGMENT" else {}
            answer = read_to_the_end(client.get(address, headers=headers))
        transaction.set_rollback(True)
    return answer


def answers(route: Route, place: Place, user: User) -> Iterator[tuple[str, bool, int]]:
    """What was asked and by whom, whether the policy lets them in, and the status of the answer."""
    client, address = Client(), place.address(route)
    client.force_login(user)
    for method in METHODS:
        may = route.lets_in(user, "POST" if method == "POST" else "GET")
        yield f"{user.username}: {method} {address}", may, ask(client, method, address).status_code


def test_every_route_has_a_policy() -> None:
    assert [path for path, pattern in routes() if policy_of(pattern) is None] == []


@guarded_route
def test_a_stranger_is_sent_to_sign_in(route: Route, own: Place) -> None:
    for method in METHODS:
        answer = ask(Client(), method, own.address(route))
        if route.is_api or method == "FRAGMENT":
            assert answer.status_code in {401, 403}, method
        else:
            assert answer.status_code == 302, method
            assert answer["Location"].startswith(reverse("accounts:sign_in"))


@every_route
def test_each_role_is_answered_as_the_policy_says(route: Route, own: Place, cast: list[User]) -> None:
    for user in cast:
        for asked, may, status in answers(route, own, user):
            if may:
                assert status < 500 and status not in {401, 403}, f"{asked}: {status}"
            else:
                assert status in {403, 404, 405}, f"{asked}: {status}"


@guarded_route
def test_a_reporter_reaches_what_is_their_own(
    route: Route, own: Place, signed_in: Callable[[User], Client], lin: User
) -> None:
    """Without this, a portal that answers 404 to everybody would pass."""
    if route.lets_in(lin) and route.subject in OWNED:
        assert ask(signed_in(lin), "GET", own.address(route)).status_code != 404


@pytest.mark.parametrize("route", [route for route in ROUTES if route.is_of_one_owner], ids=str)
def test_another_departments_object_does_not_exist(route: Route, colleagues: Place, lin: User, gao: User) -> None:
    refused(route, colleagues, [lin, gao])


@pytest.mark.parametrize("route", [route for route in ROUTES if route.subject in PERSONAL], ids=str)
def test_another_persons_object_does_not_exist(route: Route, colleagues: Place, cast: list[User]) -> None:
    refused(route, colleagues, cast)


def is_of_a_plan(route: Route) -> bool:
    return "plan_code" in route.needs or route.is_of_one_owner or route.subject in PERSONAL


@pytest.mark.parametrize("route", [route for route in ROUTES if is_of_a_plan(route)], ids=str)
def test_another_plan_does_not_exist(route: Route, own: Place, cast: list[User]) -> None:
    refused(route, make_neighbour(), cast)


def refused(route: Route, place: Place, people: list[User]) -> None:
    """To those whom the policy lets in, what is there for others is not there: 404, never 403."""
    for user in people:
        for asked, may, status in answers(route, place, user):
            assert status in ({404, 405} if may else {403, 404, 405}), f"{asked}: {status}"


def test_every_role_is_in_the_cast(cast: list[User]) -> None:
    assert frozenset().union(*(user.roles for user in cast)) == EVERYONE
