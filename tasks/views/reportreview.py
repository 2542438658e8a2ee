"""Review of progress reports, beside that of the figures and by the same steps."""

import secrets
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from indicators.current import round_of_page
from indicators.models import Round
from indicators.views.reviewing import CLEAR, asked_keys, carry_out, is_passed_over, own_organization, waiting_for
from indicators.views.saving import as_seen
from tasks.cards import with_previous
from tasks.forms.reports import ReportReviewList
from tasks.models import PROGRESS, ProgressReport
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest


@requires(Role.REVIEWER, Role.OFFICE)
def review(request: SignedInRequest, plan_code: str, round_pk: int, kind: str) -> HttpResponse:
    round_ = round_of_page(request, plan_code, round_pk)
    waiting = waiting_for(request, _visible(request, round_, kind))
    if request.method == "POST":
        carry_out(request, _chosen(request, round_, kind))
        return redirect(request.get_full_path())
    form = ReportReviewList(request.GET, waiting=waiting)
    cards = [card for card in with_previous(list(form.narrow(waiting))) if card.doubts or not form.asked_only]
    context = {
        "plan": round_.plan,
        "round": round_,
        "kind": kind,
        "form": form,
        "page": Paginator(cards, form.page_size).get_page(request.GET.get("page")),
        "total": waiting.count(),
        "whole": cards,
        "clear": [card for card in cards if not card.doubts],
        "passed_over": is_passed_over(request, round_),
        "approves": request.user.has_role(Role.OFFICE),
        "other_rounds": round_.plan.rounds.open_to(own_organization(request)).exclude(pk=round_.pk).exclude(quarter=0),
        "key": secrets.token_hex(16),
        "today": timezone.localdate(),
    }
    return render(request, "tasks/report_review.html", context)


def _visible(request: SignedInRequest, round_: Round, kind: str) -> Any:
    return PROGRESS[kind].objects.visible_to(request.user).in_round(round_).with_context().with_evidence()


def _chosen(request: SignedInRequest, round_: Round, kind: str) -> list[ProgressReport]:
    chosen = as_seen(request, _visible(request, round_, kind).filter(pk__in=asked_keys(request)))
    if request.POST.get("then") != CLEAR:
        return chosen
    return [card.report for card in with_previous(chosen) if not card.doubts]
