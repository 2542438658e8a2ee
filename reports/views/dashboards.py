"""The dashboards: the city, its departments, its regions, its fields, the course of its indicators."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from indicators.charts import trend
from indicators.current import plan_of_page
from indicators.forms.periods import PeriodForm
from indicators.models import Plan, Round
from indicators.reporting import Reporting, reporting_of, running_rounds
from indicators.values import IndicatorValue
from reports import dashboard as figures
from reports.dashboard import Board
from reports.forms.trends import TrendForm
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.lib.periods import Period

Form = TypeVar("Form", bound=PeriodForm)
Context = dict[str, Any]


@dataclass(frozen=True)
class Running:
    """A round that is open, with how far each organization is in it."""

    round: Round
    reported: list[Reporting]

    @property
    def owing(self) -> list[Reporting]:
        return [each for each in self.reported if not each.is_done]

    @property
    def done(self) -> list[Reporting]:
        return [each for each in self.reported if each.is_done]


def _page(
    request: SignedInRequest,
    plan_code: str,
    tab: str,
    kind: type[Form],
    context_of: Callable[[Plan, Form, Period], Context],
) -> HttpResponse:
    """One of the tabs, in the period that is asked for; a word of explanation while the plan has no round at all."""
    plan = plan_of_page(request, plan_code)
    form = kind(request.GET, plan=plan)
    frame: Context = {"plan": plan, "form": form, "tab": tab}
    if form.chosen_period is None:
        return render(request, "reports/nothing_yet.html", frame)
    return render(request, f"reports/{tab}.html", {**frame, **context_of(plan, form, form.chosen_period)})


def _board(plan: Plan, form: PeriodForm, period: Period) -> Board:
    return figures.board(plan, period, states=form.states)


@requires(Role.LEADER, Role.OFFICE)
def city(request: SignedInRequest, plan_code: str) -> HttpResponse:
    def context_of(plan: Plan, form: PeriodForm, period: Period) -> Context:
        running = running_rounds(plan)
        reported = reporting_of(running)
        return {
            "board": _board(plan, form, period),
            "tasks": figures.task_counts(plan, timezone.localdate()),
            "projects": figures.projects(plan),
            "cells": figures.cells(plan),
            "running": [Running(round_, reported[round_.pk]) for round_ in running],
        }

    return _page(request, plan_code, "dashboard", PeriodForm, context_of)


@requires(Role.LEADER, Role.OFFICE)
def departments(request: SignedInRequest, plan_code: str) -> HttpResponse:
    def context_of(plan: Plan, form: PeriodForm, period: Period) -> Context:
        return {"rows": figures.by_department(_board(plan, form, period).values)}

    return _page(request, plan_code, "departments", PeriodForm, context_of)


@requires(Role.LEADER, Role.OFFICE)
def regions(request: SignedInRequest, plan_code: str) -> HttpResponse:
    def context_of(plan: Plan, form: PeriodForm, period: Period) -> Context:
        indicators, found = figures.by_region(plan, period, states=form.states)
        lines = [(indicator, [region.values[place] for region in found]) for place, indicator in enumerate(indicators)]
        return {"regions": found, "lines": lines}

    return _page(request, plan_code, "regions", PeriodForm, context_of)


@requires(Role.LEADER, Role.OFFICE)
def fields(request: SignedInRequest, plan_code: str) -> HttpResponse:
    def context_of(plan: Plan, form: PeriodForm, period: Period) -> Context:
        board = _board(plan, form, period)
        groups: dict[str, list[IndicatorValue]] = {}
        for value in board.values:
            groups.setdefault(str(value.indicator.group or ""), []).append(value)
        return {"board": board, "groups": groups}

    return _page(request, plan_code, "fields", PeriodForm, context_of)


@csp_update({"style-src": [UNSAFE_INLINE]})  # plotly.js writes its styles into the page
@requires(Role.LEADER, Role.OFFICE)
def trends(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """The course of each indicator of a field with its target line; at first of those that need attention."""

    def context_of(plan: Plan, form: TrendForm, period: Period) -> Context:
        board = _board(plan, form, period)
        shown = board.of_field(form.field) if form.field else board.needing_attention
        lines = figures.trends(plan, shown, period, states=form.states)
        return {"charts": [(line.value, line.points, _drawn(line)) for line in lines]}

    return _page(request, plan_code, "trends", TrendForm, context_of)


def _drawn(line: figures.Trend) -> dict[str, Any]:
    indicator = line.value.indicator
    return trend(indicator, line.points, indicator.targets.all())
