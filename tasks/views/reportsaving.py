"""Trying to save what was typed into progress reports, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from indicators.transitions import Refused
from indicators.transitions.review import save
from tasks.cards import Typed
from tasks.forms.reports import ProgressForm
from wastefree.accounts.models import User
from wastefree.guarded import Clash
from wastefree.versions import StaleError


@dataclass
class Attempt:
    """How many were written, and what each of the others is to be shown with, by the report's anchor."""

    saved: int = 0
    forms: dict[str, ProgressForm] = field(default_factory=dict)
    clashes: dict[str, Clash] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        return len(self.forms.keys() | self.clashes.keys() | self.refusals.keys())

    @property
    def status(self) -> int:
        """The HTTP status of the answer: all well, overtaken by somebody else, or not understood."""
        if self.clashes:
            return 409
        return 422 if self.failed else 200

    @property
    def typed(self) -> Typed:
        return Typed(self.forms, self.clashes, self.refusals)


def save_each(forms: Iterable[ProgressForm], *, by: User, at: datetime) -> Attempt:
    """Saves each that says something new, in a transaction of its own: one bad one keeps no other from being kept."""
    attempt = Attempt()
    for form in forms:
        _save(form, attempt, by=by, at=at)
    return attempt


def _save(form: ProgressForm, attempt: Attempt, *, by: User, at: datetime) -> None:
    anchor, held = form.report.anchor, form.report
    if not form.is_valid():
        attempt.forms[anchor] = form
        return
    if form.agrees_with(held):
        return
    based_on, key = form.cleaned_data["version"], form.cleaned_data["key"]
    current: Any
    try:
        current = save(held, form.typed, by=by, at=at, based_on=based_on, key=key)
    except Refused as refused:
        attempt.refusals[anchor] = str(refused.message)
        return
    except StaleError as stale:
        current = stale.current
    # Overtaken by the same words (the page saved itself while its button was pressed) is no clash; a key that was
    # used before, for something else, is one.
    if form.agrees_with(current):
        attempt.saved += 1
    else:
        attempt.forms[anchor] = form
        attempt.clashes[anchor] = form.clash_with(current)
