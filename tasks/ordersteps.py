"""Whose turn it is with an order, and what a person can do with it now. Reads only."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tasks.models import Order, OrderState, Reply
from wastefree.access import ORGANIZATION, Role
from wastefree.accounts.models import User

State = OrderState

# By state, what the office and what the organization asked can do; the first is the obvious next step.
OF_OFFICE: Mapping[str, tuple[str, ...]] = {
    State.DRAFT: ("issue", "withdraw"),
    State.ISSUED: ("withdraw",),
    State.ACKNOWLEDGED: ("withdraw",),
    State.ANSWERED: ("close", "send_back", "withdraw"),
    State.CLOSED: ("reopen",),
    State.WITHDRAWN: (),
}
OF_ORGANIZATION: Mapping[str, tuple[str, ...]] = {
    State.ISSUED: ("acknowledge", "extension"),
    State.ACKNOWLEDGED: ("answer", "extension"),
}
OBVIOUS = frozenset({"issue", "acknowledge", "answer", "decide", "close"})
WAITS_FOR: Mapping[str, Promise] = {
    State.DRAFT: _("还没有印发，只有无废办能看到。"),
    State.ISSUED: _("等%(organization)s签收。"),
    State.ACKNOWLEDGED: _("%(organization)s正在办理，等反馈。"),
    State.ANSWERED: _("%(organization)s已经反馈，等无废办核验销号。"),
    State.CLOSED: _("已核验销号。"),
    State.WITHDRAWN: _("无废办已撤回。"),
}


def steps_of(order: Order, user: User) -> list[str]:
    """What the person can do with an order that they see, the obvious first."""
    steps: list[str] = []
    if user.has_role(Role.OFFICE):
        steps += ["decide"] if _asks_for_time(order) else []
        steps += OF_OFFICE[order.state]
        if order.state == State.CLOSED and not any(each.kind == Reply.Kind.ANSWER for each in order.replies.all()):
            steps.remove("reopen")
    if user.roles & ORGANIZATION and user.organization_id == order.organization_id:
        own = OF_ORGANIZATION.get(order.state, ())
        steps = [step for step in own if not (step == "extension" and order.asked_extension)] + steps
    return steps


def next_step(steps: list[str]) -> str:
    """The obvious one, to be seen at once; taking an order back never is."""
    return steps[0] if steps and steps[0] in OBVIOUS else ""


def waits_for(order: Order) -> str:
    """Whose turn it is, in a sentence."""
    if _asks_for_time(order):
        return str(_("%(organization)s申请延期，等无废办批准。")) % {"organization": order.organization.label}
    if order.state == State.CLOSED and not order.asks_something:
        return str(_("没有需要整改的事项，只作记录。"))
    return str(WAITS_FOR[order.state]) % {"organization": order.organization.label}


def is_proved(order: Order) -> bool:
    """Whether an answer holds a file; of an order whose replies are there with their files."""
    return any(each.evidence.all() for each in order.replies.all() if each.kind == Reply.Kind.ANSWER)


def _asks_for_time(order: Order) -> bool:
    return order.state in (State.ISSUED, State.ACKNOWLEDGED) and order.asked_extension is not None
