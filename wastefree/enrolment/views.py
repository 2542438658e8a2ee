"""Taking in the lists: hand in, look at what would happen, confirm, hand out the first passwords."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wastefree.access import requires
from wastefree.accounts.passwords import fresh_key
from wastefree.accounts.requests import SignedInRequest
from wastefree.accounts.separation import given_by
from wastefree.accounts.transitions import CREATORS
from wastefree.audit import log
from wastefree.downloads import as_attachment
from wastefree.enrolment.enrol import carry_out, first_passwords, propose
from wastefree.enrolment.forms import ListsForm
from wastefree.enrolment.people import role_words
from wastefree.enrolment.sheets import blank_lists
from wastefree.files.models import StagedUpload
from wastefree.files.refusals import why_unusable
from wastefree.files.responses import XLSX, download
from wastefree.files.staging import discard, stage, staged
from wastefree.files.uploads import RefusedUpload
from wastefree.lib.listbook import Column, list_workbook
from wastefree.lib.sheets.refusal import UnusableFile
from wastefree.versions import StaleError


@requires(*CREATORS)
def hand_in(request: SignedInRequest) -> HttpResponse:
    form = ListsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            upload = _kept(request, form.cleaned_data["file"])
        except RefusedUpload as refusal:
            form.add_error("file", str(refusal.message))
        except UnusableFile as refusal:
            form.add_error("file", why_unusable(refusal))
        else:
            return redirect("enrolment:preview", upload.pk)
    context = {"form": form, "gives_roles": bool(given_by(request.user))}
    return render(request, "enrolment/hand_in.html", context, status=422 if form.errors else 200)


def _kept(request: SignedInRequest, file: "UploadedFile[bytes]") -> StagedUpload:
    """Keeps the file if it can be read at all. Raises `RefusedUpload` or `UnusableFile`."""
    upload = stage(request.user, file)
    try:
        propose(upload, by=request.user)
    except UnusableFile:
        discard(upload)
        raise
    return upload


@requires(*CREATORS)
@require_safe
@never_cache
def preview(request: SignedInRequest, pk: UUID) -> HttpResponse:
    return _preview(request, staged(request.user, pk))


def _preview(request: SignedInRequest, upload: StagedUpload, *, overtaken: bool = False) -> HttpResponse:
    proposal = propose(upload, by=request.user)
    context = {
        "upload": upload,
        "proposal": proposal,
        "key": fresh_key(),
        "gives_roles": bool(given_by(request.user)),
        "overtaken": overtaken,
    }
    return render(request, "enrolment/preview.html", context, status=409 if overtaken else 200)


@requires(*CREATORS)
@require_POST
@never_cache
def confirm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Writes what was shown, if it is still what would be done; the answer shows the first passwords."""
    upload = staged(request.user, pk)
    key = request.POST.get("key") or fresh_key()
    if not log.was_handled(request.user, key):
        proposal = propose(upload, by=request.user)
        if proposal.fingerprint() != request.POST.get("fingerprint"):
            return _preview(request, upload, overtaken=True)
        try:
            carry_out(proposal, upload, by=request.user, key=key)
        except StaleError:
            return _preview(request, upload, overtaken=True)
    context = {"upload": upload, "key": key, "done": _done(upload), "accounts": first_passwords(upload, key=key)}
    return render(request, "enrolment/done.html", context)


def _done(upload: StagedUpload) -> dict[str, Any]:
    """What the import did, as it was recorded."""
    done: dict[str, Any] = log.history(upload)[0].after
    return done


@requires(*CREATORS)
@require_POST
def passwords(request: SignedInRequest, pk: UUID) -> HttpResponse | FileResponse:
    """The first passwords as a workbook, made anew from the key of the page that asks."""
    upload = staged(request.user, pk)
    columns = [
        Column(_("单位"), 28),
        Column(_("姓名"), 14),
        Column(_("用户名"), 18),
        Column(_("角色"), 24),
        Column(_("一次性密码"), 26),
    ]
    rows = [
        (str(user.organization or ""), user.display_name, user.username, role_words(user.roles), password)
        for user, password in first_passwords(upload, key=request.POST.get("key") or fresh_key())
    ]
    note = _("请裁开分别交给本人；第一次登录时须改成自己的密码。发完后请销毁本表。")
    name = _("一次性密码") + f"_{timezone.localtime():%Y%m%d_%H%M}.xlsx"
    return download(request.user, name, list_workbook(_("一次性密码"), note, columns, rows), XLSX, about=upload)


@requires(*CREATORS)
@require_POST
def give_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    discard(staged(request.user, pk))
    messages.info(request, _("没有导入，上传的文件已删除。"))
    return redirect("enrolment:import")


@requires(*CREATORS)
@require_safe
def blank(request: SignedInRequest) -> HttpResponse | FileResponse:
    """The empty lists to fill in; nothing of the portal is in them, so nothing is recorded."""
    return as_attachment(_("单位和账号名单.xlsx"), blank_lists(), XLSX)
