"""The list of responsibilities: what each organization answers for, what is under a leader's charge, both as files."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from indicators.current import plan_of_page
from indicators.models import Plan
from tasks.forms.duties import DutyList
from tasks.listbooks.duties import duty_sheet, duty_sheets
from tasks.responsibilities import Answering, answering, year_of
from wastefree.access import BUSINESS, WHOLE_PLAN, Role, requires
from wastefree.accounts.models import Organization
from wastefree.accounts.requests import SignedInRequest
from wastefree.files.responses import download_lists


@requires(*BUSINESS)
@require_safe
def duty_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """Organization by organization; the person's own where they see no more."""
    plan = plan_of_page(request, plan_code)
    form, found = _asked_for(request, plan)
    context: dict[str, Any] = {
        "plan": plan,
        "form": form,
        "answering": found,
        "year": year_of(plan, timezone.localdate()),
        "sees_all": bool(request.user.roles & WHOLE_PLAN),
        "keeps": request.user.has_role(Role.OFFICE),
        "today": timezone.localdate(),
    }
    return render(request, "tasks/duties.html", context)


@requires(*BUSINESS)
@require_safe
def export(request: SignedInRequest, plan_code: str) -> HttpResponse | FileResponse:
    """The same rows as a file; with `each` one sheet for each organization."""
    plan = plan_of_page(request, plan_code)
    _form, found = _asked_for(request, plan)
    sheets = duty_sheets(plan, found) if "each" in request.GET else []
    return download_lists(
        request, _("责任清单"), sheets or [duty_sheet(plan, found)], about=plan, verb="duties.exported"
    )


def _asked_for(request: SignedInRequest, plan: Plan) -> tuple[DutyList, list[Answering]]:
    form = DutyList(request.GET, every=_every(request, plan))
    return form, form.narrow()


def _every(request: SignedInRequest, plan: Plan) -> list[Answering]:
    seen = Organization.objects.visible_to(request.user).active().filter(plans=plan)
    return answering(plan, seen, timezone.localdate())


@requires(*WHOLE_PLAN)
@require_safe
def in_charge(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """Everything under one leader's charge: a leader's own, or that of the leader whom the address names."""
    plan = plan_of_page(request, plan_code)
    form = DutyList(request.GET, every=_every(request, plan))
    own = f"u{request.user.pk}"
    key = form.chosen("leader") or (own if request.user.has_role(Role.LEADER) else "")
    under = [each for each in form.every if key and each.people.leader_key == key]
    context: dict[str, Any] = {
        "plan": plan,
        "leaders": form.leaders,
        "key": key,
        "leader": next((leader for leader in form.leaders if leader.key == key), None),
        "is_own": key == own,
        "under": sorted(under, key=lambda each: -len(each.late)),
        "late": sum(len(each.late) for each in under),
        "items": sum(len(each.items) for each in under),
        "keeps": request.user.has_role(Role.OFFICE),
        "without": sum(not each.people.leader_key for each in form.every),
    }
    return render(request, "tasks/in_charge.html", context)
