"""What the plan wants of an indicator, by year, quarter and region: its words, what they mean, and where it started."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators import definitions
from indicators.current import plan_of_page
from indicators.forms.targets import DecisionForm, GuardedWords, PeriodRow, RegionWordsForm, WordsForm
from indicators.models import Indicator, Plan, Target
from indicators.wording import meaning
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.versions import StaleError


@requires(Role.OFFICE)
def targets(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """Of the city: the baseline, each year, and the quarters of a year (?quarters=2024 adds them)."""
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(plan.indicators.with_place(), pk=pk)
    form = WordsForm(request.POST or None, indicator=found, quarters_of=_quarters_of(request))
    overtaken = _overtaken(request, found, form)
    if overtaken is False:
        return redirect("indicators:targets", plan.code, pk)
    return _page(request, plan, found, form, overtaken=bool(overtaken))


@requires(Role.OFFICE)
def region_targets(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """Of each region, year by year, or a year quarter by quarter (?quarters=2024)."""
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(plan.indicators.with_place(), pk=pk)
    regions, year = plan.organizations.active().regions(), _quarters_of(request)
    form = RegionWordsForm(request.POST or None, indicator=found, regions=regions, quarters_of=year)
    overtaken = _overtaken(request, found, form)
    if overtaken is False:
        return redirect(request.get_full_path())
    return _region_page(request, plan, found, form, overtaken=bool(overtaken))


def _quarters_of(request: SignedInRequest) -> int | None:
    """The year whose quarters are asked for."""
    asked = request.GET.get("quarters", "")
    return int(asked) if asked.isdecimal() else None


def _overtaken(request: SignedInRequest, found: Indicator, form: WordsForm | RegionWordsForm) -> bool | None:
    """None: nothing was written, the form is to be shown. Else whether somebody else was quicker."""
    if not form.is_bound or not form.is_valid():
        return None
    targets, baselines, key = form.target_words(), form.baseline_words(), form.cleaned_data["key"]
    try:
        definitions.write_words(found, by=request.user, targets=targets, baselines=baselines, key=key)
    except StaleError:
        form.meet_present()
        return True
    messages.success(request, _("目标已保存。"))
    return False


def _page(
    request: SignedInRequest,
    plan: Plan,
    found: Indicator,
    form: WordsForm,
    *,
    overtaken: bool = False,
    decision: DecisionForm | None = None,
) -> HttpResponse:
    """Each target with what it is understood to mean, and a form to settle it."""
    context: dict[str, Any] = {
        "plan": plan,
        "indicator": found,
        "form": form,
        "rows": list(map(_explained, form.targets())),
        "decisions": _decisions(found.targets.filter(region=None), decision),
        "overtaken": overtaken,
        "regions": plan.organizations.active().regions().exists(),
    }
    return render(request, "indicators/targets.html", context, status=_status(form, overtaken, decision))


def _region_page(
    request: SignedInRequest,
    plan: Plan,
    found: Indicator,
    form: RegionWordsForm,
    *,
    overtaken: bool = False,
    decision: DecisionForm | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "plan": plan,
        "indicator": found,
        "form": form,
        "lines": [(region, list(map(_explained, cells))) for region, cells in form.table()],
        "decisions": _decisions(found.targets.filter(region__in=form.regions), decision),
        "overtaken": overtaken,
    }
    return render(request, "indicators/region_targets.html", context, status=_status(form, overtaken, decision))


def _explained(row: PeriodRow) -> tuple[PeriodRow, str]:
    return row, meaning(row.row) if isinstance(row.row, Target) else ""


def _decisions(wanted: QuerySet[Target], bound: DecisionForm | None) -> list[DecisionForm]:
    return [
        bound if bound and bound.target == target else DecisionForm(target=target)
        for target in wanted.exclude(text="").select_related("indicator", "region")
    ]


def _status(form: GuardedWords, overtaken: bool, decision: DecisionForm | None) -> int:
    return 409 if overtaken else 422 if form.errors or (decision and decision.errors) else 200


@requires(Role.OFFICE)
@require_POST
def decide(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """The office says what a target means."""
    plan = plan_of_page(request, plan_code)
    wanted = Target.objects.filter(indicator__plan=plan).select_related("indicator__plan", "region")
    target = get_object_or_404(wanted, pk=pk)
    form = DecisionForm(request.POST, target=target)
    if not form.is_valid():
        return _page_of(request, plan, target, form)
    version, key = form.cleaned_data["version"], form.cleaned_data["key"]
    try:
        definitions.decide_target(target, [form.condition()], by=request.user, based_on=version, key=key)
    except StaleError:
        messages.warning(request, _("这个目标刚刚被别人改过，没有保存。请看过现在的内容再确认。"))
    else:
        period = target.period.label(get_language() or "zh-hans")
        messages.success(request, _("%(period)s目标的含义已确认。") % {"period": period})
    return redirect(
        "indicators:targets" if target.is_whole_city else "indicators:targets_of_regions",
        plan.code,
        target.indicator_id,
    )


def _page_of(request: SignedInRequest, plan: Plan, target: Target, decision: DecisionForm) -> HttpResponse:
    """The page on which the target stands, with the form that was refused."""
    found = target.indicator
    if target.is_whole_city:
        return _page(request, plan, found, WordsForm(indicator=found), decision=decision)
    form = RegionWordsForm(indicator=found, regions=plan.organizations.active().regions())
    return _region_page(request, plan, found, form, decision=decision)
