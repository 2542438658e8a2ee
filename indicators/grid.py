"""The entry grid of one organization in one round: what it owes, beside what it reported before and what it comes to."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count

from indicators.findings import Finding, Surroundings, findings
from indicators.models import Entry, EntryState, Indicator, Plan, Quantity, Round
from indicators.values import ANY_STATE, IndicatorValue, Ledger, Part, Reader, with_definitions
from wastefree.accounts.models import Organization, User
from wastefree.lib.figures import Figure
from wastefree.lib.periods import Period


@dataclass(frozen=True)
class Line:
    """A quantity that is owed. The two earlier figures are None where nothing was owed then."""

    entry: Entry
    last_period: Figure | None
    last_year: Figure | None
    findings: tuple[Finding, ...]
    may_type: bool
    revisions: int

    @property
    def is_questioned(self) -> bool:
        """There is a question about the figure, and no word of explanation yet."""
        return bool(self.findings) and not self.entry.note.strip()

    @property
    def is_ready(self) -> bool:
        return self.may_type and self.entry.is_filled and not self.is_questioned

    @property
    def may_undo(self) -> bool:
        return self.may_type and self.revisions > 0


@dataclass(frozen=True)
class Block:
    """An indicator above its quantities. One that another block above holds already is only named: `elsewhere`."""

    value: IndicatorValue | None
    lines: tuple[Line, ...]
    elsewhere: tuple[Line, ...] = ()

    @property
    def owed_by_others(self) -> list[Part]:
        """What is missing for the value, and is not to be typed in this block."""
        own = {line.entry.quantity_id for line in (*self.lines, *self.elsewhere)}
        return [part for part in self.value.blamed if part.quantity.pk not in own] if self.value else []


@dataclass(frozen=True)
class Grid:
    """All of it, with what the bar below says."""

    round: Round
    organization: Organization
    blocks: tuple[Block, ...]
    may_type: bool

    @cached_property
    def lines(self) -> list[Line]:
        return [line for block in self.blocks for line in block.lines]

    @property
    def ready(self) -> list[Line]:
        return [line for line in self.lines if line.is_ready]

    @property
    def questioned(self) -> list[Line]:
        return [line for line in self.lines if line.may_type and line.is_questioned]

    @property
    def empty(self) -> list[Line]:
        return [line for line in self.lines if line.may_type and not line.entry.is_filled]

    @property
    def returned(self) -> list[Line]:
        return [line for line in self.lines if line.entry.state == EntryState.RETURNED]

    @property
    def withdrawable(self) -> list[Line]:
        """Handed in, and nobody has checked it yet."""
        open_ = self.may_type and self.round.is_open
        return [line for line in self.lines if open_ and line.entry.state == EntryState.SUBMITTED]

    @property
    def handed_in(self) -> int:
        return sum(not line.entry.is_editable for line in self.lines)

    def line(self, entry: Entry) -> Line:
        return next(line for line in self.lines if line.entry.pk == entry.pk)

    def blocks_of(self, quantity: Quantity) -> list[Block]:
        """The indicators whose value depends on the quantity."""
        return [
            block
            for block in self.blocks
            if block.value and any(part.quantity.pk == quantity.pk for part in block.value.parts)
        ]

    def beside(self, entry: Entry) -> list[Line]:
        """Other lines whose questions may change with this figure: its whole, and its parts."""
        quantity = entry.quantity
        related = [quantity.part_of_id] if quantity.part_of_id else []
        return [
            line
            for line in self.lines
            if line.entry.quantity_id in related or line.entry.quantity.part_of_id == quantity.pk
        ]


def grid(plan: Plan, round_: Round, organization: Organization, user: User) -> Grid:
    """The grid as `user` sees it, in a fixed number of queries."""
    entries = list(round_.entries.of(organization).with_context().with_evidence().annotate(revised=Count("revisions")))
    may_type = Entry.objects.changeable_by(user).in_round(round_).of(organization).exists()
    lines = _lines(entries, _earlier(plan, round_, organization), may_type=may_type)
    indicators = with_definitions(
        plan.indicators.active().with_place().filter(quantities__in=[entry.quantity_id for entry in entries]).distinct()
    )
    blocks = _blocks(lines, _values(plan, round_, organization, indicators))
    return Grid(round_, organization, tuple(blocks), may_type)


def _earlier(plan: Plan, round_: Round, organization: Organization) -> dict[tuple[int, Period], Figure]:
    """What the organization reported in the period before, and a year before."""
    periods = {round_.period.previous(), round_.period.a_year_before()}
    found = (
        Entry.objects.filter(round__plan=plan, round__year__in={period.year for period in periods})
        .of(organization)
        .select_related("round")
    )
    return {(entry.quantity_id, entry.round.period): entry.figure for entry in found if entry.round.period in periods}


def _lines(entries: list[Entry], earlier: dict[tuple[int, Period], Figure], *, may_type: bool) -> dict[int, Line]:
    """By the quantity's key."""
    by_quantity = {entry.quantity_id: entry for entry in entries}
    return {
        entry.quantity_id: Line(
            entry=entry,
            last_period=earlier.get((entry.quantity_id, entry.round.period.previous())),
            last_year=earlier.get((entry.quantity_id, entry.round.period.a_year_before())),
            findings=tuple(findings(entry.quantity, entry.figure, surroundings(entry, by_quantity, earlier))),
            may_type=may_type and entry.is_editable,
            revisions=getattr(entry, "revised", 0),
        )
        for entry in entries
    }


def surroundings(
    entry: Entry, by_quantity: dict[int, Entry], earlier: dict[tuple[int, Period], Figure]
) -> Surroundings:
    """What a figure is held against; a count from January is not held against the year before."""
    period, quantity = entry.round.period, entry.quantity
    before = period.previous()
    new_year = quantity.accumulation == Quantity.Accumulates.YEAR_TO_DATE and before.year != period.year
    whole = by_quantity.get(quantity.part_of_id or 0)
    parts = [other for other in by_quantity.values() if other.quantity.part_of_id == quantity.pk]
    return Surroundings(
        previous=None if new_year else earlier.get((quantity.pk, before)),
        whole=(whole.quantity, whole.figure) if whole else None,
        parts=tuple((part.quantity, part.figure) for part in parts),
    )


def _values(
    plan: Plan, round_: Round, organization: Organization, indicators: Iterable[Indicator]
) -> list[IndicatorValue]:
    """With what is being typed; of a region its own."""
    years = {round_.year, round_.year - 1, plan.baseline_year}
    ledger = Ledger.load(plan, years=years, states=ANY_STATE)
    reader = Reader(plan, ledger.of(organization), organization) if organization.is_region else Reader(plan, ledger)
    return [reader.value(indicator, round_.period) for indicator in indicators]


def _blocks(lines: dict[int, Line], values: Iterable[IndicatorValue]) -> list[Block]:
    """Each quantity is typed once: under the first indicator that needs it; those that nothing needs come last."""
    blocks, placed = [], set[int]()
    for value in values:
        keys = [quantity.pk for quantity in value.indicator.quantities.all() if quantity.pk in lines]
        own = [key for key in keys if key not in placed]
        placed.update(own)
        elsewhere = tuple(lines[key] for key in keys if key not in own)
        blocks.append(Block(value, tuple(lines[key] for key in own), elsewhere))
    loose = tuple(line for key, line in lines.items() if key not in placed)
    return [*blocks, Block(None, loose)] if loose else blocks


@dataclass(frozen=True)
class Saved:
    """What a page is told after a save: the line, what has changed with it, and when."""

    grid: Grid
    line: Line
    at: datetime

    @property
    def beside(self) -> list[Line]:
        return self.grid.beside(self.line.entry)

    @property
    def blocks(self) -> list[Block]:
        return self.grid.blocks_of(self.line.entry.quantity)


def unexplained(lines: Collection[Line]) -> frozenset[int]:
    """The entries whose figure is in question without a word about it, by primary key."""
    return frozenset(line.entry.pk for line in lines if line.is_questioned)
