"""Down, filled in, up, looked at, accepted: the ordinary case, and who may do it."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from indicators.grid import grid_of
from indicators.models import Entry, EntryRevision, EntryState, Plan, Round
from indicators.roundbook.filling import in_order
from indicators.transitions import close_round, save_entry
from tests.factories import NOON, create_entry, create_quantity, create_round, create_user
from tests.roundbook.filled import (
    NOT_APPLICABLE,
    NOTE,
    accept,
    cell,
    download,
    edited,
    entries,
    hand_in,
    hidden,
    preview,
    put,
)
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.files.models import StagedUpload
from wastefree.lib import figures

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
Owed = dict[str, Entry]


@pytest.fixture
def browser(signed_in: SignIn, lin: User) -> Client:
    """In which Lin, the reporter, is signed in."""
    return signed_in(lin)


def now(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def test_the_workbook_holds_what_is_owed_with_what_was_before(browser: Client, open_round: Round, owed: Owed) -> None:
    book = load_workbook(BytesIO(download(browser, open_round)))
    sheet = entries(book)
    shown = [[each.value for each in cells[:12]] for cells in sheet.iter_rows(min_row=4, max_row=7)]
    assert [line[0] for line in shown] == ["rate", "waste", "policy", "sites"]
    waste = shown[1]
    assert waste[1:5] == ["21 生活垃圾", "生活垃圾清运量", "万吨", "当期数（各季相加）"]
    assert waste[5:8] == ["—", 12.1, None] and waste[9] == "定数" and waste[11] == "待填报"
    assert cell(book, "waste").number_format == "#,##0.00" and cell(book, "sites").number_format == "#,##0"
    assert not cell(book, "waste").protection.locked and cell(book, "waste", "单位").protection.locked
    assert sheet.protection.sheet and book["wastefree"].sheet_state == "veryHidden"
    assert sheet.freeze_panes == "D4" and sheet.print_title_rows == "$3:$3"


def test_rows_stand_in_the_order_of_the_grid(open_round: Round, housing: Organization, lin: User, owed: Owed) -> None:
    grid = grid_of(open_round, housing, lin)
    entries_ = Entry.objects.in_round(open_round).of(housing).with_context()
    assert [entry.pk for entry, _ in in_order(entries_, open_round)] == [row.entry.pk for row in grid.rows]


def test_filled_in_and_accepted_it_stands_in_the_portal(browser: Client, open_round: Round, owed: Owed) -> None:
    content = edited(
        download(browser, open_round),
        put("waste", 12.34),
        put("sites", "是", NOT_APPLICABLE),
        put("policy", "已完成"),
        put("rate", 61.5),
        put("rate", "新增两条生产线", NOTE),
    )
    address = preview(browser, open_round, content)
    page = browser.get(address).content.decode()
    assert "填报表!H5" in page and "12.34" in page and "导入 4 项" in page
    assert not EntryRevision.objects.exists(), "nothing is written before it is accepted"
    answer = accept(browser, address)
    assert answer.headers["Location"] == reverse("indicators:grid", args=[open_round.plan.code, open_round.pk])
    assert now(owed["waste"]).figure == Decimal("12.34")
    assert now(owed["sites"]).figure is figures.NOT_APPLICABLE
    assert now(owed["policy"]).figure == Decimal(2)
    assert (now(owed["rate"]).figure, now(owed["rate"]).note) == (Decimal("61.5"), "新增两条生产线")
    assert {now(entry).state for entry in owed.values()} == {EntryState.DRAFT}, "nothing is submitted by itself"
    assert EntryRevision.objects.count() == 4 and Record.objects.filter(verb="entry.saved").count() == 4
    told = browser.get(answer.headers["Location"]).content.decode()
    assert "已导入 4 项" in told


def test_questions_about_the_new_figures_are_told(browser: Client, open_round: Round, owed: Owed) -> None:
    address = preview(browser, open_round, edited(download(browser, open_round), put("waste", 99), put("sites", 40)))
    page = browser.get(accept(browser, address).headers["Location"]).content.decode()
    assert "1 项的数值有疑问" in page and "生活垃圾清运量" in page


def test_what_was_not_touched_is_not_written(browser: Client, open_round: Round, owed: Owed, lin: User) -> None:
    save_entry(owed["waste"], Decimal("12.345678"), " 原样\r\n两行 ", by=lin, at=NOON, based_on=1)
    page = browser.get(preview(browser, open_round, edited(download(browser, open_round)))).content.decode()
    assert "没有要写入的" in page and hidden(page).get("fingerprint") is None


def test_a_note_beside_a_new_figure_stays_as_it_was_typed(
    browser: Client, open_round: Round, owed: Owed, lin: User
) -> None:
    save_entry(owed["waste"], Decimal(12), " 原样\n\n", by=lin, at=NOON, based_on=1)
    accept(browser, preview(browser, open_round, edited(download(browser, open_round), put("waste", 13))))
    assert (now(owed["waste"]).figure, now(owed["waste"]).note) == (Decimal(13), " 原样\n\n")


def test_keeping_all_that_others_wrote_writes_nothing(
    browser: Client, open_round: Round, owed: Owed, lin: User
) -> None:
    content = edited(download(browser, open_round), put("waste", 12))
    save_entry(owed["waste"], Decimal(11), "", by=lin, at=NOON, based_on=1)
    choice = {f"choice_{owed['waste'].pk}": "theirs"}
    answer = accept(browser, preview(browser, open_round, content), **choice)
    assert "选的都是保留现在的内容" in browser.get(answer.headers["Location"]).content.decode()
    assert now(owed["waste"]).value == 11 and not Record.objects.filter(verb="entries.imported").exists()


def test_a_year_s_workbook_has_one_column_of_before(
    browser: Client, plan: Plan, housing: Organization, open_round: Round
) -> None:
    year = create_round(plan, year=2024, quarter=0)
    create_entry(create_quantity(plan, "yearly", owner=housing, frequency="year"), year)
    content = download(browser, year)
    headings = [each.value for each in entries(load_workbook(BytesIO(content)))[3]]
    assert headings[5:8] == ["上年", "本年", "不适用"]
    accept(browser, preview(browser, year, edited(content, put("yearly", 5, "本年"))))
    assert Entry.objects.get(round=year).value == 5


def test_an_emptied_cell_empties_the_entry_and_says_so(
    browser: Client, open_round: Round, owed: Owed, lin: User
) -> None:
    save_entry(owed["waste"], Decimal(12), "", by=lin, at=NOON, based_on=1)
    address = preview(browser, open_round, edited(download(browser, open_round), put("waste", None)))
    assert "原来的数值会被清空" in browser.get(address).content.decode()
    accept(browser, address)
    assert now(owed["waste"]).figure is figures.MISSING


def test_a_second_click_changes_nothing_more(browser: Client, open_round: Round, owed: Owed) -> None:
    address = preview(browser, open_round, edited(download(browser, open_round), put("waste", 12)))
    form = hidden(browser.get(address).content.decode())
    first, second = browser.post(address, form), browser.post(address, form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Record.objects.filter(verb="entries.imported").count() == 1 and EntryRevision.objects.count() == 1


def test_a_figure_saved_meanwhile_is_shown_before_anything_is_written(
    browser: Client, open_round: Round, owed: Owed, lin: User
) -> None:
    address = preview(browser, open_round, edited(download(browser, open_round), put("waste", 12), put("sites", 31)))
    form = hidden(browser.get(address).content.decode())
    save_entry(owed["waste"], Decimal(11), "", by=lin, at=NOON, based_on=1)
    answer = browser.post(address, form)
    assert answer.status_code == 409 and "没有写入" in answer.content.decode()
    assert now(owed["sites"]).value is None and now(owed["waste"]).value == 11


def test_somebody_else_s_figure_is_kept_or_replaced_as_the_person_chooses(
    browser: Client, open_round: Round, owed: Owed, lin: User
) -> None:
    content = edited(download(browser, open_round), put("waste", 12), put("sites", 31), put("rate", 55))
    save_entry(owed["waste"], Decimal(11), "", by=lin, at=NOON, based_on=1)
    save_entry(owed["sites"], Decimal(30), "", by=lin, at=NOON, based_on=1)
    address = preview(browser, open_round, content)
    page = browser.get(address).content.decode()
    assert "2 项在下载之后被别人改过" in page
    undecided = accept(browser, address)
    assert undecided.status_code == 422 and "还有没选的" in undecided.content.decode()
    assert now(owed["rate"]).value is None
    waste, sites = f"choice_{owed['waste'].pk}", f"choice_{owed['sites'].pk}"
    accept(browser, address, **{waste: "mine", sites: "theirs"})
    assert [now(owed[code]).value for code in ("waste", "sites", "rate")] == [12, 30, 55]


def test_a_colleague_s_note_stays_beside_the_figure_that_the_file_brings(
    browser: Client, open_round: Round, owed: Owed, lin: User
) -> None:
    content = edited(download(browser, open_round), put("waste", 12))
    save_entry(owed["waste"], Decimal(11), "已核对台账", by=lin, at=NOON, based_on=1)
    address = preview(browser, open_round, content)
    assert "<del>已核对台账</del>" not in browser.get(address).content.decode()
    accept(browser, address, **{f"choice_{owed['waste'].pk}": "mine"})
    assert (now(owed["waste"]).figure, now(owed["waste"]).note) == (Decimal(12), "已核对台账")


def test_a_row_left_alone_does_not_bring_back_what_somebody_else_changed(
    browser: Client, open_round: Round, owed: Owed, lin: User
) -> None:
    content = edited(download(browser, open_round), put("sites", 31))
    save_entry(owed["waste"], Decimal(11), "", by=lin, at=NOON, based_on=1)
    accept(browser, preview(browser, open_round, content))
    assert now(owed["waste"]).value == 11 and now(owed["sites"]).value == 31


def test_a_round_closed_meanwhile_takes_nothing_in(browser: Client, open_round: Round, owed: Owed, wu: User) -> None:
    address = preview(browser, open_round, edited(download(browser, open_round), put("waste", 12)))
    form = hidden(browser.get(address).content.decode())
    close_round(open_round, by=wu, based_on=open_round.version)
    answer = browser.post(address, form)
    assert answer.status_code == 409 and "填报期已关闭" in answer.content.decode()
    assert now(owed["waste"]).value is None
    upload = reverse("indicators:roundbook_upload", args=[open_round.plan.code, open_round.pk])
    assert "没有可以导入的" in browser.get(upload).content.decode()


def test_what_was_handed_in_is_shown_locked_and_not_taken(
    browser: Client, open_round: Round, owed: Owed, lin: User
) -> None:
    Entry.objects.filter(pk=owed["waste"].pk).update(
        state=EntryState.SUBMITTED, value=Decimal(12), entered_by=lin, late=True
    )
    content = download(browser, open_round)
    book = load_workbook(BytesIO(content))
    assert cell(book, "waste").protection.locked and "已提交，不能修改" in cell(book, "waste", "状态").value
    assert cell(book, "waste", "状态").value.startswith("逾期") and "逾期" not in cell(book, "sites", "状态").value
    page = browser.get(
        preview(browser, open_round, edited(content, put("waste", 13), put("sites", 31)))
    ).content.decode()
    assert "填报表!H5" in page and "这一行有改动，但不能导入" in page and "导入 1 项" in page


def test_giving_up_throws_the_file_away(browser: Client, open_round: Round, owed: Owed) -> None:
    address = preview(browser, open_round, edited(download(browser, open_round), put("waste", 12)))
    answer = browser.post(f"{address}give-up/", follow=True)
    assert "没有导入" in answer.content.decode() and not StagedUpload.objects.exists()
    assert browser.get(address).status_code == 404 and now(owed["waste"]).value is None


def test_only_the_organization_s_own_reporter_takes_it_in(
    signed_in: SignIn, plan: Plan, open_round: Round, owed: Owed, lin: User, gao: User, sun: User, wu: User, zhao: User
) -> None:
    content = download(signed_in(lin), open_round)
    upload = reverse("indicators:roundbook_upload", args=[plan.code, open_round.pk])
    assert [signed_in(person).get(upload).status_code for person in (gao, sun, wu, lin)] == [403, 403, 403, 200]
    refused = hand_in(signed_in(zhao), open_round, content)
    assert refused.status_code == 422 and "这是“市住建局”的填报表" in refused.content.decode()
    address = preview(signed_in(lin), open_round, content)
    colleague = create_user("mei", Role.REPORTER, organization=lin.organization)
    assert signed_in(zhao).get(address).status_code == signed_in(colleague).get(address).status_code == 404


def test_the_office_downloads_anybody_s_and_departments_their_own(
    signed_in: SignIn, open_round: Round, owed: Owed, wu: User, zhao: User, gao: User, plan: Plan
) -> None:
    assert (
        entries(load_workbook(BytesIO(download(signed_in(wu), open_round, organization="housing"))))["A4"].value
        == "rate"
    )
    assert download(signed_in(gao), open_round)
    address = reverse("indicators:roundbook", args=[plan.code, open_round.pk])
    assert signed_in(zhao).get(address, {"organization": "housing"}).status_code == 404
    empty = signed_in(zhao).get(address, follow=True)
    assert "没有填报表可以下载" in empty.content.decode()
    record = Record.objects.filter(verb="roundbook.downloaded").last()
    assert record is not None and record.target_id == str(open_round.pk) and "市住建局" in record.after["name"]


def test_sorted_and_renamed_it_is_read_by_its_keys(browser: Client, open_round: Round, owed: Owed) -> None:
    def shuffle(book: object) -> None:
        sheet = entries(book)  # type: ignore[arg-type]
        rows = [[each.value for each in cells] for cells in sheet.iter_rows(min_row=4, max_row=7)]
        for number, values in enumerate(reversed(rows), 4):
            for place, value in enumerate(values, 1):
                sheet.cell(number, place).value = value
        sheet.insert_cols(2)
        sheet.title = "三季度"

    content = edited(download(browser, open_round), put("waste", 12), put("sites", 31), shuffle)
    address = preview(browser, open_round, content)
    assert "三季度!I6" in browser.get(address).content.decode()
    accept(browser, address)
    assert now(owed["waste"]).value == 12 and now(owed["sites"]).value == 31


def test_desk_and_grid_lead_to_it(browser: Client, plan: Plan, open_round: Round, owed: Owed) -> None:
    down = reverse("indicators:roundbook", args=[plan.code, open_round.pk])
    up = reverse("indicators:roundbook_upload", args=[plan.code, open_round.pk])
    for page in (reverse("indicators:grid", args=[plan.code, open_round.pk]), reverse("tasks:desk", args=[plan.code])):
        text = browser.get(page).content.decode()
        assert f'"{down}' in text and f'"{up}"' in text
