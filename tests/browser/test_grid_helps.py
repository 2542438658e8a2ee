"""What helps in the grid: as last time, finding rows, files dropped on a row."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from indicators.models import Entry, Plan, Quantity
from tests.browser.conftest import PATIENCE
from tests.factories import create_entry, create_round

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def before(plan: Plan, entries: list[Entry]) -> None:
    """Last quarter's figures; the third one counts what happened within the quarter."""
    last = create_round(plan, quarter=2, state="closed")
    Quantity.objects.filter(pk=entries[2].quantity_id).update(accumulation="per_period")
    for entry, figure in zip(entries, ("12.5", "4.2", "7"), strict=True):
        create_entry(entry.quantity, last, figure)


def saved(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def all_saved(page: Page) -> None:
    expect(page.locator(".entry--unsaved")).to_have_count(0)


def test_one_row_is_filled_as_last_time_and_the_note_is_offered(before: None, page: Page, entries: list[Entry]) -> None:
    row = page.locator(f"#entry-{entries[0].pk}")
    row.get_by_role("button", name="同上期").click()
    expect(row.locator("[data-figure]")).to_have_value("12.50")
    all_saved(page)
    assert saved(entries[0]).value == Decimal("12.5") and saved(entries[0]).note == ""
    row.get_by_role("button", name="在说明里写“与上期相同”").click()
    all_saved(page)
    assert saved(entries[0]).note == "与上期相同"


def test_what_flows_is_asked_about_first(before: None, page: Page, entries: list[Entry]) -> None:
    row = page.locator(f"#entry-{entries[2].pk}")
    row.get_by_role("button", name="同上期").click()
    dialog = page.locator("#grid-same")
    expect(dialog).to_contain_text("一般不会和上期完全一样")
    dialog.get_by_role("button", name="取消").click()
    assert saved(entries[2]).value is None
    row.get_by_role("button", name="同上期").click()
    dialog.get_by_role("button", name="填入 1 项").click()
    expect(row.locator("[data-figure]")).to_have_value("7")
    all_saved(page)
    assert saved(entries[2]).value == 7


def test_all_that_stand_are_filled_after_a_look_and_undone_at_once(
    before: None, page: Page, entries: list[Entry]
) -> None:
    page.evaluate("document.getElementById('grid-tools').hidden = false")  # a short grid needs no tools
    page.get_by_role("button", name="空白项填同上期").click()
    dialog = page.locator("#grid-same")
    expect(dialog.locator("li")).to_have_count(2)
    dialog.get_by_label("同时在说明里写").check()
    dialog.get_by_role("button", name="填入 2 项").click()
    # The dialog tells of its closing a moment later: until then there is nothing to save.
    expect(page.locator(f"#id_e{entries[1].pk}-figure")).to_have_value("4.2")
    all_saved(page)
    assert [saved(entry).value for entry in entries] == [Decimal("12.5"), Decimal("4.2"), None]
    assert saved(entries[1]).note == "与上期相同"
    page.get_by_role("button", name="撤销：量generated 等 2 项").click()
    expect(page.locator("#grid-saved")).to_contain_text("已撤销")
    assert [saved(entry).value for entry in entries] == [None, None, None]


def test_rows_are_found_by_their_words_and_by_what_is_owed(page: Page, entries: list[Entry]) -> None:
    page.evaluate("document.getElementById('grid-tools').hidden = false")
    page.locator("[data-find]").fill("burnt")
    expect(page.locator("tr.entry:visible")).to_have_count(1)
    expect(page.locator("[data-found]")).to_contain_text("显示 1 项，共 3 项")
    page.keyboard.press("Enter")
    expect(page.locator(f"#id_e{entries[2].pk}-figure")).to_be_focused()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    all_saved(page)
    page.locator("[data-find]").fill("")
    page.get_by_label("只看还要填的").check()
    expect(page.locator("tr.entry:visible")).to_have_count(2)


def test_a_file_dropped_on_a_row_is_its_evidence(page: Page, entries: list[Entry]) -> None:
    page.locator(f"#entry-{entries[0].pk} th").evaluate(
        """(cell) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(["%PDF-1.4\\n"], "台账.pdf", { type: "application/pdf" }));
          const how = { dataTransfer, bubbles: true, cancelable: true };
          for (const name of ["dragover", "drop"]) cell.dispatchEvent(new DragEvent(name, how));
        }"""
    )
    expect(page.locator(f"#e{entries[0].pk}-evidence").get_by_role("link", name="台账.pdf")).to_be_visible()
    assert entries[0].evidence.count() == 1


def test_several_rows_typed_without_a_network_are_saved_once_it_is_back(page: Page, entries: list[Entry]) -> None:
    page.context.set_offline(True)
    for entry, text in zip(entries, ("1", "2", "3"), strict=True):
        page.locator(f"#id_e{entry.pk}-figure").click()
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(page.locator("#grid-saved")).to_contain_text("网络中断，已保存在本机，恢复后自动提交")
    expect(page.locator(".entry--unsaved")).to_have_count(3)
    page.context.set_offline(False)
    all_saved(page)
    assert [saved(entry).value for entry in entries] == [1, 2, 3]
