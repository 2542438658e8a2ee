"""Sheets as JSON and back, between the reading process and us. JSON, because unpacking it can run no code."""

import json
from collections.abc import Iterable
from dataclasses import astuple
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .model import EMPTY, Cell, Range, Sheet, Value, Workbook
from .refusal import UnusableFile


def pack_workbook(workbook: Workbook) -> str:
    return json.dumps({"sheets": [_pack_sheet(sheet) for sheet in workbook.sheets]}, separators=(",", ":"))


def pack_refusal(code: str, params: dict[str, str | int]) -> str:
    return json.dumps({"code": code, "params": params})


def unpack(packed: bytes) -> Workbook:
    """The workbook; a packed refusal is raised as UnusableFile."""
    answer = json.loads(packed)
    if "code" in answer:
        raise UnusableFile(answer["code"], **answer["params"])
    return Workbook(tuple(_unpack_sheet(**sheet) for sheet in answer["sheets"]))


def _pack_sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "rows": [[_pack_cell(cell) for cell in row] for row in sheet.rows],
        "merged": [astuple(block) for block in sheet.merged],
        "hidden_rows": sorted(sheet.hidden_rows),
        "hidden": sheet.hidden,
    }


def _unpack_sheet(
    name: str, rows: list[list[Any]], merged: list[list[int]], hidden_rows: Iterable[int], hidden: bool
) -> Sheet:
    cells = tuple(tuple(map(_unpack_cell, row)) for row in rows)
    return Sheet(name, cells, tuple(Range(*block) for block in merged), frozenset(hidden_rows), hidden)


def _pack_cell(cell: Cell) -> Any:
    """0 for an empty cell, the text alone for a plain text; else kind, value and the rest."""
    if cell is EMPTY:
        return 0
    if cell.value == cell.text and cell.number_format == "General":
        return cell.text
    kind = type(cell.value).__name__
    return [kind, str(cell.value), cell.text, cell.formula_without_value, cell.number_format]


def _unpack_cell(packed: Any) -> Cell:
    if packed == 0:
        return EMPTY
    if isinstance(packed, str):
        return Cell(packed, packed)
    kind, value, *rest = packed
    return Cell(_unpack_value(kind, value), *rest)


def _unpack_value(kind: str, value: str) -> Value:
    match kind:
        case "str":
            return value
        case "Decimal":
            return Decimal(value)
        case "bool":
            return value == "True"
        case "date":
            return date.fromisoformat(value)
        case "datetime":
            return datetime.fromisoformat(value)
    return None
