"""Two people in one grid: each sees what the other saves, and nobody's typing is touched."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from indicators.models import Entry, EntryState, Round
from indicators.transitions import close_round, reopen_for
from tests.browser.conftest import PATIENCE, OpenBrowser
from tests.factories import create_user
from wastefree.access import Role
from wastefree.accounts.models import Organization, User

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def other(open_browser: OpenBrowser, entries: list[Entry], open_round: Round, housing: Organization) -> Page:
    """The same grid, opened by a colleague in another browser."""
    mei = create_user("mei", Role.REPORTER, display_name="李梅", organization=housing)
    opened = open_browser(mei).new_page()
    opened.goto(reverse("indicators:grid", args=[open_round.plan.code, open_round.pk]))
    return opened


def look(page: Page) -> None:
    """What the page does by itself every ten seconds."""
    page.evaluate("window.gridWatch.look()")


def type_into(page: Page, entry: Entry, text: str) -> None:
    page.locator(f"#id_e{entry.pk}-figure").focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator(".entry--unsaved")).to_have_count(0)


def test_each_sees_what_the_other_saves(page: Page, other: Page, entries: list[Entry]) -> None:
    type_into(other, entries[0], "12.3")
    look(page)
    row = page.locator(f"#entry-{entries[0].pk}")
    expect(row.locator("[data-figure]")).to_have_value("12.30")
    expect(row.locator(".entry-news")).to_contain_text("李梅")
    expect(row.locator(".entry-news")).to_contain_text("保存了 12.30")
    expect(page.locator("#grid-counts")).to_contain_text("提交 1 项")
    type_into(page, entries[0], "13")
    expect(row.locator(".entry-news")).to_be_empty()
    assert Entry.objects.get(pk=entries[0].pk).value == 13, "what was seen was the base"


def test_a_row_in_which_one_types_is_only_marked_and_then_asked(page: Page, other: Page, entries: list[Entry]) -> None:
    field = page.locator(f"#id_e{entries[0].pk}-figure")
    page.route("**/save/", lambda route: route.abort())
    field.focus()
    page.keyboard.type("9")
    type_into(other, entries[0], "12.3")
    look(page)
    expect(page.locator(f"#e{entries[0].pk}-news")).to_contain_text("保存了 12.30")
    expect(field).to_have_value("9")
    page.unroute("**/save/")
    page.keyboard.press("Enter")
    expect(page.locator(f"#e{entries[0].pk}-below")).to_contain_text("您打开之后，这一项已被别人改过")
    look(page)
    page.wait_for_timeout(500)
    expect(field).to_have_value("9")
    assert str(Entry.objects.get(pk=entries[0].pk).value) == "12.300000"
    page.get_by_role("button", name="改为我填写的内容").click()
    expect(field).to_have_value("9.00")
    expect(page.locator(f"#e{entries[0].pk}-news")).to_be_empty()


def test_a_row_that_one_is_in_is_fetched_when_it_is_left(page: Page, other: Page, entries: list[Entry]) -> None:
    field = page.locator(f"#id_e{entries[0].pk}-figure")
    field.focus()
    type_into(other, entries[0], "12.3")
    look(page)
    expect(page.locator(f"#e{entries[0].pk}-news")).to_contain_text("保存了 12.30")
    expect(field).to_have_value("")
    page.keyboard.press("Enter")
    expect(field).to_have_value("12.30")


def test_undo_is_not_offered_for_what_another_has_changed_since(page: Page, other: Page, entries: list[Entry]) -> None:
    type_into(page, entries[0], "1")
    expect(page.locator("#grid-undo")).to_be_visible()
    look(other)
    expect(other.locator(f"#id_e{entries[0].pk}-figure")).to_have_value("1.00")
    type_into(other, entries[0], "2")
    page.locator("#grid-undo").click()
    expect(page.locator("#grid-saved")).to_contain_text("没有撤销")
    assert Entry.objects.get(pk=entries[0].pk).value == 2
    look(page)
    expect(page.locator("#grid-undo")).to_be_hidden()


def test_handing_in_closing_and_reopening_show_at_once(
    page: Page, entries: list[Entry], open_round: Round, housing: Organization, wu: User
) -> None:
    Entry.objects.filter(pk=entries[0].pk).update(value=5, state=EntryState.SUBMITTED, version=2)
    look(page)
    expect(page.locator(f"#entry-{entries[0].pk} .figure")).to_have_text("5.00")
    close_round(open_round, by=wu, based_on=open_round.version)
    look(page)
    expect(page.locator("#grid-round")).to_contain_text("填报期已关闭")
    expect(page.locator("[data-figure]")).to_have_count(0)
    at = timezone.now()
    closed = Round.objects.get(pk=open_round.pk)
    reopen_for(closed, housing, "补报", until=timezone.localdate(at), by=wu, at=at)
    look(page)
    expect(page.locator("[data-figure]")).to_have_count(2)
    type_into(page, entries[1], "6")
    assert Entry.objects.get(pk=entries[1].pk).value == 6


def test_a_file_that_a_colleague_adds_shows_but_not_where_somebody_is(
    page: Page, other: Page, entries: list[Entry]
) -> None:
    proof = f"#e{entries[0].pk}-evidence"
    page.locator(f"{proof} summary").click()
    other.locator(f"{proof} summary").click()
    other.locator(f"{proof} input[multiple]").set_input_files({"name": "a.pdf", "mimeType": "", "buffer": b"%PDF-1.4"})
    expect(other.locator(f"{proof} summary")).to_contain_text("佐证 1")
    with page.expect_response(lambda answer: "/marks/" in answer.url):
        look(page)
    page.locator("#grid-find, [type=search]").first.focus()
    look(page)
    expect(page.locator(f"{proof} summary")).to_contain_text("佐证 1")
    expect(page.locator(f"{proof} details")).to_have_attribute("open", "")


def test_the_page_asks_by_itself_and_rests_while_it_is_hidden(page: Page, other: Page, entries: list[Entry]) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/marks/" in request.url else None)
    page.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })")
    look(page)
    page.wait_for_timeout(300)
    assert not asked
    type_into(other, entries[0], "12.3")
    page.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, get: () => false })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(f"#id_e{entries[0].pk}-figure")).to_have_value("12.30")
    page.wait_for_event("request", lambda request: "/marks/" in request.url, timeout=PATIENCE)


def test_whoever_signs_in_meanwhile_saves_nothing_as_another(page: Page, other: Page, entries: list[Entry]) -> None:
    page.context.clear_cookies()
    page.context.add_cookies(other.context.cookies())  # type: ignore[arg-type]  # cookies as they were given
    page.locator(f"#id_e{entries[0].pk}-figure").fill("10")
    page.keyboard.press("Enter")
    expect(page.locator("#grid-saved")).to_contain_text("登录已过期，已保存在本机")
    assert Entry.objects.get(pk=entries[0].pk).value is None
