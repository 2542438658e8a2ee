"""Who owes what at a glance: organizations by what they owe in a round, and by the rounds of a year. Reads only.

Quantities of every region make one table, regions across; those of one owner are listed by organization, since a table
of them would be empty but for its diagonal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from indicators.models import EDITABLE, Entry, EntryState, Quantity, Reported, Round
from indicators.models.entry import EntryQuerySet
from indicators.models.reported import ReportedQuerySet
from indicators.reporting import Reporting, reporting_of
from indicators.wording import letter_of, where_it_stands
from wastefree.accounts.models import Organization

# A draft that holds a figure already, beside the states that are kept.
TYPED = "typed"


@dataclass(frozen=True)
class Cell:
    """One entry in the table. `state` is an `EntryState`, or TYPED; `on` when it came to be so, as far as is known."""

    address: str
    state: str
    is_late: bool
    is_provisional: bool
    is_owed: bool
    on: date | None

    @property
    def letter(self) -> str:
        return letter_of(self.state)

    @property
    def words(self) -> str:
        """The state with its day, for those who hover or listen."""
        return where_it_stands(self.state, self.on, is_late=self.is_late, is_provisional=self.is_provisional)


@dataclass(frozen=True)
class Line:
    """A quantity with the cell of each organization across; None where the organization does not owe it."""

    quantity: Quantity
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Owner:
    """An organization with the quantities that it alone owes."""

    organization: Organization
    cells: tuple[tuple[Quantity, Cell], ...]

    @property
    def handed_in(self) -> int:
        return sum(not cell.is_owed for _quantity, cell in self.cells)


@dataclass(frozen=True)
class Others:
    """An organization with what it owes beside figures: each by what it is about, and where all of it is filled in."""

    organization: Organization
    address: str
    cells: tuple[tuple[str, Cell], ...]

    @property
    def handed_in(self) -> int:
        return sum(not cell.is_owed for _subject, cell in self.cells)


@dataclass(frozen=True)
class Completeness:
    """The tables of a round. `organizations` are those across the first one, `others` what is reported beside figures."""

    organizations: tuple[Organization, ...]
    lines: tuple[Line, ...]
    owners: tuple[Owner, ...]
    others: tuple[Others, ...] = ()

    @property
    def cells(self) -> list[Cell]:
        across = [cell for line in self.lines for cell in line.cells if cell]
        single = [cell for owner in self.owners for _quantity, cell in owner.cells]
        return [*across, *single, *(cell for each in self.others for _subject, cell in each.cells)]


def completeness(round_: Round, entries: EntryQuerySet, others: Iterable[ReportedQuerySet[Any]] = ()) -> Completeness:
    """The tables of those of the round's entries, and of the other rows, that are given; a query for each, and two."""
    kept = entries.only(
        "quantity_id", "organization_id", "value", "not_applicable", "state", "late", "provisional",
        "entered_at", "submitted_at", "checked_at", "approved_at", "returned_at",
    ).order_by()  # fmt: skip
    rows = list(kept)
    quantities = Quantity.objects.in_bulk({row.quantity_id for row in rows})
    bodies = Organization.objects.in_bulk({row.organization_id for row in rows})
    page = reverse("indicators:entry", args=[round_.plan.code, 0])
    cells = {(row.quantity_id, row.organization_id): _cell(row, page) for row in rows}
    regional = [quantity for quantity in _in_order(quantities.values()) if quantity.by_region]
    across = _bodies({pk for quantity, pk in cells if quantities[quantity].by_region}, bodies)
    lines = tuple(Line(each, tuple(cells.get((each.pk, body.pk)) for body in across)) for each in regional)
    return Completeness(tuple(across), lines, tuple(_owners(cells, quantities, bodies)), tuple(_others(round_, others)))


def _others(round_: Round, querysets: Iterable[ReportedQuerySet[Any]]) -> Iterable[Others]:
    found: dict[Organization, list[Reported]] = {}
    for rows in querysets:
        for row in rows.with_context():
            found.setdefault(row.organization, []).append(row)
    for body in sorted(found, key=lambda each: (each.order, each.code)):
        rows_of = found[body]
        pages = {type(row): reverse(row.NAMES.page, args=[round_.plan.code, 0]) for row in rows_of}
        form = reverse(rows_of[0].NAMES.form, args=[round_.plan.code, round_.pk])
        cells = tuple((row.subject, _cell(row, pages[type(row)])) for row in rows_of)
        yield Others(body, f"{form}?organization={body.code}", cells)


def _cell(entry: Reported, page: str) -> Cell:
    days = {
        EntryState.DRAFT: entry.entered_at,
        EntryState.SUBMITTED: entry.submitted_at,
        EntryState.CHECKED: entry.checked_at or entry.submitted_at,
        EntryState.APPROVED: entry.approved_at,
        EntryState.RETURNED: entry.returned_at,
    }
    state = EntryState(entry.state)
    moment = days[state]
    return Cell(
        address=page.replace("/0/", f"/{entry.pk}/"),
        state=TYPED if state is EntryState.DRAFT and entry.is_filled else state.value,
        is_late=entry.late,
        is_provisional=isinstance(entry, Entry) and entry.provisional,
        is_owed=state in EDITABLE,
        on=timezone.localdate(moment) if moment and (entry.is_filled or state is not EntryState.DRAFT) else None,
    )


def _owners(
    cells: Mapping[tuple[int, int], Cell], quantities: Mapping[int, Quantity], bodies: Mapping[int, Organization]
) -> Iterable[Owner]:
    single = {place: cell for place, cell in cells.items() if not quantities[place[0]].by_region}
    for body in _bodies({organization for _quantity, organization in single}, bodies):
        own = _in_order(quantities[quantity] for quantity, organization in single if organization == body.pk)
        yield Owner(body, tuple((quantity, single[quantity.pk, body.pk]) for quantity in own))


def _in_order(quantities: Iterable[Quantity]) -> list[Quantity]:
    return sorted(quantities, key=lambda each: (each.order, each.code))


def _bodies(keys: Iterable[int], bodies: Mapping[int, Organization]) -> list[Organization]:
    return sorted((bodies[key] for key in keys), key=lambda each: (each.order, each.code))


@dataclass(frozen=True)
class YearLine:
    """An organization with how far it is in each round of the year; None where it owes nothing."""

    organization: Organization
    rounds: tuple[tuple[Round, Reporting | None], ...]

    @property
    def late(self) -> int:
        return sum(each.late for _round, each in self.rounds if each)

    @property
    def is_owing(self) -> bool:
        return any(each and not each.is_done for _round, each in self.rounds)


def by_rounds(rounds: Sequence[Round], organizations: Iterable[Organization] | None = None) -> list[YearLine]:
    """Each organization (of those given, or of all) that owes something in one of the rounds; two queries."""
    wanted = None if organizations is None else {each.pk for each in organizations}
    reported = reporting_of(rounds)
    found: dict[Organization, dict[int, Reporting]] = {}
    for round_pk, lines in reported.items():
        for line in lines:
            if wanted is None or line.organization.pk in wanted:
                found.setdefault(line.organization, {})[round_pk] = line
    in_order = sorted(found, key=lambda each: (each.order, each.code))
    return [YearLine(body, tuple((round_, found[body].get(round_.pk)) for round_ in rounds)) for body in in_order]
