"""An edition as a workbook: there and back, everything that is wrong named by its cell, all or nothing."""

import io
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from indicators import definitions, editions, library
from indicators.editionbooks import Content, blank_workbook, edition_workbook, read_content
from indicators.models import OwnEdition
from tests.factories import create_edition, create_edition_indicator, create_edition_quantity
from wastefree.accounts.models import User
from wastefree.audit.models import Record
from wastefree.files.models import StagedUpload
from wastefree.lib.sheets import read_tables

Browser = Callable[[User], Client]
Rows = list[list[Any]]

QUANTITIES: Rows = [
    ["代码", "名称", "单位", "时间口径", "其中项的总数"],
    ["recycled", "回收量", "万吨", "当期数", "generated"],
    ["generated", "产生量", "万吨", "当期数", ""],
]
INDICATORS: Rows = [
    ["序号", "一级指标", "指标名称", "必选或可选", "公式"],
    [1, "资源化利用", "回收率", "必选", "recycled / generated * 100"],
    [2, "资源化利用", "产生量", "", "generated"],
]


def workbook(**sheets: Rows) -> bytes:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(data: bytes) -> Content:
    return read_content(read_tables(data, name="指标库.xlsx"))


def changed(rows: Rows, cells: Mapping[str, Any]) -> Rows:
    """The rows with other contents in some cells, {"C2": "…"}."""
    new = [list(row) for row in rows]
    for place, value in cells.items():
        new[int(place[1:]) - 1][ord(place[0]) - ord("A")] = value
    return new


def problems(**sheets: Rows) -> list[tuple[str, str]]:
    return [(each.sheet, each.cell) for each in read(workbook(**sheets)).problems]


@pytest.mark.parametrize("code", ["2019", "2021"])
def test_an_edition_comes_back_as_it_went(code: str) -> None:
    edition = library.edition(code)
    content = read(edition_workbook(edition))
    assert content.problems == ()
    assert (content.quantities, content.indicators) == (edition.quantities, edition.indicators)


@pytest.mark.django_db
def test_an_own_edition_with_everything_in_it_comes_back_as_it_went() -> None:
    own = create_edition("ours")
    create_edition_quantity(own, "steps", kind="progress", frequency="year", by_region=True, decimals=0)
    create_edition_indicator(
        own,
        "=1+1 不是公式",
        number=7,
        aliases=["别名一", "别名二"],
        name_verified=True,
        mandatory="no",
        better="lower",
        kind="qualitative",
        formula="steps",
        explanation="第一行\n第二行",
        calculation="数出来",
        source="市统计局",
        responsible="市统计局牵头",
        by_region=True,
        level1="一",
        level2="二",
    )
    edition = editions.edition("ours")
    content = read(edition_workbook(edition))
    assert content.problems == ()
    assert (content.quantities, content.indicators) == (edition.quantities, edition.indicators)


def test_the_template_has_the_columns_and_nothing_else() -> None:
    book = load_workbook(io.BytesIO(blank_workbook()))
    assert book.sheetnames == ["指标", "数据项"]
    assert book["指标"].max_row == 1 and book["指标"]["D1"].value == "指标名称"


def test_a_workbook_filled_by_hand_is_read() -> None:
    content = read(workbook(数据项=QUANTITIES, 指标=INDICATORS))
    assert content.problems == ()
    rate, amount = content.indicators
    assert (rate.number, rate.mandatory, [each.code for each in rate.quantities]) == (
        1,
        "yes",
        ["recycled", "generated"],
    )
    assert (amount.mandatory, amount.decimals, amount.name_verified) == ("", 2, False)


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        ({"A3": 1}, "A3"),
        ({"A3": "甲"}, "A3"),
        ({"C3": "回收率"}, "C3"),
        ({"C3": ""}, "C3"),
        ({"C3": "长" * 151}, "C3"),
        ({"D2": "也许"}, "D2"),
        ({"E2": "recycled / nobody"}, "E2"),
        ({"E2": "recycled /"}, "E2"),
        ({"E2": "=A1/A2"}, "E2"),
        ({"E1": "权重"}, "E1"),
    ],
)
def test_each_thing_wrong_with_an_indicator_is_named_by_its_cell(cells: dict[str, Any], where: str) -> None:
    assert ("指标", where) in problems(数据项=QUANTITIES, 指标=changed(INDICATORS, cells))


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        ({"A3": "recycled"}, "A3"),
        ({"A3": "Generated!"}, "A3"),
        ({"B3": ""}, "B3"),
        ({"D3": ""}, "D3"),
        ({"D3": "有时"}, "D3"),
        ({"E2": "nobody"}, "E2"),
        ({"E3": "recycled"}, "E2"),
        ({"C1": "颜色"}, "C1"),
    ],
)
def test_each_thing_wrong_with_a_quantity_is_named_by_its_cell(cells: dict[str, Any], where: str) -> None:
    assert ("数据项", where) in problems(数据项=changed(QUANTITIES, cells), 指标=INDICATORS)


def test_a_workbook_of_another_kind_is_told_so() -> None:
    content = read(workbook(名单=[["单位名称", "电话"], ["市住建局", "1"]]))
    assert [(each.sheet, each.cell) for each in content.problems] == [("名单", "A1")]
    assert content.passed_over == ("名单",)


def test_a_sheet_beside_the_two_is_named_and_passed_over() -> None:
    content = read(workbook(数据项=QUANTITIES, 指标=INDICATORS, 说明=[["填表说明"], ["请填写"]]))
    assert (content.problems, content.passed_over) == ((), ("说明",))


# --- handing it in ---------------------------------------------------------------------------------------------------


@pytest.fixture
def ours(wu: User) -> OwnEdition:
    own = create_edition("ours")
    create_edition_indicator(own, "旧指标", number=1)
    return own


def handed_in(client: Client, data: bytes) -> StagedUpload:
    file = SimpleUploadedFile("指标库.xlsx", data)
    answer = client.post(reverse("indicators:edition_upload", args=["ours"]), {"file": file})
    assert answer.status_code == 302, answer.context["form"].errors
    return StagedUpload.objects.latest("created_at")


def test_the_preview_writes_nothing_and_the_confirmation_all(ours: OwnEdition, wu: User, signed_in: Browser) -> None:
    client = signed_in(wu)
    kept = handed_in(client, workbook(数据项=QUANTITIES, 指标=INDICATORS))
    page = client.get(reverse("indicators:edition_upload_preview", args=["ours", kept.pk]))
    assert (len(page.context["comparison"].new), len(page.context["comparison"].gone)) == (2, 1)
    assert ours.indicators.get().name == "旧指标"
    confirming = {"key": "k", "version": str(ours.version)}
    for _again in range(2):
        answer = client.post(reverse("indicators:edition_upload_confirm", args=["ours", kept.pk]), confirming)
        assert answer.status_code == 302
    assert list(ours.indicators.values_list("name", flat=True)) == ["回收率", "产生量"]
    assert Record.objects.filter(verb="edition.imported").count() == 1


def test_with_one_bad_cell_nothing_is_written(ours: OwnEdition, wu: User, signed_in: Browser) -> None:
    client = signed_in(wu)
    kept = handed_in(client, workbook(数据项=QUANTITIES, 指标=changed(INDICATORS, {"A3": 1})))
    preview = client.get(reverse("indicators:edition_upload_preview", args=["ours", kept.pk])).content.decode()
    assert "A3" in preview and "序号重复" in preview
    client.post(reverse("indicators:edition_upload_confirm", args=["ours", kept.pk]), {"version": str(ours.version)})
    assert ours.indicators.get().name == "旧指标"


def test_an_edition_that_changed_meanwhile_is_shown_again(ours: OwnEdition, wu: User, signed_in: Browser) -> None:
    client = signed_in(wu)
    kept = handed_in(client, workbook(数据项=QUANTITIES, 指标=INDICATORS))
    seen = str(ours.version)
    definitions.update_part(ours.indicators.get(), by=None, based_on=1, unit="吨")
    answer = client.post(reverse("indicators:edition_upload_confirm", args=["ours", kept.pk]), {"version": seen})
    assert answer.status_code == 409
    assert ours.indicators.get().name == "旧指标"


@pytest.mark.parametrize("data", [b"", b"no workbook at all"])
def test_a_file_that_is_no_workbook_is_refused_at_the_door(
    data: bytes, ours: OwnEdition, wu: User, signed_in: Browser
) -> None:
    file = SimpleUploadedFile("指标库.xlsx", data)
    answer = signed_in(wu).post(reverse("indicators:edition_upload", args=["ours"]), {"file": file})
    assert answer.status_code == 422 and not StagedUpload.objects.exists()


def test_what_the_page_exports_can_be_handed_in(ours: OwnEdition, wu: User, signed_in: Browser) -> None:
    client = signed_in(wu)
    answer = client.get(reverse("indicators:edition_export", args=["ours"]))
    data = b"".join(answer.streaming_content) if isinstance(answer, FileResponse) else answer.content
    kept = handed_in(client, data)
    page = client.get(reverse("indicators:edition_upload_preview", args=["ours", kept.pk]))
    assert page.context["comparison"].is_empty and not page.context["does_something"]
    assert Record.objects.filter(verb="edition.exported").exists()
