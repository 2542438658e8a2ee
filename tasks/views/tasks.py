"""The tasks of a plan: the list, one task, how it stands, and keeping it."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators.current import plan_of_page
from indicators.duedates import due_date
from indicators.models import Indicator, Plan
from tasks.cards import about_page
from tasks.forms.bulk import TaskBulkForm
from tasks.forms.keeping import TaskForm
from tasks.forms.tasks import LeadForm
from tasks.models import Task
from tasks.models.milestone import weighed
from tasks.models.task import TaskQuerySet
from tasks.transitions import create_task, edit_task
from tasks.views.overviews import OVERVIEWS, asked_for
from tasks.workbooks import task_list as task_workbook
from wastefree.access import BUSINESS, Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record
from wastefree.changes import told
from wastefree.files.responses import XLSX, download
from wastefree.listing import page_of


@requires(*BUSINESS)
def task_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    asked = asked_for(request, plan)
    form, today = asked.form, asked.today
    show = OVERVIEWS.get(form.chosen_view)
    context = {
        "plan": plan,
        "form": form,
        "today": today,
        "counts": asked.seen.counts(today),
        "keeps": request.user.has_role(Role.OFFICE),
        "view": form.chosen_view,
        "bulk": TaskBulkForm(plan=plan) if request.user.has_role(Role.OFFICE) else None,
        "body": f"tasks/_as_{form.chosen_view}.html",
        **(show(asked) if show else {"page": page_of(request, asked.tasks, form)}),
    }
    return render(request, "tasks/tasks.html", context)


@requires(*BUSINESS)
def export(request: SignedInRequest, plan_code: str) -> HttpResponse | FileResponse:
    """The list as a workbook: what the page shows, all pages of it."""
    plan = plan_of_page(request, plan_code)
    asked = asked_for(request, plan)
    today = asked.today
    name = _("重点任务清单_%(city)s_%(day)s.xlsx") % {"city": plan.city, "day": f"{today:%Y%m%d}"}
    content = task_workbook(plan, asked.tasks, today)
    return download(request.user, name, content, XLSX, about=plan, verb="tasks.exported")


@requires(*BUSINESS)
def task(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(_in_full(request, plan), pk=pk)
    return _task_page(request, plan, found, LeadForm(instance=found, plan=plan))


def _in_full(request: SignedInRequest, plan: Plan) -> TaskQuerySet:
    return Task.objects.visible_to(request.user).of_plan(plan).for_list()


def _task_page(request: SignedInRequest, plan: Plan, found: Task, lead_form: LeadForm) -> HttpResponse:
    today = timezone.localdate()
    next_due = found.next_due(today)
    keeps = request.user.has_role(Role.OFFICE)
    own = Indicator.objects.visible_to(request.user).filter(tasks=found)
    context: dict[str, Any] = {
        "plan": plan,
        "task": found,
        "due": due_date(next_due, today) if next_due else None,
        "today": today,
        "milestones": weighed(found.milestones.all()),
        "below": found.children.with_place().for_standing(),
        "indicators": Indicator.objects.filter(tasks=found),
        "open_indicators": set(own.values_list("pk", flat=True)),
        "history": told(Record.objects.about(found), Task),
        "keeps": keeps,
        **about_page(found, request.user),
        "lead_form": lead_form if keeps and found.lead_id is None else None,
        "next_without_lead": _next_without_lead(request, plan, found) if keeps else None,
    }
    return render(request, "tasks/task.html", context, status=lead_form.answer_status)


def _next_without_lead(request: SignedInRequest, plan: Plan, found: Task) -> Task | None:
    return Task.objects.changeable_by(request.user).of_plan(plan).without_lead().exclude(pk=found.pk).first()


@requires(Role.OFFICE)
@require_POST
def name_lead(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """The office says who leads a task for which the plan names nobody."""
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Task.objects.changeable_by(request.user).of_plan(plan).for_list(), pk=pk)
    form = LeadForm(request.POST, instance=found, plan=plan)
    if form.gives_way:
        return redirect("tasks:task", plan.code, pk)
    if form.carry_out(lambda: _edited(request, found, form)):
        messages.success(request, _("已明确由%(lead)s牵头。") % {"lead": form.cleaned_data["lead"].name})
        return redirect("tasks:task", plan.code, pk)
    return _task_page(request, plan, found, form)


@requires(Role.OFFICE)
def edit(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Task.objects.changeable_by(request.user).of_plan(plan), pk=pk)
    form = TaskForm(request.POST or None, instance=found, plan=plan)
    if form.gives_way:
        return redirect("tasks:task", plan.code, pk)
    if form.carry_out(lambda: _edited(request, found, form)):
        messages.success(request, _("任务已保存。"))
        return redirect("tasks:task", plan.code, pk)
    context = {"plan": plan, "form": form, "task": found}
    return render(request, "tasks/task_form.html", context, status=form.answer_status)


def _edited(request: SignedInRequest, found: Task, form: TaskForm | LeadForm) -> Task:
    return edit_task(found, by=request.user, based_on=form.based_on, changes=form.changes(), key=form.request_key)


@requires(Role.OFFICE)
def create(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form = TaskForm(request.POST or None, instance=Task(plan=plan), plan=plan)
    by = request.user
    if form.carry_out(lambda: create_task(plan, by=by, fields=form.changes(), key=form.request_key)):
        messages.success(request, _("任务已新增。"))
        return (
            redirect("tasks:task", plan.code, form.result.pk) if form.result.pk else redirect("tasks:tasks", plan.code)
        )
    return render(request, "tasks/task_form.html", {"plan": plan, "form": form}, status=form.answer_status)
