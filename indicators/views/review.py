"""Review: what an organization's reviewer passes on to the office, and what the office accepts; or sends back."""

import secrets

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from indicators.comparisons import compare
from indicators.current import round_of_page
from indicators.forms.review import ReviewList
from indicators.grid import Row
from indicators.models import Entry, Round
from indicators.models.entry import EntryQuerySet
from indicators.views.reviewing import CLEAR, asked_keys, carry_out, is_passed_over, own_organization, waiting_for
from indicators.views.saving import as_seen
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest


@requires(Role.REVIEWER, Role.OFFICE)
def review(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse:
    round_ = round_of_page(request, plan_code, round_pk)
    waiting = waiting_for(request, _visible(request, round_).with_comment_count())
    if request.method == "POST":
        carry_out(request, _chosen(request, round_))
        return redirect(request.get_full_path())
    form = ReviewList(request.GET, waiting=waiting)
    rows = _rows(form.narrow(waiting), round_, asked_only=form.asked_only)
    context = {
        "plan": round_.plan,
        "round": round_,
        "form": form,
        "page": Paginator(rows, form.page_size).get_page(request.GET.get("page")),
        "total": waiting.count(),
        "whole": rows,
        "clear": [row for row in rows if not row.beside.findings],
        "passed_over": is_passed_over(request, round_),
        "approves": request.user.has_role(Role.OFFICE),
        "other_rounds": round_.plan.rounds.open_to(own_organization(request)).exclude(pk=round_.pk),
        "key": secrets.token_hex(16),
        "today": timezone.localdate(),
    }
    return render(request, "indicators/review.html", context)


def _visible(request: SignedInRequest, round_: Round) -> EntryQuerySet:
    return Entry.objects.visible_to(request.user).in_round(round_).with_context().with_evidence()


def _chosen(request: SignedInRequest, round_: Round) -> list[Entry]:
    chosen = as_seen(request, _visible(request, round_).filter(pk__in=asked_keys(request)))
    if request.POST.get("then") != CLEAR:
        return chosen
    compared = compare(chosen, round_)
    return [entry for entry in chosen if not compared[entry.pk].findings]


def _rows(entries: EntryQuerySet, round_: Round, *, asked_only: bool) -> list[Row]:
    chosen = list(entries)
    compared = compare(chosen, round_)
    rows = [Row(entry=entry, beside=compared[entry.pk]) for entry in chosen]
    return [row for row in rows if row.beside.findings] if asked_only else rows
