"""Annexes as an office makes them by hand, and what a test asks about importing one."""

import hashlib
import json
from collections.abc import Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from openpyxl import Workbook

from indicators.models import Plan

Row = Sequence[str | float | int | None]
TITLE = ("附件1", "青山市“无废城市”建设指标体系（2023—2025年）")


def workbook(
    *sheets: tuple[str, Sequence[Row]], merged: Sequence[str] = (), formats: dict[str, str] | None = None
) -> bytes:
    """A workbook of these sheets; merging and number formats are those of the first."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    first = book.worksheets[0]
    for block in merged:
        first.merge_cells(block)
    for cell, number_format in (formats or {}).items():
        first[cell].number_format = number_format
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def indicator_annex(*rows: Row, notes: Sequence[Row] = (), merged: Sequence[str] = (), **kwargs: Any) -> bytes:
    """Title rows, a heading of two lines, `rows` from row 5 on, and notes below.

    Columns: A 序号, B 一级指标, C 二级指标, D 三级指标, E 单位, F 基准值, G to I targets of 2023 to 2025, J 牵头单位,
    K 配合单位.
    """
    heading: Row = [
        "序号",
        "一级指标",
        "二级指标",
        "三 级\n指标★",
        "单位",
        "基准值（２０２２年）",
        "目标值",
        None,
        None,
        "牵头单位",
        "配合单位",
    ]
    years: Row = [None, None, None, None, None, None, "２０２３年", "2024年", 2025, None, None]
    above = ["G3:I3", *(f"{column}3:{column}4" for column in "ABCDEFJK"), "A2:K2"]
    table: list[Row] = [[TITLE[0]], [TITLE[1]], heading, years, *rows, [], *notes]
    return workbook(("附件1", table), merged=[*above, *merged], **kwargs)


def run(
    plan: Plan, content: bytes, tmp_path: Path, *options: str, name: str = "附件.xlsx"
) -> tuple[int, dict[str, Any]]:
    """Imports on the command line: the exit status, and the object that was printed."""
    file = tmp_path / name
    file.write_bytes(content)
    return run_file(plan, file, *options)


def run_file(plan: Plan, file: Path, *options: str) -> tuple[int, dict[str, Any]]:
    out = StringIO()
    try:
        call_command("import_annex", str(file), f"--plan={plan.code}", "--json", *options, stdout=out)
    except SystemExit as error:
        return int(error.code or 0), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def counts(printed: dict[str, Any]) -> tuple[int, int, int]:
    return printed["created"], printed["updated"], printed["unchanged"]


def cells(printed: dict[str, Any]) -> list[str]:
    """Where the problems are."""
    return [problem["cell"] for problem in printed["problems"]]


def digest() -> str:
    """The same for the same rows in all tables."""
    found = hashlib.sha256()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label != "sessions.Session":
            for row in model._default_manager.order_by("pk").values_list():
                found.update(f"{model._meta.label} {row}\n".encode())
    return found.hexdigest()
