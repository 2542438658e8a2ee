"""What the office keeps of a plan's measuring: indicators, and the quantities below them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators import definitions
from indicators.current import plan_of_page
from indicators.forms.definitions import IndicatorForm, QuantityForm
from indicators.forms.quantities import QuantityList
from indicators.formulas import FormulaError
from indicators.models import Indicator, Plan, Quantity
from indicators.reporting import usual_period
from indicators.trying import Trial, try_formula
from indicators.wording import formula_error
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit import log
from wastefree.listing import page_of


@requires(Role.OFFICE)
def indicator_create(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    if log.was_handled(request.user, request.POST.get("key", "")):  # sent twice: it is there already
        return redirect("indicators:indicators", plan.code)
    form = IndicatorForm(request.POST or None, instance=Indicator(plan=plan))
    if form.is_bound and form.is_valid():
        fields = _indicator_fields(form, plan)
        made = definitions.create_indicator(plan, by=request.user, key=form.request_key, **fields)
        messages.success(request, _("指标已新增。请接着填写目标。"))
        return redirect("indicators:targets", plan.code, made.pk)
    return _indicator_page(request, plan, form, None)


@requires(Role.OFFICE)
def indicator_edit(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(plan.indicators.with_place(), pk=pk)
    form = IndicatorForm(request.POST or None, instance=found)
    if form.gives_way:
        return redirect("indicators:indicator", plan.code, pk)
    by = request.user
    if form.carry_out(
        lambda: definitions.update_indicator(
            found, by=by, based_on=form.based_on, key=form.request_key, **_indicator_fields(form, plan)
        )
    ):
        messages.success(request, _("指标已保存。"))
        return redirect("indicators:indicator", plan.code, pk)
    return _indicator_page(request, plan, form, found)


def _indicator_fields(form: IndicatorForm, plan: Plan) -> dict[str, Any]:
    return {**form.changes(), "group": definitions.group(plan, *form.levels)}


def _indicator_page(request: SignedInRequest, plan: Plan, form: IndicatorForm, found: Indicator | None) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "indicator": found,
        "trial": _trial(plan, str(form["formula"].value() or "")),
        "quantities": plan.quantities.filter(is_active=True),
    }
    return render(request, "indicators/indicator_form.html", context, status=form.answer_status)


@requires(Role.OFFICE)
@require_POST
def formula_try(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """A formula on the real figures of the newest period that is over, before it is saved."""
    plan = plan_of_page(request, plan_code)
    context = {"plan": plan, "trial": _trial(plan, request.POST.get("formula", ""))}
    return render(request, "indicators/_formula_trial.html", context)


def _trial(plan: Plan, text: str) -> Trial | str:
    """What comes of it, or in words what is wrong with it; empty for no formula."""
    if not text.strip():
        return ""
    try:
        return try_formula(plan, text, usual_period(plan))
    except FormulaError as error:
        return formula_error(error)


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
    if form.is_bound and form.is_valid():
        definitions.create_quantity(plan, by=request.user, key=form.request_key, **form.changes())
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
    context = {"plan": plan, "form": form, "quantity": found}
    return render(request, "indicators/quantity_form.html", context, status=form.answer_status)
