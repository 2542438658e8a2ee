"""How the tasks of a plan are shown beside the plain list: as a tree, a board, a calendar, a chart over time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.current import plan_of_page
from indicators.models import Plan
from tasks.forms.tasks import TaskList, month_end
from tasks.gantt import Scale, by_months, by_quarters, rows
from tasks.models import Task
from tasks.models.task import PLAN_ORDER, TaskQuerySet
from tasks.overview import board, days_between, month, tree
from tasks.status import Status
from wastefree.access import BUSINESS, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.downloads import as_attachment
from wastefree.lib.ics import Day
from wastefree.lib.ics import calendar as ics

AHEAD = timedelta(days=366)  # how far a calendar file looks


@dataclass(frozen=True)
class Asked:
    """What the address asks for: the understood form, all tasks that the person sees, and those asked for."""

    plan: Plan
    form: TaskList
    seen: TaskQuerySet
    tasks: TaskQuerySet
    today: date


def asked_for(request: SignedInRequest, plan: Plan) -> Asked:
    today = timezone.localdate()
    form = TaskList(request.GET, plan=plan, organization=request.user.organization)
    seen = Task.objects.visible_to(request.user).of_plan(plan)
    return Asked(plan, form, seen, form.narrow(seen.for_list(), today=today), today)


def _tree(asked: Asked) -> dict[str, Any]:
    wanted = set(asked.tasks.order_by().values_list("pk", flat=True))
    return {"branches": tree(asked.seen.for_list().order_by(*PLAN_ORDER), wanted), "found": len(wanted)}


def _board(asked: Asked) -> dict[str, Any]:
    tasks = list(asked.tasks)
    return {"columns": board(tasks, asked.today), "found": len(tasks)}


def _calendar(asked: Asked) -> dict[str, Any]:
    first = asked.form.first_of_month or asked.today.replace(day=1)
    last = month_end(first)
    return {
        "weeks": month(asked.tasks, first, last),
        "first": first,
        "previous": f"{first - timedelta(days=1):%Y-%m}",
        "following": f"{last + timedelta(days=1):%Y-%m}",
        "found": 1,
    }


def _gantt(asked: Asked) -> dict[str, Any]:
    tasks = list(asked.tasks)
    scale = _scale(asked)
    return {
        "scale": scale,
        "rows": rows(tasks, scale, asked.today),
        "now": scale.x(asked.today) if scale.shows(asked.today) else None,
        "by_months": asked.form.chosen("scale") == "quarter",
        "year": scale.first.year,
        "years": list(asked.plan.years),
        "found": len(tasks),
    }


def _scale(asked: Asked) -> Scale:
    years = asked.plan.years
    if asked.form.chosen("scale") != "quarter":
        return by_quarters(years)
    year = asked.form.chosen("year") or asked.today.year
    return by_months(year if year in years else years[-1] if year > years[-1] else years[0])


OVERVIEWS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "tree": _tree,
    "board": _board,
    "calendar": _calendar,
    "gantt": _gantt,
}


@requires(*BUSINESS)
def calendar_file(request: SignedInRequest, plan_code: str) -> HttpResponse | FileResponse:
    """The days of the next twelve months, for the calendar of a phone or of an office program."""
    plan = plan_of_page(request, plan_code)
    asked = asked_for(request, plan)
    name = _("%(city)s重点任务日历") % {"city": plan.city}
    content = ics(name, _days(asked.tasks, asked.today), timezone.now().astimezone(UTC))
    return as_attachment(f"{name}.ics", content, "text/calendar; charset=utf-8")


def _days(tasks: TaskQuerySet, today: date) -> Iterator[Day]:
    """What is done or reached is nobody's business any more."""
    unfinished = [task for task in tasks if task.standing(today).status is not Status.DONE]
    for on, mark in days_between(unfinished, today, today + AHEAD):
        facts = {"code": mark.task.code, "title": mark.task.title, "milestone": mark.milestone or ""}
        if mark.milestone is None:
            yield Day(f"task-{mark.task.pk}-{on}@wastefree", on, _("任务到期：%(code)s %(title)s") % facts)
        elif mark.milestone.reached_on is None:
            text = _("任务节点：%(milestone)s（%(code)s %(title)s）") % facts
            yield Day(f"milestone-{mark.milestone.pk}@wastefree", on, text)
