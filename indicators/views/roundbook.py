"""The round's workbook: handed out, handed in, looked at, accepted."""

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from indicators.comparisons import compare
from indicators.current import round_of_page
from indicators.forms.roundbook import AcceptForm, RoundbookForm
from indicators.models import Entry, Round
from indicators.roundbook import telling
from indicators.roundbook.applying import take_in
from indicators.roundbook.facts import Unfit
from indicators.roundbook.filling import book_of
from indicators.roundbook.judging import Judged, judge, open_book
from indicators.roundbook.wording import why_unfit
from indicators.roundbook.writing import write
from indicators.transitions import Refused
from indicators.views.grid import organization_of_page
from wastefree.access import BUSINESS, Role, requires
from wastefree.accounts.models import Organization
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit import log
from wastefree.files.models import StagedUpload
from wastefree.files.refusals import why_unusable
from wastefree.files.responses import XLSX
from wastefree.files.responses import download as hand_out
from wastefree.files.staging import discard, stage, staged
from wastefree.files.uploads import RefusedUpload
from wastefree.lib.sheets import UnusableFile
from wastefree.versions import StaleError

PAGE_SIZE = 100


@requires(*BUSINESS)
@require_safe
def download(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse | FileResponse:
    """The workbook of the person's organization; the office and leaders may ask for any (`?organization=`)."""
    round_ = round_of_page(request, plan_code, round_pk)
    organization = organization_of_page(request, round_)
    book = book_of(round_, organization, timezone.now())
    if not book.lines:
        messages.info(request, _("这一期没有需要填报的数据项，没有填报表可以下载。"))
        return redirect("indicators:grid", plan_code, round_pk)
    facts = {"organization": organization.label, "period": round_.period.label(get_language() or "zh-hans")}
    name = _("填报表_%(organization)s_%(period)s.xlsx") % facts
    return hand_out(request.user, name, write(book), XLSX, about=round_, verb="roundbook.downloaded")


@requires(Role.REPORTER)
def upload(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse:
    """Takes the file, and refuses at once one that cannot be used at all."""
    round_ = round_of_page(request, plan_code, round_pk)
    form = RoundbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = _kept(request, round_, form.cleaned_data["file"])
        except RefusedUpload as error:
            form.add_error("file", str(error.message))
        except UnusableFile as error:
            form.add_error("file", why_unusable(error))
        except Unfit as error:
            form.add_error("file", why_unfit(error))
        else:
            return redirect("indicators:roundbook_preview", plan_code, round_pk, kept.pk)
    changeable = Entry.objects.changeable_by(request.user).in_round(round_).editable().exists()
    context = {"plan": round_.plan, "round": round_, "form": form, "is_open": changeable}
    return render(request, "indicators/roundbook_upload.html", context, status=422 if form.errors else 200)


def _kept(request: SignedInRequest, round_: Round, file: "UploadedFile[bytes]") -> StagedUpload:
    """Keeps the file if it is this round's workbook. Raises `RefusedUpload`, `UnusableFile` or `Unfit`."""
    kept = stage(request.user, file)
    try:
        _judged(request, round_, kept)
    except (UnusableFile, Unfit):
        discard(kept)
        raise
    return kept


def _judged(request: SignedInRequest, round_: Round, kept: StagedUpload) -> Judged:
    return judge(open_book(kept.data(), kept.name), round_, _own(request))


def _own(request: SignedInRequest) -> Organization:
    own = request.user.organization
    assert own is not None, "whoever sees a plan belongs to an organization of it"
    return own


@requires(Role.REPORTER)
@never_cache
def preview(request: SignedInRequest, plan_code: str, round_pk: int, pk: UUID) -> HttpResponse:
    """What the file would change; a POST accepts it."""
    round_ = round_of_page(request, plan_code, round_pk)
    kept = staged(request.user, pk)
    if request.method == "POST" and log.was_handled(request.user, request.POST.get("key", "")[:64]):
        return redirect("indicators:grid", plan_code, round_pk)
    try:
        judged = _judged(request, round_, kept)
    except (UnusableFile, Unfit) as error:  # it was found fit when it came in
        raise Http404 from error
    if request.method != "POST":
        return _show(request, round_, kept, judged)
    return _accept(request, round_, kept, judged)


def _accept(request: SignedInRequest, round_: Round, kept: StagedUpload, judged: Judged) -> HttpResponse:
    form = AcceptForm(request.POST, (change.entry for change in judged.proposal.overtaken))
    if not form.is_valid() or form.cleaned_data["fingerprint"] != judged.proposal.fingerprint:
        return _show(request, round_, kept, judged, status=409)
    if form.undecided:
        return _show(request, round_, kept, judged, chosen=form.choices, status=422)
    by, at, key = request.user, timezone.now(), form.cleaned_data["key"]
    try:
        done = take_in(judged, round_, mine=form.mine, by=by, at=at, key=key, file_name=kept.name)
    except (StaleError, Refused):
        return _show(request, round_, kept, _judged(request, round_, kept), status=409)
    if done is not None:
        _tell(request, round_, done)
    return redirect("indicators:grid", round_.plan.code, round_.pk)


def _tell(request: SignedInRequest, round_: Round, done: list[Entry]) -> None:
    """How much was taken in, and which of the new figures raise a question."""
    if not done:
        messages.info(request, _("没有写入：选的都是保留现在的内容。"))
        return
    messages.success(request, _("已导入 %(count)s 项，还没有提交。请核对后提交。") % {"count": len(done)})
    fresh = list(Entry.objects.filter(pk__in=[entry.pk for entry in done]).with_context())
    beside = compare(fresh, round_)
    asked = [entry.quantity.name for entry in fresh if beside[entry.pk].is_asked(entry)]
    if asked:
        facts = {"count": len(asked), "names": "、".join(asked[:5]) + ("…" if len(asked) > 5 else "")}
        messages.warning(request, _("%(count)s 项的数值有疑问，请看表中的提示，并写一句说明：%(names)s") % facts)


def _show(
    request: SignedInRequest,
    round_: Round,
    kept: StagedUpload,
    judged: Judged,
    *,
    chosen: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "plan": round_.plan,
        "round": round_,
        "upload": kept,
        "proposal": judged.proposal,
        "page": Paginator(telling.plain(judged), PAGE_SIZE).get_page(request.GET.get("page")),
        "overtaken": telling.overtaken(judged, chosen or {}),
        "problems": telling.problems(judged),
        "remarks": list(telling.remarks(judged.proposal)),
        "asked": chosen is not None,
        "status": status,
        "key": secrets.token_hex(16),
    }
    return render(request, "indicators/roundbook_preview.html", context, status=status)


@requires(Role.REPORTER)
@require_POST
def give_up(request: SignedInRequest, plan_code: str, round_pk: int, pk: UUID) -> HttpResponse:
    """Throws the file away; nothing was written."""
    round_of_page(request, plan_code, round_pk)
    discard(staged(request.user, pk))
    messages.info(request, _("没有导入，上传的文件已删除。"))
    return redirect("indicators:grid", plan_code, round_pk)
