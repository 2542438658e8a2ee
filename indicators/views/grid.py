"""The entry grid: what one organization reports in one round."""

import json
import secrets
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators.current import round_of_page
from indicators.forms.entries import EntryForm, prefix_of
from indicators.grid import NOTHING_TYPED, Grid, Typed, file_marks, grid_of
from indicators.models import EDITABLE, Entry, Round
from indicators.transitions import Moved, submit, withdraw
from indicators.views.saving import as_seen, chosen_keys, save_rows, tell_left
from wastefree.access import BUSINESS, WHOLE_PLAN, Role, requires
from wastefree.accounts.models import Organization
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit import log

HANDED_IN = "handed_in"


@requires(*BUSINESS)
def grid(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse:
    """Reads for all who may see the organization; without a script its form saves all rows at once."""
    round_ = round_of_page(request, plan_code, round_pk)
    if request.method == "POST":
        return _save_all(request, round_)
    return _page(request, round_, organization_of_page(request, round_))


def _page(
    request: SignedInRequest, round_: Round, organization: Organization, typed: Typed = NOTHING_TYPED, status: int = 200
) -> HttpResponse:
    context = {
        "plan": round_.plan,
        "grid": grid_of(round_, organization, request.user, typed=typed),
        "key": secrets.token_hex(16),
        "today": timezone.localdate(),
        "files": json.dumps(file_marks(round_, organization)),
        "handed_in": _just_handed_in(request, round_),
        "reopening": round_.reopenings.running().filter(organization=organization).first(),
        "other_rounds": round_.plan.rounds.open_to(organization).exclude(pk=round_.pk),
        "whose": f"?organization={organization.code}" if organization.pk != request.user.organization_id else "",
        "organizations": _organizations(request, round_) if request.user.roles & WHOLE_PLAN else (),
    }
    return render(request, "indicators/grid.html", context, status=status)


def organization_of_page(request: SignedInRequest, round_: Round) -> Organization:
    """The one that the address asks for; else the person's own, else the first that reports in the round."""
    code, own = request.GET.get("organization"), request.user.organization
    assert own is not None, "whoever sees a plan belongs to an organization of it"
    if not request.user.roles & WHOLE_PLAN:
        return get_object_or_404(Organization.objects.visible_to(request.user), code=code) if code else own
    reporting = _organizations(request, round_)
    if code:
        return get_object_or_404(reporting, code=code)
    return reporting.filter(pk=own.pk).first() or reporting.first() or own


def _organizations(request: SignedInRequest, round_: Round) -> QuerySet[Organization]:
    """Those that report in the round, each with how many entries it has and how many it has handed in."""
    within = Q(entries__round=round_)
    counted = Organization.objects.visible_to(request.user).filter(within)
    return counted.annotate(total=Count("entries"), owed=Count("entries", filter=Q(entries__state__in=EDITABLE)))


def _save_all(request: SignedInRequest, round_: Round) -> HttpResponse:
    """Saves every row that was typed in; then, if that was asked for, hands in all that is ready."""
    own = request.user.organization
    assert own is not None, "whoever sees a plan belongs to an organization of it"
    typed_in = [entry for entry in _changeable(request, round_) if f"{prefix_of(entry)}-version" in request.POST]
    forms = [EntryForm(entry, request.POST) for entry in typed_in]
    attempt = save_rows(forms, by=request.user, at=timezone.now())
    if attempt.failed:
        messages.error(
            request, _("有 %(count)s 项没有保存，请看表中的提示。其他项已保存。") % {"count": attempt.failed}
        )
        return _page(request, round_, own, attempt.typed, attempt.status)
    if request.POST.get("then") == "submit":
        _hand_in(request, grid_of(round_, own, request.user), {entry.pk for entry in typed_in})
    elif attempt.saved:
        messages.success(request, _("已保存 %(count)s 项。") % {"count": attempt.saved})
    return redirect("indicators:grid", round_.plan.code, round_.pk)


def _changeable(request: SignedInRequest, round_: Round) -> QuerySet[Entry]:
    return Entry.objects.changeable_by(request.user).in_round(round_).editable().with_context()


def _hand_in(request: SignedInRequest, current: Grid, on_screen: set[int]) -> None:
    """Submits what is ready of the rows that the person had on the screen, and remembers it for the next page."""
    key = request.POST.get("key", "")[:64]
    if log.was_handled(request.user, key):
        return
    ready = [row.entry for row in current.ready if row.entry.pk in on_screen]
    asked = frozenset(row.entry.pk for row in current.asked)
    moved = submit(ready, by=request.user, at=timezone.now(), unexplained=asked, key=key) if ready else Moved()
    request.session[HANDED_IN] = {"round": current.round.pk, "entries": [entry.pk for entry in moved.done]}
    if not moved.done:
        messages.warning(request, _("没有提交：还没有填好的项。"))
    tell_left(request, moved)


def _just_handed_in(request: SignedInRequest, round_: Round) -> list[Entry]:
    """What the last request submitted, to be shown once with the way back."""
    kept: dict[str, Any] = request.session.get(HANDED_IN, {})
    if kept.get("round") != round_.pk:
        return []
    del request.session[HANDED_IN]
    return list(_withdrawable(request, round_).filter(pk__in=kept["entries"]))


def _withdrawable(request: SignedInRequest, round_: Round) -> QuerySet[Entry]:
    return Entry.objects.changeable_by(request.user).in_round(round_).withdrawable().with_context()


@requires(Role.REPORTER)
@require_POST
def take_back(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse:
    """Withdraws entries that nobody has checked yet."""
    round_ = round_of_page(request, plan_code, round_pk)
    own = Entry.objects.changeable_by(request.user).in_round(round_).with_context()
    chosen = own.filter(pk__in=chosen_keys(request))
    moved = withdraw(as_seen(request, chosen), by=request.user, key=request.POST.get("key", "")[:64])
    if moved.done:
        messages.success(request, _("已撤回 %(count)s 项，可以继续修改。") % {"count": len(moved.done)})
    tell_left(request, moved)
    anchor = f"#entry-{moved.done[0].pk}" if len(moved.done) == 1 else ""
    return redirect(reverse("indicators:grid", args=[plan_code, round_pk]) + anchor)
