"""The answer to a change of rows: the pieces of the grid that depend on them, or the page for a browser without script."""

from collections.abc import Collection, Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from indicators.grid import grid_of
from indicators.models import Entry, Round
from indicators.views.saving import Attempt, row_address
from wastefree.accounts.models import Organization
from wastefree.accounts.requests import SignedInRequest

# The header that says which entries now hold what was typed, by their primary keys.
SAVED = "Saved-Entries"


def answer_rows(
    request: SignedInRequest,
    entries: Sequence[Entry],
    attempt: Attempt | None = None,
    *,
    round_: Round | None = None,
    organization: Organization | None = None,
    overwrite: bool = False,
    news: bool = False,
    filed: Collection[int] = (),
) -> HttpResponse:
    """`overwrite`: what stands in the fields gives way, too. `news`: others have saved, or changed the files of the
    entries `filed` (their keys); `round_` and `organization` say where, should there be no entry."""
    attempt = attempt or Attempt()
    if not request.htmx and not attempt.failed and entries:
        return redirect(row_address(entries[0]))
    round_, organization = round_ or entries[0].round, organization or entries[0].organization
    grid = grid_of(round_, organization, request.user, typed=attempt.typed)
    rows = grid.rows_of(entries)
    saved = [row for row in rows if row.entry in attempt]
    done = [row.entry for row in saved]
    context = {
        "plan": round_.plan,
        "grid": grid,
        "left": [row for row in rows if row not in saved],
        "saved": saved,
        "filed": [row for row in grid.rows if row.entry.pk in filed],
        "touched": list(grid.touching(done)),
        "family": list(grid.family(done)),
        "saved_at": None if attempt.failed or news else timezone.now(),
        "overwrite": overwrite,
        "news": news,
        "today": timezone.localdate(),
    }
    template = "indicators/_rows_answer.html" if request.htmx or not attempt.failed else "indicators/grid.html"
    answer = render(request, template, context, status=attempt.status)
    answer[SAVED] = " ".join(str(entry.pk) for entry in done)
    return answer
