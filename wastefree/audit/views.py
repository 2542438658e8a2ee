"""The auditor's pages: looking for what was done, and taking it along as a file."""

from collections.abc import Iterator
from typing import cast

from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wastefree.access import Role, requires
from wastefree.audit import log
from wastefree.audit.forms import RecordList
from wastefree.audit.models import Record, RecordQuerySet
from wastefree.audit.wording import line
from wastefree.downloads import as_attachment
from wastefree.lib.listbook import Column, list_workbook
from wastefree.lib.listcsv import list_csv
from wastefree.listing import page_of

# A file of more lines is no use to anybody, and takes a worker's time from the others.
MOST = 50_000
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@requires(Role.AUDITOR)
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    form, found = _asked_for(request)
    page = page_of(request, found, form)
    context = {"form": form, "page": page, "lines": [line(record) for record in page], "most": MOST}
    return render(request, "audit/records.html", context)


@requires(Role.AUDITOR)
@require_POST
def export(request: HttpRequest, extension: str) -> HttpResponse | FileResponse:
    """What the page shows, all pages of it, as a workbook or CSV. A POST, because it is itself recorded."""
    _form, found = _asked_for(request)
    count = found.count()
    if count > MOST:
        messages.error(
            request,
            _("共 %(count)s 条，超过一次导出的上限 %(most)s 条，请缩小时间范围后再导出。")
            % {"count": count, "most": MOST},
        )
        return redirect(f"{reverse('audit:records')}?{request.GET.urlencode()}")
    actor = cast(Model, request.user)  # `requires` lets nobody else in
    with transaction.atomic():
        content = _file(found, extension, _note(count, actor))
        after = {"count": count, "query": request.GET.urlencode(), "type": extension}
        log.record(actor, "audit.exported", actor, after=after)
    name = _("审计记录") + f"_{timezone.localtime():%Y%m%d_%H%M}.{extension}"
    return as_attachment(name, content, TYPES[extension])


def _note(count: int, actor: Model) -> str:
    now = f"{timezone.localtime():%Y-%m-%d %H:%M}"
    return _("共 %(count)s 条，%(who)s 于 %(now)s 导出") % {"count": count, "who": actor, "now": now}


def _asked_for(request: HttpRequest) -> tuple[RecordList, RecordQuerySet]:
    form = RecordList(request.GET)
    return form, form.narrow(Record.objects.visible_to(request.user))


def _file(found: RecordQuerySet, extension: str, note: str) -> bytes:
    columns = [
        Column(_("时间"), 20),
        Column(_("操作人"), 12),
        Column(_("操作"), 16),
        Column(_("对象类型"), 12),
        Column(_("对象"), 30),
        Column(_("变化"), 50),
        Column(_("原因"), 30),
        Column(_("记录号"), 10),
    ]
    if extension == "csv":
        return list_csv([column.heading for column in columns], _rows(found))
    return list_workbook(_("审计记录"), note, columns, _rows(found))


def _rows(found: RecordQuerySet) -> Iterator[list[str | int]]:
    for record in found.iterator(chunk_size=1000):
        told = line(record)
        moment = f"{timezone.localtime(record.at):%Y-%m-%d %H:%M:%S}"
        who = record.actor_name or _("系统")
        yield [moment, who, record.verb_word, told.kind, record.target_name, told.summary, record.reason, record.pk]
