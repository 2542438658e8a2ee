"""Which periods of a plan are there to be looked at, and who has reported in a round."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from indicators.models import EDITABLE, WITH_SUBMITTED, Correction, Entry, EntryState, Plan, Reported, Round, kinds
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
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


def running_rounds(plan: Plan) -> list[Round]:
    """The rounds that are being reported now, the one that is due first before the others."""
    return list(plan.rounds.open().order_by("due_on", "year", "quarter"))


STEPS = {
    "owed": Count("pk"),
    "handed_in": Count("pk", filter=Q(state__in=WITH_SUBMITTED)),
    "checked": Count("pk", filter=Q(state__in=(EntryState.CHECKED, EntryState.APPROVED))),
    "approved": Count("pk", filter=Q(state=EntryState.APPROVED)),
    "returned": Count("pk", filter=Q(state=EntryState.RETURNED)),
    "were_late": Count("pk", filter=Q(late=True)),
    "late_owed": Count("pk", filter=Q(late=True, state__in=EDITABLE)),
}


@dataclass(frozen=True)
class Reporting:
    """How far one organization is with what it owes in a round.

    late       of all its entries those that were not handed in when they were due, whatever became of them since
    late_owed  of these the ones that are not handed in even now
    """

    organization: Organization
    owed: int
    handed_in: int
    checked: int
    approved: int
    returned: int
    late: int
    late_owed: int

    @property
    def is_done(self) -> bool:
        return self.handed_in == self.owed

    @property
    def outstanding(self) -> int:
        return self.owed - self.handed_in


def reporting(round_: Round) -> list[Reporting]:
    """Each organization that owes something in the round: the furthest behind first."""
    return reporting_of([round_])[round_.pk]


def reporting_of(rounds: Sequence[Round]) -> dict[int, list[Reporting]]:
    """The same for several rounds, by their keys; one query for each kind that is reported, and one."""
    counts = _counted(rounds, "round", "organization")
    bodies = Organization.objects.in_bulk({organization for _round, organization in counts})
    found: dict[int, list[Reporting]] = {round_.pk: [] for round_ in rounds}
    for (round_pk, organization), steps in counts.items():
        found[round_pk].append(Reporting(bodies[organization], *steps))
    for each in found.values():
        each.sort(key=lambda each: (each.handed_in / each.owed, each.organization.order))
    return found


def progress(rounds: Iterable[Round], organization: Organization | None = None) -> dict[int, dict[str, int]]:
    """How much of each round is how far, by the round's key; rounds in which nothing is asked for are left out.

    What one organization owes alone if one is given.
    """
    counts = _counted(rounds, "round", organization=organization)
    return {round_pk: dict(zip(STEPS, steps, strict=True)) for (round_pk,), steps in counts.items()}


def _counted(
    rounds: Iterable[Round], *by: str, organization: Organization | None = None
) -> dict[tuple[int, ...], list[int]]:
    """The numbers of `STEPS` of all kinds together, by the columns named."""
    keys = [round_.pk for round_ in rounds]
    found: dict[tuple[int, ...], list[int]] = {}
    for kind in kinds():
        asked = kind.objects.filter(round__in=keys).asked_for()
        own = asked.of(organization) if organization else asked
        for row in own.order_by().values(*by).annotate(**STEPS).values_list(*by, *STEPS):
            key, steps = row[: len(by)], row[len(by) :]
            found[key] = [one + other for one, other in zip(found.get(key, [0] * len(STEPS)), steps, strict=True)]
    return found


def unserved(organizations: Iterable[Organization], role: Role) -> set[int]:
    """Those of whom nobody holds the role, by key."""
    keys = {organization.pk for organization in organizations}
    served = User.objects.holding(role).filter(organization__in=keys)
    return keys - set(served.values_list("organization_id", flat=True))


@dataclass(frozen=True)
class Urged:
    """When an organization was last asked for what it owes, and by whom."""

    at: datetime
    by: str


def urged(round_: Round) -> dict[str, Urged]:
    """Of each organization that was asked, by its code."""
    found: dict[str, Urged] = {}
    for record in Record.objects.about(round_).filter(verb="round.urged"):  # the newest first
        for code in record.after.get("asked", ()):
            found.setdefault(code, Urged(record.at, record.actor_name))
    return found


@dataclass(frozen=True)
class ToReview:
    """What of one kind waits for a review in one round, and on which page it is looked at."""

    round: Round
    kind: type[Reported]
    count: int

    @property
    def label(self) -> str:
        return str(self.kind._meta.verbose_name)

    @property
    def page(self) -> str:
        return reverse(self.kind.NAMES.review, args=[self.round.plan.code, self.round.pk])


@dataclass(frozen=True)
class Waiting:
    """What waits for the office in a plan: what is to be approved by round, corrections, final figures still to come."""

    rounds: tuple[ToReview, ...]
    corrections: int
    provisional: int

    @property
    def is_empty(self) -> bool:
        return not (self.rounds or self.corrections or self.provisional)


def waiting(plan: Plan) -> Waiting:
    """In a few queries."""
    return Waiting(
        rounds=tuple(to_approve(plan.rounds.select_related("plan"))),
        corrections=Correction.objects.of_plan(plan).proposed().count(),
        provisional=Entry.objects.filter(round__plan=plan).awaiting_final().count(),
    )


def waiting_count(plan: Plan) -> int:
    """All that is to be approved and proposed corrections together, in one query: what every page of the office tells.

    Nothing but rounds that are open, or were reopened, can hold anything to approve; the others are not read.
    """
    running = plan.rounds.filter(Q(state=Round.State.OPEN) | Q(reopenings__isnull=False)).values("pk")
    rows = [kind.objects.filter(round__in=running).to_approve().values("round__plan") for kind in kinds()]
    rows.append(Correction.objects.of_plan(plan).proposed().values("entry__round__plan"))
    counts = [queryset.order_by().annotate(number=Count("pk")).values("number") for queryset in rows]
    first, *others = [Coalesce(Subquery(each), 0) for each in counts]
    return int(Plan.objects.filter(pk=plan.pk).values_list(sum(others, first), flat=True).get())


def to_approve(rounds: Iterable[Round]) -> list[ToReview]:
    """What waits for the office in these rounds, of each kind, the round that is due first before the others."""
    by_key = {round_.pk: round_ for round_ in rounds}
    found: list[ToReview] = []
    for kind in kinds():
        waiting = kind.objects.filter(round__in=by_key).to_approve().order_by()
        counted = waiting.values_list("round").annotate(Count("pk"))
        found += [ToReview(by_key[round_pk], kind, count) for round_pk, count in counted]
    return sorted(found, key=lambda each: (each.round.due_on, each.round.period))


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
    return suggested(plan, period)


def suggested(plan: Plan, period: Period) -> Suggestion:
    """The days that the plan's settings give: it opens the day after the period, and is due and closes on working days."""
    due = on_or_after(period.end + timedelta(days=plan.due_days))
    closes = max(due, on_or_after(period.end + timedelta(days=plan.closing_days)))
    return Suggestion(period, period.end + timedelta(days=1), due, closes)
