"""Plans: the list, one plan with what it still lacks, and keeping it."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from indicators import definitions
from indicators.current import plan_of_page
from indicators.forms.plans import PlanForm, PlanOrganizationsForm
from indicators.models import Plan
from indicators.readiness import readiness
from wastefree.access import BUSINESS, Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit import log
from wastefree.audit.models import Record
from wastefree.changes import told


@requires(*BUSINESS)
def plan_list(request: SignedInRequest) -> HttpResponse:
    active = Q(indicators__is_active=True)
    plans = Plan.objects.visible_to(request.user)
    counted = Plan.objects.filter(pk__in=plans.values("pk")).annotate(
        indicator_count=Count("indicators", filter=active, distinct=True),
        organization_count=Count("organizations", distinct=True),
    )
    context = {"plans": counted, "keeps": request.user.has_role(Role.OFFICE)}
    return render(request, "indicators/plans.html", context)


@requires(Role.OFFICE)
def create(request: SignedInRequest) -> HttpResponse:
    """A new plan, from nothing or as a copy of the one named in `from`."""
    if log.was_handled(request.user, request.POST.get("key", "")):  # sent twice: it is there already
        return redirect("indicators:plans")
    code = request.GET.get("from")
    source = get_object_or_404(Plan.objects.visible_to(request.user), code=code) if code else None
    form = PlanForm(request.POST or None, instance=_draft(source))
    if form.is_bound and form.is_valid():
        by, key = request.user, form.request_key
        made = (
            definitions.copy_plan(source, by=by, key=key, **form.changes())
            if source
            else definitions.create_plan(by=by, key=key, **form.changes())
        )
        messages.success(request, _("方案已建立。请按下面的步骤继续。"))
        return redirect("indicators:plan", made.code)
    return render(request, "indicators/plan_form.html", {"form": form, "source": source}, status=form.answer_status)


def _draft(source: Plan | None) -> Plan:
    """What the form starts with: the settings of the plan that is copied, its years moved on."""
    if source is None:
        return Plan()
    years = source.last_year - source.first_year + 1
    return Plan(
        city=source.city,
        baseline_year=source.last_year,
        first_year=source.last_year + 1,
        last_year=source.last_year + years,
        on_track_margin=source.on_track_margin,
        behind_margin=source.behind_margin,
        due_days=source.due_days,
        closing_days=source.closing_days,
    )


@requires(Role.OFFICE)
def plan(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """What the plan says of itself, the next steps, and what is still missing."""
    found = plan_of_page(request, plan_code)
    context = {
        "plan": found,
        "readiness": readiness(found),
        "organizations": found.organizations.all(),
        "indicator_count": found.indicators.active().count(),
        "quantity_count": found.quantities.filter(is_active=True).count(),
        "round_count": found.rounds.count(),
        "history": told(Record.objects.about(found), Plan),
    }
    return render(request, "indicators/plan.html", context)


@requires(Role.OFFICE)
def edit(request: SignedInRequest, plan_code: str) -> HttpResponse:
    found = plan_of_page(request, plan_code)
    form = PlanForm(request.POST or None, instance=found)
    if form.gives_way:
        return redirect("indicators:plan", found.code)
    by = request.user
    if form.carry_out(
        lambda: definitions.update_plan(found, by=by, based_on=form.based_on, key=form.request_key, **form.changes())
    ):
        messages.success(request, _("方案已保存。"))
        return redirect("indicators:plan", found.code)
    return render(request, "indicators/plan_form.html", {"form": form, "plan": found}, status=form.answer_status)


@requires(Role.OFFICE)
def organizations(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """Who takes part."""
    found = plan_of_page(request, plan_code)
    form = PlanOrganizationsForm(request.POST or None, instance=found, own=request.user.organization)
    if form.gives_way:
        return redirect("indicators:plan", found.code)
    by = request.user
    if form.carry_out(
        lambda: definitions.update_plan(found, by=by, based_on=form.based_on, key=form.request_key, **form.changes())
    ):
        messages.success(request, _("参加单位已保存。"))
        return redirect("indicators:plan", found.code)
    context = {"form": form, "plan": found}
    return render(request, "indicators/plan_organizations.html", context, status=form.answer_status)
