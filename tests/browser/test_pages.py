"""Every page in a real browser, as each person, on an office screen and on a telephone.

What no test of the server sees: that the browser finds nothing to complain about, that nothing is asked of another
machine, that the page fits its screen, and that people who do not see or do not use a mouse can use it.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, Request

from indicators.models import Plan, Round
from tests.architecture.places import ROUTES, Place, Route, make_place
from tests.browser.conftest import OpenBrowser
from wastefree.accounts.models import Organization, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]  # a page looks alike on either database

PEOPLE = ("lin", "gao", "wu", "sun", "shen", "wei", "an")
OFFICE, TELEPHONE = 1366, 390


@pytest.fixture
def place(plan: Plan, open_round: Round, housing: Organization, lin: User, wu: User) -> Place:
    return make_place(plan, open_round, housing, lin, importer=wu)


def pages(place: Place, user: User) -> Iterator[tuple[Route, str]]:
    """What the person can look at: addresses that answer with a whole page, not a piece of one."""
    client = Client()
    client.force_login(user)
    for route in ROUTES:
        if route.policy & user.roles and not route.is_api:
            answer = client.get(place.address(route))
            is_html = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
            if is_html and b"<html" in answer.content:
                yield route, place.address(route)
            if answer.streaming:
                b"".join(answer)


class Watch:
    """Everything about a window that ought not to be."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        self.asked: set[str] = set()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        self.asked.add(urlsplit(request.url).netloc)


@pytest.mark.parametrize("name", PEOPLE)
def test_no_page_complains_or_asks_another_machine(
    name: str, place: Place, open_browser: OpenBrowser, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(name)
    page = open_browser(user).new_page()
    watch = Watch(page)
    seen = list(pages(place, user))
    assert seen
    for _, address in seen:
        page.goto(address, wait_until="load")
    assert watch.complaints == []
    assert watch.asked == {urlsplit(page.url).netloc}


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_fits_a_telephone(
    name: str, place: Place, open_browser: OpenBrowser, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(name)
    page = open_browser(user, width=TELEPHONE).new_page()
    too_wide = []
    for route, address in pages(place, user):
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            too_wide.append(route.name)
    assert too_wide == []


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_can_be_used_without_seeing_it(
    name: str, place: Place, open_browser: OpenBrowser, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(name)
    page = open_browser(user).new_page()
    axe, problems = Axe(), []
    for route, address in pages(place, user):
        page.goto(address)
        for found in axe.run(page).response["violations"]:
            if found["impact"] in {"serious", "critical"}:
                problems.append(f"{route.name}: {found['id']}: {found['nodes'][0]['html'][:150]}")
    assert problems == []


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "zh-Hans"), ("en-GB", "en")])
def test_a_stranger_is_met_in_the_language_of_their_browser(
    language: str, word: str, open_browser: OpenBrowser
) -> None:
    page = open_browser(language=language).new_page()
    watch = Watch(page)
    page.goto("/")
    assert page.evaluate("document.documentElement.lang").lower() == word.lower()
    assert watch.complaints == []
