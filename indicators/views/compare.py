"""Indicators, periods and regions held against each other."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from indicators import pagebooks, workbooks
from indicators.charts import bars
from indicators.crosstab import Crosstab, Layout, crosstab
from indicators.current import plan_of_page
from indicators.forms.compare import CompareForm
from indicators.lineage import corrected_since
from indicators.models import Indicator, Plan
from indicators.regions import regions_for
from indicators.wording import corrected_in_words, crossed
from wastefree.access import BUSINESS, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.files.responses import download_lists


@csp_update({"style-src": [UNSAFE_INLINE]})  # plotly.js writes its styles into the page
@requires(*BUSINESS)
def compare(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form, found = _asked_for(request, plan)
    context = {
        "plan": plan,
        "form": form,
        "table": found,
        "labels": list(enumerate(form.column_labels)),
        "by_region": form.layout_chosen is Layout.REGIONS_PERIODS,
        "about": crossed(found) if found else "",
        "corrected": _corrected(found),
        "charts": bars(found, form.column_labels) if found else [],
    }
    return render(request, "indicators/compare.html", context)


@requires(*BUSINESS)
def export(request: SignedInRequest, plan_code: str) -> HttpResponse | FileResponse:
    """The table as a file."""
    plan = plan_of_page(request, plan_code)
    form, found = _asked_for(request, plan)
    facts = [crossed(found) if found else "", form.counting_in_words, form.moment_in_words, _corrected(found)]
    sheet = pagebooks.comparison(workbooks.note(plan, *facts), form.column_labels, found)
    name = _("指标对比_%(city)s") % {"city": plan.city}
    return download_lists(request, name, [sheet], about=plan, verb="comparison.exported")


def _asked_for(request: SignedInRequest, plan: Plan) -> tuple[CompareForm, Crosstab | None]:
    seen = Indicator.objects.visible_to(request.user).filter(plan=plan).active()
    form = CompareForm(request.GET, plan=plan, indicators=seen, regions=regions_for(plan, request.user))
    asked = form.asked
    return form, crosstab(plan, asked) if asked else None


def _corrected(found: Crosstab | None) -> str:
    """Whose figures are not those of the moment, in words; empty if all are."""
    return corrected_in_words(corrected_since(found.asked.indicators, found.asked.as_of)) if found else ""
