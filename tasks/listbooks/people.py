"""Leaders in charge and liaisons of all organizations, as a sheet that is printed, filled in and read again."""

from collections.abc import Iterable

from indicators.models import Plan
from indicators.workbooks import note
from tasks.charges import People
from tasks.models import Answerable
from wastefree.lib.listbook import Cell, Column, Sheet


def people_sheet(plan: Plan, people: Iterable[People], *, telephones: bool) -> Sheet:
    """One row for each organization; the telephone numbers only for those who may see them all. The headings are Chinese
    in every language: the import of annexes reads them again."""
    columns = [
        Column("序号", 6, "0"),
        Column("责任单位", 24),
        Column("分管领导", 12),
        Column("分管领导职务", 20),
        Column("责任人", 12),
        Column("责任人职务", 20),
        Column("联络员", 12),
        Column("联络员职务", 20),
    ]
    if telephones:
        columns.append(Column("联络员电话", 16))
    rows = [
        [number, each.organization.name, *_cells(each), *([each.phone] if telephones else [])]
        for number, each in enumerate(people, 1)
    ]
    return Sheet("分管领导和联络员", note(plan), columns, rows)


def _cells(people: People) -> list[Cell]:
    return [cell for each in (people.leader, people.head, people.liaison) for cell in _person(each)]


def _person(person: Answerable | None) -> tuple[Cell, Cell]:
    return (person.name, person.post) if person else ("", "")
