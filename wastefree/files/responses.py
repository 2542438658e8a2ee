"""The one way out for files of the business: name, headers, and the audit record."""

from collections.abc import Sequence

from django.db import models, transaction
from django.http import FileResponse, HttpResponse
from django.utils import timezone

from wastefree.accounts.models import User
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit import log
from wastefree.downloads import Content, as_attachment
from wastefree.lib.listbook import Sheet
from wastefree.lib.listfile import KINDS, list_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def download(
    by: User, name: str, content: Content, content_type: str, *, about: models.Model, verb: str = "file.downloaded"
) -> HttpResponse | FileResponse:
    """Hands `content` to `by` under `name`, and records which object of the portal it told of.

    The caller has checked that `by` may see `about`.
    """
    with transaction.atomic():
        log.record(by, verb, about, after={"name": name})
    return as_attachment(name, content, content_type)


TYPES = {"xlsx": XLSX, "csv": CSV}


def download_lists(
    request: SignedInRequest, name: str, sheets: Sequence[Sheet], *, about: models.Model, verb: str
) -> HttpResponse | FileResponse:
    """Hands out lists as the kind of file that the address asks for (`format`: xlsx, the usual one, or csv).

    `name` is without ending and day, which are added.
    """
    asked = request.GET.get("format", "")
    kind = asked if asked in KINDS else KINDS[0]
    name = f"{name}_{timezone.localdate():%Y%m%d}.{kind}"
    return download(request.user, name, list_file(kind, sheets), TYPES[kind], about=about, verb=verb)
