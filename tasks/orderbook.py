"""The list of orders as a file: the same rows that the page shows."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from indicators.models import Plan
from tasks.models import Extension, Order
from tasks.workbooks import note
from wastefree.lib.listbook import Cell, Column, Sheet


def order_sheet(plan: Plan, orders: Iterable[Order], today: date) -> Sheet:
    columns = [
        Column(_("编号"), 18),
        Column(pgettext("order", "类别"), 10),
        Column(_("事项"), 30),
        Column(_("针对"), 26),
        Column(_("承办单位"), 16),
        Column(_("配合单位"), 20),
        Column(_("办理要求"), 40),
        Column(_("印发日期"), 12),
        Column(_("签收期限"), 12),
        Column(_("签收时间"), 12),
        Column(_("办结期限"), 12),
        Column(_("延期次数"), 8, "0"),
        Column(_("情况"), 14),
        Column(_("反馈时间"), 12),
        Column(_("办结时间"), 12),
        Column(_("销号意见"), 30),
    ]
    rows = [_order_row(order, today) for order in orders]
    return Sheet(_("督办交办清单"), note(plan, today), columns, rows)


def _order_row(order: Order, today: date) -> list[Cell]:
    granted = [each for each in order.extensions.all() if each.state == Extension.State.GRANTED]
    return [
        order.number,
        order.get_kind_display(),
        order.title,
        str(order.subject or ""),
        order.organization.name,
        _("、").join(body.name for body in order.cooperating.all()),
        order.requirement,
        order.issued_on,
        order.acknowledge_by,
        _day(order.acknowledged_at),
        order.due_on,
        len(granted),
        str(order.status(today).word),
        _day(order.answered_at),
        _day(order.ended_at),
        order.ending,
    ]


def _day(moment: datetime | None) -> date | None:
    return localdate(moment) if moment else None
