"""What several views of entries share: trying to save what was typed, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.current import plan_of_page
from indicators.forms.entries import EntryForm
from indicators.grid import Typed
from indicators.models import Entry, EntryRevision, Reported
from indicators.models.entry import EntryQuerySet
from indicators.transitions import Moved, Refused, save_entry
from wastefree.accounts.models import User
from wastefree.accounts.requests import SignedInRequest
from wastefree.guarded import Clash
from wastefree.lib.figures import MISSING, Figure, write_figure
from wastefree.versions import StaleError

Row = TypeVar("Row", bound=Reported)


@dataclass
class Attempt:
    """What came of saving some rows: how many were written, and what each of the others is to be shown with."""

    saved: int = 0
    forms: dict[int, EntryForm] = field(default_factory=dict)
    clashes: dict[int, Clash] = field(default_factory=dict)
    refusals: dict[int, str] = field(default_factory=dict)
    is_overtaken: bool = False

    @property
    def failed(self) -> int:
        return len(self.forms.keys() | self.clashes.keys() | self.refusals.keys())

    def __contains__(self, entry: Entry) -> bool:
        """Whether the entry now holds what was typed."""
        return not any(entry.pk in left for left in (self.forms, self.clashes, self.refusals))

    @property
    def status(self) -> int:
        """The HTTP status of the answer: all well, overtaken by somebody else, or not understood."""
        if self.clashes or self.is_overtaken:
            return 409
        return 422 if self.failed else 200

    @property
    def typed(self) -> Typed:
        return Typed(self.forms, self.clashes, self.refusals)


def save_rows(forms: Iterable[EntryForm], *, by: User, at: datetime) -> Attempt:
    """Saves each row that says something new, in a transaction of its own: one bad row keeps no other from being kept."""
    attempt = Attempt()
    for form in forms:
        _save_row(form, attempt, by=by, at=at)
    return attempt


def _save_row(form: EntryForm, attempt: Attempt, *, by: User, at: datetime) -> None:
    pk = form.entry.pk
    if not form.is_valid():
        attempt.forms[pk] = form
        return
    figure, note = form.cleaned_data["figure"], form.cleaned_data["note"]
    passing = form.cleaned_data["provisional"]
    if not form.is_changed:
        return
    try:
        based_on, key = form.cleaned_data["version"], form.cleaned_data["key"]
        held = save_entry(form.entry, figure, note, by=by, at=at, based_on=based_on, provisional=passing, key=key)
    except Refused as refused:
        attempt.refusals[pk] = str(refused.message)
        return
    except StaleError as stale:
        held = cast(Entry, stale.current)
    # Overtaken by the same words (the page saved itself while its button was pressed) is no clash; and a key that
    # was used before, for something else, is one.
    if (held.figure, held.note, held.provisional) == (figure, note, passing):
        attempt.saved += 1
    else:
        attempt.forms[pk] = form
        attempt.clashes[pk] = _clash(held, figure, note, passing=passing)


def restore_row(seen: Entry, then: EntryRevision | None, attempt: Attempt, *, by: User, at: datetime, key: str) -> None:
    """Gives the entry what it held `then` (None: nothing); that is a save like any other. `seen` has the version on
    the person's screen."""
    figure, note, passing = (then.figure, then.note, then.provisional) if then else (MISSING, "", False)
    try:
        save_entry(seen, figure, note, by=by, at=at, based_on=seen.version, provisional=passing, key=key)
    except Refused as refused:
        attempt.refusals[seen.pk] = str(refused.message)
    except StaleError:
        attempt.refusals[seen.pk] = _("这一项刚刚又有改动，没有撤销。请看过现在的数值。")
        attempt.is_overtaken = True
    else:
        attempt.saved += 1


def _clash(current: Any, figure: Figure, note: str, *, passing: bool) -> Clash:
    return Clash(
        mine=_told(figure, note, passing=passing),
        theirs=_told(current.figure, current.note, passing=current.provisional),
        who=str(current.entered_by or ""),
        when=current.entered_at,
    )


def _told(figure: Figure, note: str, *, passing: bool) -> str:
    return "\n".join(filter(None, [write_figure(figure) + (_("（快报数）") if passing else ""), note]))


def entries_of_page(request: SignedInRequest, plan_code: str) -> EntryQuerySet:
    """The entries of the plan in the address that the person may see."""
    plan = plan_of_page(request, plan_code)
    return Entry.objects.visible_to(request.user).filter(round__plan=plan).with_context()


def own_entry(request: SignedInRequest, plan_code: str, pk: int) -> Entry:
    """An entry of the reporter's own organization. Raises Http404 for any other."""
    plan = plan_of_page(request, plan_code)
    rows = Entry.objects.changeable_by(request.user).filter(round__plan=plan).with_context()
    return get_object_or_404(rows, pk=pk)


def as_seen(request: SignedInRequest, entries: Iterable[Row]) -> list[Row]:
    """The entries, or what else is reported, with the versions that the person had on the screen; one without any counts as overtaken."""
    seen, whole = list(entries), dict(_whole_list(request))
    for entry in seen:
        version = request.POST.get(f"version-{entry.pk}") or whole.get(entry.pk, "")
        entry.version = int(version) if _is_short_number(version) else 0
    return seen


def whole_list(request: SignedInRequest) -> list[int]:
    """The primary keys of the whole list that the person had before them, as `components/whole_list.html` sends it."""
    return [pk for pk, _version in _whole_list(request)]


def _whole_list(request: SignedInRequest) -> Iterable[tuple[int, str]]:
    """Keys with the versions seen; what is no such pair is left out."""
    for pair in request.POST.get("whole", "").split(","):
        pk, _colon, version = pair.partition(":")
        if _is_short_number(pk):
            yield int(pk), version


def _is_short_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def chosen_keys(request: SignedInRequest, name: str = "entry") -> list[int]:
    """The primary keys that a page sends under a name; what is no number is left out."""
    return [int(text) for text in request.POST.getlist(name) if text.isascii() and text.isdigit() and len(text) < 18]


def tell_left(request: SignedInRequest, moved: Moved[Any]) -> None:
    """Says what could not be done, and why, one notice for each reason."""
    reasons: dict[str, list[str]] = {}
    for entry, problem in moved.left:
        reason = getattr(problem, "message", None) or _("您打开页面之后，数据已被修改。请看过新的数值再处理。")
        reasons.setdefault(str(reason), []).append(entry.subject)
    for reason, names in reasons.items():
        facts = {"count": len(names), "names": "、".join(names[:3]) + ("…" if len(names) > 3 else ""), "reason": reason}
        messages.warning(request, _("%(count)s 项没有处理（%(names)s）：%(reason)s") % facts)


def row_address(entry: Entry) -> str:
    """Where the row of an entry is on its grid, for answers to browsers without a script."""
    return reverse("indicators:grid", args=[entry.round.plan.code, entry.round_id]) + f"#entry-{entry.pk}"
