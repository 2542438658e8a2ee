"""The key projects of a plan: the list with its totals, one project, how far it is, and keeping it."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.current import plan_of_page
from indicators.models import Plan
from tasks.cards import about_page
from tasks.forms.project_bulk import ProjectBulkForm
from tasks.forms.project_list import ProjectList
from tasks.forms.projects import MoveOutForm, ProjectForm, PutBackForm
from tasks.models import Project
from tasks.models.project import ProjectQuerySet
from tasks.totals import project_totals
from tasks.transitions import create_project, edit_project, move_project_out, put_project_back
from tasks.workbooks import project_sheet
from wastefree.access import BUSINESS, Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record
from wastefree.changes import told
from wastefree.files.responses import download_lists
from wastefree.listing import ALL, page_of


@requires(*BUSINESS)
def project_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form, projects = asked_for(request, plan)
    keeps = request.user.has_role(Role.OFFICE)
    summed = form.narrow_but_stage(Project.objects.visible_to(request.user).of_plan(plan))
    context = {
        "plan": plan,
        "form": form,
        "columns": form.shown_columns,
        "year": form.today.year,
        "page": page_of(request, projects, form),
        "board": _board(projects) if form.as_board else None,
        "totals": project_totals(summed.values_list("stage", "investment_planned", "investment_done")),
        "tab": "board" if form.as_board else "list",
        "keeps": keeps,
        "bulk": ProjectBulkForm(plan=plan) if keeps else None,
    }
    return render(request, "tasks/projects.html", context)


def _board(projects: ProjectQuerySet) -> list[tuple[str, str, list[Project]]]:
    """The projects by stage: its value, its word, and those at it."""
    found = list(projects[:ALL])
    return [
        (stage.value, str(stage.label), [project for project in found if project.stage == stage])
        for stage in Project.Stage
    ]


def asked_for(request: SignedInRequest, plan: Plan) -> tuple[ProjectList, ProjectQuerySet]:
    """The projects that the address asks for, of those that the person may see."""
    seen = Project.objects.visible_to(request.user).of_plan(plan)
    form = ProjectList(request.GET, plan=plan, projects=seen, user=request.user, today=timezone.localdate())
    return form, form.narrow(seen.with_place())


@requires(*BUSINESS)
def export(request: SignedInRequest, plan_code: str) -> HttpResponse | FileResponse:
    """The list as a file: the rows that the page shows, all pages of it, and all that is known of each."""
    plan = plan_of_page(request, plan_code)
    _form, projects = asked_for(request, plan)
    name = _("重点项目清单_%(city)s") % {"city": plan.city}
    sheets = [project_sheet(plan, projects, timezone.localdate())]
    return download_lists(request, name, sheets, about=plan, verb="projects.exported")


@requires(*BUSINESS)
def project(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Project.objects.visible_to(request.user).of_plan(plan).with_place(), pk=pk)
    return _project_page(request, plan, found)


def _project_page(request: SignedInRequest, plan: Plan, found: Project) -> HttpResponse:
    context: dict[str, Any] = {
        "plan": plan,
        "project": found,
        "year": timezone.localdate().year,
        "history": told(Record.objects.about(found), Project),
        "keeps": request.user.has_role(Role.OFFICE),
        **about_page(found, request.user),
    }
    return render(request, "tasks/project.html", context)


@requires(Role.OFFICE)
def edit(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Project.objects.changeable_by(request.user).of_plan(plan), pk=pk)
    form = ProjectForm(request.POST or None, instance=found, plan=plan)
    if form.gives_way:
        return redirect("tasks:project", plan.code, pk)
    by = request.user
    if form.carry_out(
        lambda: edit_project(
            found,
            by=by,
            based_on=form.based_on,
            changes=form.changes(),
            key=form.request_key,
            reason=form.step_reason,
        )
    ):
        messages.success(request, _("项目已保存。"))
        return redirect("tasks:project", plan.code, pk)
    context = {"plan": plan, "form": form, "project": found}
    return render(request, "tasks/project_form.html", context, status=form.answer_status)


@requires(Role.OFFICE)
def create(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form = ProjectForm(request.POST or None, instance=Project(plan=plan), plan=plan)
    by = request.user
    if form.carry_out(lambda: create_project(plan, by=by, fields=form.changes(), key=form.request_key)):
        messages.success(request, _("项目已新增。"))
        return (
            redirect("tasks:project", plan.code, form.result.pk)
            if form.result.pk
            else redirect("tasks:projects", plan.code)
        )
    return render(request, "tasks/project_form.html", {"plan": plan, "form": form}, status=form.answer_status)


@requires(Role.OFFICE)
def move(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """Takes a project off the plan's list, or, if it is off, puts it back."""
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Project.objects.changeable_by(request.user).of_plan(plan), pk=pk)
    form = (PutBackForm if found.moved_out_on else MoveOutForm)(request.POST or None, instance=found)
    meant = "back" if found.moved_out_on else "out"
    if form.gives_way or (form.is_bound and request.POST.get("meant") != meant):  # done already, by this or another
        return redirect("tasks:project", plan.code, pk)
    if form.carry_out(lambda: _moved(found, form, request)):
        words = _("已撤销调出，项目回到清单。") if found.moved_out_on else _("已调出清单，不再计入合计。")
        messages.success(request, words)
        return redirect("tasks:project", plan.code, pk)
    context = {"plan": plan, "form": form, "project": found, "meant": meant}
    return render(request, "tasks/project_move.html", context, status=form.answer_status)


def _moved(found: Project, form: MoveOutForm | PutBackForm, request: SignedInRequest) -> Project:
    by, said, key = request.user, form.cleaned_data, form.request_key
    if found.moved_out_on:
        return put_project_back(found, by=by, based_on=form.based_on, reason=said["reason"], key=key)
    return move_project_out(found, by=by, based_on=form.based_on, on=said["day"], reason=said["reason"], key=key)
