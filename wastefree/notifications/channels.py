"""How a notice leaves the portal: one function for each channel."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template import Context, Engine
from django.utils.translation import override

from wastefree.notifications.models import Delivery, Notification


def send_email(delivery: Delivery, connection: BaseEmailBackend) -> None:
    """Sends one notice. Raises OSError (all of smtplib's errors among them) or ValueError when it cannot."""
    notice = delivery.notification
    with override(notice.user.language or settings.LANGUAGE_CODE):
        subject = " ".join(_text(notice, "subject").split())
        body = _text(notice, "body")
    EmailMessage(
        subject, body, to=[delivery.address], headers={"Message-ID": message_id(delivery)}, connection=connection
    ).send()


def message_id(delivery: Delivery) -> str:
    """The same for every attempt, so that a mail program can tell a repetition."""
    return f"<notice-{delivery.notification_id}-{delivery.pk}@{urlsplit(settings.SITE_URL).hostname}>"


def _text(notice: Notification, part: str) -> str:
    """Plain text: nothing is escaped, since nothing is markup."""
    context = Context({"notice": notice, "user": notice.user, "site_url": settings.SITE_URL}, autoescape=False)
    template = Engine.get_default().get_template(f"emails/{notice.kind}-{part}.txt")
    return str(template.render(context))
