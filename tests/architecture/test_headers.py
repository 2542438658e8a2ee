"""What every answer tells the browser: run nothing but our own files, show up in no frame, keep nothing that is private."""

from collections.abc import Callable

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from indicators.models import Plan, Round
from tests.architecture.places import ROUTES, Route, make_place, read_to_the_end
from tests.factories import PASSWORD
from wastefree.accounts.models import Organization, User

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PEOPLE = ("lin", "gao", "wu", "sun", "shen", "wei", "an")


def policy(answer: HttpResponseBase) -> dict[str, list[str]]:
    directives = [directive.split() for directive in answer["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in directives}


def check(answer: HttpResponseBase, asked: str) -> None:
    allowed = policy(answer)
    if "sandbox" not in allowed:  # a file that somebody uploaded, which may do nothing at all
        assert allowed["default-src"] == ["'none'"], asked
        assert allowed["script-src"] == ["'self'"], asked
        assert allowed["frame-ancestors"] == ["'none'"], asked
    sources = {source for name, listed in allowed.items() if name != "style-src" for source in listed}
    assert not {"'unsafe-inline'", "'unsafe-eval'"} & sources, asked
    assert not [source for source in sources if "//" in source or "*" in source], asked
    assert answer["X-Content-Type-Options"] == "nosniff", asked
    assert answer["X-Frame-Options"] == "DENY", asked
    assert answer["Referrer-Policy"] == "same-origin", asked
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin", asked
    assert "camera=()" in answer["Permissions-Policy"], asked


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_every_answer_carries_the_headers(
    route: Route,
    plan: Plan,
    open_round: Round,
    housing: Organization,
    lin: User,
    wu: User,
    signed_in: Callable[[User], Client],
    request: pytest.FixtureRequest,
) -> None:
    address = make_place(plan, open_round, housing, lin, importer=wu).address(route)
    people = [user for user in map(request.getfixturevalue, PEOPLE) if route.policy & user.roles or not route.policy]
    for user in people[:2]:
        answer = signed_in(user).get(address)
        read_to_the_end(answer)
        check(answer, f"{user.username} {address}")
        assert "no-store" in answer["Cache-Control"], f"{user.username} {address}"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(lin: User, client: Client) -> None:
    client.post(reverse("accounts:sign_in"), {"username": "lin", "password": PASSWORD})
    cookie = client.cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_static_file_is_what_it_says_it_is(client: Client) -> None:
    answer = client.get("/static/css/base.css")
    assert read_to_the_end(answer).status_code == 200
    assert answer["Content-Type"].startswith("text/css")
    assert answer["X-Content-Type-Options"] == "nosniff"
