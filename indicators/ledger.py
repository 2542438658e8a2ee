"""The entries of a plan at hand, by quantity and period: what counts of them, and how they add up over time."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from indicators.aggregation import Accumulation, through, total
from indicators.formulas import Reference
from indicators.models import COUNTED, Entry, EntryRevision, EntryState, Plan, Quantity
from wastefree.accounts.models import Organization
from wastefree.lib.figures import MISSING, Figure
from wastefree.lib.periods import QUARTERS, Period

# The columns of an entry that a value is made of.
NEEDED = ("quantity", "organization", "round", "value", "not_applicable", "provisional", "state")


@dataclass(frozen=True)
class Part:
    """A quantity as the formula took it: the figure through the period, and the entries that it was added up from."""

    reference: Reference
    quantity: Quantity
    period: Period
    figure: Figure
    entries: tuple[Entry, ...]
    # Whether a figure that counts in it is one that the final one will replace (快报).
    provisional: bool = False


@dataclass
class Ledger:
    """The entries of some years of a plan, at hand by quantity and period, as they stood at `as_of` (None: now)."""

    counted: Collection[str]
    entries: dict[tuple[int, Period], list[Entry]] = field(default_factory=lambda: defaultdict(list))
    as_of: datetime | None = None

    @classmethod
    def load(
        cls,
        plan: Plan,
        *,
        years: Collection[int] | None = None,
        states: Collection[str] = COUNTED,
        region: Organization | None = None,
        quantities: Collection[int] | None = None,
        as_of: datetime | None = None,
        detailed: bool = False,
    ) -> "Ledger":
        """All entries of `years` (None: of all years); with `region` only what that organization reports.

        With `as_of` each holds the figure and the state that it had at that moment.

        `quantities` (primary keys) leaves out all others: a page about one indicator need not read the whole plan.

        Entries in other states than `states` are read too, and count as missing: somebody still owes them.

        Unless `detailed`, they come with no more columns than a value needs: a plan has tens of thousands of them.
        """
        rounds = {round_.pk: round_ for round_ in plan.rounds.all() if years is None or round_.year in years}
        wanted = Entry.objects.filter(round__in=rounds)
        if not detailed:
            wanted = wanted.only(*NEEDED)
        if quantities is not None:
            wanted = wanted.filter(quantity__in=quantities)
        if region is not None:
            wanted = wanted.of(region)
        ledger = cls(states, as_of=as_of)
        entries = list(wanted if as_of is None else entries_as_of(wanted, as_of))
        organizations = Organization.objects.in_bulk({entry.organization_id for entry in entries})
        periods = {pk: round_.period for pk, round_ in rounds.items()}
        for entry in entries:
            entry.round, entry.organization = rounds[entry.round_id], organizations[entry.organization_id]
            ledger.entries[entry.quantity_id, periods[entry.round_id]].append(entry)
        return ledger

    def of(self, organization: Organization) -> "Ledger":
        """What one organization has reported of it."""
        own = Ledger(self.counted, as_of=self.as_of)
        for key, entries in self.entries.items():
            own.entries[key] = [entry for entry in entries if entry.organization_id == organization.pk]
        return own

    def figure(self, quantity: Quantity, period: Period) -> Figure:
        """Over all organizations, in that period alone."""
        return total(self._counted(entry) for entry in self.entries.get((quantity.pk, period), ()))

    def _counted(self, entry: Entry) -> Figure:
        return entry.figure if entry.state in self.counted else MISSING

    def part(self, reference: Reference, quantity: Quantity, period: Period) -> Part:
        """The quantity through the period, by its own way of adding up over time."""
        if quantity.frequency == Quantity.Frequency.YEAR:
            taken: tuple[Period, ...] = (Period(period.year),) if period.last_quarter == QUARTERS[-1] else ()
            figure = self.figure(quantity, taken[0]) if taken else MISSING
        else:
            accumulation = Accumulation(quantity.accumulation)
            taken = _taken(accumulation, period)
            by_quarter = {each.quarter: self.figure(quantity, each) for each in taken}
            figure = through(accumulation, by_quarter, period.last_quarter)
        entries = [entry for each in taken for entry in self.entries.get((quantity.pk, each), ())]
        provisional = any(entry.provisional and self._counted(entry) is not MISSING for entry in entries)
        return Part(reference, quantity, period, figure, tuple(entries), provisional)


def entries_as_of(entries: "QuerySet[Entry]", moment: datetime) -> Iterator[Entry]:
    """The entries with what they held at the moment, by their revisions; untouched ones as they were made. Two queries.

    What comes back is for reading: it is not what the rows hold now.
    """
    kept = EntryRevision.objects.filter(entry__in=entries.order_by().values("pk"), at__lte=moment)
    latest = {revision.entry_id: revision for revision in kept.order_by("entry", "version")}
    for entry in entries:
        then = latest.get(entry.pk)
        entry.value = then.value if then else None
        entry.not_applicable = then.not_applicable if then else False
        entry.provisional = then.provisional if then else False
        entry.note = then.note if then else ""
        entry.state = then.state if then else EntryState.DRAFT
        yield entry


def _taken(accumulation: Accumulation, period: Period) -> tuple[Period, ...]:
    """The quarters whose figures make up a quantity through the period."""
    last = period.last_quarter
    first = 1 if accumulation is Accumulation.PER_PERIOD else last
    return tuple(Period(period.year, quarter) for quarter in range(first, last + 1))
