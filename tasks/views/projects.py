"""The key projects of a plan: the list with its totals, one project, how far it is, and keeping it."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators.current import plan_of_page
from indicators.models import Plan
from tasks.forms.projects import ProjectForm, ProjectList, ProjectReportForm
from tasks.models import Project
from tasks.models.project import ProjectQuerySet
from tasks.totals import project_totals
from tasks.transitions import create_project, edit_project, report_project
from tasks.workbooks import project_list as project_workbook
from wastefree.access import BUSINESS, Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record
from wastefree.changes import told
from wastefree.files.responses import XLSX, download
from wastefree.listing import page_of


@requires(*BUSINESS)
def project_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form, projects = _asked_for(request, plan)
    summed = form.narrow_but_stage(Project.objects.visible_to(request.user).of_plan(plan))
    context = {
        "plan": plan,
        "form": form,
        "page": page_of(request, projects, form),
        "totals": project_totals(summed.values_list("stage", "investment_planned", "investment_done")),
        "keeps": request.user.has_role(Role.OFFICE),
    }
    return render(request, "tasks/projects.html", context)


def _asked_for(request: SignedInRequest, plan: Plan) -> tuple[ProjectList, ProjectQuerySet]:
    """The projects that the address asks for, of those that the person may see."""
    seen = Project.objects.visible_to(request.user).of_plan(plan)
    form = ProjectList(request.GET, plan=plan, projects=seen)
    return form, form.narrow(seen.with_place())


@requires(*BUSINESS)
def export(request: SignedInRequest, plan_code: str) -> HttpResponse | FileResponse:
    """The list as a workbook: what the page shows, all pages of it."""
    plan = plan_of_page(request, plan_code)
    _form, projects = _asked_for(request, plan)
    today = timezone.localdate()
    name = _("重点项目清单_%(city)s_%(day)s.xlsx") % {"city": plan.city, "day": f"{today:%Y%m%d}"}
    content = project_workbook(plan, projects, today)
    return download(request.user, name, content, XLSX, about=plan, verb="projects.exported")


@requires(*BUSINESS)
def project(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Project.objects.visible_to(request.user).of_plan(plan).with_place(), pk=pk)
    return _project_page(request, plan, found, ProjectReportForm(instance=found))


def _project_page(request: SignedInRequest, plan: Plan, found: Project, form: ProjectReportForm) -> HttpResponse:
    context: dict[str, Any] = {
        "plan": plan,
        "project": found,
        "history": told(Record.objects.about(found), Project),
        "keeps": request.user.has_role(Role.OFFICE),
        "form": form if Project.objects.reportable_by(request.user).filter(pk=found.pk).exists() else None,
    }
    return render(request, "tasks/project.html", context, status=form.answer_status)


@requires(Role.REPORTER)
@require_POST
def report(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """The organization responsible writes the stage and the money spent so far."""
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Project.objects.reportable_by(request.user).of_plan(plan).with_place(), pk=pk)
    form = ProjectReportForm(request.POST, instance=found)
    if form.gives_way:
        return redirect("tasks:project", plan.code, pk)
    now, by = timezone.now(), request.user
    if form.carry_out(
        lambda: report_project(
            found, by=by, based_on=form.based_on, report=form.changes(), at=now, key=form.request_key
        )
    ):
        messages.success(request, _("项目进展已保存，无废办可以看到。"))
        return redirect("tasks:project", plan.code, pk)
    return _project_page(request, plan, found, form)


@requires(Role.OFFICE)
def edit(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Project.objects.changeable_by(request.user).of_plan(plan), pk=pk)
    form = ProjectForm(request.POST or None, instance=found, plan=plan)
    if form.gives_way:
        return redirect("tasks:project", plan.code, pk)
    by = request.user
    if form.carry_out(
        lambda: edit_project(found, by=by, based_on=form.based_on, changes=form.changes(), key=form.request_key)
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
