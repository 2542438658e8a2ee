"""Where each figure comes from: who entered it, who checked and approved it, when, and on which evidence."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.facts import AnnualFacts, EntryFact, QuantityFact
from reports.workbooks.style import PROGRESS_FORMAT, Column, House, Place, write
from wastefree.lib.listbook import number_format


def write_all(house: House, place: Place, facts: AnnualFacts) -> None:
    columns = [
        Column(_("代码"), 20),
        Column(_("数据项"), 32),
        Column(_("填报期"), 16),
        Column(_("填报单位"), 14),
        Column(_("数值"), 13, "right"),
        Column(pgettext("measure", "单位"), 8),
        Column(_("状态"), 11),
        Column(_("填报人"), 12),
        Column(_("填报时间"), 17),
        Column(_("部门审核"), 12),
        Column(_("无废办审核"), 12),
        Column(_("审核时间"), 17),
        Column(_("说明"), 26),
        Column(_("佐证材料"), 26),
    ]
    note = _("每一个数值的填报和审核记录；未审核通过的数值不计，显示为“—”。")
    row = first = house.lay_out(place, _("数据来源"), note, columns)
    for quantity in facts.quantities:
        for entry in quantity.entries:
            _write_row(house, place, row, quantity, entry)
            row += 1
    place.sheet.autofilter(first - 1, 0, max(first, row - 1), len(columns) - 1)


def _write_row(house: House, place: Place, row: int, quantity: QuantityFact, entry: EntryFact) -> None:
    left, center = house.body(font_size=10), house.body("center", font_size=10)
    time = house.body("center", font_size=10, num_format="yyyy-mm-dd hh:mm")
    number = PROGRESS_FORMAT if quantity.is_progress else number_format(quantity.decimals)
    cells = (
        (quantity.code, left),
        (quantity.name, left),
        (entry.period.label(), center),
        (entry.organization, left),
        (entry.figure, house.body("right", font_size=10, num_format=number)),
        (quantity.unit, center),
        (entry.state, center),
        (entry.entered_by, left),
        (entry.entered_at, time),
        (entry.checked_by, left),
        (entry.approved_by, left),
        (entry.approved_at, time),
        (entry.note, left),
        ("\n".join(entry.evidence), left),
    )
    for column, (value, looks) in enumerate(cells):
        write(place, row, column, value, looks)
