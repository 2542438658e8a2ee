"""The one way out for files of the business: name, headers, and the audit record."""

from django.db import models, transaction
from django.http import FileResponse, HttpResponse

from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.downloads import Content, as_attachment

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
