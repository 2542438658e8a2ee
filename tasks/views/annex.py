"""Importing an annex: hand it in, look at what it would do, confirm, see what it did."""

import secrets
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators.annex.judgement import Action, Judgement
from indicators.current import plan_of_page
from indicators.models import Plan
from tasks.annex.blank import blank_annex
from tasks.annex.importing import NotAnAnnex, PlanChanged, ReadAnnex, import_annex, read_annex
from tasks.annex.kinds import KINDS
from tasks.forms.annex import AnnexForm, ConfirmForm
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.files.models import StagedUpload
from wastefree.files.refusals import why_unusable
from wastefree.files.responses import XLSX, download
from wastefree.files.staging import stage, staged
from wastefree.files.uploads import RefusedUpload
from wastefree.lib.sheets import UnusableFile

PAGE_SIZE = 100
DONE = "annex"  # in the session: what the last imports did, by the staged file


@requires(Role.OFFICE)
def upload(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """Takes the file, and refuses at once one that cannot be used at all."""
    plan = plan_of_page(request, plan_code)
    form = AnnexForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
        try:
            read_annex(file.read(), name=file.name, kind=kind)
            kept = stage(request.user, file)
        except UnusableFile as error:
            form.add_error("file", why_unusable(error))
        except NotAnAnnex as error:
            form.add_error("file", str(error))
        except RefusedUpload as error:
            form.add_error("file", str(error.message))
        else:
            return redirect(_preview_url(plan, kept, kind))
    status = 422 if form.errors else 200
    return render(
        request, "tasks/annex_upload.html", {"plan": plan, "form": form, "kinds": KINDS.values()}, status=status
    )


@requires(Role.OFFICE)
def preview(request: SignedInRequest, plan_code: str, pk: UUID) -> HttpResponse:
    """What the file would do to the plan; a POST confirms it."""
    plan = plan_of_page(request, plan_code)
    kept = staged(request.user, pk)
    read = _read_again(kept, request.GET.get("kind", ""))
    if request.method != "POST":
        return _show(request, plan, kept, read, read.judge(plan))
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _show(request, plan, kept, read, read.judge(plan), changed=True)
    return _confirm(request, plan, kept, read, form)


def _confirm(
    request: SignedInRequest, plan: Plan, kept: StagedUpload, read: ReadAnnex, form: ConfirmForm
) -> HttpResponse:
    said = form.cleaned_data
    try:
        done = import_annex(
            read, plan, by=request.user, expected=said["fingerprint"], creating=form.creating, key=said["key"]
        )
    except PlanChanged as error:
        return _show(request, plan, kept, read, error.judgement, changed=True)
    if done is not None:
        request.session[DONE] = {str(kept.pk): {"kind": read.kind.name, **done.counts}}
    return redirect("tasks:import_done", plan.code, kept.pk)


@requires(Role.OFFICE)
@require_safe
def done(request: SignedInRequest, plan_code: str, pk: UUID) -> HttpResponse:
    """What the import did, and what is still to be mended in the file."""
    plan = plan_of_page(request, plan_code)
    kept = staged(request.user, pk)
    counts = request.session.get(DONE, {}).get(str(kept.pk))
    if counts is None:
        return redirect(_preview_url(plan, kept, ""))
    read = _read_again(kept, counts["kind"])
    context = {"plan": plan, "kind": read.kind, "counts": counts, "judgement": read.judge(plan), "upload": kept}
    return render(request, "tasks/annex_done.html", context)


@requires(Role.OFFICE)
@require_safe
def blank(request: SignedInRequest, plan_code: str, kind: str) -> HttpResponse | FileResponse:
    """An empty workbook of the kind."""
    plan = plan_of_page(request, plan_code)
    if kind not in KINDS:
        raise Http404
    name = _("%(label)s导入模板.xlsx") % {"label": KINDS[kind].label}
    return download(request.user, name, blank_annex(kind, plan), XLSX, about=plan)


def _read_again(kept: StagedUpload, kind: str) -> ReadAnnex:
    """The staged file, as the kind that the address names; it was found usable when it came in."""
    try:
        return read_annex(kept.data(), name=kept.name, kind=kind if kind in KINDS else "")
    except (UnusableFile, NotAnAnnex) as error:
        raise Http404 from error


def _preview_url(plan: Plan, kept: StagedUpload, kind: str) -> str:
    address = reverse("tasks:import_preview", args=[plan.code, kept.pk])
    return f"{address}?kind={kind}" if kind else address


def _show(
    request: SignedInRequest,
    plan: Plan,
    kept: StagedUpload,
    read: ReadAnnex,
    judgement: Judgement,
    *,
    changed: bool = False,
) -> HttpResponse:
    show = request.GET.get("show", "")
    lines = [line for line in judgement.lines if show not in set(Action) or line.action == show]
    context = {
        "plan": plan,
        "upload": kept,
        "kind": read.kind,
        "kinds": KINDS.values(),
        "judgement": judgement,
        "page": Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page")),
        "show": show if show in set(Action) else "",
        "changed": changed,
        "key": secrets.token_hex(16),
    }
    return render(request, "tasks/annex_preview.html", context, status=409 if changed else 200)
