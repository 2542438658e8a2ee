"""The dashboards: the city, its departments, its regions, its fields."""

from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from indicators.charts import trend
from indicators.current import plan_of_page
from indicators.forms.periods import PeriodForm
from indicators.models import Plan
from indicators.reporting import reporting, running_round
from reports import dashboard as figures
from reports.forms.trends import TrendForm
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest


def _page(request: SignedInRequest, plan: Plan, form: PeriodForm, tab: str, **context: Any) -> HttpResponse:
    shown = {"plan": plan, "form": form, "tab": tab, **context}
    return render(request, f"reports/{tab if form.chosen_period else 'nothing_yet'}.html", shown)


@requires(Role.LEADER, Role.OFFICE)
def city(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan, today = plan_of_page(request, plan_code), timezone.localdate()
    form = PeriodForm(request.GET, plan=plan)
    if form.chosen_period is None:
        return _page(request, plan, form, "dashboard")
    running = running_round(plan)
    reported = reporting(running) if running else []
    return _page(
        request,
        plan,
        form,
        "dashboard",
        board=figures.board(plan, form.chosen_period, states=form.states),
        tasks=figures.task_counts(plan, today),
        projects=figures.projects(plan),
        cells=figures.cells(plan),
        running=running,
        late=[each for each in reported if not each.is_done],
        done=[each for each in reported if each.is_done],
    )


@requires(Role.LEADER, Role.OFFICE)
def departments(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form = PeriodForm(request.GET, plan=plan)
    if form.chosen_period is None:
        return _page(request, plan, form, "departments")
    board = figures.board(plan, form.chosen_period, states=form.states)
    return _page(request, plan, form, "departments", board=board, rows=figures.by_department(board.values))


@requires(Role.LEADER, Role.OFFICE)
def regions(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form = PeriodForm(request.GET, plan=plan)
    if form.chosen_period is None:
        return _page(request, plan, form, "regions")
    indicators, found = figures.by_region(plan, form.chosen_period, states=form.states)
    lines = [(indicator, [region.values[place] for region in found]) for place, indicator in enumerate(indicators)]
    return _page(request, plan, form, "regions", regions=found, lines=lines)


@requires(Role.LEADER, Role.OFFICE)
def fields(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form = PeriodForm(request.GET, plan=plan)
    if form.chosen_period is None:
        return _page(request, plan, form, "fields")
    board = figures.board(plan, form.chosen_period, states=form.states)
    groups: dict[str, list[Any]] = {}
    for value in board.values:
        groups.setdefault(str(value.indicator.group or ""), []).append(value)
    return _page(request, plan, form, "fields", board=board, groups=groups)


@csp_update({"style-src": [UNSAFE_INLINE]})  # plotly.js writes its styles into the page
@requires(Role.LEADER, Role.OFFICE)
def trends(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """The course of each indicator of a field with its target line; at first of those that need attention."""
    plan = plan_of_page(request, plan_code)
    form = TrendForm(request.GET, plan=plan)
    if form.chosen_period is None:
        return _page(request, plan, form, "trends")
    board = figures.board(plan, form.chosen_period, states=form.states)
    shown = board.of_field(form.field) if form.field else board.needing_attention
    lines = figures.trends(plan, shown, form.chosen_period, states=form.states)
    return _page(request, plan, form, "trends", charts=[(line.value, line.points, charted(line)) for line in lines])


def charted(line: figures.Trend) -> dict[str, Any]:
    return trend(line.value.indicator, line.points, line.value.indicator.targets.all())
