"""Files go out here; they come in with what they belong to."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from wastefree.access import BUSINESS, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.files.models import Attachment
from wastefree.files.responses import download as hand_out


@requires(*BUSINESS)
@require_safe
def download(request: SignedInRequest, pk: UUID) -> HttpResponse | FileResponse:
    """The file itself, to those who may see what it proves."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    try:
        content = attachment.content.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return hand_out(request.user, attachment.name, content, attachment.content_type, about=attachment)
