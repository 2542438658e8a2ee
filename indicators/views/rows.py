"""One row of the entry grid at a time: saved, taken back, proved. Answers with the pieces of the page that changed."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from indicators.forms.entries import EntryForm
from indicators.grid import file_marks, grid_of
from indicators.models import Entry
from indicators.views.answers import answer_rows
from indicators.views.proving import Problem, take_in, take_off
from indicators.views.saving import Attempt, as_seen, own_entry, restore_row, row_address, save_rows
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.files.models import Attachment


@requires(Role.REPORTER)
@require_POST
def save(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """The figure and the note as they stand in the row; or, after a clash, what the person chose to keep."""
    entry = own_entry(request, plan_code, pk)
    if request.POST.get("choice") == "theirs":
        return answer_rows(request, [entry], overwrite=True)
    form = EntryForm(entry, request.POST)
    attempt = save_rows([form], by=request.user, at=timezone.now())
    overwrite = "choice" in request.POST and not attempt.failed
    return answer_rows(request, [entry], attempt, overwrite=overwrite)


@requires(Role.REPORTER)
@require_POST
def undo(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """Back to what the entry held before its last save; that is a save like any other."""
    entry = own_entry(request, plan_code, pk)
    [seen] = as_seen(request, [entry])
    attempt, key = Attempt(), request.POST.get("key", "")[:64]
    restore_row(seen, entry.before_last_save(), attempt, by=request.user, at=timezone.now(), key=key)
    return answer_rows(request, [entry], attempt, overwrite=True)


@requires(Role.REPORTER)
@require_POST
def add_evidence(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """Takes in one or several files; each that cannot be taken is told with the reason."""
    entry = own_entry(request, plan_code, pk)
    return _evidence(request, entry, problems=take_in(request, entry))


@requires(Role.REPORTER)
@require_POST
def remove_evidence(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """Takes a file off the entry, or (`back`) puts one on again that was just taken off."""
    entry = own_entry(request, plan_code, pk)
    problems, removed = take_off(request, entry)
    return _evidence(request, entry, problems=problems, removed=removed)


def _evidence(
    request: SignedInRequest,
    entry: Entry,
    *,
    problems: list[Problem],
    removed: Attachment | None = None,
) -> HttpResponse:
    if not request.htmx and not problems:
        return redirect(row_address(entry))
    grid = grid_of(entry.round, entry.organization, request.user)
    files = file_marks(entry.round, entry.organization).get(str(entry.pk), "")
    context = {
        "plan": entry.round.plan,
        "row": grid.row(entry),
        "problems": problems,
        "removed": removed,
        "files": files,
    }
    return render(request, "indicators/_evidence_answer.html", context)
