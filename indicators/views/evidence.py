"""Files that have been uploaded once, and the entries of a round that they prove: one file can prove several."""

import secrets
from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.current import round_of_page
from indicators.models import Entry, Round
from indicators.transitions import Refused, attach_each
from indicators.views.saving import chosen_keys
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.files.models import Attachment

SHOWN = 60


@requires(Role.REPORTER)
def evidence(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse:
    """The organization's files of the plan, newest first, to be chosen for entries of the round."""
    round_ = round_of_page(request, plan_code, round_pk)
    entries = Entry.objects.changeable_by(request.user).in_round(round_).editable().with_context()
    if request.method == "POST":
        return _put_on(request, round_, entries)
    words = request.GET.get("q", "").strip()
    files = _files(request, round_, words)
    context = {
        "plan": round_.plan,
        "round": round_,
        "files": files[:SHOWN],
        "more": max(0, files.count() - SHOWN),
        "words": words,
        "entries": entries,
        "chosen": chosen_keys_of(request.GET.getlist("entry")),
        "key": secrets.token_hex(16),
    }
    return render(request, "indicators/evidence.html", context)


def chosen_keys_of(texts: Iterable[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 18]


def _files(request: SignedInRequest, round_: Round, words: str) -> QuerySet[Attachment]:
    """Those that prove, or have just been taken off, something: of the person's own organization alone."""
    own = Attachment.objects.visible_to(request.user).filter(organization=request.user.organization)
    serves = Entry.objects.filter(round__plan=round_.plan).select_related("quantity", "round").order_by("-round__year")
    found = own.filter(name__icontains=words) if words else own
    return found.prefetch_related(Prefetch("entries", serves, to_attr="serves")).order_by("-uploaded_at", "pk")


def _put_on(request: SignedInRequest, round_: Round, entries: QuerySet[Entry]) -> HttpResponse:
    files = _files(request, round_, "").filter(pk__in=_uuids(request))
    chosen = list(entries.filter(pk__in=chosen_keys(request)))
    if not files or not chosen:
        messages.warning(request, _("请至少选一个文件和一个数据项。"))
        return redirect(request.get_full_path())
    try:
        count = attach_each(chosen, list(files), by=request.user, key=request.POST.get("key", "")[:64])
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        facts = {"files": len(files), "entries": len(chosen)}
        added = _("已把 %(files)s 个文件用作 %(entries)s 个数据项的佐证。") % facts
        messages.success(request, added if count else _("这些文件已经是所选数据项的佐证。"))
    anchor = f"#entry-{chosen[0].pk}" if len(chosen) == 1 else ""
    return redirect(reverse("indicators:grid", args=[round_.plan.code, round_.pk]) + anchor)


def _uuids(request: SignedInRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("file"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
