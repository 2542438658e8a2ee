"""The year's rounds in advance, for everybody who works with the plan; the office arranges a year in one step."""

from datetime import UTC

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from indicators.calendar import Line, usual_year, year_of, years_of
from indicators.current import plan_of_page
from indicators.forms.calendar import YearForm
from indicators.models import Plan
from indicators.transitions import plan_year
from wastefree.access import BUSINESS, WHOLE_PLAN, Role, requires
from wastefree.accounts.models import Organization
from wastefree.accounts.requests import SignedInRequest
from wastefree.downloads import as_attachment
from wastefree.lib.ics import Day
from wastefree.lib.ics import calendar as ics


@requires(*BUSINESS)
def calendar(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    year, keeps = _year(request, plan), request.user.has_role(Role.OFFICE)
    form = YearForm(request.POST or None, plan=plan, year=year) if keeps else None
    if form and form.is_valid():
        _arrange(request, plan, form)
        return redirect(reverse("indicators:calendar", args=[plan.code]) + f"?year={year}")
    context = {
        "plan": plan,
        "year": year,
        "years": years_of(plan),
        "lines": year_of(plan, year, _whose(request), timezone.localdate()),
        "whole": bool(request.user.roles & WHOLE_PLAN),
        "form": form if form and form.forms else None,
    }
    return render(request, "indicators/calendar.html", context, status=form.answer_status if form else 200)


def _year(request: SignedInRequest, plan: Plan) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if year in years_of(plan) else usual_year(plan, timezone.localdate())


def _whose(request: SignedInRequest) -> Organization | None:
    """Whose entries are counted: the person's own organization's, or everybody's."""
    return None if request.user.roles & WHOLE_PLAN else request.user.organization


def _arrange(request: SignedInRequest, plan: Plan, form: YearForm) -> None:
    made = plan_year(plan, form.wanted, by=request.user)
    said = ngettext(
        "已安排 %(count)s 个填报期，到开始日期自动开放。", "已安排 %(count)s 个填报期，到开始日期自动开放。", len(made)
    )
    if made:
        messages.success(request, said % {"count": len(made)})
    else:
        messages.warning(request, _("没有新安排的填报期：没有勾选，或已经有了。"))


@requires(*BUSINESS)
def calendar_file(request: SignedInRequest, plan_code: str) -> HttpResponse | FileResponse:
    """The same days for the calendar of a phone or of an office program."""
    plan = plan_of_page(request, plan_code)
    year = _year(request, plan)
    lines = year_of(plan, year, _whose(request), timezone.localdate())
    name = _("%(city)s填报日历 %(year)s") % {"city": plan.city, "year": year}
    days = [day for line in lines if line.round for day in _days(line)]
    return as_attachment(f"{name}.ics", ics(name, days, timezone.now().astimezone(UTC)), "text/calendar; charset=utf-8")


def _days(line: Line) -> list[Day]:
    assert line.round is not None, "only what is arranged goes into a calendar"
    facts = {"period": line.period.label(get_language() or "zh-hans")}
    said = {
        "opens": (line.opens.on, _("%(period)s填报开始") % facts),
        "due": (line.due.on, _("%(period)s填报截止") % facts),
        "closes": (line.closes.on, _("%(period)s填报关闭") % facts),
    }
    return [Day(f"round-{line.round.pk}-{what}@wastefree", on, text) for what, (on, text) in said.items()]
