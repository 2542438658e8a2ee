"""Corrections of approved figures: proposed and taken back by reporters, decided by the office; and what waits for one."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators.corrections import beside
from indicators.current import plan_of_page
from indicators.forms.corrections import CorrectionForm, CorrectionList, ProvisionalList
from indicators.models import Correction, Entry
from indicators.models.entry import CorrectionQuerySet
from indicators.transitions import (
    Refused,
    accept_correction,
    propose_correction,
    refuse_correction,
    withdraw_correction,
)
from indicators.views.entries import entry_page
from indicators.views.saving import chosen_keys, entries_of_page, own_entry
from wastefree.access import BUSINESS, Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.listing import page_of
from wastefree.versions import StaleError


@requires(Role.REPORTER)
@require_POST
def propose(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """The reporter asks for another figure; the page comes back with what was typed if it cannot be taken."""
    found = own_entry(request, plan_code, pk)
    form = CorrectionForm(found, request.POST)
    if form.is_valid():
        try:
            _propose(request, found, form)
        except Refused as refused:
            form.add_error(None, str(refused.message))
        except StaleError:
            form.add_error(None, _("您打开页面之后，这一项已被修改。请看过现在的数值再提出。"))
        else:
            messages.success(request, _("更正已提出，等待无废办审核。审核之前仍按原数值计算。"))
            return redirect("indicators:entry", plan_code, pk)
    return entry_page(request, found, form)


def _propose(request: SignedInRequest, entry: Entry, form: CorrectionForm) -> None:
    data = form.cleaned_data
    propose_correction(
        entry,
        data["figure"],
        data["note"],
        data["reason"],
        provisional=data["provisional"],
        by=request.user,
        at=timezone.now(),
        based_on=data["version"],
        key=data["key"],
    )


@requires(Role.REPORTER)
@require_POST
def withdraw(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    found = own_entry(request, plan_code, pk)

    def step(correction: Correction) -> None:
        withdraw_correction(correction, by=request.user, at=timezone.now(), based_on=correction.version)

    if _each(request, _as_seen(request, found.corrections.with_context()), step):
        messages.success(request, _("更正已撤回。"))
    return redirect("indicators:entry", plan_code, pk)


@requires(Role.OFFICE)
@require_POST
def decide(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """The office decides on one entry's correction, on the page of the entry."""
    found = get_object_or_404(entries_of_page(request, plan_code), pk=pk)
    _decide(request, found.corrections.with_context())
    return redirect("indicators:entry", plan_code, pk)


@requires(*BUSINESS)
def correction_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """Those that wait and those decided; the office decides on the ones that it has ticked."""
    plan = plan_of_page(request, plan_code)
    seen = Correction.objects.visible_to(request.user).of_plan(plan).with_context()
    decides = request.user.has_role(Role.OFFICE)
    if request.method == "POST" and decides:
        _decide(request, seen)
        return redirect(request.get_full_path())
    form = CorrectionList(request.GET, among=seen)
    page = page_of(request, form.narrow(seen), form)
    context = {
        "plan": plan,
        "form": form,
        "page": page,
        "lines": beside(page.object_list),
        "waiting": seen.proposed().count(),
        "decides": decides,
    }
    return render(request, "indicators/corrections.html", context)


def _decide(request: SignedInRequest, among: CorrectionQuerySet) -> None:
    """Accepts or refuses what was ticked of `among`, and says what became of it."""
    by, now, words = request.user, timezone.now(), request.POST.get("reason", "")[:1000]
    refuses = request.POST.get("then") == "refuse"

    def step(correction: Correction) -> None:
        if refuses:
            refuse_correction(correction, words, by=by, at=now, based_on=correction.version)
        else:
            accept_correction(correction, by=by, at=now, based_on=correction.version, answer=words)

    if done := _each(request, _as_seen(request, among), step):
        said = _("未采用 %(count)s 项，已通知提出人。") if refuses else _("已采用 %(count)s 项，已按新数值计算。")
        messages.success(request, said % {"count": done})


def _as_seen(request: SignedInRequest, among: CorrectionQuerySet) -> list[Correction]:
    """Those chosen, with the versions that the person had on the screen."""
    chosen = list(among.filter(pk__in=chosen_keys(request, "correction")))
    for each in chosen:
        version = request.POST.get(f"version-{each.pk}", "")
        each.version = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    return chosen


def _each(request: SignedInRequest, chosen: Iterable[Correction], step: Callable[[Correction], None]) -> int:
    """Each for itself: says how many it went well with, and tells of the others why not."""
    done, left = 0, set()
    for correction in chosen:
        try:
            step(correction)
        except Refused as refused:
            left.add(str(refused.message))
        except StaleError:
            left.add(_("这条更正已被别人处理，请看过结果再说。"))
        else:
            done += 1
    for reason in sorted(left):
        messages.warning(request, reason)
    if not done and not left:
        messages.warning(request, _("请先勾选要处理的项。"))
    return done


@requires(*BUSINESS)
def provisional_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """快报待定数: approved figures whose final ones are still to come."""
    plan = plan_of_page(request, plan_code)
    seen = Entry.objects.visible_to(request.user).filter(round__plan=plan).awaiting_final()
    form = ProvisionalList(request.GET, among=seen)
    waits = Exists(Correction.objects.proposed().filter(entry=OuterRef("pk")))
    rows = form.narrow(seen).with_context().annotate(correction_waits=waits)
    context = {
        "plan": plan,
        "form": form,
        "page": Paginator(rows, form.page_size).get_page(request.GET.get("page")),
        "total": seen.count(),
        "corrects": request.user.has_role(Role.REPORTER),
        "whole": not request.user.has_role(Role.REPORTER, Role.REVIEWER),
    }
    return render(request, "indicators/provisional.html", context)
