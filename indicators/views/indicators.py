"""Indicators: the list with values and status, and one indicator with everything that is behind its value."""

from collections.abc import Sequence
from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from indicators import pagebooks, workbooks
from indicators.charts import course, trend
from indicators.current import plan_of_page
from indicators.forms.indicators import IndicatorList
from indicators.forms.periods import IndicatorPageForm
from indicators.lineage import corrected_since, evidence, lineage
from indicators.models import Indicator, Plan, Quantity
from indicators.models.indicator import IndicatorQuerySet
from indicators.pagebooks import LookedAt
from indicators.regions import regions_for, side_by_side
from indicators.reporting import reported_periods
from indicators.values import IndicatorValue, Point, series, values
from indicators.wording import corrected_in_words, explanation, forecast_in_words, meaning
from wastefree.access import BUSINESS, WHOLE_PLAN, Role, requires
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
        "corrected": _corrected(form, found),
        "keeps": request.user.has_role(Role.OFFICE),
        "sees_library": bool(request.user.roles & WHOLE_PLAN),
    }
    return render(request, "indicators/indicators.html", context)


def _asked_for(request: SignedInRequest, plan: Plan) -> tuple[IndicatorList, list[IndicatorValue]]:
    """The indicators that the address asks for, of those that the person may see, with their values."""
    form = IndicatorList(request.GET, plan=plan, regions=regions_for(plan, request.user))
    chosen = form.narrow(_seen(request, plan)).with_place()
    period = form.chosen_period or Period(plan.first_year)
    found = values(plan, period, indicators=chosen, states=form.states, region=form.of_region, as_of=form.moment)
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
    note = workbooks.note(plan, region, *_shown(form), _corrected(form, found))
    sheet = workbooks.indicator_list(note, form.shown_columns, found)
    name = _("指标清单_%(city)s") % {"city": plan.city}
    return download_lists(request, name, [sheet], about=plan, verb="indicators.exported")


def _corrected(form: IndicatorList | IndicatorPageForm, found: Sequence[IndicatorValue]) -> str:
    """Whose figures are not those of the moment, in words; empty if all are."""
    return corrected_in_words(corrected_since([value.indicator for value in found], form.moment))


def _shown(form: IndicatorList | IndicatorPageForm) -> tuple[str, str, str]:
    """What a reader of a file must know: as far as which period, which figures count, of which moment."""
    return workbooks.until(form.chosen_period), form.counting_in_words, form.moment_in_words


@csp_update({"style-src": [UNSAFE_INLINE]})  # plotly.js writes its styles into the page
@requires(*BUSINESS)
def indicator(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """The value, how it comes about down to who entered what, the regions, the targets, the trend."""
    plan, found = _of_page(request, plan_code, pk)
    form = IndicatorPageForm(request.GET, plan=plan)
    looked_at = _look_at(request, found, form)
    value, points = looked_at.value, looked_at.points
    strands = lineage(value, request.user)
    context = {
        "plan": plan,
        "form": form,
        "value": value,
        "corrected": _corrected(form, [value]),
        "why": explanation(value),
        "forecast": forecast_in_words(value),
        "targets": [(target, meaning(target)) for target in value.indicator.targets.all() if target.is_whole_city],
        "lineage": strands,
        "evidence": evidence(strands),
        "regions": looked_at.regions,
        "region_lines": looked_at.regions.in_order(form.order) if looked_at.regions else [],
        "points": points,
        "chart": trend(found, points, value.indicator.targets.all(), course(found, _quarters(points, value))),
        "tasks": found.tasks.visible_to(request.user).with_place(),
        "history": told(Record.objects.about(found), Indicator),
        "keeps": request.user.has_role(Role.OFFICE),
        "quantities": set(
            Quantity.objects.visible_to(request.user).filter(indicators=found).values_list("pk", flat=True)
        ),
    }
    return render(request, "indicators/indicator.html", context)


def _quarters(points: Sequence[Point], value: IndicatorValue) -> list[Period]:
    """From the first reported quarter to the end of the year of the target."""
    periods = [point.period for point in points]
    until = Period(value.target.year, QUARTERS[-1]) if value.target and periods else None
    while until is not None and periods[-1] < until:
        periods.append(periods[-1].next())
    return periods


def _look_at(request: SignedInRequest, found: Indicator, form: IndicatorPageForm) -> LookedAt:
    """What the page and its file show alike."""
    plan, period = found.plan, form.chosen_period or Period(found.plan.first_year)
    what: dict[str, Any] = {"states": form.states, "as_of": form.moment}
    return LookedAt(
        value=values(plan, period, indicators=[found], detailed=True, **what)[found.pk],
        points=series(plan, [found], reversed(reported_periods(plan)), **what)[found.pk],
        regions=side_by_side(plan, found, period, regions=regions_for(plan, request.user), **what),
    )


def _of_page(request: SignedInRequest, plan_code: str, pk: int) -> tuple[Plan, Indicator]:
    plan = plan_of_page(request, plan_code)
    seen = Indicator.objects.visible_to(request.user).filter(plan=plan).with_place()
    return plan, get_object_or_404(seen.prefetch_related("cooperating"), pk=pk)


@requires(*BUSINESS)
def indicator_export(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse | FileResponse:
    """The page as a file: value, course, regions, and the figures behind them."""
    plan, found = _of_page(request, plan_code, pk)
    form = IndicatorPageForm(request.GET, plan=plan)
    looked_at = _look_at(request, found, form)
    note = workbooks.note(plan, found.name, *_shown(form), _corrected(form, [looked_at.value]))
    sheets = pagebooks.indicator_page(note, looked_at, form.order)
    return download_lists(request, found.name, sheets, about=found, verb="indicator.exported")
