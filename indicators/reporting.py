"""Which periods of a plan are there to be looked at, and who has reported in a round."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from indicators.models import WITH_SUBMITTED, Entry, EntryState, Plan, Round
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.lib.periods import QUARTERS, WHOLE_YEAR, Period
from wastefree.lib.workdays import on_or_after


def _begun(plan: Plan) -> list[Round]:
    """The quarters of the plan's own years that were opened, newest first."""
    rounds = plan.rounds.filter(quarter__in=QUARTERS, year__gte=plan.first_year).exclude(state=Round.State.PLANNED)
    return list(rounds.newest_first())


def reported_periods(plan: Plan) -> list[Period]:
    """The quarters that have a round, newest first."""
    return [round_.period for round_ in _begun(plan)]


def usual_period(plan: Plan) -> Period | None:
    """The newest quarter whose round is over; while the first one runs, that one. None before any was opened."""
    begun = _begun(plan)
    return next((round_.period for round_ in [*(r for r in begun if not r.is_open), *begun]), None)


def running_round(plan: Plan) -> Round | None:
    """The round that is being reported now: of several the one that is due first."""
    return plan.rounds.open().order_by("due_on").first()


STEPS = {
    "owed": Count("pk"),
    "handed_in": Count("pk", filter=Q(state__in=WITH_SUBMITTED)),
    "checked": Count("pk", filter=Q(state__in=(EntryState.CHECKED, EntryState.APPROVED))),
    "approved": Count("pk", filter=Q(state=EntryState.APPROVED)),
    "returned": Count("pk", filter=Q(state=EntryState.RETURNED)),
}


@dataclass(frozen=True)
class Reporting:
    """How far one organization is with what it owes in a round."""

    organization: Organization
    owed: int
    handed_in: int
    checked: int
    approved: int
    returned: int

    @property
    def is_done(self) -> bool:
        return self.handed_in == self.owed

    @property
    def outstanding(self) -> int:
        return self.owed - self.handed_in


def reporting(round_: Round) -> list[Reporting]:
    """Each organization that owes something in the round: the furthest behind first."""
    counted = round_.entries.order_by().values("organization").annotate(**STEPS)
    counts = {row[0]: row[1:] for row in counted.values_list("organization", *STEPS)}
    bodies = Organization.objects.filter(pk__in=counts)
    found = [Reporting(organization, *counts[organization.pk]) for organization in bodies]
    return sorted(found, key=lambda each: (each.handed_in / each.owed, each.organization.order))


def progress(rounds: Iterable[Round]) -> dict[int, dict[str, int]]:
    """How many entries of each round are how far, by the round's key; rounds without entries are left out."""
    counted = Entry.objects.filter(round__in=[round_.pk for round_ in rounds]).order_by().values("round")
    rows = counted.annotate(**STEPS).values_list("round", *STEPS)
    return {row[0]: dict(zip(STEPS, row[1:], strict=True)) for row in rows}


def without_reporter(organizations: Iterable[Organization]) -> set[int]:
    """Those for whom nobody can report, by key."""
    keys = {organization.pk for organization in organizations}
    served = User.objects.holding(Role.REPORTER).filter(organization__in=keys)
    return keys - set(served.values_list("organization_id", flat=True))


@dataclass(frozen=True)
class Suggestion:
    """A round as it could be opened next, with days that the plan's settings give."""

    period: Period
    opens_on: date
    due_on: date
    closes_on: date


def free_periods(plan: Plan) -> list[Period]:
    """From the baseline year to the last, those without a round: quarters, and whole years for yearly figures."""
    taken = {round_.period for round_ in plan.rounds.all()}
    years = sorted({plan.baseline_year, *plan.years})
    every = (Period(year, quarter) for year in years for quarter in (*QUARTERS, WHOLE_YEAR))
    return [period for period in every if period not in taken]


def next_round(plan: Plan, today: date) -> Suggestion | None:
    """The period after the last that has a round; the quarter that ended last where there is none.

    Where the plan does not reach there: its newest free quarter that is over, else its first. None if all have a round.
    """
    free = free_periods(plan)
    if not free:
        return None
    last = max((round_.period for round_ in plan.rounds.filter(quarter__in=QUARTERS)), default=None)
    period = last.next() if last else Period.last_ended(today)
    if period not in free:
        choice = [each for each in free if each.quarter in QUARTERS] or free
        over = [each for each in choice if each.end < today]
        period = over[-1] if over else choice[0]
    due = on_or_after(period.end + timedelta(days=plan.due_days))
    closes = max(due, on_or_after(period.end + timedelta(days=plan.closing_days)))
    return Suggestion(period, period.end + timedelta(days=1), due, closes)
