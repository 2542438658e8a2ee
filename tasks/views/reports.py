"""The progress page of a round: what an organization says about its tasks and projects. Saves itself, as the grid does."""

import secrets
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators.current import round_of_page
from indicators.models import Round
from indicators.transitions import Moved, submit, withdraw
from indicators.views.saving import as_seen, chosen_keys, tell_left
from tasks.cards import NOTHING_TYPED, Card, Cards, Typed, cards_of
from tasks.forms.reports import form_of, prefix_of
from tasks.models import PROGRESS, ProgressReport
from tasks.views.reportsaving import save_each
from wastefree.access import BUSINESS, WHOLE_PLAN, Role, requires
from wastefree.accounts.models import Organization
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit import log

# Under which name a page sends which kind of report.
SENT = {kind: kind.NAMES.one for kind in PROGRESS.values()}


@requires(*BUSINESS)
def progress(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse:
    """Reads for all who may see the organization; without a script its form saves all cards at once."""
    round_ = round_of_page(request, plan_code, round_pk)
    if request.method == "POST":
        return _save_all(request, round_)
    return _page(request, round_, organization_of_page(request, round_))


def _page(
    request: SignedInRequest, round_: Round, organization: Organization, typed: Typed = NOTHING_TYPED, status: int = 200
) -> HttpResponse:
    cards = cards_of(round_, organization, request.user, typed=typed)
    context = {
        "plan": round_.plan,
        "cards": cards,
        "key": secrets.token_hex(16),
        "today": timezone.localdate(),
        "reopening": round_.reopenings.running().filter(organization=organization).first(),
        "other_rounds": round_.plan.rounds.open_to(organization).exclude(pk=round_.pk).exclude(quarter=0),
        "organizations": _organizations(round_) if request.user.roles & WHOLE_PLAN else (),
    }
    return render(request, "tasks/progress.html", context, status=status)


def organization_of_page(request: SignedInRequest, round_: Round) -> Organization:
    """The one that the address asks for; else the person's own, else the first that reports in the round."""
    code, own = request.GET.get("organization"), request.user.organization
    assert own is not None, "whoever sees a plan belongs to an organization of it"
    if not request.user.roles & WHOLE_PLAN:
        return get_object_or_404(Organization.objects.visible_to(request.user), code=code) if code else own
    reporting = _organizations(round_)
    if code:
        return get_object_or_404(reporting, code=code)
    return reporting.filter(pk=own.pk).first() or reporting.first() or own


def _organizations(round_: Round) -> QuerySet[Organization]:
    keys: set[int] = set()
    for kind in PROGRESS.values():
        keys |= set(kind.objects.in_round(round_).order_by().values_list("organization", flat=True))
    return Organization.objects.filter(pk__in=keys)


def _save_all(request: SignedInRequest, round_: Round) -> HttpResponse:
    """Saves every card that was typed in; then, if that was asked for, hands in all that is ready of what was sent."""
    own = request.user.organization
    assert own is not None, "whoever sees a plan belongs to an organization of it"
    sent = [report for report in _own(request, round_) if f"{prefix_of(report)}-version" in request.POST]
    typed = [report for report in sent if report.is_editable]
    attempt = save_each([form_of(report, request.POST) for report in typed], by=request.user, at=timezone.now())
    if attempt.failed:
        facts = {"count": attempt.failed}
        messages.error(request, _("有 %(count)s 项没有保存，请看各项下面的提示。其他项已保存。") % facts)
        return _page(request, round_, own, attempt.typed, attempt.status)
    if request.POST.get("then") == "submit":
        _hand_in(request, cards_of(round_, own, request.user), {report.anchor for report in sent})
    elif attempt.saved:
        messages.success(request, _("已保存 %(count)s 项。") % {"count": attempt.saved})
    return redirect(_back(request, round_))


def _own(request: SignedInRequest, round_: Round) -> list[ProgressReport]:
    found: list[ProgressReport] = []
    for kind in PROGRESS.values():
        found += kind.objects.changeable_by(request.user).in_round(round_).with_context()
    return found


def _back(request: SignedInRequest, round_: Round) -> str:
    """To the page of the task or project from which it was sent, or to the whole round."""
    for slug, kind in PROGRESS.items():
        text = request.POST.get(f"from-{slug}", "")
        if text.isascii() and text.isdigit() and len(text) < 18:
            about = kind.about_model().objects.visible_to(request.user).filter(pk=int(text), plan=round_.plan).first()
            if about is not None:
                return reverse(f"tasks:{kind.ABOUT}", args=[round_.plan.code, about.pk])
    return reverse("tasks:progress", args=[round_.plan.code, round_.pk])


def _hand_in(request: SignedInRequest, current: Cards, on_screen: set[str]) -> None:
    """Submits what is ready of the cards that the person had on the screen, each kind by itself."""
    key, by, now = request.POST.get("key", "")[:60], request.user, timezone.now()
    ready = [card for card in current.ready if card.report.anchor in on_screen]
    if log.was_handled(by, _key_of(key, "task")) or log.was_handled(by, _key_of(key, "project")):
        return
    done = sum(len(_submit(request, ready, name, _key_of(key, name), now).done) for name in ("task", "project"))
    if done:
        messages.success(request, _("已提交 %(count)s 项进展。还没有审核的可以撤回。") % {"count": done})
    else:
        messages.warning(request, _("没有提交：还没有写好进展情况的项。"))


def _key_of(key: str, name: str) -> str:
    return f"{key}.{name[0]}" if key else ""


def _submit(request: SignedInRequest, ready: list[Card], name: str, key: str, now: Any) -> Moved[ProgressReport]:
    chosen = [card.report for card in ready if card.kind == name]
    moved = submit(chosen, by=request.user, at=now, key=key) if chosen else Moved[ProgressReport]()
    tell_left(request, moved)
    return moved


@requires(Role.REPORTER)
@require_POST
def take_back(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse:
    """Withdraws reports that nobody has checked yet."""
    round_ = round_of_page(request, plan_code, round_pk)
    key, count = request.POST.get("key", "")[:60], 0
    for kind, name in SENT.items():
        own = kind.objects.changeable_by(request.user).in_round(round_).with_context()
        chosen = as_seen(request, own.filter(pk__in=chosen_keys(request, name)))
        if chosen:
            moved = withdraw(chosen, by=request.user, key=_key_of(key, kind.ABOUT))
            count += len(moved.done)
            tell_left(request, moved)
    if count:
        messages.success(request, _("已撤回 %(count)s 项，可以继续修改。") % {"count": count})
    return redirect(_back(request, round_))
