"""Review: what an organization's reviewer passes on to the office, and what the office accepts; or sends back."""

import secrets
from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.comparisons import compare
from indicators.current import round_of_page
from indicators.forms.review import ReviewList
from indicators.grid import Row
from indicators.models import Entry, Round
from indicators.models.entry import EntryQuerySet
from indicators.transitions import Moved, Refused, approve, check, return_
from indicators.views.saving import as_seen, chosen_keys, tell_left, whole_list
from wastefree.access import Role, requires
from wastefree.accounts.models import Organization
from wastefree.accounts.requests import SignedInRequest

# What a person can ask for with the whole list, beside what is ticked.
WHOLE = ("pass_clear", "return_whole")


@requires(Role.REVIEWER, Role.OFFICE)
def review(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse:
    round_ = round_of_page(request, plan_code, round_pk)
    waiting = _waiting(request, round_)
    if request.method == "POST":
        _carry_out(request, _chosen(request, round_))
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
        "passed_over": _is_passed_over(request, round_),
        "approves": request.user.has_role(Role.OFFICE),
        "other_rounds": round_.plan.rounds.open_to(_own(request)).exclude(pk=round_.pk),
        "key": secrets.token_hex(16),
        "today": timezone.localdate(),
    }
    return render(request, "indicators/review.html", context)


def _own(request: SignedInRequest) -> Organization | None:
    """Whose rounds matter to the person: the office's are everybody's."""
    return None if request.user.has_role(Role.OFFICE) else request.user.organization


def _visible(request: SignedInRequest, round_: Round) -> EntryQuerySet:
    return Entry.objects.visible_to(request.user).in_round(round_).with_context().with_evidence()


def _waiting(request: SignedInRequest, round_: Round) -> EntryQuerySet:
    """What waits for this person: checked entries of all for the office, submitted ones of their own for a reviewer."""
    seen = _visible(request, round_).with_comment_count()
    return seen.to_approve() if request.user.has_role(Role.OFFICE) else seen.to_check()


def _is_passed_over(request: SignedInRequest, round_: Round) -> bool:
    """Whether the plan does without this person's review."""
    plan = round_.plan
    return not (plan.office_review if request.user.has_role(Role.OFFICE) else plan.organization_review)


def _chosen(request: SignedInRequest, round_: Round) -> list[Entry]:
    """What was ticked; or the whole list that the person had before them, pages not shown included."""
    keys = whole_list(request) if request.POST.get("then") in WHOLE else chosen_keys(request)
    chosen = as_seen(request, _visible(request, round_).filter(pk__in=keys))
    if request.POST.get("then") != "pass_clear":
        return chosen
    compared = compare(chosen, round_)
    return [entry for entry in chosen if not compared[entry.pk].findings]


def _rows(entries: EntryQuerySet, round_: Round, *, asked_only: bool) -> list[Row]:
    chosen = list(entries)
    compared = compare(chosen, round_)
    rows = [Row(entry=entry, beside=compared[entry.pk]) for entry in chosen]
    return [row for row in rows if row.beside.findings] if asked_only else rows


def _carry_out(request: SignedInRequest, chosen: Sequence[Entry]) -> None:
    """Passes or returns what was ticked; says what was done and what was not."""
    key, by, now = request.POST.get("key", "")[:64], request.user, timezone.now()
    if not chosen:
        messages.warning(request, _("请先勾选要处理的项。"))
        return
    try:
        if _returns(request):
            moved = return_(chosen, request.POST.get("reason", "")[:1000], by=by, at=now, key=key)
        elif by.has_role(Role.OFFICE):
            moved = approve(chosen, by=by, at=now, key=key)
        else:
            moved = check(chosen, by=by, at=now, key=key)
    except Refused as refused:
        messages.error(request, str(refused.message))
        return
    _tell(request, moved)


def _returns(request: SignedInRequest) -> bool:
    return request.POST.get("then") in ("return", "return_whole")


def _tell(request: SignedInRequest, moved: Moved[Entry]) -> None:
    facts = {"count": len(moved.done)}
    if moved.done and _returns(request):
        messages.success(request, _("已退回 %(count)s 项，已通知填报人。") % facts)
    elif moved.done and request.user.has_role(Role.OFFICE):
        messages.success(request, _("审核通过 %(count)s 项。") % facts)
    elif moved.done:
        messages.success(request, _("已通过 %(count)s 项，转无废办审核。") % facts)
    tell_left(request, moved)
