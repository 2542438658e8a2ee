"""Lists as a file, in the two kinds in which people take them along: a workbook to read and print, CSV to work on."""

from collections.abc import Iterator, Sequence

from wastefree.lib.listbook import Cell, Sheet, sheets_workbook
from wastefree.lib.listcsv import csv_lines

KINDS = ("xlsx", "csv")


def list_file(kind: str, sheets: Sequence[Sheet]) -> bytes:
    """The lists as a file of the kind. Raises ValueError for a kind that is none of `KINDS`.

    A CSV file has no sheets: the lists stand one below the other, each under its title where there are several, and
    what the note says stands in the last line, so that the first is always a heading.
    """
    if kind not in KINDS:
        raise ValueError(f"no such kind of file: {kind}")
    return csv_lines(_lines(sheets)) if kind == "csv" else sheets_workbook(sheets)


def _lines(sheets: Sequence[Sheet]) -> Iterator[Sequence[Cell]]:
    for sheet in sheets:
        if len(sheets) > 1:
            yield [sheet.title]
        yield [column.heading for column in sheet.columns]
        yield from sheet.rows
        yield []
    for note in dict.fromkeys(sheet.note for sheet in sheets):
        yield [note]
