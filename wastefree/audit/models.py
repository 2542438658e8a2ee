"""The audit trail: what was done, by whom, to what. Rows are only ever added."""

from datetime import date, datetime, time, timedelta
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wastefree.access import Role
from wastefree.audit.verbs import verb_word


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete an audit record."""


def midnight(day: date) -> datetime:
    """The moment at which a day begins in the portal's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


class RecordQuerySet(models.QuerySet["Record"]):
    def visible_to(self, user: Any) -> "RecordQuerySet":
        """The whole trail is read by auditors alone; pages show what was done to one thing by `about`."""
        if isinstance(user, AnonymousUser) or not user.is_active or not user.has_role(Role.AUDITOR):
            return self.none()
        return self

    def since(self, day: date) -> "RecordQuerySet":
        return self.filter(at__gte=midnight(day))

    def until(self, day: date) -> "RecordQuerySet":
        """That day included."""
        return self.filter(at__lt=midnight(day + timedelta(days=1)))

    def of_verb(self, verb: str) -> "RecordQuerySet":
        return self.filter(verb=verb)

    def by_person(self, words: str) -> "RecordQuerySet":
        """Done by somebody whose name, then or now, or user name contains the words."""
        return self.filter(
            Q(actor_name__icontains=words)
            | Q(actor__username__icontains=words)
            | Q(actor__display_name__icontains=words)
        )

    def matching(self, words: str) -> "RecordQuerySet":
        return self.filter(Q(target_name__icontains=words) | Q(reason__icontains=words))

    def about(self, target: models.Model) -> "RecordQuerySet":
        return self.filter(target_type=target._meta.label, target_id=str(target.pk))

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("audit records are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("audit records are never deleted")


class Record(models.Model):
    """One thing that was done. It stands alone: names are kept as text beside the ids."""

    at = models.DateTimeField(_("时间"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("操作人"),
    )
    actor_name = models.CharField(_("操作人姓名"), max_length=200, blank=True)
    verb = models.CharField(_("操作"), max_length=60, db_index=True)
    target_type = models.CharField(_("对象类型"), max_length=60)
    target_id = models.CharField(_("对象编号"), max_length=60)
    target_name = models.CharField(_("对象"), max_length=300)
    before = models.JSONField(_("操作前"), default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("操作后"), default=dict, encoder=DjangoJSONEncoder)
    reason = models.TextField(_("原因"), blank=True, max_length=2000)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        ordering = ("-pk",)
        indexes = [models.Index(fields=["target_type", "target_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_name} {self.verb} {self.target_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnlyError("audit records are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("audit records are never deleted")

    @property
    def verb_word(self) -> str:
        return verb_word(self.verb)


class HandledRequest(models.Model):
    """A write that a person's browser or program asked for by a key of its own; asked again, it is not done again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_handling_per_key")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.key}"
