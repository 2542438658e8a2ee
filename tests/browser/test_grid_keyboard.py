"""The entry grid as a spreadsheet: moving, replacing, editing, pasting, copying, undoing, all by keyboard."""

from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from indicators.models import Entry, EntryState, Quantity
from tests.browser.conftest import PATIENCE
from wastefree.lib.figures import MISSING

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=PATIENCE)


def figure(page: Page, entry: Entry) -> Locator:
    return page.locator(f"#id_e{entry.pk}-figure")


def note(page: Page, entry: Entry) -> Locator:
    return page.locator(f"#id_e{entry.pk}-note")


def saved(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def all_saved(page: Page) -> None:
    expect(page.locator(".entry--unsaved")).to_have_count(0)


def paste(field: Locator, text: str) -> None:
    field.evaluate(
        """(field, text) => {
          const clipboard = new DataTransfer();
          clipboard.setData("text", text);
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def copied(field: Locator) -> str:
    return str(
        field.evaluate(
            """(field) => {
              const clipboard = new DataTransfer();
              field.dispatchEvent(new ClipboardEvent("copy", { clipboardData: clipboard, bubbles: true, cancelable: true }));
              return clipboard.getData("text/plain");
            }"""
        )
    )


def test_keys_go_from_cell_to_cell(page: Page, entries: list[Entry]) -> None:
    first, second, third = entries
    keyboard = page.keyboard
    figure(page, first).focus()
    for key, place in (
        ("Enter", figure(page, second)),
        ("Shift+Enter", figure(page, first)),
        ("ArrowDown", figure(page, second)),
        ("Tab", note(page, second)),
        ("Tab", figure(page, third)),
        ("Shift+Tab", note(page, second)),
        ("ArrowUp", note(page, first)),
        ("Control+End", figure(page, third)),
        ("Control+Home", figure(page, first)),
        ("End", note(page, first)),
        ("Home", figure(page, first)),
        ("ArrowRight", page.locator(f"#id_e{first.pk}-provisional")),
        ("ArrowRight", page.locator(f"#id_e{first.pk}-not_applicable")),
        ("ArrowDown", page.locator(f"#id_e{second.pk}-not_applicable")),
        ("ArrowRight", note(page, second)),
        ("ArrowLeft", page.locator(f"#id_e{second.pk}-not_applicable")),
    ):
        keyboard.press(key)
        expect(place).to_be_focused()
    assert not Entry.objects.filter(entered_at__isnull=False).exists(), "moving writes nothing"


def test_typing_replaces_f2_edits_and_escape_takes_back(page: Page, entries: list[Entry]) -> None:
    field, keyboard = figure(page, entries[0]), page.keyboard
    field.focus()
    keyboard.type("12")
    keyboard.press("Enter")
    expect(field).to_have_value("12.00")
    keyboard.press("ArrowUp")
    keyboard.type("34")
    expect(field).to_have_value("34")
    keyboard.press("Escape")
    expect(field).to_have_value("12.00")
    keyboard.press("F2")
    for _ in range(3):
        keyboard.press("ArrowLeft")
    expect(field).to_be_focused()
    keyboard.type("5")
    expect(field).to_have_value("125.00")
    keyboard.press("Home")
    keyboard.press("ArrowLeft")
    expect(field).to_be_focused()
    keyboard.press("ArrowDown")
    all_saved(page)
    assert saved(entries[0]).value == 125 and saved(entries[0]).revisions.count() == 2


def test_an_arrow_leaves_the_text_at_its_end(page: Page, entries: list[Entry]) -> None:
    field = note(page, entries[0])
    field.focus()
    page.keyboard.type("甲乙")
    page.keyboard.press("ArrowLeft")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(f"#id_e{entries[0].pk}-not_applicable")).to_be_focused()


def test_delete_empties_a_cell_and_a_range(page: Page, entries: list[Entry]) -> None:
    paste(figure(page, entries[0]), "1\n2\n3")
    all_saved(page)
    figure(page, entries[0]).focus()
    page.keyboard.press("Delete")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Delete")
    all_saved(page)
    assert [saved(entry).figure for entry in entries] == [MISSING] * 3


def test_a_block_fills_figures_and_notes_and_is_one_change(page: Page, entries: list[Entry]) -> None:
    paste(figure(page, entries[0]), '10\t"台账\n已核"\r\n4.2\t\r\n不适用\t没有焚烧\r\n')
    all_saved(page)
    assert [saved(entry).note for entry in entries] == ["台账\n已核", "", "没有焚烧"]
    assert [saved(entry).value for entry in entries] == [10, Decimal("4.2"), None] and saved(entries[2]).not_applicable
    assert len({saved(entry).entered_at for entry in entries}) == 1, "sent together"
    undo = page.get_by_role("button", name="撤销：量generated 等 3 项")
    undo.click()
    expect(page.locator("#grid-saved")).to_contain_text("已撤销：量generated 等 3 项")
    expect(undo).to_be_hidden()
    assert [saved(entry).figure for entry in entries] == [MISSING] * 3


def test_what_finds_no_place_is_told_and_the_rest_is_saved(page: Page, entries: list[Entry]) -> None:
    Entry.objects.filter(pk=entries[1].pk).update(value=7, state=EntryState.SUBMITTED)
    page.reload()
    paste(figure(page, entries[0]), "很多\t\t多\n8\n9\n10.5\n11")
    toast = page.locator(".toast")
    expect(toast).to_contain_text("有 2 行没有粘贴：10.5、11")
    expect(toast).to_contain_text("多出的 1 列")
    expect(toast).to_contain_text("1 项已提交或不能修改，没有改动：量recycled")
    expect(page.locator(f"#e{entries[0].pk}-below")).to_contain_text("看不懂“很多”")
    expect(figure(page, entries[0])).to_have_value("很多")
    expect(figure(page, entries[2])).to_have_value("9.00")
    assert [saved(entry).value for entry in entries] == [None, 7, 9]


def test_blank_cells_of_a_block_change_nothing(page: Page, entries: list[Entry]) -> None:
    paste(figure(page, entries[0]), "1\n2\n3")
    all_saved(page)
    paste(figure(page, entries[0]), "4\n\n5")
    all_saved(page)
    assert [saved(entry).value for entry in entries] == [4, 2, 5]


def test_a_list_takes_its_words_from_the_clipboard(page: Page, entries: list[Entry]) -> None:
    Quantity.objects.filter(pk=entries[1].quantity_id).update(kind=Quantity.Kind.PROGRESS)
    page.reload()
    paste(figure(page, entries[0]), "1\n已完成\n2")
    all_saved(page)
    assert saved(entries[1]).value == Quantity.Progress.DONE
    paste(figure(page, entries[1]), "差不多")
    expect(page.locator(".toast").last).to_contain_text("没有看懂粘贴的内容：量recycled")


def test_a_range_is_copied_as_a_table(page: Page, entries: list[Entry]) -> None:
    paste(figure(page, entries[0]), "1\t甲\n不适用\t没有\n3\t丙")
    all_saved(page)
    figure(page, entries[0]).focus()
    for key in ("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight"):
        page.keyboard.press(key)
    assert copied(figure(page, entries[0])) == "1.00\t甲\n不适用\t没有\n3.00\t丙"
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-chosen]")).to_have_count(0)


def test_ctrl_z_goes_back_change_by_change_also_after_a_reload(page: Page, entries: list[Entry]) -> None:
    for entry, text in ((entries[0], "1"), (entries[1], "2"), (entries[0], "3")):
        figure(page, entry).focus()
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        all_saved(page)
    page.reload()
    button = page.locator("#grid-undo")
    for expected, left in (([1, 2], "量recycled"), ([1, None], "量generated"), ([None, None], "")):
        page.locator("h1").click()
        page.keyboard.press("Control+z")
        if left:
            expect(button).to_have_text(f"撤销：{left}")
        else:
            expect(button).to_be_hidden()
        assert [saved(entry).value for entry in entries[:2]] == expected


def test_letters_of_a_word_being_chosen_are_not_saved(page: Page, entries: list[Entry]) -> None:
    field = note(page, entries[0])
    field.focus()
    chosen = page.context.new_cdp_session(page)
    chosen.send("Input.imeSetComposition", {"text": "yi he dui", "selectionStart": 9, "selectionEnd": 9})
    page.wait_for_timeout(2000)
    assert saved(entries[0]).note == ""
    chosen.send("Input.insertText", {"text": "已核对"})
    all_saved(page)
    expect(field).to_be_focused()
    assert saved(entries[0]).note == "已核对" and saved(entries[0]).revisions.count() == 1


def test_alt_enter_breaks_a_line_of_a_note(page: Page, entries: list[Entry]) -> None:
    note(page, entries[0]).focus()
    page.keyboard.type("甲")
    page.keyboard.press("Alt+Enter")
    page.keyboard.type("乙")
    page.keyboard.press("Enter")
    all_saved(page)
    assert saved(entries[0]).note == "甲\n乙"


def test_a_question_mark_opens_the_keys_and_is_text_in_a_note(page: Page, entries: list[Entry]) -> None:
    note(page, entries[0]).focus()
    page.keyboard.type("?")
    expect(page.locator("#grid-keys")).to_be_hidden()
    figure(page, entries[0]).focus()
    page.keyboard.type("?")
    expect(page.locator("#grid-keys")).to_be_visible()
    page.get_by_role("button", name="知道了").click()
    expect(page.locator("#grid-keys")).to_be_hidden()


def test_a_phone_shows_figures_to_type_figures(page: Page, entries: list[Entry]) -> None:
    expect(figure(page, entries[0])).to_have_attribute("inputmode", "decimal")
