"""Who answers for each organization of a plan: the table, naming them, the table as a file."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators.current import plan_of_page
from indicators.models import Plan
from tasks.charges import People, people_of
from tasks.forms.charges import ChargeForm, ChargeList
from tasks.listbooks.people import people_sheet
from tasks.models import Charge
from tasks.models.charge import sees_telephones
from tasks.transitions.charges import NotTakingPart, may_name, name_people
from wastefree.access import BUSINESS, ORGANIZATION, WHOLE_PLAN, Role, requires
from wastefree.accounts.models import Organization
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record
from wastefree.changes import told
from wastefree.files.responses import download_lists


@requires(*BUSINESS)
@require_safe
def charge_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """All organizations that the person sees, with what is missing."""
    plan = plan_of_page(request, plan_code)
    form, every = _asked_for(request, plan)
    context = {
        "plan": plan,
        "form": form,
        "people": form.narrow(every),
        "count": len(every),
        "without_leader": sum(each.leader is None for each in every),
        "without_liaison": sum(each.liaison is None for each in every),
        "closed": sum(each.leader_account_closed or each.liaison_account_closed for each in every),
        "keeps": request.user.has_role(Role.OFFICE),
        "names_own": bool(request.user.roles & ORGANIZATION),
    }
    return render(request, "tasks/charges.html", context)


def _asked_for(request: SignedInRequest, plan: Plan) -> tuple[ChargeList, list[People]]:
    seen = Organization.objects.visible_to(request.user).active().filter(plans=plan)
    return ChargeList(request.GET), list(people_of(plan, seen).values())


@requires(*WHOLE_PLAN)
@require_safe
def export(request: SignedInRequest, plan_code: str) -> HttpResponse | FileResponse:
    """The table as a file; the office's own can be filled in and handed in again."""
    plan = plan_of_page(request, plan_code)
    form, every = _asked_for(request, plan)
    sheet = people_sheet(plan, form.narrow(every), telephones=request.user.has_role(Role.OFFICE))
    return download_lists(request, _("分管领导和联络员"), [sheet], about=plan, verb="charges.exported")


@requires(Role.OFFICE, *ORGANIZATION)
def charge(request: SignedInRequest, plan_code: str, organization_code: str) -> HttpResponse:
    """Who answers for one organization: all of it for the office, the liaison for the organization itself."""
    plan = plan_of_page(request, plan_code)
    taking_part = Organization.objects.visible_to(request.user).active().filter(plans=plan)
    organization = get_object_or_404(taking_part, code=organization_code)
    people = people_of(plan, [organization])[organization.pk]
    found = people.charge or Charge(plan=plan, organization=organization)
    fields = may_name(plan, organization, request.user)
    form = ChargeForm(request.POST or None, instance=found, plan=plan, people=people, fields=fields)
    if form.gives_way:
        return redirect(_back(plan, organization))
    if form.carry_out(lambda: _named(request, plan, organization, form)):
        messages.success(request, _("%(organization)s：已保存。") % {"organization": organization.name})
        return redirect(_onwards(request, plan, organization))
    return _page(request, plan, people, found, form)


def _named(request: SignedInRequest, plan: Plan, organization: Organization, form: ChargeForm) -> Charge | None:
    by, key = request.user, form.request_key
    try:
        return name_people(plan, organization, by=by, based_on=form.based_on, changes=form.changes(), key=key)
    except NotTakingPart:  # since the page was asked for
        form.add_error(None, _("没有保存：这个单位刚被停用，或移出了方案。"))
        return None


def _onwards(request: SignedInRequest, plan: Plan, organization: Organization) -> str:
    """The next organization's form where the person goes through all of them; else the table, at its line."""
    if "next" in request.POST and request.user.has_role(Role.OFFICE):
        order = list(plan.organizations.active())
        following = order[order.index(organization) + 1 :]
        if following:
            return reverse("tasks:charge", args=[plan.code, following[0].code])
    return _back(plan, organization)


def _back(plan: Plan, organization: Organization) -> str:
    return f"{reverse('tasks:charges', args=[plan.code])}#{organization.code}"


def _page(request: SignedInRequest, plan: Plan, people: People, found: Charge, form: ChargeForm) -> HttpResponse:
    organization = people.organization
    context: dict[str, Any] = {
        "plan": plan,
        "organization": organization,
        "people": people,
        "form": form,
        "keeps": request.user.has_role(Role.OFFICE),
        "telephones": sees_telephones(request.user, organization),
        "history": told(Record.objects.about(found), Charge) if found.pk else (),
    }
    return render(request, "tasks/charge_form.html", context, status=form.answer_status)
