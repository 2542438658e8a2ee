"""Pages that belong to no app: the front door, and the answer to a form that came without its token."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from indicators.current import current_plan, plans_for
from wastefree.access import Role, signed_in
from wastefree.accounts.requests import SignedInRequest

# Where each role's work begins: the first that matches. The first table's pages are about a plan.
PLAN_PAGES = (
    (Role.LEADER, "reports:dashboard"),
    (Role.OFFICE, "indicators:rounds"),
    (Role.REPORTER, "tasks:desk"),
    (Role.REVIEWER, "tasks:desk"),
)
OTHER_PAGES = (
    (Role.OFFICE, "indicators:plans"),
    (Role.SYSTEM_ADMIN, "accounts:users"),
    (Role.SECURITY_ADMIN, "accounts:users"),
    (Role.AUDITOR, "audit:records"),
)


@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """Leads everyone to the page where their work begins."""
    plan = current_plan(request, plans_for(request.user))
    if plan is not None:
        for role, page in PLAN_PAGES:
            if role in request.user.roles:
                return redirect(page, plan.code)
    for role, page in OTHER_PAGES:
        if role in request.user.roles:
            return redirect(page)
    return redirect("accounts:profile")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is older than its session: say so, and keep the person where they can go on."""
    return render(request, "csrf.html", {"back": request.META.get("HTTP_REFERER") or reverse("home")}, status=403)
