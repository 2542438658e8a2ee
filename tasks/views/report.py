"""One progress report: saved, proved, sent back; and its page with every earlier text."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators.current import plan_of_page
from indicators.models import Step
from indicators.transitions import Refused, may, return_
from indicators.views.proving import Problem, take_in, take_off
from indicators.views.saving import as_seen, tell_left
from tasks.cards import Card, cards_of, with_previous
from tasks.forms.reports import form_of
from tasks.models import PROGRESS, ProgressReport
from tasks.views.reportsaving import Attempt, save_each
from wastefree.access import BUSINESS, Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record
from wastefree.changes import told
from wastefree.files.models import Attachment

ENDED = 401


@requires(*BUSINESS)
def report(request: SignedInRequest, plan_code: str, kind: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    rows = PROGRESS[kind].objects.visible_to(request.user).filter(round__plan=plan)
    found: ProgressReport = get_object_or_404(rows.with_context().with_evidence(), pk=pk)
    [card] = with_previous([found])
    context: dict[str, Any] = {
        "plan": plan,
        "card": card,
        "revisions": found.revisions.filter(step=Step.SAVED).select_related("by"),  # type: ignore[attr-defined]
        "history": told(Record.objects.about(found), type(found)),
        "returns": may(found, "return", request.user),
        "fills": found.is_editable and type(found).objects.changeable_by(request.user).filter(pk=pk).exists(),
        "key": secrets.token_hex(16),
    }
    return render(request, "tasks/report.html", context)


def _own(request: SignedInRequest, plan_code: str, kind: str, pk: int) -> ProgressReport:
    """A report of the reporter's own organization. Raises Http404 for any other."""
    plan = plan_of_page(request, plan_code)
    rows = PROGRESS[kind].objects.changeable_by(request.user).filter(round__plan=plan).with_context()
    found: ProgressReport = get_object_or_404(rows, pk=pk)
    return found


@requires(Role.REPORTER)
@require_POST
def save(request: SignedInRequest, plan_code: str, kind: str, pk: int) -> HttpResponse:
    """What stands in the card; or, after a clash, what the person chose to keep."""
    found = _own(request, plan_code, kind, pk)
    if request.POST.get("person", str(request.user.pk)) != str(request.user.pk):
        return HttpResponse(status=ENDED)  # another person has signed in since in this browser
    if request.POST.get("choice") == "theirs":
        return _answer(request, found, Attempt(), overwrite=True)
    attempt = save_each([form_of(found, request.POST)], by=request.user, at=timezone.now())
    return _answer(request, found, attempt, overwrite="choice" in request.POST and not attempt.failed)


def _answer(
    request: SignedInRequest, found: ProgressReport, attempt: Attempt, *, overwrite: bool = False
) -> HttpResponse:
    if not request.htmx and not attempt.failed:
        return redirect(address(found))
    about = found.about if "alone" in request.GET else None  # on the page of the task or project itself
    cards = cards_of(found.round, found.organization, request.user, typed=attempt.typed, about=about)
    context = {
        "plan": found.round.plan,
        "cards": cards,
        "card": cards.card(found.anchor),
        "saved_at": None if attempt.failed else timezone.now(),
        "overwrite": overwrite,
        "key": secrets.token_hex(16),
        "today": timezone.localdate(),
    }
    template = "tasks/_report_answer.html" if request.htmx else "tasks/progress.html"
    return render(request, template, context, status=attempt.status)


def address(found: ProgressReport) -> str:
    """Where the card is on the page of its round."""
    return reverse("tasks:progress", args=[found.round.plan.code, found.round_id]) + f"#{found.anchor}"


@requires(Role.REVIEWER, Role.OFFICE)
@require_POST
def send_back(request: SignedInRequest, plan_code: str, kind: str, pk: int) -> HttpResponse:
    """Returns one report with a reason, approved ones too."""
    plan = plan_of_page(request, plan_code)
    rows = PROGRESS[kind].objects.visible_to(request.user).filter(round__plan=plan).with_context()
    found: ProgressReport = get_object_or_404(rows, pk=pk)
    reason, key = request.POST.get("reason", "")[:1000], request.POST.get("key", "")[:64]
    try:
        moved = return_(as_seen(request, [found]), reason, by=request.user, at=timezone.now(), key=key)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        if moved.done:
            messages.success(request, _("已退回，已通知填报人。"))
        tell_left(request, moved)
    return redirect(f"tasks:{found.NAMES.one}", plan_code, pk)


@requires(Role.REPORTER)
@require_POST
def add_evidence(request: SignedInRequest, plan_code: str, kind: str, pk: int) -> HttpResponse:
    """Takes in one or several files; each that cannot be taken is told with the reason."""
    found = _own(request, plan_code, kind, pk)
    return _evidence(request, found, problems=take_in(request, found))


@requires(Role.REPORTER)
@require_POST
def remove_evidence(request: SignedInRequest, plan_code: str, kind: str, pk: int) -> HttpResponse:
    """Takes a file off the report, or (`back`) puts one on again that was just taken off."""
    found = _own(request, plan_code, kind, pk)
    problems, removed = take_off(request, found)
    return _evidence(request, found, problems=problems, removed=removed)


def _evidence(
    request: SignedInRequest,
    found: ProgressReport,
    *,
    problems: list[Problem],
    removed: Attachment | None = None,
) -> HttpResponse:
    if not request.htmx:
        for problem in problems:
            messages.error(request, f"{problem['name']} {problem['reason']}")
        return redirect(address(found))
    [bare] = with_previous([found])
    card = Card(found, bare.previous, form_of(found) if found.is_editable else None)
    context = {"plan": found.round.plan, "card": card, "problems": problems, "removed": removed}
    return render(request, "tasks/_report_evidence_answer.html", context)
