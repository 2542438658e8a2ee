"""Assigning several tasks together: first what would change, then the change, of all of them or of none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators.current import plan_of_page
from tasks.forms.bulk import TaskBulkForm
from tasks.models import Task
from tasks.soundness import Fault, Unsound, faults
from tasks.transitions import edit_tasks
from tasks.views.steps import Step, steps
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.versions import StaleError

SHOWN = ("lead", "cooperating", "due_on", "section")


@dataclass(frozen=True)
class Line:
    """A ticked task, what would change of it, what stands in the way, and whether somebody has changed it since."""

    task: Task
    changes: Mapping[str, Any]
    faults: Sequence[Fault]
    is_overtaken: bool


@requires(Role.OFFICE)
@require_POST
def bulk(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form = TaskBulkForm(request.POST, plan=plan)
    asked = request.GET.urlencode()
    back = reverse("tasks:tasks", args=[plan.code]) + (f"?{asked}" if asked else "")
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect(back)
    found = Task.objects.changeable_by(request.user).of_plan(plan).for_list().filter(pk__in=form.ticked)
    lines = [_line(task, form) for task in found]
    hindered = any(line.faults or line.is_overtaken for line in lines)
    if "confirm" in request.POST and not hindered and _carried_out(request, form, lines):
        return redirect(back)
    shown = [name for name in SHOWN if any(name in line.changes for line in lines)]
    context = {
        "plan": plan,
        "form": form,
        "back": back,
        "headings": [str(Task._meta.get_field(name).verbose_name) for name in shown],  # type: ignore[union-attr]
        "lines": [(line, _in_columns(line, shown)) for line in lines],
        "chosen": [(name, request.POST[name]) for name in form.wishes],
        "overtaken": any(line.is_overtaken for line in lines),
        "faulty": any(line.faults for line in lines),
    }
    return render(request, "tasks/task_bulk.html", context, status=409 if context["overtaken"] else 200)


def _line(task: Task, form: TaskBulkForm) -> Line:
    changes = form.changes_of(task, form.ticked)
    return Line(task, changes, tuple(faults(task, changes)), task.version != form.ticked[task.pk])


def _in_columns(line: Line, shown: Sequence[str]) -> list[Step | None]:
    """A step for each column; None where the task's field is not touched."""
    named = {name: line.changes[name] for name in shown if name in line.changes}
    found = dict(zip(named, steps(line.task, named), strict=True))
    return [found.get(name) for name in shown]


def _carried_out(request: SignedInRequest, form: TaskBulkForm, lines: Sequence[Line]) -> bool:
    """False if somebody was quicker: then the preview is shown again."""
    wanted = {line.task: (form.ticked[line.task.pk], line.changes) for line in lines}
    try:
        count = edit_tasks(wanted, by=request.user, key=form.cleaned_data["key"])
    except (StaleError, Unsound):
        messages.warning(request, _("没有修改：有任务刚被别人改过，请再核对一遍。"))
        return False
    messages.success(request, _("已修改 %(count)s 项任务。") % {"count": count})
    return True
