"""Indicators: the list with values and status, and one indicator with everything that is behind its value."""

from collections.abc import Sequence
from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from indicators import workbooks
from indicators.charts import course, trend
from indicators.current import plan_of_page
from indicators.forms.indicators import IndicatorList
from indicators.forms.periods import PeriodForm
from indicators.lineage import lineage
from indicators.models import Indicator, Plan
from indicators.models.indicator import IndicatorQuerySet
from indicators.regions import by_region, is_reported_by_regions
from indicators.reporting import reported_periods
from indicators.values import IndicatorValue, Point, series, values
from indicators.wording import explanation, forecast_in_words, meaning
from wastefree.access import BUSINESS, WHOLE_PLAN, Role, requires
from wastefree.accounts.models import Organization, User
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record
from wastefree.changes import told
from wastefree.files.responses import download_lists
from wastefree.lib.periods import QUARTERS, Period


@requires(*BUSINESS)
def indicator_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form, found = _asked_for(request, plan)
    context = {
        "plan": plan,
        "form": form,
        "columns": form.shown_columns,
        "groups": _grouped(found) if form.in_usual_order else [(None, found)],
        "count": len(found),
        "keeps": request.user.has_role(Role.OFFICE),
        "sees_library": bool(request.user.roles & WHOLE_PLAN),
    }
    return render(request, "indicators/indicators.html", context)


def _asked_for(request: SignedInRequest, plan: Plan) -> tuple[IndicatorList, list[IndicatorValue]]:
    """The indicators that the address asks for, of those that the person may see, with their values."""
    form = IndicatorList(request.GET, plan=plan)
    chosen = form.narrow(_seen(request, plan)).with_place()
    period = form.chosen_period or Period(plan.first_year)
    found = values(plan, period, indicators=chosen, states=form.states, region=form.of_region)
    return form, form.sift(found.values())


def _seen(request: SignedInRequest, plan: Plan) -> IndicatorQuerySet:
    return Indicator.objects.visible_to(request.user).filter(plan=plan).active()


def _grouped(found: list[IndicatorValue]) -> list[tuple[Any, list[IndicatorValue]]]:
    """In the plan's order, under their groups."""
    groups: dict[Any, list[IndicatorValue]] = {}
    for value in found:
        groups.setdefault(value.indicator.group, []).append(value)
    return list(groups.items())


@requires(*BUSINESS)
def export(request: SignedInRequest, plan_code: str) -> HttpResponse | FileResponse:
    """The list as a file: the rows and columns that the page shows."""
    plan = plan_of_page(request, plan_code)
    form, found = _asked_for(request, plan)
    region = str(form.of_region) if form.of_region else ""
    note = workbooks.note(plan, region, workbooks.until(form.chosen_period), form.counting_in_words)
    sheet = workbooks.indicator_list(note, form.shown_columns, found)
    name = _("指标清单_%(city)s") % {"city": plan.city}
    return download_lists(request, name, [sheet], about=plan, verb="indicators.exported")


@csp_update({"style-src": [UNSAFE_INLINE]})  # plotly.js writes its styles into the page
@requires(*BUSINESS)
def indicator(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """The value, how it comes about down to who entered what, the targets, the trend."""
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Indicator.objects.visible_to(request.user).filter(plan=plan).with_place(), pk=pk)
    form = PeriodForm(request.GET, plan=plan)
    period = form.chosen_period or Period(plan.first_year)
    value = values(plan, period, indicators=[found], states=form.states, detailed=True)[found.pk]
    points = series(plan, [found], reversed(reported_periods(plan)), states=form.states)[found.pk]
    context = {
        "plan": plan,
        "form": form,
        "value": value,
        "why": explanation(value),
        "forecast": forecast_in_words(value),
        "targets": [(target, meaning(target)) for target in value.indicator.targets.all() if target.is_whole_city],
        "regions": [(body, own, explanation(own)) for body, own in _of_regions(request.user, value, form)],
        "lineage": lineage(value, request.user),
        "points": points,
        "chart": trend(found, points, value.indicator.targets.all(), course(found, _quarters(points, value))),
        "tasks": found.tasks.visible_to(request.user).with_place(),
        "history": told(Record.objects.about(found), Indicator),
        "keeps": request.user.has_role(Role.OFFICE),
    }
    return render(request, "indicators/indicator.html", context)


def _of_regions(user: User, value: IndicatorValue, form: PeriodForm) -> list[tuple[Organization, IndicatorValue]]:
    """The regions' own values, of an indicator for which regions report: all for the office and leaders, else one's own."""
    indicator = value.indicator
    if not is_reported_by_regions(indicator, value.period):
        return []
    regions = indicator.plan.organizations.active().regions()
    if not (user.has_role(Role.OFFICE) or user.has_role(Role.LEADER)):
        regions = regions.filter(pk__in=[user.organization_id] if user.organization_id else [])
    found = by_region(indicator.plan, [indicator], value.period, regions=regions, states=form.states)
    return [(organization, own) for organization, (own,) in found]


def _quarters(points: Sequence[Point], value: IndicatorValue) -> list[Period]:
    """From the first reported quarter to the end of the year of the target."""
    periods = [point.period for point in points]
    until = Period(value.target.year, QUARTERS[-1]) if value.target and periods else None
    while until is not None and periods[-1] < until:
        periods.append(periods[-1].next())
    return periods
