"""The plan of cells: which types there are, and how many of each a year is to bring."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cells.forms import QuotaForm, TypeForm
from cells.models import CellQuota, CellType
from cells.transitions import create_quota, edit_quota
from cells.transitions import create_type as create_cell_type
from cells.transitions import edit_type as edit_cell_type
from indicators.current import plan_of_page
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest


@requires(Role.OFFICE)
def quota(request: SignedInRequest, plan_code: str, pk: int, year: int) -> HttpResponse:
    """How many cells of one type one year is to bring: entered for the first time, or changed."""
    plan = plan_of_page(request, plan_code)
    if year not in plan.years:
        raise Http404
    type_ = get_object_or_404(CellType.objects.changeable_by(request.user).of_plan(plan), pk=pk)
    found = CellQuota.objects.of_plan(plan).in_year(year).filter(type=type_).first()
    form = QuotaForm(request.POST or None, instance=found or CellQuota(plan=plan, type=type_, year=year), plan=plan)
    back = redirect(f"{reverse('cells:cells', args=[plan.code])}?year={year}")
    if form.gives_way:
        return back
    if form.carry_out(lambda: _plan_cells(request, form, type_, year, found)):
        messages.success(request, _("%(type)s的创建计划已保存。") % {"type": type_.name})
        return back
    context = {"plan": plan, "form": form, "type": type_, "year": year, "quota": found}
    return render(request, "cells/quota_form.html", context, status=form.answer_status)


def _plan_cells(
    request: SignedInRequest, form: QuotaForm, type_: CellType, year: int, found: CellQuota | None
) -> CellQuota:
    by, key = request.user, form.request_key
    if found is None:
        return create_quota(type_, year, by=by, fields=form.changes(), key=key)
    return edit_quota(found, by=by, based_on=form.based_on, changes=form.changes(), key=key)


@requires(Role.OFFICE)
def edit_type(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    type_ = get_object_or_404(CellType.objects.changeable_by(request.user).of_plan(plan), pk=pk)
    form = TypeForm(request.POST or None, instance=type_)
    by = request.user
    if form.gives_way:
        return redirect("cells:cells", plan.code)
    if form.carry_out(
        lambda: edit_cell_type(type_, by=by, based_on=form.based_on, changes=form.changes(), key=form.request_key)
    ):
        messages.success(request, _("细胞类型已保存。"))
        return redirect("cells:cells", plan.code)
    context = {"plan": plan, "form": form, "type": type_}
    return render(request, "cells/type_form.html", context, status=form.answer_status)


@requires(Role.OFFICE)
def create_type(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form = TypeForm(request.POST or None, instance=CellType(plan=plan))
    by = request.user
    if form.carry_out(lambda: create_cell_type(plan, by=by, fields=form.changes(), key=form.request_key)):
        messages.success(request, _("已新增细胞类型，可以接着定每年的创建计划。"))
        return redirect("cells:cells", plan.code)
    return render(request, "cells/type_form.html", {"plan": plan, "form": form}, status=form.answer_status)
