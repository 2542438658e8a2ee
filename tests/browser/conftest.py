"""A real browser: Debian's Chromium, or the one that CHROMIUM names. Without one these tests are not run, and say so."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from indicators.models import Entry, Plan, Quantity, Round
from tests.factories import create_entry, create_indicator, create_quantity, create_target
from wastefree.accounts.models import Organization, User

HERE = Path(__file__).parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 15_000.0  # milliseconds that a busy machine may take

OpenBrowser = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = [item for item in items if HERE in item.path.parents]
    for item in here:
        item.add_marker(pytest.mark.browser)
        if not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="no Chromium: install it, or say where it is by CHROMIUM"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs an event loop in this thread, in which Django would refuse to ask its database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium: Browser, live_server: LiveServer) -> Iterator[OpenBrowser]:
    """Opens a browser window onto the portal: whose, how wide, in which language. Nobody is signed in without `user`."""
    opened: list[BrowserContext] = []

    def open_window(user: User | None = None, *, width: int = 1366, language: str = "zh-CN") -> BrowserContext:
        window = chromium.new_context(
            base_url=live_server.url,
            locale=language,
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": 768},
        )
        window.set_default_timeout(PATIENCE)
        if user is not None:
            window.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": live_server.url}]
            )
        opened.append(window)
        return window

    yield open_window
    for window in opened:
        window.close()


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def entries(plan: Plan, open_round: Round, housing: Organization) -> list[Entry]:
    """Three quantities of one organization in the open round, all empty."""
    for order, code in enumerate(("generated", "recycled", "burnt")):
        create_quantity(plan, code, owner=housing, name=f"量{code}", accumulation="point_in_time", order=order)
    indicator = create_indicator(plan, "1", formula="recycled / generated * 100", lead=housing, name="回收利用率")
    create_target(indicator, "≥41%", year=2024)
    create_indicator(plan, "2", formula="burnt / generated * 100", lead=housing)
    return [create_entry(Quantity.objects.get(code=code), open_round) for code in ("generated", "recycled", "burnt")]


@pytest.fixture
def page(open_browser: OpenBrowser, entries: list[Entry], open_round: Round, lin: User) -> Page:
    """Their grid, opened by the reporter."""
    opened = open_browser(lin).new_page()
    opened.goto(reverse("indicators:grid", args=[open_round.plan.code, open_round.pk]))
    return opened
