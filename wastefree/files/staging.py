"""Where a workbook lies between its preview and its confirmation."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404

from wastefree.accounts.models import User
from wastefree.files.models import StagedUpload
from wastefree.files.uploads import RefusedUpload, safe_name, too_large


def stage(user: User, upload: "UploadedFile[bytes]") -> StagedUpload:
    """Keeps `upload` for its owner until it is confirmed, or for a day.

    Only the size is judged here: what the file is, its reader says. Raises `RefusedUpload`.
    """
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise RefusedUpload("too_large", too_large())
    return StagedUpload.objects.create(owner=user, name=safe_name(upload.name or ""), content=upload)


def staged(user: User, pk: UUID) -> StagedUpload:
    """What `user` has handed in under this id. Raises Http404 for everybody else, and after it was discarded."""
    found = StagedUpload.objects.visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def discard(upload: StagedUpload) -> None:
    """Row and file go when the import is done or given up; called after its transaction."""
    content = upload.content
    upload.delete()
    content.delete(save=False)


def discard_expired(now: datetime) -> int:
    """Throws away what nobody has confirmed within a day; says how many."""
    expired = list(StagedUpload.objects.expired(now))
    for upload in expired:
        discard(upload)
    return len(expired)
