"""What an organization owes: figures of open rounds, and how the tasks stand that it leads. Reads only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from indicators.duedates import DueDate, due_date
from indicators.models import EDITABLE, Entry, EntryState, Plan, Round
from tasks.models import Task
from wastefree.accounts.models import Organization
from wastefree.lib.periods import Period


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
class TaskOwed:
    """A task whose progress has not been written since the quarter began; `due` is when the task itself is."""

    task: Task
    due: DueDate | None


Owed = EntriesOwed | TaskOwed


def owed(organization: Organization, plan: Plan, today: date) -> list[Owed]:
    """All that the organization owes, rounds first, each kind in the order in which it is due; three queries."""
    rounds = (each for each in round_progress(organization, plan, today) if each.owed)
    return [*rounds, *tasks_owed(organization, plan, today)]


def tasks_owed(organization: Organization, plan: Plan, today: date) -> list[TaskOwed]:
    """The tasks that it leads and has not written about this quarter, the first due first; one query."""
    tasks = Task.objects.of_plan(plan).led_by(organization).unreported_since(quarter_began(today)).with_place()
    in_order = tasks.order_by(F("due_on").asc(nulls_last=True), "order", "pk")
    return [TaskOwed(task, due_date(task.due_on, today) if task.due_on else None) for task in in_order]


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


def quarter_began(today: date) -> datetime:
    """The moment since which the progress of a task wants to be written anew: each quarter once."""
    return timezone.make_aware(datetime.combine(Period.of(today).start, time.min))
