"""The one way to tell somebody something."""

from collections.abc import Mapping

from wastefree.accounts.models import User
from wastefree.notifications.models import Delivery, Notification
from wastefree.notifications.texts import Fact, sentence, to_json


def notify(user: User, kind: str, key: str, context: Mapping[str, Fact] | None = None, url: str = "") -> bool:
    """Writes a notice to `user`, once for each `key`; says whether this was the first time.

    Called inside the transaction of the change that it tells of. `key` names the occasion, like
    "round:12:opened"; `url` is an address of the portal, without host. Messages leave afterwards: a row for each
    channel waits for the worker. Raises KeyError if `kind` is unknown or lacks a fact of its sentence.
    """
    facts = to_json(context or {})
    sentence(kind, facts)
    notice, first = Notification.objects.get_or_create(
        user=user, key=key, defaults={"kind": kind, "context": facts, "url": url}
    )
    if first and user.is_active and user.email:
        Delivery.objects.create(
            notification=notice,
            channel=Delivery.Channel.EMAIL,
            address=user.email,
            not_before=notice.created_at,
        )
    return first
