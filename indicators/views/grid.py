"""The entry grid: what one organization reports in one round."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from indicators.current import plan_of_page
from indicators.models import Entry, Round
from wastefree.access import BUSINESS, requires
from wastefree.accounts.requests import SignedInRequest


@requires(*BUSINESS)
def grid(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    round_ = get_object_or_404(Round.objects.visible_to(request.user).filter(plan=plan), pk=round_pk)
    entries = Entry.objects.visible_to(request.user).in_round(round_).with_context()
    return render(request, "indicators/entries.html", {"plan": plan, "round": round_, "entries": entries})
