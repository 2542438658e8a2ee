"""One entry: its value, the way it went, every earlier value, and which indicators it feeds."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators.comparisons import compare
from indicators.corrections import Replacing, beside
from indicators.forms.corrections import CorrectionForm
from indicators.grid import Row
from indicators.models import Entry, EntryRevision, EntryState, Indicator
from indicators.transitions import Refused, comment, may, return_
from indicators.views.saving import as_seen, entries_of_page, tell_left
from indicators.wording import shown
from wastefree.access import BUSINESS, Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record
from wastefree.changes import told

# The steps that give an entry a value.
VALUES = (EntryRevision.Step.SAVED, EntryRevision.Step.CORRECTED)


@requires(*BUSINESS)
def entry(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    found = get_object_or_404(entries_of_page(request, plan_code).with_evidence(), pk=pk)
    return entry_page(request, found)


def entry_page(request: SignedInRequest, found: Entry, form: CorrectionForm | None = None) -> HttpResponse:
    """`form`: what came back of a correction that could not be proposed."""
    corrections = beside(found.corrections.with_context())
    context: dict[str, Any] = {
        "plan": found.round.plan,
        "row": Row(entry=found, beside=compare([found], found.round)[found.pk]),
        "revisions": [
            (revision, shown(found.quantity, revision.figure))
            for revision in found.revisions.filter(step__in=VALUES).select_related("by")
        ],
        "indicators": Indicator.objects.visible_to(request.user).filter(quantities=found.quantity).active(),
        "history": told(Record.objects.about(found), Entry),
        "returns": may(found, "return", request.user),
        "comments": found.comments.select_related("by__organization"),
        "key": secrets.token_hex(16),
        "comment_key": secrets.token_hex(16),
        "corrections": corrections,
        "correct": form or _correcting(request, found, corrections),
    }
    return render(request, "indicators/entry.html", context, status=422 if form else 200)


def _correcting(request: SignedInRequest, entry: Entry, corrections: list[Replacing]) -> CorrectionForm | None:
    """The form to propose one, where the person may and none waits."""
    own = request.user.has_role(Role.REPORTER) and request.user.organization_id == entry.organization_id
    free = entry.state == EntryState.APPROVED and not any(each.waits for each in corrections)
    return CorrectionForm(entry) if own and free else None


@requires(Role.REVIEWER, Role.OFFICE)
@require_POST
def send_back(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """Returns one entry with a reason, approved ones too."""
    found = get_object_or_404(entries_of_page(request, plan_code), pk=pk)
    try:
        reason, key = request.POST.get("reason", "")[:1000], request.POST.get("key", "")[:64]
        moved = return_(as_seen(request, [found]), reason, by=request.user, at=timezone.now(), key=key)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        if moved.done:
            messages.success(request, _("已退回，已通知填报人。"))
        tell_left(request, moved)
    return redirect("indicators:entry", plan_code, pk)


@requires(*BUSINESS)
@require_POST
def add_comment(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """A word about the entry, from anybody who may see it."""
    found = get_object_or_404(entries_of_page(request, plan_code), pk=pk)
    text, key = request.POST.get("text", "")[:1000], request.POST.get("key", "")[:64]
    try:
        comment(found, text, by=request.user, at=timezone.now(), key=key)
    except Refused as refused:
        messages.error(request, str(refused.message))
    return redirect(reverse("indicators:entry", args=[plan_code, pk]) + "#comments")
