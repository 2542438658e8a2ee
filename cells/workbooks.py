"""The list of cells as a workbook: the same rows that the page shows."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cells.models import Cell
from indicators.models import Plan
from wastefree.lib.listbook import Column, list_workbook


def cell_list(plan: Plan, cells: Iterable[Cell], today: date) -> bytes:
    columns = [
        Column(_("序号"), 6, "0"),
        Column(_("单位名称"), 36),
        Column(_("细胞类型"), 18),
        Column(_("牵头单位"), 18),
        Column(_("所在区县"), 14),
        Column(_("状态"), 10),
        Column(_("命名日期"), 12),
    ]
    rows = (
        [
            number,
            cell.name,
            cell.type.name,
            cell.organization.name if cell.organization else "",
            cell.region.name if cell.region else "",
            cell.get_state_display(),
            cell.named_on,
        ]
        for number, cell in enumerate(cells, 1)
    )
    note = _("%(plan)s　导出日期 %(day)s") % {"plan": plan.name, "day": date_format(today, "DATE_FORMAT")}
    note = note + "　" + _("演示数据，不能引用") if plan.is_demo else note
    return list_workbook(_("无废细胞清单"), note, columns, rows)
