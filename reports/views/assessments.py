"""The yearly self-assessment: which years there are, its words beside the year's figures, the workbook."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.current import plan_of_page
from indicators.models import Plan
from indicators.progress import Status
from reports import drafts
from reports.facts import AnnualFacts, gather
from reports.forms.assessments import WORDS, SelfAssessmentForm
from reports.models import SelfAssessment
from reports.transitions import write_self_assessment
from reports.workbooks import annual
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record
from wastefree.changes import told
from wastefree.files.responses import XLSX, download


@dataclass(frozen=True)
class Year:
    """One year of the plan in the list; `assessment` is None while nothing has been written."""

    year: int
    assessment: SelfAssessment | None
    written: int


@requires(Role.OFFICE, Role.LEADER)
def assessment_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = {each.year: each for each in SelfAssessment.objects.filter(plan=plan)}
    begun = [year for year in reversed(plan.years) if year <= timezone.localdate().year]
    years = [Year(year, found.get(year), _written(found.get(year))) for year in begun]
    context = {"plan": plan, "years": years, "parts": len(WORDS)}
    return render(request, "reports/self_assessments.html", context)


def _written(assessment: SelfAssessment | None) -> int:
    return sum(bool(getattr(assessment, name, "").strip()) for name in WORDS) if assessment else 0


@requires(Role.OFFICE, Role.LEADER)
def assessment(request: SignedInRequest, plan_code: str, year: int) -> HttpResponse:
    """The office writes, leaders read."""
    plan = plan_of_page(request, plan_code)
    found = _assessment_of(plan, year)
    if not request.user.has_role(Role.OFFICE):
        return _page(request, plan, found, None)
    form = SelfAssessmentForm(request.POST or None, instance=found)
    if form.gives_way:
        return redirect("reports:self_assessment", plan.code, year)
    if form.carry_out(
        lambda: write_self_assessment(
            found, by=request.user, based_on=form.based_on, words=form.changes(), key=form.request_key
        )
    ):
        messages.success(request, _("自评估已保存。"))
        return redirect("reports:self_assessment", plan.code, year)
    return _page(request, plan, found, form)


def _assessment_of(plan: Plan, year: int) -> SelfAssessment:
    """The year's, or a blank one that is made when it is first saved."""
    if year not in plan.years:
        raise Http404
    return SelfAssessment.objects.filter(plan=plan, year=year).first() or SelfAssessment(plan=plan, year=year)


def _page(request: SignedInRequest, plan: Plan, found: SelfAssessment, form: SelfAssessmentForm | None) -> HttpResponse:
    facts = gather(plan, found.year, as_of=timezone.localdate())
    history = told(Record.objects.about(found), SelfAssessment) if found.pk else []
    context: dict[str, Any] = {
        "plan": plan,
        "assessment": found,
        "form": form,
        "facts": facts,
        "counts": [(status, facts.count(status)) for status in Status],
        "missing": _missing(facts),
        "draft": drafts.overview(facts),
        "history": history,
    }
    return render(request, "reports/self_assessment.html", context, status=form.answer_status if form else 200)


def _missing(facts: AnnualFacts) -> list[tuple[str, str]]:
    """The indicators without a value, each with what is missing."""
    return [(each.name, each.why) for each in facts.indicators if each.why]


@requires(Role.OFFICE, Role.LEADER)
def export(request: SignedInRequest, plan_code: str, year: int) -> HttpResponse | FileResponse:
    plan = plan_of_page(request, plan_code)
    found = _assessment_of(plan, year)
    content = annual(gather(plan, year, as_of=timezone.localdate()))
    name = _("%(city)s%(year)s年度“无废城市”建设自评估.xlsx") % {"city": plan.city, "year": year}
    about = found if found.pk else plan
    return download(request.user, name, content, XLSX, about=about, verb="self_assessment.exported")
