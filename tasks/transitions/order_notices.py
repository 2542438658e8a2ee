"""Who is told of which change of an order. Called inside the transaction of the change."""

from collections.abc import Iterable

from django.urls import reverse

from tasks.models import Extension, Order, Reply
from wastefree.access import Role
from wastefree.accounts.models import User
from wastefree.notifications.notify import notify
from wastefree.notifications.texts import Fact


def tell_issued(order: Order) -> None:
    """Those who answer, and those who help."""
    if order.due_on is None or not order.asks_something:
        _tell(_served(order), order, "order.recorded", "issued")
        return
    _tell(_served(order), order, "order.issued", "issued", {"due": order.due_on})


def tell_answered(reply: Reply) -> None:
    _tell(office_of(reply.order), reply.order, "order.answered", f"reply:{reply.pk}")


def tell_sent_back(reply: Reply) -> None:
    _tell(people_of(reply.order), reply.order, "order.sent_back", f"reply:{reply.pk}", {"reason": reply.text})


def tell_extension_asked(asked: Extension) -> None:
    facts: dict[str, Fact] = {"until": asked.until, "reason": asked.reason}
    _tell(office_of(asked.order), asked.order, "order.extension_asked", f"extension:{asked.pk}", facts)


def tell_extension_decided(decided: Extension) -> None:
    granted = decided.state == Extension.State.GRANTED
    facts: dict[str, Fact] = {"until": decided.until} if granted else {"reason": decided.answer}
    kind = "order.extension_granted" if granted else "order.extension_refused"
    _tell(people_of(decided.order), decided.order, kind, f"extension:{decided.pk}:decided", facts)


def tell_closed(order: Order) -> None:
    _tell(_served(order), order, "order.closed", f"closed:{order.version}")


def tell_withdrawn(order: Order) -> None:
    _tell(_served(order), order, "order.withdrawn", "withdrawn", {"reason": order.ending})


def people_of(order: Order) -> Iterable[User]:
    """The reporters and reviewers of the organization that answers."""
    found: Iterable[User] = User.objects.holding(Role.REPORTER, Role.REVIEWER).of(order.organization)
    return found


def office_of(order: Order) -> Iterable[User]:
    found: Iterable[User] = User.objects.holding(Role.OFFICE).filter(organization__plans=order.plan_id)
    return found


def _served(order: Order) -> Iterable[User]:
    helping = Order.cooperating.through._default_manager.filter(order=order)
    bodies = {order.organization_id, *helping.values_list("organization_id", flat=True)}
    found: Iterable[User] = User.objects.holding(Role.REPORTER, Role.REVIEWER).filter(organization__in=bodies)
    return found


def page_of(order: Order) -> str:
    return reverse("tasks:order", args=[order.plan.code, order.pk])


def _tell(users: Iterable[User], order: Order, kind: str, occasion: str, more: dict[str, Fact] | None = None) -> None:
    facts: dict[str, Fact] = {
        "number": order.number,
        "title": order.title,
        "organization": order.organization.label,
        **(more or {}),
    }
    for user in users:
        notify(user, kind, f"order:{order.pk}:{occasion}", facts, page_of(order))
