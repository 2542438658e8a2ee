"""The entry grid under a person's hands: typing, the keyboard, a lost connection, a reload."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from indicators.models import Entry
from tests.browser.conftest import PATIENCE
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=PATIENCE)


def saved(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def figure(page: Page, entry: Entry) -> str:
    return page.locator(f"#id_e{entry.pk}-figure").input_value()


def test_enter_saves_and_goes_on_and_the_indicator_answers(page: Page, entries: list[Entry]) -> None:
    generated, recycled, _burnt = entries
    page.locator(f"#id_e{generated.pk}-figure").fill("１２.3")
    page.keyboard.press("Enter")
    expect(page.locator(f"#id_e{recycled.pk}-figure")).to_be_focused()
    page.keyboard.type("5.32")
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"#id_e{generated.pk}-figure")).to_be_focused()
    head = page.locator(".indicator-head", has_text="回收利用率").first
    expect(head).to_contain_text("43.25")
    expect(head).to_contain_text("已达标")
    expect(page.locator("#grid-saved")).to_contain_text("已保存")
    expect(page.locator("#grid-submit")).to_contain_text("提交 2 项")
    assert saved(generated).value == Decimal("12.3") and saved(recycled).value == Decimal("5.32")


def test_a_pause_saves_without_touching_the_field_and_a_reload_keeps_it(page: Page, entries: list[Entry]) -> None:
    field = page.locator(f"#id_e{entries[0].pk}-figure")
    field.press_sequentially("1.3万")
    expect(page.locator("#grid-saved")).to_contain_text("已保存")
    expect(field).to_be_focused()
    assert figure(page, entries[0]) == "1.3万", "not rewritten under the typing hand"
    field.press("Tab")
    expect(field).to_have_value("13,000.00")
    page.reload()
    assert figure(page, entries[0]) == "13,000.00"
    assert saved(entries[0]).revisions.count() == 1


def test_ctrl_z_takes_back_the_last_save_of_the_row(page: Page, entries: list[Entry]) -> None:
    field = page.locator(f"#id_e{entries[0].pk}-figure")
    for text in ("10", "12"):
        field.fill(text)
        field.press("Enter")
        expect(field).to_have_value(f"{text}.00")
    field.focus()
    page.keyboard.press("Control+z")
    expect(field).to_have_value("10.00")
    expect(field).to_be_focused()
    assert saved(entries[0]).value == 10


def test_a_lost_connection_loses_nothing_and_saves_once_it_is_back(page: Page, entries: list[Entry]) -> None:
    page.context.set_offline(True)
    field = page.locator(f"#id_e{entries[0].pk}-figure")
    field.fill("10")
    field.press("Enter")
    expect(page.locator("#grid-saved")).to_contain_text("网络中断，已保存在本机，恢复后自动提交")
    page.locator(f"#id_e{entries[0].pk}-note").fill("已核对")
    page.context.set_offline(False)
    expect(page.locator("#grid-saved")).to_contain_text("已保存")
    expect(page.locator(f"#e{entries[0].pk}-state")).to_contain_text("撤销")
    page.locator(f"#id_e{entries[1].pk}-figure").focus()
    expect(page.locator(".entry--unsaved")).to_have_count(0)
    assert saved(entries[0]).value == 10 and saved(entries[0]).note == "已核对"


def test_what_was_typed_without_a_connection_is_back_after_a_reload(page: Page, entries: list[Entry]) -> None:
    page.route("**/save/", lambda route: route.abort())
    page.locator(f"#id_e{entries[0].pk}-figure").fill("10")
    page.keyboard.press("Enter")
    expect(page.locator("#grid-saved")).to_contain_text("网络中断，已保存在本机，恢复后自动提交")
    page.unroute("**/save/")
    page.reload()
    expect(page.locator("#grid-saved")).to_contain_text("已保存")
    assert saved(entries[0]).value == 10
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length") == 0


def test_somebody_elses_figure_is_shown_beside_the_own_and_the_person_chooses(page: Page, entries: list[Entry]) -> None:
    Entry.objects.filter(pk=entries[0].pk).update(value=7, version=5)
    field = page.locator(f"#id_e{entries[0].pk}-figure")
    field.fill("10")
    field.press("Enter")
    page.get_by_role("button", name="保留现在的内容").click()
    expect(field).to_have_value("7.00")
    field.fill("8")
    field.press("Enter")
    expect(field).to_have_value("8.00")
    assert saved(entries[0]).value == 8


def test_not_applicable_is_one_click_and_a_figure_takes_it_back(page: Page, entries: list[Entry]) -> None:
    row = page.locator(f"#entry-{entries[0].pk}")
    row.get_by_label("不适用").check()
    expect(row.locator("[data-note]")).to_be_focused()
    expect(page.locator(f"#e{entries[0].pk}-below")).to_contain_text("写明为什么不适用")
    expect(page.locator("#grid-counts")).to_contain_text("1 项有提示")
    page.keyboard.type("本地没有这项业务")
    expect(page.locator("#grid-submit")).to_contain_text("提交 1 项")
    assert saved(entries[0]).not_applicable
    row.locator("[data-figure]").fill("3")
    page.keyboard.press("Enter")
    expect(row.locator("[data-figure]")).to_have_value("3.00")
    assert not saved(entries[0]).not_applicable


def test_passing_figures_are_switched_beside_the_figure(page: Page, entries: list[Entry]) -> None:
    row = page.locator(f"#entry-{entries[0].pk}")
    row.locator("[data-figure]").fill("3")
    row.get_by_text("定数").click()
    expect(row.get_by_text("快报", exact=True)).to_be_visible()
    expect(page.locator(".entry--unsaved")).to_have_count(0)
    assert saved(entries[0]).provisional and saved(entries[0]).value == 3


def test_a_column_from_excel_fills_the_rows_below(page: Page, entries: list[Entry]) -> None:
    page.locator(f"#id_e{entries[0].pk}-figure").evaluate(
        """(field) => {
          const clipboard = new DataTransfer();
          clipboard.setData("text", "10\\r\\n4.2\\r\\n1,000\\r\\n");
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator("#grid-submit")).to_contain_text("提交 3 项")
    assert [saved(entry).value for entry in entries] == [10, Decimal("4.2"), 1000]


def test_evidence_goes_up_without_leaving_the_page(page: Page, entries: list[Entry]) -> None:
    block = page.locator(f"#e{entries[0].pk}-evidence")
    block.locator("summary").click()
    block.locator("input[type=file][multiple]").set_input_files(
        {"name": "台账.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n"}
    )
    expect(block.get_by_role("link", name="台账.pdf")).to_be_visible()
    block.get_by_role("button", name="移除 台账.pdf").click()
    block.get_by_role("button", name="撤销移除").click()
    expect(block.get_by_role("link", name="台账.pdf")).to_be_visible()
    assert entries[0].evidence.count() == 1


def test_signing_out_forgets_what_this_browser_kept(page: Page, entries: list[Entry]) -> None:
    page.route("**/save/", lambda route: route.abort())
    page.locator(f"#id_e{entries[0].pk}-figure").fill("10")
    page.keyboard.press("Enter")
    expect(page.locator("#grid-saved")).to_contain_text("网络中断，已保存在本机，恢复后自动提交")
    page.locator("summary", has_text="林晓").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/sign-in**")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length") == 0


def test_a_session_that_ended_leads_to_signing_in_and_back_to_what_was_typed(page: Page, entries: list[Entry]) -> None:
    page.context.clear_cookies()
    page.locator(f"#id_e{entries[0].pk}-figure").fill("10")
    page.keyboard.press("Enter")
    page.locator("input[name=username]").fill("lin")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(f"#id_e{entries[0].pk}-figure")).to_have_value("10.00")
    expect(page.locator("#grid-saved")).to_contain_text("已保存")
    assert saved(entries[0]).value == 10
