"""How an order stands on a day: derived from its state and its dates, never stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tasks.ladder import SOON


class Standing(StrEnum):
    """What is to be said of an order in one word; the late ones come before all else."""

    DRAFT = "draft"
    TO_ACKNOWLEDGE = "to_acknowledge"
    UNACKNOWLEDGED = "unacknowledged"
    UNDER_WAY = "under_way"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


# The word, and the shape in which it is drawn (`components/shape.html`).
LOOKS: Mapping[Standing, tuple[Promise, str]] = {
    Standing.DRAFT: (_("草稿"), "no_data"),
    Standing.TO_ACKNOWLEDGE: (_("待签收"), "on_track"),
    Standing.UNACKNOWLEDGED: (_("逾期未签收"), "behind"),
    Standing.UNDER_WAY: (_("办理中"), "on_track"),
    Standing.DUE_SOON: (_("即将到期"), "behind"),
    Standing.OVERDUE: (_("逾期未办结"), "off_track"),
    Standing.ANSWERED: (_("已反馈，待核验"), "not_judged"),
    Standing.CLOSED: (_("已销号"), "achieved"),
    Standing.WITHDRAWN: (_("已撤回"), "no_data"),
}


class Dated(Protocol):
    """What of an order tells how it stands."""

    state: str
    acknowledge_by: date | None
    due_on: date | None


@dataclass(frozen=True)
class OrderStatus:
    """`deadline` is the day that counts now; None where nothing is waited for from the organization."""

    standing: Standing
    deadline: date | None

    @property
    def word(self) -> Promise:
        return LOOKS[self.standing][0]

    @property
    def shape(self) -> str:
        return LOOKS[self.standing][1]

    @property
    def is_late(self) -> bool:
        return self.standing in (Standing.OVERDUE, Standing.UNACKNOWLEDGED)


def order_status(order: Dated, today: date) -> OrderStatus:
    """An order that waits for the office, is closed or withdrawn is late no more, whenever it was due."""
    if order.state == "issued":
        return _of_issued(order, today)
    if order.state == "acknowledged":
        return OrderStatus(_by_due_day(order, today), order.due_on)
    return OrderStatus(Standing(order.state), None)


def _of_issued(order: Dated, today: date) -> OrderStatus:
    if _by_due_day(order, today) is Standing.OVERDUE:
        return OrderStatus(Standing.OVERDUE, order.due_on)
    by = order.acknowledge_by
    late = by is not None and by < today
    return OrderStatus(Standing.UNACKNOWLEDGED if late else Standing.TO_ACKNOWLEDGE, by or order.due_on)


def _by_due_day(order: Dated, today: date) -> Standing:
    if order.due_on is None:
        return Standing.UNDER_WAY
    left = (order.due_on - today).days
    if left < 0:
        return Standing.OVERDUE
    return Standing.DUE_SOON if left <= SOON else Standing.UNDER_WAY
