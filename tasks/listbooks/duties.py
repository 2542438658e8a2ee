"""The list of responsibilities (责任清单) as sheets: one for all organizations, or one for each."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from indicators.models import Plan
from indicators.workbooks import note
from tasks.models import Answerable
from tasks.responsibilities import Answering, Item
from wastefree.lib.listbook import Cell, Column, Sheet


def duty_sheet(plan: Plan, every: Iterable[Answering]) -> Sheet:
    """All in one: whoever answers stands in every row, so that the sheet can be sorted and filtered."""
    rows = [(each, item) for each in every for item in each.items]
    return _sheet(_("责任清单"), plan, [_row(number, *row) for number, row in enumerate(rows, 1)])


def duty_sheets(plan: Plan, every: Iterable[Answering]) -> list[Sheet]:
    """One sheet for each organization that answers for something; numbered, since two may be called alike."""
    own = [each for each in every if each.items]
    return [
        _sheet(
            f"{place} {each.organization.label}",
            plan,
            [_row(number, each, item) for number, item in enumerate(each.items, 1)],
        )
        for place, each in enumerate(own, 1)
    ]


def _sheet(title: str, plan: Plan, rows: Sequence[Sequence[Cell]]) -> Sheet:
    columns = [
        Column(_("序号"), 6, "0"),
        Column(_("责任单位"), 18),
        Column(_("分管领导"), 22),
        Column(_("联络员"), 18),
        Column(_("事项类别"), 10),
        Column(_("编号"), 8),
        Column(_("事项"), 40),
        Column(_("目标/时限"), 26),
        Column(_("牵头/配合"), 10),
        Column(_("当前状态"), 18),
        Column(_("滞后或逾期"), 8),
    ]
    return Sheet(title, note(plan), columns, rows)


def _row(number: int, answering: Answering, item: Item) -> list[Cell]:
    people = answering.people
    return [
        number,
        answering.organization.name,
        written(people.leader),
        written(people.liaison),
        str(item.kind.label),
        item.code,
        item.title,
        item.goal,
        str(item.part.label),
        item.words,
        _("是") if item.is_late else "",
    ]


def written(person: Answerable | None) -> str:
    """Name, and post in brackets; never a telephone number, since the list goes round."""
    return str(person) if person else ""
