"""One entry."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from indicators.current import plan_of_page
from indicators.models import Entry
from wastefree.access import BUSINESS, requires
from wastefree.accounts.requests import SignedInRequest


@requires(*BUSINESS)
def entry(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Entry.objects.visible_to(request.user).filter(round__plan=plan).with_context(), pk=pk)
    return render(request, "indicators/entries.html", {"plan": plan, "round": found.round, "entries": [found]})
