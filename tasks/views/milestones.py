"""Milestones of a task, and how it stands where the office decides that."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators.current import plan_of_page
from indicators.models import Plan
from tasks.forms.milestones import MilestoneForm, ReachForm, StatusForm
from tasks.models import Milestone, Task
from tasks.transitions import (
    create_milestone,
    edit_milestone,
    reach_milestone,
    remove_milestone,
    set_status,
    undo_milestone,
    withdraw_status,
)
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.versions import StaleError


def _task(request: SignedInRequest, plan: Plan, pk: int) -> Task:
    return get_object_or_404(Task.objects.changeable_by(request.user).of_plan(plan).for_list(), pk=pk)


def _milestone(request: SignedInRequest, plan: Plan, pk: int) -> Milestone:
    own = Milestone.objects.changeable_by(request.user).filter(task__plan=plan).select_related("task")
    return get_object_or_404(own, pk=pk)


@requires(Role.OFFICE)
def create(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    task = _task(request, plan, pk)
    form = MilestoneForm(request.POST or None, instance=Milestone(task=task), today=timezone.localdate())
    by = request.user
    if form.carry_out(lambda: create_milestone(task, by=by, fields=form.changes(), key=form.request_key)):
        messages.success(request, _("节点已新增。"))
        return redirect("tasks:milestone_create" if "another" in request.POST else "tasks:task", plan.code, pk)
    context = {"plan": plan, "task": task, "form": form}
    return render(request, "tasks/milestone_form.html", context, status=form.answer_status)


@requires(Role.OFFICE)
def edit(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = _milestone(request, plan, pk)
    form = MilestoneForm(request.POST or None, instance=found, today=timezone.localdate())
    if form.gives_way:
        return redirect("tasks:task", plan.code, found.task_id)
    by, changes = request.user, form.changes
    if form.carry_out(
        lambda: edit_milestone(found, by=by, based_on=form.based_on, changes=changes(), key=form.request_key)
    ):
        messages.success(request, _("节点已保存。"))
        return redirect("tasks:task", plan.code, found.task_id)
    context = {"plan": plan, "task": found.task, "form": form, "milestone": found}
    return render(request, "tasks/milestone_form.html", context, status=form.answer_status)


@requires(Role.OFFICE)
@require_POST
def reach(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = _milestone(request, plan, pk)
    form = ReachForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("tasks:task", plan.code, found.task_id)
    on, version, by = form.cleaned_data["on"], form.cleaned_data["version"], request.user
    reaching = partial(reach_milestone, found, on, by=by, based_on=version)
    return _carried_out(request, plan, found.task_id, reaching, _("已记下节点达成。"))


@requires(Role.OFFICE)
@require_POST
def undo(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = _milestone(request, plan, pk)
    version, by = _version(request), request.user
    undoing = partial(undo_milestone, found, by=by, based_on=version)
    return _carried_out(request, plan, found.task_id, undoing, _("已撤回节点达成。"))


@requires(Role.OFFICE)
@require_POST
def remove(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = _milestone(request, plan, pk)
    task, version, by = found.task_id, _version(request), request.user
    removing = partial(remove_milestone, found, by=by, based_on=version)
    return _carried_out(request, plan, task, removing, _("节点已删除。"))


def _version(request: SignedInRequest) -> int:
    """What the page was based on; 0, which no row is at, where it says none."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _carried_out(request: SignedInRequest, plan: Plan, task: int, action: Callable[[], Any], told: str) -> HttpResponse:
    try:
        action()
        messages.success(request, told)
    except StaleError:
        messages.error(request, _("刚刚有人改动过，页面已刷新，请核对后再操作。"))
    return redirect("tasks:task", plan.code, task)


@requires(Role.OFFICE)
def status(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """The office decides how a task stands."""
    plan = plan_of_page(request, plan_code)
    task = _task(request, plan, pk)
    form = StatusForm(request.POST or None, instance=task)
    if form.gives_way:
        return redirect("tasks:task", plan.code, pk)
    if form.carry_out(lambda: _set(request, task, form)):
        messages.success(request, _("状态已认定。"))
        return redirect("tasks:task", plan.code, pk)
    today = timezone.localdate()
    context = {"plan": plan, "task": task, "today": today, "form": form, "computed": task.computed_standing(today)}
    return render(request, "tasks/task_status.html", context, status=form.answer_status)


def _set(request: SignedInRequest, task: Task, form: StatusForm) -> Task:
    return set_status(
        task,
        form.cleaned_data["status_override"],
        form.cleaned_data["status_reason"],
        by=request.user,
        based_on=form.based_on,
        at=timezone.now(),
        key=form.request_key,
    )


@requires(Role.OFFICE)
@require_POST
def withdraw(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    task = _task(request, plan, pk)
    version, by = _version(request), request.user
    withdrawing = partial(withdraw_status, task, by=by, based_on=version)
    return _carried_out(request, plan, pk, withdrawing, _("已撤回认定，状态重新按日期和节点推算。"))
