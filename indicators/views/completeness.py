"""Who owes what at a glance, in one round and in the rounds of a year."""

from collections.abc import Sequence

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.calendar import usual_year, years_of
from indicators.completeness import Completeness, YearLine, by_rounds, completeness
from indicators.current import plan_of_page, round_of_page
from indicators.forms.completeness import CompletenessForm
from indicators.models import Entry, Plan, Round, kinds
from indicators.wording import LEGEND
from indicators.workbooks import completeness_sheets, year_sheet
from wastefree.access import BUSINESS, WHOLE_PLAN, requires
from wastefree.accounts.models import Organization
from wastefree.accounts.requests import SignedInRequest
from wastefree.files.responses import download_lists


@requires(*BUSINESS)
def of_round(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse:
    round_ = round_of_page(request, plan_code, round_pk)
    form, found = _asked_for(request, round_)
    context = {
        "plan": round_.plan,
        "round": round_,
        "form": form,
        "found": found,
        "owed": sum(cell.is_owed for cell in found.cells),
        "late": sum(cell.is_late for cell in found.cells),
        "legend": LEGEND,
        "whole": bool(request.user.roles & WHOLE_PLAN),
    }
    return render(request, "indicators/completeness.html", context)


def _asked_for(request: SignedInRequest, round_: Round) -> tuple[CompletenessForm, Completeness]:
    form = CompletenessForm(request.GET)
    seen = Entry.objects.visible_to(request.user).in_round(round_)
    others = (kind.objects.visible_to(request.user) for kind in kinds() if kind is not Entry)
    asked = [form.narrow(rows.in_round(round_).asked_for()) for rows in others]
    if not request.user.roles & WHOLE_PLAN:
        asked = [rows.of(request.user.organization) for rows in asked]
    return form, completeness(round_, form.narrow(seen), asked)


@requires(*BUSINESS)
def of_round_export(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse | FileResponse:
    """The same rows as a file."""
    round_ = round_of_page(request, plan_code, round_pk)
    _form, found = _asked_for(request, round_)
    name = _("填报完成情况_%(period)s") % {"period": round_}
    sheets = completeness_sheets(round_, found)
    return download_lists(request, name, sheets, about=round_, verb="completeness.exported")


@requires(*BUSINESS)
def of_year(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    year, rounds, form, lines = _year(request, plan)
    context = {"plan": plan, "year": year, "years": years_of(plan), "rounds": rounds, "form": form, "lines": lines}
    return render(request, "indicators/completeness_year.html", context)


def _year(request: SignedInRequest, plan: Plan) -> tuple[int, Sequence[Round], CompletenessForm, list[YearLine]]:
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    year = year if year in years_of(plan) else usual_year(plan, timezone.localdate())
    begun = plan.rounds.filter(year=year).exclude(state=Round.State.PLANNED)
    rounds = sorted(begun, key=lambda each: each.period)
    form = CompletenessForm(request.GET)
    lines = [line for line in by_rounds(rounds, _whose(request, form)) if _is_wanted(line, form)]
    return year, rounds, form, lines


def _whose(request: SignedInRequest, form: CompletenessForm) -> Sequence[Organization]:
    """An organization's people see their own line."""
    bodies = Organization.objects.all()
    if not request.user.roles & WHOLE_PLAN:
        bodies = bodies.filter(pk=request.user.organization_id or 0)
    if kind := form.chosen("kind"):
        bodies = bodies.of_kind(kind)
    if words := form.chosen("q"):
        bodies = bodies.matching(words)
    return list(bodies)


def _is_wanted(line: YearLine, form: CompletenessForm) -> bool:
    only = form.chosen("only")
    return (only != "owing" or line.is_owing) and (only != "late" or bool(line.late))


@requires(*BUSINESS)
def of_year_export(request: SignedInRequest, plan_code: str) -> HttpResponse | FileResponse:
    plan = plan_of_page(request, plan_code)
    year, rounds, _form, lines = _year(request, plan)
    name = _("填报完成情况_%(year)s年") % {"year": year}
    return download_lists(
        request, name, [year_sheet(plan, year, rounds, lines)], about=plan, verb="completeness.exported"
    )
