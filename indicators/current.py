"""Which plan a page is about."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from indicators.models import Plan, Round
from wastefree.accounts.models import User

REMEMBERED = "plan"


def plan_of_page(request: HttpRequest, plan_code: str) -> Plan:
    """The plan named in the address, remembered for pages that name none. Raises Http404 for a stranger's plan."""
    return remember(request, get_object_or_404(Plan.objects.visible_to(request.user), code=plan_code))


def round_of_page(request: HttpRequest, plan_code: str, round_pk: int) -> Round:
    """The round named in the address, of the plan named there. Raises Http404 for a stranger's."""
    plan = plan_of_page(request, plan_code)
    rounds = Round.objects.visible_to(request.user).filter(plan=plan).select_related("plan")
    return get_object_or_404(rounds, pk=round_pk)


def remember(request: HttpRequest, plan: Plan) -> Plan:
    """Makes `plan` the one that the page, its navigation and the next pages are about."""
    request.plan = plan  # type: ignore[attr-defined]  # read again by `current_plan`
    if request.session.get(REMEMBERED) != plan.code:
        request.session[REMEMBERED] = plan.code
    return plan


def current_plan(request: HttpRequest, plans: list[Plan]) -> Plan | None:
    """The page's plan, or the one last looked at, or the newest of those that the person may see."""
    plan: Plan | None = getattr(request, "plan", None)
    if plan is not None:
        return plan
    remembered = request.session.get(REMEMBERED)
    return next((plan for plan in plans if plan.code == remembered), plans[0] if plans else None)


def plans_for(user: User | AnonymousUser) -> list[Plan]:
    """The plans that a person can choose from, newest first."""
    return list(Plan.objects.visible_to(user).active())
