"""The first page of those who report and check."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from indicators.current import plan_of_page
from tasks.desk import desk_of
from wastefree.access import ORGANIZATION, requires
from wastefree.accounts.requests import SignedInRequest


@requires(*ORGANIZATION)
def desk(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    context = {"plan": plan, "desk": desk_of(request.user, plan, timezone.localdate())}
    return render(request, "tasks/desk.html", context)
