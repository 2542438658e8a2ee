"""The four lists of a plan: what each holds and lacks, out as workbooks, and the way back in."""

from typing import Any

from django.db.models import Count, Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators.current import plan_of_page
from indicators.models import Plan
from tasks.charges import people_of
from tasks.listbooks.four import LISTS, list_sheets
from tasks.models import Project, Task
from wastefree.access import WHOLE_PLAN, Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.files.responses import XLSX, download
from wastefree.lib.listbook import sheets_workbook


@requires(*WHOLE_PLAN)
@require_safe
def four_lists(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """Each list with how much stands in it and what is still to be settled."""
    plan = plan_of_page(request, plan_code)
    context = {"plan": plan, "keeps": request.user.has_role(Role.OFFICE), **_counts(plan)}
    return render(request, "tasks/lists.html", context)


def _counts(plan: Plan) -> dict[str, Any]:
    people = people_of(plan, plan.organizations.active()).values()
    tasks, projects = Task.objects.of_plan(plan), Project.objects.of_plan(plan).on_list()
    aimed = Q(targets__region=None) & ~Q(targets__text="")
    indicators = plan.indicators.active().annotate(aims=Count("targets", filter=aimed))
    return {
        "goals": indicators.aggregate(
            all=Count("pk"), without_lead=Count("pk", filter=Q(lead=None)), untargeted=Count("pk", filter=Q(aims=0))
        ),
        "tasks": {
            "all": tasks.count(),
            "without_lead": tasks.without_lead().count(),
            "undated": tasks.undated().count(),
        },
        "projects": projects.aggregate(all=Count("pk"), without_lead=Count("pk", filter=Q(organization=None))),
        "duties": {
            "all": len(people),
            "without_leader": sum(each.leader is None for each in people),
            "without_liaison": sum(each.liaison is None for each in people),
        },
    }


@requires(*WHOLE_PLAN)
@require_safe
def export(request: SignedInRequest, plan_code: str) -> HttpResponse | FileResponse:
    """The list that the address names as a workbook; all four, where it names none of them."""
    plan = plan_of_page(request, plan_code)
    today = timezone.localdate()
    chosen = request.GET.get("list", "")
    sheets = list_sheets(plan, [chosen] if chosen in LISTS else list(LISTS), today)
    title = sheets[0].title if len(sheets) == 1 else _("四张清单")
    name = f"{title}_{plan.city}_{today:%Y%m%d}.xlsx"
    return download(request.user, name, sheets_workbook(sheets), XLSX, about=plan, verb="lists.exported")
