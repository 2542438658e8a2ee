"""What the plan wants of an indicator, year by year: its words, what they mean, and where it started."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators import definitions
from indicators.current import plan_of_page
from indicators.forms.targets import DecisionForm, WordsForm
from indicators.models import Indicator, Plan, Target
from indicators.wording import meaning
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.versions import StaleError


@requires(Role.OFFICE)
def targets(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(plan.indicators.with_place(), pk=pk)
    form = WordsForm(request.POST or None, indicator=found)
    overtaken = False
    if form.is_bound and form.is_valid():
        try:
            definitions.write_words(
                found,
                by=request.user,
                targets=form.words("target"),
                baselines=form.words("baseline"),
                key=form.cleaned_data["key"],
            )
        except StaleError:
            form.meet_present()
            overtaken = True
        else:
            messages.success(request, _("目标已保存。"))
            return redirect("indicators:targets", plan.code, pk)
    return _page(request, plan, found, form, overtaken=overtaken)


def _page(
    request: SignedInRequest,
    plan: Plan,
    found: Indicator,
    form: WordsForm,
    *,
    overtaken: bool = False,
    decision: DecisionForm | None = None,
) -> HttpResponse:
    """Each target with what it is understood to mean; those that cannot be read with a form to settle them."""
    rows = [(row, meaning(row.row) if isinstance(row.row, Target) else "") for row in form.targets()]
    decisions = [
        decision if decision and decision.target == target else DecisionForm(target=target)
        for target in found.targets.filter(region=None).exclude(text="")
    ]
    context: dict[str, Any] = {
        "plan": plan,
        "indicator": found,
        "form": form,
        "rows": rows,
        "decisions": decisions,
        "overtaken": overtaken,
    }
    status = 409 if overtaken else 422 if form.errors or (decision and decision.errors) else 200
    return render(request, "indicators/targets.html", context, status=status)


@requires(Role.OFFICE)
@require_POST
def decide(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """The office says what a target means."""
    plan = plan_of_page(request, plan_code)
    target = get_object_or_404(Target.objects.filter(indicator__plan=plan).select_related("indicator"), pk=pk)
    form = DecisionForm(request.POST, target=target)
    if not form.is_valid():
        return _page(request, plan, target.indicator, WordsForm(indicator=target.indicator), decision=form)
    version, key = form.cleaned_data["version"], form.cleaned_data["key"]
    try:
        definitions.decide_target(target, [form.condition()], by=request.user, based_on=version, key=key)
    except StaleError:
        messages.warning(request, _("这个目标刚刚被别人改过，没有保存。请看过现在的内容再确认。"))
    else:
        messages.success(request, _("%(year)s年目标的含义已确认。") % {"year": target.year})
    return redirect("indicators:targets", plan.code, target.indicator_id)
