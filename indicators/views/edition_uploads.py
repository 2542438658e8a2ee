"""Handing in an edition as a workbook: look at what would change, then all of it or nothing."""

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from indicators import definitions
from indicators.editionbooks import Content, read_content
from indicators.editions import as_value, changes
from indicators.forms.editions import EditionUploadForm
from indicators.library import Edition
from indicators.library.comparing import compare
from indicators.models import OwnEdition
from indicators.views.editions import on_open_edition
from wastefree.access import Role, requires
from wastefree.accounts.passwords import fresh_key
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit import log
from wastefree.files.models import StagedUpload
from wastefree.files.refusals import why_unusable
from wastefree.files.staging import discard, stage, staged
from wastefree.files.uploads import RefusedUpload
from wastefree.lib.sheets import UnusableFile, read_tables
from wastefree.versions import StaleError


@requires(Role.OFFICE)
@on_open_edition
def upload(request: SignedInRequest, own: OwnEdition) -> HttpResponse:
    form = EditionUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = _kept(request, form.cleaned_data["file"])
        except RefusedUpload as refusal:
            form.add_error("file", str(refusal.message))
        except UnusableFile as refusal:
            form.add_error("file", why_unusable(refusal))
        else:
            return redirect("indicators:edition_upload_preview", own.code, kept.pk)
    context = {"own": own, "form": form}
    return render(request, "indicators/edition_upload.html", context, status=422 if form.errors else 200)


def _kept(request: SignedInRequest, file: "UploadedFile[bytes]") -> StagedUpload:
    """Keeps the file if it can be read at all. Raises `RefusedUpload` or `UnusableFile`."""
    kept = stage(request.user, file)
    try:
        _read(kept)
    except UnusableFile:
        discard(kept)
        raise
    return kept


def _read(kept: StagedUpload) -> Content:
    return read_content(read_tables(kept.data(), name=kept.name))


@requires(Role.OFFICE)
@require_safe
@never_cache
@on_open_edition
def preview(request: SignedInRequest, own: OwnEdition, pk: UUID) -> HttpResponse:
    return _preview(request, own, staged(request.user, pk))


def _preview(request: SignedInRequest, own: OwnEdition, kept: StagedUpload, *, overtaken: bool = False) -> HttpResponse:
    content, standing = _read(kept), as_value(own)
    difference = compare(standing, Edition(own.code, own.label, content.quantities, content.indicators))
    context = {
        "own": own,
        "upload": kept,
        "content": content,
        "comparison": difference,
        "pairs": [(pair, changes(pair)) for pair in difference.pairs if not pair.is_same],
        "does_something": not difference.is_empty or content.quantities != standing.quantities,
        "key": fresh_key(),
        "overtaken": overtaken,
    }
    return render(request, "indicators/edition_upload_preview.html", context, status=409 if overtaken else 200)


@requires(Role.OFFICE)
@require_POST
@never_cache
@on_open_edition
def confirm(request: SignedInRequest, own: OwnEdition, pk: UUID) -> HttpResponse:
    """Puts the workbook in place of what the edition had, if that is still what the preview showed."""
    kept, key = staged(request.user, pk), request.POST.get("key") or fresh_key()
    if not log.was_handled(request.user, key):
        content = _read(kept)
        if content.problems or str(own.version) != request.POST.get("version"):
            return _preview(request, own, kept, overtaken=not content.problems)
        try:
            definitions.replace_content(
                own, content.quantities, content.indicators, by=request.user, based_on=own.version, key=key
            )
        except StaleError:
            return _preview(request, own, kept, overtaken=True)
        messages.success(request, _("已导入 %(count)s 项指标。") % {"count": len(content.indicators)})
    return redirect("indicators:edition", own.code)


@requires(Role.OFFICE)
@require_POST
@on_open_edition
def give_up(request: SignedInRequest, own: OwnEdition, pk: UUID) -> HttpResponse:
    discard(staged(request.user, pk))
    messages.info(request, _("没有导入，上传的文件已删除。"))
    return redirect("indicators:edition_upload", own.code)
