"""Filling in a round's workbook as a person does, with openpyxl for Excel."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from indicators.models import Round
from tests.architecture.places import read_to_the_end

FIGURE, NOT_APPLICABLE, NOTE = "本季度", "不适用", "说明"
FIRST_ROW = 4
Edit = Callable[[Workbook], Any]


def download(browser: Client, round_: Round, **query: str) -> bytes:
    answer = browser.get(reverse("indicators:roundbook", args=[round_.plan.code, round_.pk]), query)
    assert answer.status_code == 200, answer
    return content_of(answer)


def content_of(answer: HttpResponseBase) -> bytes:
    read_to_the_end(answer)
    return answer.content  # type: ignore[attr-defined,no-any-return]


def entries(book: Workbook) -> Worksheet:
    sheet = book["填报表"]
    assert isinstance(sheet, Worksheet)
    return sheet


def column(sheet: Worksheet, heading: str) -> int:
    return next(cell.column for cell in sheet[FIRST_ROW - 1] if cell.value == heading)


def row(sheet: Worksheet, code: str) -> int:
    return next(cells[0].row for cells in sheet.iter_rows(min_row=FIRST_ROW) if cells[0].value == code)


def cell(book: Workbook, code: str, heading: str = FIGURE) -> Any:
    sheet = entries(book)
    return sheet.cell(row(sheet, code), column(sheet, heading))


def put(code: str, value: Any, heading: str = FIGURE, number_format: str = "") -> Edit:
    """Types `value` into one cell."""

    def edit(book: Workbook) -> None:
        target = cell(book, code, heading)
        target.value = value
        if number_format:
            target.number_format = number_format

    return edit


def edited(content: bytes, *edits: Edit) -> bytes:
    """The workbook after some edits, saved again."""
    book = load_workbook(BytesIO(content))
    for edit in edits:
        edit(book)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def hand_in(browser: Client, round_: Round, content: bytes, name: str = "填报表.xlsx") -> Any:
    """Uploads; the answer to it."""
    address = reverse("indicators:roundbook_upload", args=[round_.plan.code, round_.pk])
    return browser.post(address, {"file": SimpleUploadedFile(name, content)})


def preview(browser: Client, round_: Round, content: bytes) -> str:
    """Uploads; the address of the preview."""
    answer = hand_in(browser, round_, content)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form on a preview."""
    return dict(re.findall(r'name="(key|fingerprint)" value="([0-9a-f]+)"', page))


def accept(browser: Client, address: str, **choices: str) -> Any:
    form = hidden(browser.get(address).content.decode())
    return browser.post(address, {**form, **{name.replace("_", "-"): value for name, value in choices.items()}})
