"""The one way to tell somebody something, and to tell it again where the message did not arrive."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from wastefree.accounts.models import User
from wastefree.audit import log
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


def retry_failed(*, by: User, now: datetime) -> int:
    """Puts the messages that failed, and that `by` looks after, back into the queue; says how many."""
    with transaction.atomic():
        failed = list(Delivery.objects.visible_to(by).failed().with_notice())
        for delivery in failed:
            log.record(by, "delivery.retried", delivery, before={"error": delivery.error})
        return (
            Delivery.objects.failed()
            .filter(pk__in=[delivery.pk for delivery in failed])
            .update(state=Delivery.State.WAITING, attempts=0, not_before=now)
        )
