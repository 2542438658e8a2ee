"""Every value ever entered: of the quantities behind an indicator, or of one quantity."""

from django.db.models import Model
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators import pagebooks, workbooks
from indicators.current import plan_of_page
from indicators.forms.revisions import RevisionList
from indicators.models import EntryRevision, Indicator, Plan, Quantity
from indicators.models.entry import EntryRevisionQuerySet
from wastefree.access import BUSINESS, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.files.responses import download_lists
from wastefree.listing import page_of


@requires(*BUSINESS)
def of_indicator(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    return _page(request, *_indicator(request, plan_code, pk))


@requires(*BUSINESS)
def export_of_indicator(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse | FileResponse:
    return _file(request, *_indicator(request, plan_code, pk))


@requires(*BUSINESS)
def of_quantity(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    return _page(request, *_quantity(request, plan_code, pk))


@requires(*BUSINESS)
def export_of_quantity(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse | FileResponse:
    return _file(request, *_quantity(request, plan_code, pk))


def _indicator(request: SignedInRequest, plan_code: str, pk: int) -> tuple[Plan, Indicator, EntryRevisionQuerySet]:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Indicator.objects.visible_to(request.user).filter(plan=plan), pk=pk)
    return plan, found, _seen(request).filter(entry__quantity__in=found.quantities.all())


def _quantity(request: SignedInRequest, plan_code: str, pk: int) -> tuple[Plan, Quantity, EntryRevisionQuerySet]:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Quantity.objects.visible_to(request.user).filter(plan=plan), pk=pk)
    return plan, found, _seen(request).filter(entry__quantity=found)


def _seen(request: SignedInRequest) -> EntryRevisionQuerySet:
    return EntryRevision.objects.visible_to(request.user).with_context()


def _page(
    request: SignedInRequest, plan: Plan, about: Indicator | Quantity, revisions: EntryRevisionQuerySet
) -> HttpResponse:
    form = RevisionList(request.GET, among=revisions)
    context = {
        "plan": plan,
        "form": form,
        "about": about,
        "is_indicator": isinstance(about, Indicator),
        "page": page_of(request, form.narrow(revisions), form),
    }
    return render(request, "indicators/revisions.html", context)


def _file(
    request: SignedInRequest, plan: Plan, about: Indicator | Quantity, revisions: EntryRevisionQuerySet
) -> HttpResponse | FileResponse:
    form = RevisionList(request.GET, among=revisions)
    moment = _("数据截至 %(moment)s") % {"moment": f"{timezone.localtime():%Y-%m-%d %H:%M:%S}"}
    sheet = pagebooks.entries(workbooks.note(plan, about.name, moment), form.narrow(revisions))
    name = _("历次填报_%(name)s") % {"name": about.name}
    subject: Model = about
    return download_lists(request, name, [sheet], about=subject, verb="entries.exported")
