"""Files that prove what is reported: taken in, taken off, put on again. Each page answers with a piece of its own."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.shortcuts import get_object_or_404

from indicators.models import Reported
from indicators.transitions import Refused, attach, detach
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit import log
from wastefree.files.models import Attachment
from wastefree.files.uploads import RefusedUpload, receive

Problem = dict[str, object]


def take_in(request: SignedInRequest, row: Reported) -> list[Problem]:
    """Takes in one or several files; answers with those that cannot be taken, each with the reason."""
    with transaction.atomic():  # the key is spent whatever comes of it: the answer brings a new one
        if not log.first_time(request.user, request.POST.get("key", "")[:64]):
            return []
    problems: list[Problem] = []
    for upload in request.FILES.getlist("file"):
        try:
            _receive(request, row, upload)
        except (RefusedUpload, Refused) as refused:
            problems.append({"name": upload.name, "reason": refused.message})
    return problems


def _receive(request: SignedInRequest, row: Reported, upload: "UploadedFile[bytes]") -> None:
    attach(row, receive(upload, organization=row.organization, by=request.user), by=request.user)


def take_off(request: SignedInRequest, row: Reported) -> tuple[list[Problem], Attachment | None]:
    """Takes a file off, or (`back`) puts one on again that was just taken off; answers with what cannot be done, and
    with the file that is off now."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=_uuid(request))
    change = attach if "back" in request.POST else detach
    try:
        change(row, attachment, by=request.user)
    except Refused as refused:
        return [{"name": attachment.name, "reason": refused.message}], None
    return [], None if change is attach else attachment


def _uuid(request: SignedInRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("attachment", ""))
    except ValueError:
        return None
