"""Files that people hand in as evidence. They lie outside the web root, under names that the portal makes."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wastefree.access import ORGANIZATION, WHOLE_PLAN
from wastefree.accounts.models import Organization, User, person

STAGED_FOR = timedelta(days=1)


def stored_name(attachment: "Attachment", filename: str) -> str:
    """A name that owes nothing to what the person called the file."""
    key = attachment.pk.hex
    return str(PurePosixPath(key[:2]) / key)


def staged_name(staged: "StagedUpload", filename: str) -> str:
    return f"staged/{staged.pk.hex}"


# What a file can prove; each is owed by an organization in a round of a plan.
PROVES = ("entries", "task_reports", "project_reports")
# Orders, and the replies to them; nobody but the office sees an order that has not been issued.
OF_ORDERS = ("orders", "replies__order")
# What has been handed in about work that several organizations share is seen by all of them, with its files.
SHARED = (("task_reports", "task__lead"), ("task_reports", "task__cooperating"), ("project_reports", "project__region"))
HANDED_IN = ("submitted", "checked", "approved")


def proves(**lookups: Any) -> Q:
    """Files that prove something of which all `lookups` hold."""
    return _serves(PROVES, lookups)


def belongs_to_order(**lookups: Any) -> Q:
    """Files of orders, issued ones, of which all `lookups` hold."""
    return _serves(OF_ORDERS, {**lookups, "issued_at__isnull": False})


def shared_with(organization: int | None) -> Q:
    """Files of reports that others have handed in about what the organization has a part in."""
    parts = (_serves([name], {part: organization, "state__in": HANDED_IN}) for name, part in SHARED)
    return reduce(or_, parts)


def _serves(names: Iterable[str], lookups: Mapping[str, Any]) -> Q:
    """Each asked for itself: joined together they would multiply."""
    every = ({f"{name}__{lookup}": value for lookup, value in lookups.items()} for name in names)
    return reduce(or_, (Q(pk__in=Attachment.objects.filter(**each).values("pk")) for each in every))


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User | AnonymousUser) -> "AttachmentQuerySet":
        """The office and leaders see what proves something of a plan of theirs, an organization's people their own
        and what proves that which another organization has handed over to theirs, administrators none. Files of
        orders are seen by those who see the order."""
        somebody = person(user)
        if somebody is None:
            return self.none()
        own = Q(organization=somebody.organization_id)
        if somebody.roles & WHOLE_PLAN:
            return self.filter(
                own
                | proves(round__plan__organizations=somebody.organization_id)
                | belongs_to_order(plan__organizations=somebody.organization_id)
            )
        if somebody.roles & ORGANIZATION:
            asked = belongs_to_order(organization=somebody.organization_id)
            helping = belongs_to_order(cooperating=somebody.organization_id)
            mine = own | proves(organization=somebody.organization_id) | shared_with(somebody.organization_id)
            return self.filter(mine | asked | helping)
        return self.none()


class Attachment(models.Model):
    """One file of one organization; several entries may point to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="attachments", verbose_name=_("单位")
    )
    name = models.CharField(_("文件名"), max_length=200)
    content_type = models.CharField(_("类型"), max_length=100)
    size = models.PositiveBigIntegerField(_("大小（字节）"))
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.FileField(_("内容"), upload_to=stored_name, max_length=100)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    uploaded_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
        ordering = ("uploaded_at",)

    def __str__(self) -> str:
        return self.name


class StagedUploadQuerySet(models.QuerySet["StagedUpload"]):
    def visible_to(self, user: User | AnonymousUser) -> "StagedUploadQuerySet":
        """What lies between preview and confirmation is seen by the person who handed it in alone."""
        somebody = person(user)
        return self.none() if somebody is None else self.filter(owner=somebody)

    def expired(self, now: datetime) -> "StagedUploadQuerySet":
        return self.filter(created_at__lte=now - STAGED_FOR)


class StagedUpload(models.Model):
    """A workbook that somebody has handed in and not yet confirmed; kept for a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("上传人")
    )
    name = models.CharField(_("文件名"), max_length=200)
    content = models.FileField(_("内容"), upload_to=staged_name, max_length=100)
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True, db_index=True)

    objects = StagedUploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("待确认的文件")
        verbose_name_plural = _("待确认的文件")
        ordering = ("created_at",)

    def __str__(self) -> str:
        return self.name

    def data(self) -> bytes:
        with self.content.open("rb") as file:
            return bytes(file.read())
