"""Several rows of one grid at a time: saved together, taken back together, and what others have saved meanwhile."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from indicators.current import round_of_page
from indicators.forms.entries import EntryForm, prefix_of
from indicators.grid import file_marks
from indicators.models import Entry, EntryRevision, Round
from indicators.models.entry import EntryQuerySet
from indicators.views.answers import answer_rows
from indicators.views.grid import organization_of_page
from indicators.views.saving import Attempt, as_seen, chosen_keys, restore_row, save_rows
from wastefree.access import BUSINESS, Role, requires
from wastefree.accounts.requests import SignedInRequest

ENDED = 401


@requires(Role.REPORTER)
@require_POST
def save(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse:
    """What was typed in some rows, each saved by itself: one bad row keeps no other from being saved."""
    round_ = round_of_page(request, plan_code, round_pk)
    if _is_of_somebody_else(request):
        return HttpResponse(status=ENDED)
    typed_in = [entry for entry in _own(request, round_) if f"{prefix_of(entry)}-version" in request.POST]
    attempt = save_rows([EntryForm(entry, request.POST) for entry in typed_in], by=request.user, at=timezone.now())
    return _answer(request, round_, typed_in, attempt)


@requires(Role.REPORTER)
@require_POST
def undo(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse:
    """Gives entries what they held at the version `before-<pk>`, as far as nobody has changed them since."""
    round_ = round_of_page(request, plan_code, round_pk)
    if _is_of_somebody_else(request):
        return HttpResponse(status=ENDED)
    chosen = list(_own(request, round_).filter(pk__in=chosen_keys(request)))
    attempt = Attempt()
    _take_back(request, chosen, attempt)
    return _answer(request, round_, chosen, attempt, overwrite=True)


def _take_back(request: SignedInRequest, chosen: list[Entry], attempt: Attempt) -> None:
    earlier = {entry.pk: _number(request, f"before-{entry.pk}") for entry in chosen}
    held = EntryRevision.objects.at_versions(earlier)
    at, key = timezone.now(), request.POST.get("key", "")[:32]
    for seen in as_seen(request, chosen):
        own_key = f"{key}.{seen.pk}" if key else ""
        restore_row(seen, held.get(seen.pk), attempt, by=request.user, at=at, key=own_key)


def _number(request: SignedInRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _is_of_somebody_else(request: SignedInRequest) -> bool:
    """The page was opened by one person, and another has signed in since in this browser: nothing is saved as theirs."""
    return request.POST.get("person", str(request.user.pk)) != str(request.user.pk)


def _own(request: SignedInRequest, round_: Round) -> EntryQuerySet:
    return Entry.objects.changeable_by(request.user).in_round(round_).with_context()


def _answer(
    request: SignedInRequest, round_: Round, entries: list[Entry], attempt: Attempt, *, overwrite: bool = False
) -> HttpResponse:
    if not request.htmx or not entries:
        return redirect("indicators:grid", round_.plan.code, round_.pk)
    return answer_rows(request, entries, attempt, overwrite=overwrite)


@requires(*BUSINESS)
@require_safe
def marks(request: SignedInRequest, plan_code: str, round_pk: int) -> JsonResponse:
    """The versions of the round and of all its entries of one organization, and the marks of their files.

    By them a page sees what others did.
    """
    round_ = round_of_page(request, plan_code, round_pk)
    organization = organization_of_page(request, round_)
    rows = round_.entries.of(organization).order_by().values_list("pk", "version")
    return JsonResponse({"round": round_.version, "rows": dict(rows), "files": file_marks(round_, organization)})


@requires(*BUSINESS)
@require_safe
def news(request: SignedInRequest, plan_code: str, round_pk: int) -> HttpResponse:
    """The rows, and the files of rows, that others have changed, to be put into the page."""
    round_ = round_of_page(request, plan_code, round_pk)
    organization = organization_of_page(request, round_)
    entries = list(round_.entries.of(organization).filter(pk__in=_keys(request, "entry")).with_context())
    filed = _keys(request, "evidence")
    return answer_rows(request, entries, round_=round_, organization=organization, news=True, filed=filed)


def _keys(request: SignedInRequest, name: str) -> set[int]:
    return {int(text) for text in request.GET.getlist(name) if text.isascii() and text.isdigit() and len(text) < 18}
