"""Plans: the list, one plan with what it still lacks, and keeping it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
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
    """A new plan from nothing; `tasks` makes one from another."""
    if log.was_handled(request.user, request.POST.get("key", "")):  # sent twice: it is there already
        return redirect("indicators:plans")
    form = PlanForm(request.POST or None, instance=Plan())
    if form.is_bound and form.is_valid():
        made = definitions.create_plan(by=request.user, key=form.request_key, **form.changes())
        messages.success(request, _("方案已建立。请按下面的步骤继续。"))
        return redirect("indicators:plan", made.code)
    return render(request, "indicators/plan_form.html", {"form": form}, status=form.answer_status)


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
        "taken_along": _taken_along(found),
        "history": told(Record.objects.about(found), Plan),
    }
    return render(request, "indicators/plan.html", context)


def _taken_along(plan: Plan) -> dict[str, Any]:
    """From which plan this one was copied, and how much of what; nothing for a plan that was not."""
    records = Record.objects.about(plan).filter(verb__in=("plan.copied", "plan.taken_along"))
    return {name: count for record in records for name, count in record.after.items()}


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
