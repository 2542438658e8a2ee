"""A plan selects its indicators from the library (从指标库选取)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators import definitions
from indicators.current import plan_of_page
from indicators.forms.selecting import AnswersForm, EditionChoice, answers
from indicators.library import Edition
from indicators.models import Plan
from indicators.selecting import Mismatch, Offer, offers
from indicators.wording import unit_remark
from wastefree.access import Role, requires
from wastefree.accounts.passwords import fresh_key
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record


@requires(Role.OFFICE)
def library(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """The indicators of an edition to tick; what is ticked is copied into the plan at one go."""
    plan = plan_of_page(request, plan_code)
    form = EditionChoice(request.POST or request.GET, plan=plan)
    if request.method == "POST":
        return _select(request, plan, form.chosen)
    found = offers(plan, form.chosen)
    groups: dict[tuple[str, str], list[Offer]] = {}
    for offer in found:
        groups.setdefault(offer.indicator.levels, []).append(offer)
    context = {
        "plan": plan,
        "form": form,
        "edition": form.chosen,
        "groups": list(groups.items()),
        "there": sum(offer.is_there for offer in found),
        "last": definitions.last_selection(plan),
        "key": fresh_key(),
    }
    return render(request, "indicators/plan_library.html", context)


def _select(request: SignedInRequest, plan: Plan, edition: Edition) -> HttpResponse:
    names = request.POST.getlist("indicator")
    here = f"{reverse('indicators:plan_library', args=[plan.code])}?{urlencode({'edition': edition.code})}"
    if not names:
        messages.error(request, _("没有勾选指标。请先勾选，再点“选取”。"))
        return redirect(here)
    try:
        came = definitions.select_indicators(
            plan, edition, names, by=request.user, answers=answers(request.POST), key=request.POST.get("key", "")
        )
    except definitions.Unsettled as unsettled:
        return _settle(request, plan, edition, names, unsettled.mismatches)
    except definitions.FormulasUnusable as unusable:
        for name, error in unusable.found.items():
            why = "".join(map(unit_remark, error.remarks))
            messages.error(request, _("没有选取：“%(name)s”的公式不能用。%(why)s") % {"name": name, "why": why})
        messages.info(request, _("请先在指标库里改好公式或单位，或者不勾选这些指标。"))
        return redirect(here)
    if came:
        messages.success(request, _("已选取 %(count)s 项。请接着补上牵头单位、填报单位和目标。") % {"count": len(came)})
    else:
        messages.info(request, _("勾选的指标方案里都已经有了。"))
    return redirect(here)


def _settle(
    request: SignedInRequest, plan: Plan, edition: Edition, names: list[str], mismatches: list[Mismatch]
) -> HttpResponse:
    """Asks about the quantities that the plan has in another shape; nothing has been written."""
    asked_before = any(name.startswith("answer_") for name in request.POST)
    context: dict[str, Any] = {
        "plan": plan,
        "edition": edition,
        "names": names,
        "form": AnswersForm(request.POST if asked_before else None, mismatches=mismatches),
        "settled": [(f"answer_{code}", answer) for code, answer in answers(request.POST).items()],
        "key": request.POST.get("key") or fresh_key(),
    }
    return render(request, "indicators/plan_library_settle.html", context, status=422 if asked_before else 409)


@requires(Role.OFFICE)
@require_POST
def take_back(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """Puts out of use what the last selection brought in, as far as nothing was set or reported for it."""
    plan = plan_of_page(request, plan_code)
    asked = request.POST.get("selection", "")
    record = get_object_or_404(
        Record.objects.about(plan), pk=int(asked) if asked.isdecimal() else 0, verb=definitions.SELECTED
    )
    count = definitions.take_back(plan, record, by=request.user, key=request.POST.get("key", ""))
    if count:
        messages.success(request, _("已撤回 %(count)s 项，需要时可以重新选取。") % {"count": count})
    return redirect("indicators:plan_library", plan.code)
