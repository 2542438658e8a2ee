"""What an organization owes: figures and progress in open rounds, and answers to orders. Reads only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.timezone import localdate

from indicators.duedates import DueDate, due_date
from indicators.models import EDITABLE, Entry, EntryState, Plan, Round
from tasks.models import PROGRESS, Order, ProgressReport
from tasks.orderstatus import OrderStatus
from wastefree.access import ORGANIZATION, Role
from wastefree.accounts.models import Organization, User


@dataclass(frozen=True)
class EntriesOwed:
    """An open round, as far as one organization is concerned.

    total     entries that it has in the round
    owed      of these not yet handed in, returned ones included
    filled    of the owed ones, those that hold a figure and wait to be handed in
    returned  of the owed ones, those that came back, newest first
    reopened_until  the round has closed, and is open again for this organization alone until that day
    can_be_late  the deadline has passed, the round has not closed yet
    """

    round: Round
    due: DueDate
    total: int
    owed: int
    filled: int
    submitted: int
    checked: int
    approved: int
    reopened_until: date | None
    can_be_late: bool
    returned: tuple[Entry, ...]

    @property
    def handed_in(self) -> int:
        return self.total - self.owed

    @property
    def to_fill(self) -> int:
        """Neither handed in nor sent back."""
        return self.owed - len(self.returned)


@dataclass(frozen=True)
class ReportsOwed:
    """The progress reports of one organization in a round that is open to it: those that have to be handed in.

    The other fields are as in `EntriesOwed`.
    """

    round: Round
    due: DueDate
    reports: tuple[ProgressReport, ...]
    reopened_until: date | None
    can_be_late: bool

    @property
    def total(self) -> int:
        return len(self.reports)

    @property
    def outstanding(self) -> list[ProgressReport]:
        return [each for each in self.reports if each.is_editable]

    @property
    def owed(self) -> int:
        return len(self.outstanding)

    @property
    def handed_in(self) -> int:
        return self.total - self.owed

    @property
    def returned(self) -> list[ProgressReport]:
        return [each for each in self.outstanding if each.state == EntryState.RETURNED]

    @property
    def to_fill(self) -> list[ProgressReport]:
        """Neither handed in nor sent back."""
        return [each for each in self.outstanding if each.state == EntryState.DRAFT]

    @property
    def filled(self) -> int:
        """Of these, those that could be handed in as they stand."""
        return sum(not each.unready() for each in self.to_fill)

    def at(self, state: str) -> int:
        return sum(each.state == state for each in self.reports)

    @property
    def submitted(self) -> int:
        return self.at(EntryState.SUBMITTED)

    @property
    def checked(self) -> int:
        return self.at(EntryState.CHECKED)

    @property
    def approved(self) -> int:
        return self.at(EntryState.APPROVED)


@dataclass(frozen=True)
class OrderOwed:
    """An order that waits to be acknowledged or answered; `due` is the day that counts now."""

    order: Order
    stands: OrderStatus
    due: DueDate | None


Owed = EntriesOwed | ReportsOwed | OrderOwed


def owed(organization: Organization, plan: Plan, today: date) -> list[Owed]:
    """All that the organization owes, figures first, each kind in the order in which it is due; a few queries."""
    figures = (each for each in round_progress(organization, plan, today) if each.owed)
    reports = (each for each in reports_progress(organization, plan, today) if each.owed)
    return [*figures, *reports, *orders_owed(organization, plan, today)]


def orders_owed(organization: Organization, plan: Plan, today: date) -> list[OrderOwed]:
    """The orders that wait for the organization, the late ones first; one query."""
    orders = Order.objects.of_plan(plan).of(organization).with_organization().by_urgency()
    found = [(order, order.status(today)) for order in orders.with_place()]
    late_first = sorted(found, key=lambda each: not each[1].is_late)
    return [
        OrderOwed(order, stands, due_date(stands.deadline, today) if stands.deadline else None)
        for order, stands in late_first
    ]


def orders_waiting(user: User, plan: Plan) -> int:
    """How many orders wait for the person: to be verified and decided, to be acknowledged and answered, or, of a leader,
    late ones that have climbed to them; one query."""
    seen = Order.objects.visible_to(user).of_plan(plan)
    if user.has_role(Role.OFFICE):
        return seen.for_office().count()
    if user.roles & ORGANIZATION and user.organization is not None:
        return seen.of(user.organization).with_organization().count()
    if user.has_role(Role.LEADER):
        return seen.under(user).late(localdate()).climbed().count()
    return 0


def reports_progress(organization: Organization, plan: Plan, today: date) -> list[ReportsOwed]:
    """Each round in which it may hand in progress reports and has to, the first due first; one query for each kind."""
    rounds: list[Any] = list(Round.objects.filter(plan=plan).open_to(organization))
    found: dict[int, list[ProgressReport]] = defaultdict(list)
    for kind in PROGRESS.values():
        for report in kind.objects.of(organization).asked_for().filter(round__in=rounds).with_context():
            found[report.round_id].append(report)
    return [
        ReportsOwed(
            round=each,
            due=due_date(each.reopened_until or each.due_on, today),
            reports=tuple(found[each.pk]),
            reopened_until=each.reopened_until,
            can_be_late=each.is_open and each.due_on < today <= each.closes_on,
        )
        for each in rounds
        if found[each.pk]
    ]


def round_progress(organization: Organization, plan: Plan, today: date) -> list[EntriesOwed]:
    """Each round in which the organization has entries and may hand them in, the first due first; two queries."""
    own = Q(entries__organization=organization)
    counted = Round.objects.filter(plan=plan).open_to(organization)
    rounds: Iterable[Any] = counted.annotate(
        total=Count("entries", filter=own),
        owed=Count("entries", filter=own & Q(entries__state__in=EDITABLE)),
        filled=Count("entries", filter=own & Q(entries__state=EntryState.DRAFT) & _has_figure()),
        submitted=Count("entries", filter=own & Q(entries__state=EntryState.SUBMITTED)),
        checked=Count("entries", filter=own & Q(entries__state=EntryState.CHECKED)),
        approved=Count("entries", filter=own & Q(entries__state=EntryState.APPROVED)),
    ).filter(total__gt=0)
    returned = _returned(organization, plan)
    return [
        EntriesOwed(
            round=each,
            due=due_date(each.reopened_until or each.due_on, today),
            total=each.total,
            owed=each.owed,
            filled=each.filled,
            submitted=each.submitted,
            checked=each.checked,
            approved=each.approved,
            reopened_until=each.reopened_until,
            can_be_late=each.is_open and each.due_on < today <= each.closes_on,
            returned=tuple(returned[each.pk]),
        )
        for each in rounds
    ]


def _has_figure() -> Q:
    return Q(entries__value__isnull=False) | Q(entries__not_applicable=True)


def _returned(organization: Organization, plan: Plan) -> dict[int, list[Entry]]:
    entries = Entry.objects.of(organization).filter(round__plan=plan).owed().returned().with_context()
    by_round: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries.order_by("-returned_at"):
        by_round[entry.round_id].append(entry)
    return by_round
