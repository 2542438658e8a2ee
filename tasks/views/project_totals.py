"""What the key projects of a plan come to, and how their list grew."""

from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from indicators.current import plan_of_page
from indicators.models import Plan
from tasks.briefing import project_sentences
from tasks.charts import growth_steps
from tasks.forms.project_list import GrowthForm, ProjectTotalsForm
from tasks.growth import growth
from tasks.models import Project
from tasks.pagebooks import growth_sheets, totals_sheets
from tasks.tables import ProjectTables, tables
from tasks.totals import line_of, project_totals
from wastefree.access import BUSINESS, WHOLE_PLAN, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.files.responses import download_lists


@requires(*BUSINESS)
def totals(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form, projects = _asked_for(request, plan)
    whole = project_totals(map(line_of, projects))
    levels = growth(list(Project.objects.visible_to(request.user).of_plan(plan)))
    days = [date_format(day, "DATE_FORMAT") for day in (form.today, levels[0].first if levels else form.today)]
    context = {
        "plan": plan,
        "form": form,
        "tab": "totals",
        "totals": whole,
        "tables": tables(plan, projects, by=form.year_name, asked=form.asked),
        "stages": Project.Stage.labels,
        "sentences": project_sentences(whole, levels, days[0], days[1], _about(request, form)),
    }
    return render(request, "tasks/project_totals.html", context)


def _asked_for(request: SignedInRequest, plan: Plan) -> tuple[ProjectTotalsForm, list[Project]]:
    seen = Project.objects.visible_to(request.user).of_plan(plan)
    form = ProjectTotalsForm(request.GET, plan=plan, projects=seen, user=request.user, today=timezone.localdate())
    return form, list(form.narrow(seen.with_place()))


def _about(request: SignedInRequest, form: ProjectTotalsForm) -> str:
    """Of what the sentences speak, where it is not the whole plan: an organization's people see its own projects."""
    body = None if request.user.roles & WHOLE_PLAN else request.user.organization
    own = body.label if body else ""
    return _("、").join(word for word in (own, form.about) if word)


@requires(*BUSINESS)
def totals_export(request: SignedInRequest, plan_code: str) -> HttpResponse | FileResponse:
    plan = plan_of_page(request, plan_code)
    form, projects = _asked_for(request, plan)
    found: ProjectTables = tables(plan, projects, by=form.year_name, asked=form.asked)
    sheets = totals_sheets(
        plan, project_totals(map(line_of, projects)), found, form.years_heading, form.year_label, form.today
    )
    name = _("重点项目统计_%(city)s") % {"city": plan.city}
    return download_lists(request, name, sheets, about=plan, verb="projects.exported")


@csp_update({"style-src": [UNSAFE_INLINE]})  # plotly.js writes its styles into the page
@requires(*BUSINESS)
def history(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form = GrowthForm(request.GET)
    projects = _all(request, plan)
    levels = growth(projects)
    context: dict[str, Any] = {
        "plan": plan,
        "form": form,
        "tab": "history",
        "levels": growth(projects, form.by_word),
        "first": levels[0] if levels else None,
        "now": levels[-1] if levels else None,
        "chart": growth_steps(levels, timezone.localdate()) if levels else None,
    }
    return render(request, "tasks/project_history.html", context)


def _all(request: SignedInRequest, plan: Plan) -> list[Project]:
    """Those moved out, too."""
    return list(Project.objects.visible_to(request.user).of_plan(plan).with_place())


@requires(*BUSINESS)
def history_export(request: SignedInRequest, plan_code: str) -> HttpResponse | FileResponse:
    plan = plan_of_page(request, plan_code)
    form = GrowthForm(request.GET)
    projects = _all(request, plan)
    sheets = growth_sheets(plan, growth(projects, form.by_word), projects, timezone.localdate())
    name = _("重点项目清单变化_%(city)s") % {"city": plan.city}
    return download_lists(request, name, sheets, about=plan, verb="projects.exported")
