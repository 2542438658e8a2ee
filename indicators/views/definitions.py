"""What the office keeps of a plan's measuring: indicators, and the quantities below them."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators import definitions
from indicators.current import plan_of_page
from indicators.forms.bases import TryForm, UndoBasisForm
from indicators.forms.definitions import IndicatorForm, QuantityForm
from indicators.forms.quantities import QuantityList
from indicators.formulas import FormulaError
from indicators.models import Indicator, Plan, Quantity
from indicators.rules import of_parts
from indicators.trying import Trial, try_formula
from indicators.wording import formula_error
from wastefree.access import Role, requires
from wastefree.accounts.models import User
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit import log
from wastefree.listing import page_of

TRYING = "try"  # the button that tries a formula where no script does


@requires(Role.OFFICE)
def indicator_create(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    if log.was_handled(request.user, request.POST.get("key", "")):  # sent twice: it is there already
        return redirect("indicators:indicators", plan.code)
    form = IndicatorForm(request.POST or None, instance=Indicator(plan=plan))
    if TRYING not in request.POST and form.carry_out(lambda: _make(form, plan, request.user)):
        messages.success(request, _("指标已新增。请接着填写目标。"))
        return redirect("indicators:targets", plan.code, form.result.pk)
    return _indicator_page(request, plan, form, None)


@requires(Role.OFFICE)
def indicator_edit(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(plan.indicators.with_place(), pk=pk)
    form = IndicatorForm(request.POST or None, instance=found)
    if form.gives_way:
        return redirect("indicators:indicator", plan.code, pk)
    if TRYING not in request.POST and form.carry_out(lambda: _save(found, form, plan, request.user)):
        messages.success(request, _("指标已保存。"))
        for doubt in form.doubts:
            messages.warning(request, doubt)
        return redirect("indicators:indicator", plan.code, pk)
    return _indicator_page(request, plan, form, found)


@transaction.atomic  # a group that was typed is not made for an indicator that is refused
def _make(form: IndicatorForm, plan: Plan, by: User) -> Indicator:
    return definitions.create_indicator(plan, by=by, key=form.request_key, **_indicator_fields(form, plan))


@transaction.atomic
def _save(found: Indicator, form: IndicatorForm, plan: Plan, by: User) -> Indicator:
    """From a day on, or as a correction of what holds now."""
    fields = _indicator_fields(form, plan)
    guard: dict[str, Any] = {"by": by, "based_on": form.based_on, "key": form.request_key}
    if form.begins is None:
        return definitions.update_indicator(found, **guard, **fields)
    return definitions.change_basis(found, since=form.begins, reason=form.reason, **guard, **fields)


def _indicator_fields(form: IndicatorForm, plan: Plan) -> dict[str, Any]:
    return {**form.changes(), "group": definitions.group(plan, *form.levels)}


def _indicator_page(request: SignedInRequest, plan: Plan, form: IndicatorForm, found: Indicator | None) -> HttpResponse:
    trying = TryForm(request.POST, plan=plan)
    context = {
        "plan": plan,
        "form": form,
        "indicator": found,
        "trying": trying,
        "trial": _trial(trying, str(form["formula"].value() or ""), str(form["unit"].value() or ""), found),
        "quantities": plan.quantities.filter(is_active=True),
    }
    return render(request, "indicators/indicator_form.html", context, status=form.answer_status)


@requires(Role.OFFICE)
@require_POST
def formula_try(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """A formula on real figures, before it is saved."""
    plan = plan_of_page(request, plan_code)
    form = TryForm(request.POST, plan=plan)
    trial = _trial(form, request.POST.get("formula", ""), request.POST.get("unit", ""), form.indicator)
    return render(request, "indicators/_formula_trial.html", {"plan": plan, "trial": trial, "trying": form})


def _trial(form: TryForm, text: str, unit: str, indicator: Indicator | None) -> Trial | str:
    """What comes of it, or in words what is wrong with it; empty for no formula."""
    if not text.strip():
        return ""
    try:
        return try_formula(form.plan, text, form.side_by_side, unit=unit, states=form.states, indicator=indicator)
    except FormulaError as error:
        return formula_error(error)


@requires(Role.OFFICE)
def basis_undo(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """Takes the last change of basis back, with a reason."""
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(plan.indicators.with_place(), pk=pk)
    form = UndoBasisForm(request.POST or None, instance=found)
    if form.gives_way or len(found.bases) == 1:
        return redirect("indicators:indicator", plan.code, pk)
    by = request.user
    if form.carry_out(
        lambda: definitions.undo_basis(found, by=by, reason=form.reason, based_on=form.based_on, key=form.request_key)
    ):
        messages.success(request, _("已撤销这次口径变更，各期数值已按原口径重新计算。"))
        return redirect("indicators:indicator", plan.code, pk)
    context = {"plan": plan, "form": form, "indicator": found, "bases": found.bases[-2:]}
    return render(request, "indicators/basis_undo.html", context, status=form.answer_status)


# --- quantities ------------------------------------------------------------------------------------------------------


@requires(Role.OFFICE)
def quantity_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form = QuantityList(request.GET, plan=plan)
    rows = form.narrow(plan.quantities.select_related("owner", "part_of").prefetch_related("indicators"))
    return render(
        request, "indicators/quantities.html", {"plan": plan, "form": form, "page": page_of(request, rows, form)}
    )


@requires(Role.OFFICE)
def quantity_create(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    if log.was_handled(request.user, request.POST.get("key", "")):  # sent twice: it is there already
        return redirect("indicators:quantities", plan.code)
    draft = Quantity(plan=plan, code=request.GET.get("code", "")[:50])
    form = QuantityForm(request.POST or None, instance=draft)
    by = request.user
    if form.carry_out(lambda: definitions.create_quantity(plan, by=by, key=form.request_key, **form.changes())):
        messages.success(request, _("数据项已新增。填报期开放后新增的，请在填报期里点“补充新增数据项”。"))
        return redirect("indicators:quantities", plan.code)
    return _quantity_page(request, plan, form, None)


@requires(Role.OFFICE)
def quantity_edit(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(plan.quantities.all(), pk=pk)
    form = QuantityForm(request.POST or None, instance=found)
    if form.gives_way:
        return redirect("indicators:quantities", plan.code)
    by = request.user
    if form.carry_out(
        lambda: definitions.update_quantity(
            found, by=by, based_on=form.based_on, key=form.request_key, **form.changes()
        )
    ):
        messages.success(request, _("数据项已保存。"))
        return redirect("indicators:quantities", plan.code)
    return _quantity_page(request, plan, form, found)


def _quantity_page(request: SignedInRequest, plan: Plan, form: QuantityForm, found: Quantity | None) -> HttpResponse:
    parts = found.parts.filter(is_active=True) if found else ()
    suggestion = of_parts(found, parts) if found else None
    context = {"plan": plan, "form": form, "quantity": found, "suggestion": suggestion}
    return render(request, "indicators/quantity_form.html", context, status=form.answer_status)
