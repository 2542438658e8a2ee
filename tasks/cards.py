"""Progress reports as pages show them: each with what was said before, what may be asked, and its form."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from indicators.models import EDITABLE, Round
from tasks.doubts import doubts
from tasks.forms.reports import ProgressForm, form_of
from tasks.models import PROGRESS, ProgressReport, TaskReport
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.guarded import Clash


@dataclass(frozen=True)
class Card:
    """One report. `form` is there where the person may type; `clash` where somebody else saved first.

    previous  what the same organization said before, in the newest earlier round of which anything was handed in
    """

    report: ProgressReport
    previous: ProgressReport | None
    form: ProgressForm | None = None
    clash: Clash | None = None
    refusal: str = ""

    @property
    def entry(self) -> ProgressReport:
        """So the bar of the review calls whatever is reviewed."""
        return self.report

    @property
    def kind(self) -> str:
        return "task" if isinstance(self.report, TaskReport) else "project"

    @cached_property
    def doubts(self) -> list[str]:
        return doubts(self.report, self.previous)

    @property
    def is_open(self) -> bool:
        return self.form is not None

    @property
    def is_ready(self) -> bool:
        return self.is_open and not self.report.unready()

    @property
    def is_missing(self) -> bool:
        """Whether it has to be written yet; what one may add is not missing."""
        return self.is_open and self.report.is_asked_for and bool(self.report.unready())


@dataclass(frozen=True)
class Typed:
    """What a page brings back of a save that did not go through, by the report's anchor."""

    forms: Mapping[str, ProgressForm] = field(default_factory=dict)
    clashes: Mapping[str, Clash] = field(default_factory=dict)
    refusals: Mapping[str, str] = field(default_factory=dict)


NOTHING_TYPED = Typed()


@dataclass(frozen=True)
class Cards:
    """All that one organization reports about tasks and projects in one round. `types`: the person fills it in."""

    round: Round
    organization: Organization
    cards: tuple[Card, ...]
    types: bool

    @property
    def tasks(self) -> list[Card]:
        return [card for card in self.cards if card.kind == "task" and card.report.is_binding]

    @property
    def parts(self) -> list[Card]:
        """What others lead."""
        return [card for card in self.cards if not card.report.is_binding]

    @property
    def projects(self) -> list[Card]:
        return [card for card in self.cards if card.kind == "project"]

    @property
    def is_open(self) -> bool:
        return any(not card.report.locked for card in self.cards)

    @property
    def can_type(self) -> bool:
        return self.types and self.is_open

    @property
    def ready(self) -> list[Card]:
        return [card for card in self.cards if card.is_ready]

    @property
    def missing(self) -> list[Card]:
        return [card for card in self.cards if card.is_missing]

    @property
    def asked_for(self) -> list[Card]:
        return [card for card in self.cards if card.report.is_asked_for]

    @property
    def handed_in(self) -> int:
        return sum(card.report.state not in EDITABLE for card in self.asked_for)

    def card(self, anchor: str) -> Card:
        return next(card for card in self.cards if card.report.anchor == anchor)


def cards_of(
    round_: Round, organization: Organization, user: User, *, typed: Typed = NOTHING_TYPED, about: Any = None
) -> Cards:
    """The page of one organization in one round, of `about` (a task or project) alone if that is given.

    The caller has checked that the person may see it; a fixed number of queries.
    """
    types = organization.pk == user.organization_id and user.has_role(Role.REPORTER)
    reports: list[ProgressReport] = []
    for kind in PROGRESS.values():
        own = kind.objects.visible_to(user).in_round(round_).of(organization).with_context().with_evidence()
        if about is None:
            reports += own
        elif isinstance(about, kind.about_model()):
            reports += own.filter(**{kind.ABOUT: about})
    return Cards(round_, organization, tuple(_card(each, typed, types=types) for each in with_previous(reports)), types)


def _card(card: Card, typed: Typed, *, types: bool) -> Card:
    report, anchor = card.report, card.report.anchor
    editable = types and report.is_editable
    return Card(
        report=report,
        previous=card.previous,
        form=(typed.forms.get(anchor) or form_of(report)) if editable else None,
        clash=typed.clashes.get(anchor),
        refusal=typed.refusals.get(anchor, ""),
    )


def with_previous(reports: Sequence[ProgressReport]) -> list[Card]:
    """Each with what was said before it; two queries for each kind."""
    before: dict[tuple[type[ProgressReport], int], ProgressReport] = {}
    for kind in PROGRESS.values():
        rows = [each for each in reports if isinstance(each, kind)]
        found = kind.objects.before_each(rows) if rows else {}
        before |= {(kind, pk): each for pk, each in found.items()}
    return [Card(each, before.get((type(each), each.pk))) for each in reports]


def about_page(about: Any, user: User) -> dict[str, Any]:
    """What the page of a task or project shows of its reports: the card to be filled in now, and all by round.

    What nobody has typed in yet is left out of the list.
    """
    kind = next(kind for kind in PROGRESS.values() if isinstance(about, kind.about_model()))
    seen = kind.objects.visible_to(user).filter(**{kind.ABOUT: about}).with_context().with_evidence()
    reports = [report for report in seen.newest_first() if report.is_filled or report.state not in EDITABLE]
    fillable = kind.objects.changeable_by(user).filter(**{kind.ABOUT: about}).editable().select_related("round__plan")
    now = fillable.order_by("round__due_on", "round__year", "round__quarter").first()
    return {
        "reports": reports,
        "cards": cards_of(now.round, now.organization, user, about=about) if now else None,
        "key": secrets.token_hex(16),
    }
