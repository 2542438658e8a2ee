"""The file itself: it opens and saves in another office, stays small in memory and costs a fixed number of queries."""

import resource
import subprocess
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from openpyxl import load_workbook

from indicators.models import Entry, EntryRevision, Plan, Quantity, Round
from indicators.roundbook.applying import take_in
from indicators.roundbook.differences import Standing, compare
from indicators.roundbook.facts import Said, Stamp, Unfit, pack, unpack
from indicators.roundbook.filling import book_of
from indicators.roundbook.judging import judge, open_book
from indicators.roundbook.layout import Book, Column, Line, Words
from indicators.roundbook.reading import read
from indicators.roundbook.writing import write
from indicators.transitions import save_entry
from tests.factories import NOON, create_entry, create_indicator, create_quantity
from tests.reports.office import SOFFICE
from tests.roundbook.filled import accept, cell, download, edited, entries, preview, put
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.lib.figures import MISSING, NOT_APPLICABLE
from wastefree.lib.sheets import read_tables
from wastefree.versions import StaleError

SignIn = Callable[[User], Client]
Owed = dict[str, Entry]
HEADINGS = {column: column.value for column in Column}
WORDS = Words(
    sheet="填报表",
    guide_sheet="说明",
    title="表",
    note="注",
    headings=HEADINGS,
    yes="是",
    provisional="快报",
    final="定数",
    not_applicable="不适用",
    progress=["未开展", "进行中", "已完成"],
    out_of_range="请核对",
    choose="请选",
    na_hint="",
    provisional_hint="",
    note_hint="",
    guide=[("怎样填", ["一", "二"])],
)
STAMP = Stamp(
    "p", 2024, 3, "o", "某局", "2024-10-08", "填报表", {c.value: t for c, t in HEADINGS.items()}, {"yes": "是"}
)


def line(number: int, said: Said | None = None, **fields: object) -> Line:
    told = said or Said(Decimal(number) / 4 if number % 2 else MISSING, "说明" if number % 3 else "")
    texts = {
        "code": f"q{number}",
        "indicator": "指标",
        "quantity": f"数据项{number}",
        "unit": "万吨",
        "accumulation": "",
    }
    return Line(entry=number, version=1, said=told, state="待填报", previous=Decimal(1), **{**texts, **fields})  # type: ignore[arg-type]


def highest() -> int:
    """The most memory that this process has ever held, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def back(lines: list[Line]) -> list[str]:
    """Written, read, and compared with itself: the codes of what is said to differ."""
    filled = read(read_tables(write(Book(STAMP, WORDS, lines)), name="a.xlsx"))
    standings = [Standing(each.entry, each.version, each.said, each.unit, each.progress) for each in lines]
    proposal = compare(filled, standings)
    return [str(change.entry) for change in proposal.changes] + [problem.code for problem in proposal.problems]


@pytest.mark.parametrize(
    "said",
    [
        Said(Decimal("0")),
        Said(Decimal("-12.345678")),
        Said(Decimal("12345678901234.123456")),
        Said(Decimal("0.000001")),
        Said(NOT_APPLICABLE, "无此业务", True),
        Said(MISSING, "=1+1"),
        Said(Decimal(5), " 空白 \r\n_x000D_\x07字 "),
        Said(Decimal("1E+3"), "字" * 2000, True),
    ],
)
def test_what_goes_out_comes_back_unchanged(said: Said) -> None:
    assert back([line(1, said)]) == []


def test_ten_thousand_rows_go_out_and_come_back_within_bounds() -> None:
    lines = [line(number) for number in range(1, 10_001)]
    before = highest()
    assert back(lines) == []
    assert highest() - before < 200_000  # kilobytes


def test_a_round_of_the_hidden_sheet_loses_nothing_and_bears_no_change() -> None:
    lines = pack(STAMP, [])
    assert unpack(lines).stamp == STAMP
    for place in range(1, len(lines)):
        touched = [list(each) for each in lines]
        touched[place][-1] += "x"
        with pytest.raises(Unfit, match="damaged"):
            unpack(touched)


@pytest.mark.django_db
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (Debian: libreoffice-calc-nogui)")
def test_saved_by_another_office_it_is_still_the_same(
    signed_in: SignIn, lin: User, open_round: Round, owed: Owed, tmp_path: Path
) -> None:
    browser = signed_in(lin)
    save_entry(owed["rate"], Decimal("61.25"), "见台账", by=lin, at=NOON, based_on=1)
    source, target = tmp_path / "填报表.xlsx", tmp_path / "saved"
    source.write_bytes(edited(download(browser, open_round), put("waste", "=12+0.5"), put("policy", "进行中")))
    command = [str(SOFFICE), "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    content = (target / "填报表.xlsx").read_bytes()
    assert entries(load_workbook(BytesIO(content))).protection.sheet
    address = preview(browser, open_round, content)
    page = browser.get(address).content.decode()
    assert "导入 2 项" in page and "格子有问题" not in page, page
    accept(browser, address)
    assert Entry.objects.get(pk=owed["waste"].pk).value == Decimal("12.5")
    assert Entry.objects.get(pk=owed["policy"].pk).value == 1


@pytest.mark.django_db
def test_in_english_it_is_in_english_and_is_read_all_the_same(
    lin: User, open_round: Round, owed: Owed, housing: Organization
) -> None:
    with override("en"):
        content = write(book_of(open_round, housing, NOON))
        under_way = str(Quantity.Progress.IN_PROGRESS.label)
    book = load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    assert [each.value for each in sheet[3]][:2] == ["Code", "Indicator"] and sheet["H5"].value is None
    sheet["H5"], sheet["H6"], sheet["I7"] = 12, under_way, "Yes"
    saved = BytesIO()
    book.save(saved)
    judged = judge(open_book(saved.getvalue(), "a.xlsx"), open_round, housing)
    said = {judged.entry(change).quantity.code: change.after.figure for change in judged.proposal.changes}
    assert said == {"waste": Decimal(12), "policy": Decimal(1), "sites": NOT_APPLICABLE}


@pytest.mark.django_db
def test_what_cannot_all_be_written_is_not_written_at_all(
    lin: User, open_round: Round, owed: Owed, housing: Organization
) -> None:
    content = edited(write(book_of(open_round, housing, NOON)), put("rate", 61), put("waste", 12), put("sites", 31))
    judged = judge(open_book(content, "填报表.xlsx"), open_round, housing)
    save_entry(owed["sites"], Decimal(30), "", by=lin, at=NOON, based_on=1)
    before = Record.objects.count()
    with pytest.raises(StaleError):
        take_in(judged, open_round, mine=(), by=lin, at=NOON, key="k", file_name="填报表.xlsx")
    assert Record.objects.count() == before and EntryRevision.objects.count() == 1
    assert Entry.objects.get(pk=owed["rate"].pk).value is None
    fresh = judge(open_book(content, "填报表.xlsx"), open_round, housing)
    assert take_in(fresh, open_round, mine=(), by=lin, at=NOON, key="k", file_name="填报表.xlsx"), (
        "the key is not spent"
    )


@pytest.mark.django_db
def test_ten_times_the_rows_need_no_more_queries(
    signed_in: SignIn, plan: Plan, lin: User, open_round: Round, owed: Owed, housing: Organization
) -> None:
    browser = signed_in(lin)

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as down:
            content = download(browser, open_round)
        queries = len(down)
        filled = edited(
            content, *(put(code, 12) for code in Quantity.objects.values_list("code", flat=True) if code != "policy")
        )
        address = preview(browser, open_round, filled)
        with CaptureQueriesContext(connection) as looked:
            browser.get(address)
        return queries, len(looked)

    asked()  # the first visit may make what is kept afterwards
    few = asked()
    for number in range(40):
        quantity = create_quantity(plan, f"more_{number}", owner=housing)
        create_indicator(plan, f"more-{number}", formula=quantity.code, lead=housing)
        create_entry(quantity, open_round)
    assert asked() == few


@pytest.mark.django_db
def test_cells_ask_for_what_belongs_in_them(signed_in: SignIn, lin: User, open_round: Round, owed: Owed) -> None:
    book = load_workbook(BytesIO(download(signed_in(lin), open_round)))
    rules = {str(rule.sqref): rule for rule in entries(book).data_validations.dataValidation}
    rate = rules[cell(book, "rate").coordinate]
    assert (rate.type, rate.errorStyle, rate.formula1, rate.formula2) == ("decimal", "warning", "0", "100")
    assert "单位：%" in rate.prompt and "95.5% 请填 95.5" in rate.prompt
    steps = rules[cell(book, "policy").coordinate]
    assert steps.type == "list" and steps.formula1 == '"未开展,进行中,已完成"'
    marked = entries(book).conditional_formatting
    assert [str(each.sqref) for each in marked] == ["H4:H7"]
