"""The cells of a plan: how many there are to be and are, the list, one cell, and naming it."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cells.forms import CellForm, CellList, NamingForm, SeveralForm, UndoForm
from cells.models import Cell, CellQuerySet, CellQuota
from cells.tallies import tallies, totals
from cells.transitions import create_cell, edit_cell, name_cell, undo_naming
from cells.workbooks import cell_list as cell_workbook
from indicators.current import plan_of_page
from indicators.models import Plan
from wastefree.access import BUSINESS, WHOLE_PLAN, Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record
from wastefree.changes import told
from wastefree.files.responses import XLSX, download
from wastefree.listing import page_of
from wastefree.versions import StaleError


@requires(*BUSINESS)
def cell_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form, cells = _asked_for(request, plan)
    seen = Cell.objects.visible_to(request.user).of_plan(plan)
    each = tallies(plan, CellQuota.objects.visible_to(request.user).of_plan(plan), seen, form.chosen_year)
    keeps = request.user.has_role(Role.OFFICE)
    whole = bool(request.user.roles & WHOLE_PLAN)
    context = {
        "plan": plan,
        "form": form,
        "year": form.chosen_year,
        "page": page_of(request, cells, form),
        "tallies": each if whole else [tally for tally in each if tally.quotas or tally.named or tally.creating],
        "totals": totals(each),
        "keeps": keeps,
        "whole": whole,
        "several": SeveralForm(today=timezone.localdate()) if keeps else None,
    }
    return render(request, "cells/cells.html", context)


def _asked_for(request: SignedInRequest, plan: Plan) -> tuple[CellList, CellQuerySet]:
    """The cells that the address asks for, of those that the person may see."""
    form = CellList(request.GET, plan=plan, today=timezone.localdate())
    return form, form.narrow(Cell.objects.visible_to(request.user).of_plan(plan).with_place())


@requires(*BUSINESS)
def export(request: SignedInRequest, plan_code: str) -> HttpResponse | FileResponse:
    """The list as a workbook: what the page shows, all pages of it."""
    plan = plan_of_page(request, plan_code)
    _form, cells = _asked_for(request, plan)
    today = timezone.localdate()
    file_name = _("无废细胞清单_%(city)s_%(day)s.xlsx") % {"city": plan.city, "day": f"{today:%Y%m%d}"}
    content = cell_workbook(plan, cells, today)
    return download(request.user, file_name, content, XLSX, about=plan, verb="cells.exported")


@requires(*BUSINESS)
def cell(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Cell.objects.visible_to(request.user).of_plan(plan).with_place(), pk=pk)
    naming = NamingForm(instance=found, today=timezone.localdate())
    return _cell_page(request, plan, found, naming, UndoForm(instance=found))


def _cell_page(
    request: SignedInRequest, plan: Plan, found: Cell, naming: NamingForm, undoing: UndoForm
) -> HttpResponse:
    keeps = request.user.has_role(Role.OFFICE)
    named = found.state == Cell.State.NAMED
    context: dict[str, Any] = {
        "plan": plan,
        "cell": found,
        "named": named,
        "keeps": keeps,
        "naming": naming if keeps and (not named or naming.clash) else None,
        "undoing": undoing if keeps and (named or undoing.clash) else None,
        "history": told(Record.objects.about(found), Cell),
    }
    status = max(naming.answer_status, undoing.answer_status)
    return render(request, "cells/cell.html", context, status=status)


@requires(Role.OFFICE)
@require_POST
def name(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """The city has named the unit a waste-free cell."""
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Cell.objects.changeable_by(request.user).of_plan(plan).with_place(), pk=pk)
    form = NamingForm(request.POST, instance=found, today=timezone.localdate())
    by = request.user
    if form.gives_way:
        return redirect("cells:cell", plan.code, pk)
    if form.carry_out(
        lambda: name_cell(found, by=by, based_on=form.based_on, on=form.cleaned_data["named_on"], key=form.request_key)
    ):
        messages.success(request, _("%(name)s已命名。") % {"name": found.name})
        return redirect("cells:cell", plan.code, pk)
    return _cell_page(request, plan, found, form, UndoForm(instance=found))


@requires(Role.OFFICE)
@require_POST
def undo(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """Takes a naming back, with a reason."""
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Cell.objects.changeable_by(request.user).of_plan(plan).with_place(), pk=pk)
    form = UndoForm(request.POST, instance=found)
    by = request.user
    if form.gives_way:
        return redirect("cells:cell", plan.code, pk)
    if form.carry_out(
        lambda: undo_naming(
            found, by=by, based_on=form.based_on, reason=form.cleaned_data["reason"], key=form.request_key
        )
    ):
        messages.success(request, _("已撤回命名，%(name)s回到创建中。") % {"name": found.name})
        return redirect("cells:cell", plan.code, pk)
    return _cell_page(request, plan, found, NamingForm(instance=found, today=timezone.localdate()), form)


@requires(Role.OFFICE)
@require_POST
def name_several(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """Names all units ticked in the list on one day; those changed meanwhile are left and told of."""
    plan = plan_of_page(request, plan_code)
    form = SeveralForm(request.POST, today=timezone.localdate())
    back = redirect(f"{request.path.removesuffix('name/')}?{request.GET.urlencode()}")
    if not form.is_valid():
        for error in form.errors.values():
            messages.error(request, str(error[0]))
        return back
    cells = Cell.objects.changeable_by(request.user).of_plan(plan).creating().with_place().select_related("plan")
    named, missed = 0, len(form.ticked)
    for found in cells.filter(pk__in=form.ticked):
        try:
            name_cell(found, by=request.user, based_on=form.ticked[found.pk], on=form.cleaned_data["named_on"])
        except StaleError:
            continue
        named, missed = named + 1, missed - 1
    if named:
        messages.success(request, _("已命名 %(count)s 个单位。") % {"count": named})
    if missed:
        messages.warning(request, _("%(count)s 个单位刚被别人改过，没有命名，请核对后再做。") % {"count": missed})
    return back


@requires(Role.OFFICE)
def edit(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Cell.objects.changeable_by(request.user).of_plan(plan).with_place(), pk=pk)
    form = CellForm(request.POST or None, instance=found, plan=plan)
    by = request.user
    if form.gives_way:
        return redirect("cells:cell", plan.code, pk)
    if form.carry_out(
        lambda: edit_cell(found, by=by, based_on=form.based_on, changes=form.changes(), key=form.request_key)
    ):
        messages.success(request, _("已保存。"))
        return redirect("cells:cell", plan.code, pk)
    context = {"plan": plan, "form": form, "cell": found}
    return render(request, "cells/cell_form.html", context, status=form.answer_status)


@requires(Role.OFFICE)
def create(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """Enters a unit; "保存并继续登记" leads to the next one, which is most often of the same type."""
    plan = plan_of_page(request, plan_code)
    form = CellForm(request.POST or None, instance=Cell(plan=plan), plan=plan, initial=_usual(request))
    by = request.user
    if form.carry_out(lambda: create_cell(plan, by=by, fields=form.changes(), key=form.request_key)):
        messages.success(request, _("已登记%(name)s。") % {"name": form.cleaned_data["name"]})
        if "again" in request.POST:
            return redirect(f"{request.path}?type={form.cleaned_data['type'].pk}")
        return (
            redirect("cells:cell", plan.code, form.result.pk) if form.result.pk else redirect("cells:cells", plan.code)
        )
    return render(request, "cells/cell_form.html", {"plan": plan, "form": form}, status=form.answer_status)


def _usual(request: SignedInRequest) -> dict[str, str]:
    type_ = request.GET.get("type", "")
    return {"type": type_} if type_.isdecimal() else {}
