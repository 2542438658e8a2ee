"""What an organization hands in on paper: its figures of one round with lines for signatures and the seal, on A4."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.current import round_of_page
from indicators.grid import grid_of
from indicators.models import EDITABLE
from indicators.views.grid import organization_of_page
from wastefree.access import BUSINESS, requires
from wastefree.accounts.requests import SignedInRequest


@requires(*BUSINESS)
@require_safe
def form(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse:
    """Marked as not handed in while anything of it is not."""
    round_ = round_of_page(request, plan_code, round_pk)
    grid = grid_of(round_, organization_of_page(request, round_), request.user)
    entries = [row.entry for row in grid.rows]
    context = {
        "plan": round_.plan,
        "grid": grid,
        "with_year_before": not round_.period.is_year,
        "total": len(entries),
        "numbers": sum(entry.value is not None for entry in entries),
        "not_applicable": sum(entry.not_applicable for entry in entries),
        "empty": sum(not entry.is_filled for entry in entries),
        "provisional": sum(row.is_provisional for row in grid.rows),
        "not_handed_in": sum(entry.state in EDITABLE for entry in entries),
        "printed_at": timezone.now(),
    }
    return render(request, "indicators/form.html", context)
