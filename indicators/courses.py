"""The figures of a quantity over time, organization by organization."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from indicators.aggregation import total
from indicators.ledger import entries_as_of
from indicators.models import COUNTED, Entry, Quantity
from indicators.models.entry import EntryQuerySet
from wastefree.accounts.models import Organization
from wastefree.lib.figures import MISSING, Figure
from wastefree.lib.periods import Period


@dataclass(frozen=True)
class CourseLine:
    """One organization's entries, one for each period of the course; None where it owed none."""

    organization: Organization
    entries: tuple[Entry | None, ...]


@dataclass(frozen=True)
class Course:
    """Periods from the newest back; `totals` are of the figures that count, over all organizations."""

    periods: tuple[Period, ...]
    lines: tuple[CourseLine, ...]
    totals: tuple[Figure, ...]


def course(quantity: Quantity, entries: EntryQuerySet, as_of: datetime | None = None) -> Course:
    """Of those of `entries` that are the quantity's; the caller has seen to it that the person may see them.

    With `as_of` each holds what it held at that moment, and rounds that opened later are left out. In three queries.
    """
    of_it = (
        entries.filter(quantity=quantity).select_related("organization", "round").order_by("organization__order", "pk")
    )
    found: dict[Organization, dict[Period, Entry]] = {}
    for entry in of_it if as_of is None else _then(of_it, as_of):
        found.setdefault(entry.organization, {})[entry.round.period] = entry
    periods: Sequence[Period] = sorted({period for own in found.values() for period in own}, reverse=True)
    lines = [CourseLine(body, tuple(own.get(period) for period in periods)) for body, own in found.items()]
    totals = [total(_counted(own[period]) for own in found.values() if period in own) for period in periods]
    return Course(tuple(periods), tuple(lines), tuple(totals))


def _then(entries: EntryQuerySet, moment: datetime) -> Iterable[Entry]:
    return entries_as_of(entries.filter(round__opens_on__lte=timezone.localdate(moment)), moment)


def _counted(entry: Entry) -> Figure:
    return entry.figure if entry.state in COUNTED else MISSING
