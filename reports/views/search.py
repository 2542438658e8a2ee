"""The search in the head of every page: suggestions while somebody types, and a page of results."""

from django.http import HttpResponse
from django.shortcuts import render

from indicators.current import plan_of_page
from reports.search import search
from wastefree.access import BUSINESS, requires
from wastefree.accounts.requests import SignedInRequest

SUGGESTED, LISTED = 6, 100


@requires(*BUSINESS)
def results(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    words = request.GET.get("q", "")[:100].replace("\x00", "").strip()
    suggests = bool(request.htmx)
    found = search(plan, request.user, words, most=SUGGESTED if suggests else LISTED)
    template = "reports/_search_found.html" if suggests else "reports/search.html"
    return render(request, template, {"plan": plan, "words": words, "found": found})
