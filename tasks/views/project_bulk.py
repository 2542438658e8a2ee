"""Changing several projects together: first what would change, then the change, of all of them or of none."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators.current import plan_of_page
from tasks.forms.project_bulk import ProjectBulkForm
from tasks.models import Project
from tasks.transitions import edit_projects
from tasks.views.steps import steps
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.versions import StaleError


@requires(Role.OFFICE)
@require_POST
def bulk(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form = ProjectBulkForm(request.POST, plan=plan)
    asked = request.GET.urlencode()
    back = reverse("tasks:projects", args=[plan.code]) + (f"?{asked}" if asked else "")
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect(back)
    found = list(Project.objects.changeable_by(request.user).of_plan(plan).with_place().filter(pk__in=form.ticked))
    overtaken = {project.pk for project in found if project.version != form.ticked[project.pk]}
    if "confirm" in request.POST and not overtaken and _carried_out(request, form, found):
        return redirect(back)
    context = {
        "plan": plan,
        "form": form,
        "back": back,
        "headings": [str(_field(name).verbose_name) for name in form.changes],
        "lines": [(project, steps(project, form.changes), project.pk in overtaken) for project in found],
        "chosen": [(name, request.POST[name]) for name in form.changes],
        "overtaken": overtaken,
    }
    return render(request, "tasks/project_bulk.html", context, status=409 if overtaken else 200)


def _carried_out(request: SignedInRequest, form: ProjectBulkForm, found: Iterable[Project]) -> bool:
    """False if somebody was quicker: then the preview is shown again."""
    seen = {project: form.ticked[project.pk] for project in found}
    try:
        count = edit_projects(seen, by=request.user, changes=form.changes, key=form.cleaned_data["key"])
    except StaleError:
        messages.warning(request, _("没有修改：有项目刚被别人改过，请再核对一遍。"))
        return False
    messages.success(request, _("已修改 %(count)s 个项目。") % {"count": count})
    return True


def _field(name: str) -> Any:
    return Project._meta.get_field(name)
