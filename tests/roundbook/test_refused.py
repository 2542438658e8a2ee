"""Files that are not taken, and rows that are not: each with the reason, nothing written, nothing lost."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from indicators.models import Entry, EntryRevision, Plan, Quantity, Round
from tests.factories import create_entry, create_plan, create_quantity, create_round
from tests.lib.workbooks import zipped
from tests.roundbook.filled import (
    NOT_APPLICABLE,
    NOTE,
    Edit,
    accept,
    column,
    download,
    edited,
    entries,
    hand_in,
    preview,
    put,
    row,
)
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.files.models import StagedUpload

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
Owed = dict[str, Entry]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def browser(signed_in: SignIn, lin: User) -> Client:
    return signed_in(lin)


def refused(browser: Client, round_: Round, content: bytes, words: str, name: str = "填报表.xlsx") -> None:
    written = Record.objects.count()
    answer = hand_in(browser, round_, content, name)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page, page
    assert (
        not StagedUpload.objects.exists() and Record.objects.count() == written and not EntryRevision.objects.exists()
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("填报表.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "加密"),
        ("填报表.xls", OLE + "Workbook".encode("utf-16-le"), "旧版 Excel"),
        ("填报表.csv", "代码,本季度\nwaste,12\n".encode(), "不能上传 CSV"),
        ("填报表.pdf", b"%PDF-1.4\n", "这不是平台下载的填报表"),
        ("填报表.xlsx", b"PK\x03\x04 broken", "已损坏"),
        ("填报表.xlsx", b"only text", "这不是平台下载的填报表"),
        ("填报表.xlsx", zipped({"word/document.xml": "x"}), "这不是平台下载的填报表"),
        ("填报表.xlsx", zipped({"[Content_Types].xml": "0" * 100_000_000}), "过大"),
        ("填报表.xlsx", b"", "文件是空的"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    browser: Client, open_round: Round, owed: Owed, name: str, content: bytes, words: str
) -> None:
    refused(browser, open_round, content, words, name)


def test_a_workbook_of_somebody_s_own_making_is_refused(browser: Client, open_round: Round, owed: Owed) -> None:
    saved = BytesIO()
    Workbook().save(saved)
    refused(browser, open_round, saved.getvalue(), "这不是平台下载的填报表")


def hide(address: str, value: str | None) -> Edit:
    """Changes one cell of the hidden sheet."""

    def edit(book: Workbook) -> None:
        book["wastefree"][address] = value

    return edit


def drop_rows(book: Workbook) -> None:
    book["wastefree"].delete_rows(25)


def drop_sheet(book: Workbook) -> None:
    del book["wastefree"]


def rename_headings(book: Workbook) -> None:
    entries(book)["A3"] = "编号"


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (hide("B1", "0"), "旧版本"),
        (hide("B1", "99"), "更新的版本"),
        (hide("C1", "0" * 64), "被改动或损坏"),
        (hide("B2", "another"), "被改动或损坏"),
        (hide("A1", "something"), "这不是平台下载的填报表"),
        (drop_rows, "被改动或损坏"),
        (drop_sheet, "这不是平台下载的填报表"),
        (rename_headings, "表头的文字被改动"),
    ],
)
def test_a_workbook_whose_marks_were_touched_is_refused(
    browser: Client, open_round: Round, owed: Owed, edit: Edit, words: str
) -> None:
    refused(browser, open_round, edited(download(browser, open_round), put("waste", 12), edit), words)


def test_another_period_s_workbook_says_whose_it_is(browser: Client, plan: Plan, open_round: Round, owed: Owed) -> None:
    later = create_round(plan, year=2024, quarter=4)
    create_entry(owed["waste"].quantity, later)
    refused(browser, open_round, download(browser, later), "这是2024年第四季度的填报表，这里是2024年第三季度")


def test_another_plan_s_workbook_is_refused(
    browser: Client, open_round: Round, owed: Owed, housing: Organization
) -> None:
    other = create_plan("other", organizations=[housing])
    theirs = create_round(other)
    create_entry(create_quantity(other, "waste", owner=housing), theirs)
    refused(browser, open_round, download(browser, theirs), "另一个实施方案")


def problems(browser: Client, round_: Round, *edits: Edit) -> str:
    """The preview of the round's workbook after some edits."""
    return str(browser.get(preview(browser, round_, edited(download(browser, round_), *edits))).content.decode())


@pytest.mark.parametrize(
    ("edit", "place", "words"),
    [
        (put("waste", "约95"), "填报表!H5", "看不懂“约95”"),
        (put("waste", date(2024, 2, 1)), "填报表!H5", "变成了日期"),
        (put("waste", "=1/0"), "填报表!H5", "公式没有算出结果"),
        (put("waste", "#DIV/0!"), "填报表!H5", "公式的结果是错误 #DIV/0!"),
        (put("waste", 0.95, number_format="0%"), "填报表!H5", "这一项的单位是“万吨”"),
        (put("policy", "快了"), "填报表!H6", "请从下拉列表里选：未开展、进行中、已完成"),
        (put("waste", "也许", NOT_APPLICABLE), "填报表!I5", "看不懂“也许”"),
        (put("waste", "大概", "快报或定数"), "填报表!J5", "请选“快报”或“定数”"),
        (put("waste", "字" * 2001, NOTE), "填报表!K5", "说明有 2001 个字"),
        (put("waste", "吨", "单位"), "填报表!D5", "这里原来是“万吨”"),
        (put("waste", "别的数据项", "数据项"), "填报表!C5", "可能是复制或排序时错了行"),
        (put("waste", "wasted", "代码"), "填报表!A5", "没有代码“wasted”"),
        (put("waste", None, "代码"), "填报表!A5", "这一行没有代码"),
        (put("waste", "rate", "代码"), "填报表!A5", "同一个代码有几行（A4、A5）"),
    ],
)
def test_a_cell_that_cannot_be_kept_is_named_with_its_place(
    browser: Client, open_round: Round, owed: Owed, edit: Edit, place: str, words: str
) -> None:
    page = problems(browser, open_round, put("sites", 31), edit)
    assert f"<strong>{place}</strong>" in page and words in page, page
    assert "导入 1 项" in page, "the other rows are taken all the same"


def test_a_figure_and_not_applicable_together_are_asked_about(browser: Client, open_round: Round, owed: Owed) -> None:
    page = problems(browser, open_round, put("waste", 12), put("waste", "是", NOT_APPLICABLE))
    assert "填报表!H5" in page and "填了数值又选了“不适用”" in page and "没有要写入的" in page


def test_a_rate_that_excel_keeps_as_a_fraction_is_read_as_it_is_shown(
    browser: Client, open_round: Round, owed: Owed
) -> None:
    address = preview(
        browser, open_round, edited(download(browser, open_round), put("rate", 0.615, number_format="0.0%"))
    )
    assert "61.5" in browser.get(address).content.decode()
    accept(browser, address)
    assert Entry.objects.get(pk=owed["rate"].pk).value == Decimal("61.5")
    again = problems(browser, open_round, put("rate", 0.615))
    assert "读作 0.615%" in again and "61.5" in again


def test_hidden_rows_are_read_and_told(browser: Client, open_round: Round, owed: Owed) -> None:
    def hide_row(book: Workbook) -> None:
        entries(book).row_dimensions[5].hidden = True

    page = problems(browser, open_round, put("waste", 12), hide_row)
    assert "第 5 行是隐藏的，也读入了" in page and "导入 1 项" in page


def test_rows_left_out_stay_as_they_are_and_are_told(browser: Client, open_round: Round, owed: Owed) -> None:
    def drop(book: Workbook) -> None:
        entries(book).delete_rows(row(entries(book), "policy"))

    page = problems(browser, open_round, put("waste", 12), drop)
    assert "有 1 项在文件里没有" in page and "导入 1 项" in page


def test_a_copied_sheet_is_not_read_and_told(browser: Client, open_round: Round, owed: Owed) -> None:
    def copy(book: Workbook) -> None:
        doubled: Any = book.copy_worksheet(entries(book))
        doubled.title = "备份"
        doubled.cell(5, column(doubled, "本季度")).value = 54321

    page = problems(browser, open_round, copy, put("waste", 12))
    assert "没有读：备份" in page and "54,321" not in page


def test_a_unit_changed_since_the_download_makes_the_row_void(browser: Client, open_round: Round, owed: Owed) -> None:
    content = edited(download(browser, open_round), put("waste", 12))
    Quantity.objects.filter(pk=owed["waste"].quantity_id).update(unit="吨")
    page = browser.get(preview(browser, open_round, content)).content.decode()
    assert "单位由“万吨”改成了“吨”" in page


def test_a_quantity_no_longer_asked_for_is_told(browser: Client, open_round: Round, owed: Owed) -> None:
    content = edited(download(browser, open_round), put("waste", 12))
    owed["waste"].delete()
    assert "已不在本期的填报范围里" in browser.get(preview(browser, open_round, content)).content.decode()


def test_what_a_file_says_is_text_and_never_markup(browser: Client, open_round: Round, owed: Owed) -> None:
    attack = "<script>alert(1)</script>"
    page = problems(browser, open_round, put("waste", attack), put("sites", 31), put("sites", attack, NOTE))
    assert attack not in page and page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2


def test_what_was_typed_in_the_portal_is_no_formula_in_the_workbook(
    browser: Client, open_round: Round, owed: Owed
) -> None:
    Entry.objects.filter(pk=owed["waste"].pk).update(note='=HYPERLINK("x")')
    book = load_workbook(BytesIO(download(browser, open_round)))
    found = entries(book).cell(5, column(entries(book), NOTE))
    assert found.value == '=HYPERLINK("x")' and found.data_type == "s"


def test_a_note_that_looks_like_an_escape_is_left_alone(browser: Client, open_round: Round, owed: Owed) -> None:
    Entry.objects.filter(pk=owed["waste"].pk).update(note="_x0041_ 甲\x7f乙\r\n丙 ")
    page = browser.get(preview(browser, open_round, download(browser, open_round))).content.decode()
    assert "没有要写入的" in page
