"""Telling people: a notice is written with the change that it tells of, and delivered afterwards."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wastefree.access import Role
from wastefree.accounts.models import User, person
from wastefree.notifications.texts import KINDS, Kind, sentence

LEASE = timedelta(seconds=60)
# Pauses before the next attempt, in minutes; after the last the delivery has failed.
PAUSES = (1, 5, 15, 60, 240, 1440)


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User | AnonymousUser) -> "NotificationQuerySet":
        """Everyone sees their own notices alone."""
        somebody = person(user)
        return self.none() if somebody is None else self.filter(user=somebody)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def unread_first(self) -> "NotificationQuerySet":
        return self.annotate(is_read=Q(read_at__isnull=False)).order_by("is_read", "-pk")

    def mark_read(self, now: datetime) -> int:
        """Marks the unread among them; says how many."""
        return self.unread().update(read_at=now)


class Notification(models.Model):
    """A notice to one person. `key` says what it is about, so that the same notice is never written twice."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications", verbose_name=_("收件人")
    )
    kind = models.CharField(_("种类"), max_length=40)
    key = models.CharField(max_length=120)
    context = models.JSONField(_("内容"), default=dict)
    url = models.CharField(_("链接"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)
    read_at = models.DateTimeField(_("已读时间"), null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_notice_per_key")]
        indexes = [models.Index(fields=["user"], condition=Q(read_at=None), name="unread_notices")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.user}"

    @property
    def look(self) -> Kind:
        return KINDS[self.kind]

    @property
    def sentence(self) -> str:
        """What the notice says, in the language of whoever reads it."""
        return sentence(self.kind, self.context)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User | AnonymousUser) -> "DeliveryQuerySet":
        """Whoever looks after the mail server sees what leaves and what does not, though not what it says."""
        somebody = person(user)
        return self if somebody is not None and somebody.has_role(Role.SYSTEM_ADMIN) else self.none()

    def in_state(self, state: str) -> "DeliveryQuerySet":
        return self.filter(state=state) if state else self

    def failed(self) -> "DeliveryQuerySet":
        return self.filter(state=Delivery.State.FAILED)

    def matching(self, words: str) -> "DeliveryQuerySet":
        return self.filter(Q(address__icontains=words) | Q(notification__user__display_name__icontains=words))

    def due(self, now: datetime) -> "DeliveryQuerySet":
        """Waiting for their turn, or left behind by a worker that died with the lease in its hand."""
        return self.filter(state__in=(Delivery.State.WAITING, Delivery.State.SENDING), not_before__lte=now)

    def with_notice(self) -> "DeliveryQuerySet":
        return self.select_related("notification__user")

    def claim(self, pk: int, now: datetime) -> bool:
        """Takes the delivery for the time of a lease; False if somebody else has it."""
        return bool(
            self.due(now)
            .filter(pk=pk)
            .update(state=Delivery.State.SENDING, not_before=now + LEASE, attempts=F("attempts") + 1)
        )


class Delivery(models.Model):
    """One notice on its way by one channel: the outbox row that a worker claims, sends, then marks."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("电子邮件")

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENDING = "sending", _("发送中")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("发送失败")

    notification = models.ForeignKey(
        Notification, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("通知")
    )
    channel = models.CharField(_("渠道"), max_length=20, choices=Channel.choices)
    address = models.CharField(_("地址"), max_length=254)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.WAITING)
    not_before = models.DateTimeField(_("最早发送时间"))
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    error = models.CharField(_("错误"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("发送")
        verbose_name_plural = _("发送")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["notification", "channel"], name="one_delivery_per_channel")]
        indexes = [models.Index(fields=["state", "not_before"])]

    def __str__(self) -> str:
        return f"{self.notification} {self.channel} {self.state}"

    def mark_sent(self, now: datetime) -> None:
        self.state, self.sent_at, self.error = Delivery.State.SENT, now, ""
        self.save(update_fields=["state", "sent_at", "error"])

    def give_up(self, error: str) -> None:
        self.state, self.error = Delivery.State.FAILED, error[:500]
        self.save(update_fields=["state", "error"])

    def postpone(self, error: str, now: datetime) -> None:
        """Waits for the next attempt, longer each time; gives up after the last of PAUSES."""
        if self.attempts > len(PAUSES):
            self.give_up(error)
            return
        self.state, self.error = Delivery.State.WAITING, error[:500]
        self.not_before = now + timedelta(minutes=PAUSES[self.attempts - 1])
        self.save(update_fields=["state", "error", "not_before"])
