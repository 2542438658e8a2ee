"""One quantity: what it is, who owes it, what it is used for, and its figures over time, as of a moment."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render

from indicators import pagebooks, workbooks
from indicators.courses import course
from indicators.current import plan_of_page
from indicators.forms.periods import MomentForm
from indicators.models import Entry, Indicator, Plan, Quantity
from wastefree.access import BUSINESS, Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record
from wastefree.changes import told
from wastefree.files.responses import download_lists


@requires(*BUSINESS)
def quantity(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan, found = _of_page(request, plan_code, pk)
    form = MomentForm(request.GET)
    context = {
        "form": form,
        "plan": plan,
        "quantity": found,
        "indicators": Indicator.objects.visible_to(request.user).filter(quantities=found).active(),
        "regions": plan.organizations.active().regions() if found.by_region else [],
        "course": course(found, Entry.objects.visible_to(request.user), form.moment),
        "history": told(Record.objects.about(found), Quantity),
        "keeps": request.user.has_role(Role.OFFICE),
    }
    return render(request, "indicators/quantity.html", context)


@requires(*BUSINESS)
def export(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse | FileResponse:
    """The figures over time as a file."""
    plan, found = _of_page(request, plan_code, pk)
    form = MomentForm(request.GET)
    seen = course(found, Entry.objects.visible_to(request.user), form.moment)
    note = workbooks.note(plan, found.name, found.unit, form.moment_in_words)
    sheet = pagebooks.quantity_course(note, found, seen)
    return download_lists(request, found.name, [sheet], about=found, verb="quantity.exported")


def _of_page(request: SignedInRequest, plan_code: str, pk: int) -> tuple[Plan, Quantity]:
    plan = plan_of_page(request, plan_code)
    seen = Quantity.objects.visible_to(request.user).filter(plan=plan).select_related("owner", "part_of")
    return plan, get_object_or_404(seen, pk=pk)
