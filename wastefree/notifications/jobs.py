"""Jobs of notifications: what waits is claimed, sent, then marked.

A worker that dies between sending and marking leaves its lease to run out; the message then goes once more under
the same Message-ID. So nothing is lost, and there are never more repetitions than crashes.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from celery import shared_task
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from wastefree.notifications.channels import send_email
from wastefree.notifications.models import Delivery

logger = logging.getLogger(__name__)
BATCH = 200


class ServerGone(Exception):
    """The mail server does not answer."""


@shared_task
def deliver_waiting() -> None:
    deliver(timezone.now)


def deliver(clock: Callable[[], datetime]) -> int:
    """Sends what is due, at most a batch of it; says how many left. `clock` gives the present moment."""
    sent = 0
    connection = get_connection()
    try:
        for pk in list(Delivery.objects.due(clock()).values_list("pk", flat=True)[:BATCH]):
            sent += _deliver_one(pk, connection, clock)
    except ServerGone:
        logger.warning("The mail server does not answer; the rest waits for the next tick.")
    finally:
        connection.close()
    return sent


def _deliver_one(pk: int, connection: BaseEmailBackend, clock: Callable[[], datetime]) -> bool:
    """Whether it was sent. Raises `ServerGone` if no other message of the batch can be sent either."""
    if not Delivery.objects.claim(pk, clock()):
        return False
    delivery = Delivery.objects.with_notice().get(pk=pk)
    if not delivery.notification.user.is_active:
        delivery.give_up("the account is closed")
        return False
    try:
        connection.open()
    except OSError as error:
        _postpone(delivery, error, clock())
        raise ServerGone from error
    try:
        send_email(delivery, connection)
    except (OSError, ValueError) as error:
        connection.close()  # what the server thinks of a broken conversation is not known
        _postpone(delivery, error, clock())
        return False
    delivery.mark_sent(clock())
    return True


def _postpone(delivery: Delivery, error: Exception, now: datetime) -> None:
    logger.warning("Delivery %s, attempt %s: %s", delivery.pk, delivery.attempts, error)
    delivery.postpone(f"{type(error).__name__}: {error}", now)
