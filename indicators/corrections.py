"""Corrections beside what they replace: the old figure, the new one, and by how much they differ. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators.comparisons import change_in_percent
from indicators.models import Correction, Entry, EntryRevision
from indicators.wording import shown
from wastefree.lib.figures import Figure


@dataclass(frozen=True)
class Replacing:
    """A correction with the figure that counted before it; `before` is None where nothing was kept of that."""

    correction: Correction
    before: Figure | None

    @property
    def entry(self) -> Entry:
        return self.correction.entry

    @property
    def shown_before(self) -> str:
        return shown(self.entry.quantity, self.before)

    @property
    def shown_after(self) -> str:
        return shown(self.entry.quantity, self.correction.figure)

    @property
    def change(self) -> Decimal | None:
        """Against the old figure, in per cent; None where one of the two is no number or the old one is zero."""
        return change_in_percent(self.correction.figure, self.before)

    @property
    def waits(self) -> bool:
        return self.correction.state == Correction.State.PROPOSED


def beside(corrections: Iterable[Correction]) -> list[Replacing]:
    """In the order given; they come with their entries and quantities. One query, none if all of them wait."""
    chosen = list(corrections)
    kept = _kept({each.entry_id for each in chosen if each.state != Correction.State.PROPOSED})
    return [Replacing(each, _before(each, kept.get(each.entry_id, ()))) for each in chosen]


def _kept(entries: set[int]) -> Mapping[int, list[EntryRevision]]:
    revisions: dict[int, list[EntryRevision]] = {}
    for each in EntryRevision.objects.filter(entry__in=entries).order_by("version") if entries else ():
        revisions.setdefault(each.entry_id, []).append(each)
    return revisions


def _before(correction: Correction, revisions: Iterable[EntryRevision]) -> Figure | None:
    """While it waits, what stands; afterwards what stood when it was decided."""
    if correction.decided_at is None:
        return correction.entry.figure
    stood = [each for each in revisions if _was_there(each, correction)]
    return stood[-1].figure if stood else None


def _was_there(revision: EntryRevision, correction: Correction) -> bool:
    own = revision.step == EntryRevision.Step.CORRECTED and revision.at == correction.decided_at
    return correction.decided_at is not None and revision.at <= correction.decided_at and not own
