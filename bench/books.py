"""A round's workbook of ten thousand rows, without the database, which has no part in its cost."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import cycle, islice

from django.utils import timezone
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from bench.acts import Work
from bench.city import City
from indicators.roundbook import differences, filling, judging, writing

ROWS = 10_000


def book_works(city: City, rows: int = ROWS) -> Iterator[Work]:
    organization = city.region_reporter.organization
    assert organization is not None, "a reporter reports for somebody"
    book = filling.book_of(city.open_round, organization, timezone.now())
    some = islice(cycle(book.lines), rows)
    lines = [replace(line, entry=number, code=f"q{number}") for number, line in enumerate(some)]
    whole = replace(book, lines=lines)
    data = writing.write(whole)
    standings = [differences.Standing(line.entry, line.version, line.said, line.unit) for line in lines]

    def read() -> None:
        proposal = differences.compare(judging.open_book(data, "a.xlsx"), standings)
        if proposal.problems or proposal.unchanged != rows:
            raise RuntimeError("the workbook does not come back as it was written")

    yield Work(f"write a workbook, {rows} rows", lambda: writing.write(whole), lambda: bare_write(data), asks=False)
    yield Work(f"read a workbook, {rows} rows", read, lambda: bare_read(data), asks=False)


def bare_read(data: bytes) -> list[list[list[object]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return [[[*row] for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names]


def bare_write(data: bytes) -> bytes:
    """The same cells, without any look."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as out:
        for rows in bare_read(data):
            sheet = out.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return content.getvalue()
