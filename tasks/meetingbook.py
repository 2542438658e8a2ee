"""The agenda of a meeting as a file (调度表): the same lines that the page shows, with their numbers."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from tasks.agendaitems import Item
from tasks.models import Meeting
from tasks.workbooks import note
from wastefree.lib.listbook import Cell, Column, Sheet


def agenda_sheet(meeting: Meeting, items: Iterable[tuple[int, Item]], today: date) -> Sheet:
    columns = [
        Column(_("序号"), 6, "0"),
        Column(_("议程部分"), 16),
        Column(_("事项"), 40),
        Column(_("责任单位"), 18),
        Column(_("时限"), 14),
        Column(_("进展"), 36),
        Column(_("存在问题"), 28),
        Column(_("下一步"), 28),
        Column(_("状态"), 12),
    ]
    rows = [_row(number, item) for number, item in items]
    return Sheet(_("%(meeting)s调度表") % {"meeting": meeting.title}, note(meeting.plan, today), columns, rows)


def _row(number: int, item: Item) -> list[Cell]:
    return [
        number,
        str(item.part_word),
        item.title,
        item.who,
        item.due_on or item.due_text,
        item.progress,
        item.problem,
        item.next_step,
        str(item.word),
    ]
