"""What lies on a person's desk: what their organization owes, what waits for them, what became of the rest."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate
from django.urls import reverse

from indicators.comparisons import Questions, questions
from indicators.models import Correction, Entry, Indicator, Plan, Reported, Round, kinds
from indicators.reporting import usual_period
from indicators.values import IndicatorValue, values
from tasks.owed import EntriesOwed, OrderOwed, ReportsOwed, orders_owed, reports_progress, round_progress
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.lib.periods import Period

RECENTLY = timedelta(days=60)


@dataclass(frozen=True)
class ToCheck:
    """What waits for the organization's reviewer in one round, of one kind; `own` of it the person typed themselves."""

    round: Round
    kind: type[Reported]
    waiting: int
    own: int
    since: datetime | None

    @property
    def checkable(self) -> int:
        return self.waiting - self.own

    @property
    def label(self) -> str:
        return str(self.kind._meta.verbose_name)

    @property
    def page(self) -> str:
        return reverse(self.kind.NAMES.review, args=[self.round.plan.code, self.round.pk])


@dataclass(frozen=True)
class Done:
    """What happened on one day to what was handed in."""

    day: date
    submitted: int = 0
    approved: int = 0


@dataclass(frozen=True)
class Desk:
    """Everything that the page shows. What a role has no use for is empty.

    reports      the person fills in
    corrections  of the organization that wait for the office
    questions    the figures of each round that raise a question
    provisional  approved figures of the organization whose final ones are still to come
    """

    reports: bool
    rounds: list[EntriesOwed]
    progress: list[ReportsOwed]
    orders: list[OrderOwed]
    to_check: list[ToCheck]
    questions: list[Questions]
    corrections: int
    provisional: int
    recent: list[Done]
    period: Period | None
    indicators: list[IndicatorValue]

    @property
    def entries_owed(self) -> int:
        return sum(each.owed for each in self.rounds)

    @property
    def reports_owed(self) -> int:
        return sum(each.owed for each in self.progress)

    @property
    def is_clear(self) -> bool:
        """Nothing is owed and nothing waits."""
        owed = self.entries_owed or self.reports_owed or self.orders
        return not owed and not any(each.checkable for each in self.to_check)


def desk_of(user: User, plan: Plan, today: date) -> Desk:
    """The person's desk in a plan. They belong to an organization; a fixed number of queries."""
    organization = user.organization
    assert organization is not None, "whoever sees a plan belongs to an organization of it"
    reports, checks = user.has_role(Role.REPORTER), user.has_role(Role.REVIEWER)
    period, indicators = _indicators(user, plan)
    rounds = round_progress(organization, plan, today)
    own = Entry.objects.of(organization)
    return Desk(
        reports=reports,
        rounds=rounds,
        questions=questions(own, [each.round for each in rounds]),
        progress=reports_progress(organization, plan, today),
        orders=orders_owed(organization, plan, today),
        to_check=_to_check(user, organization, plan) if checks else [],
        corrections=Correction.objects.of_plan(plan).filter(entry__organization=organization).proposed().count(),
        provisional=own.filter(round__plan=plan).awaiting_final().count(),
        recent=_recent(organization, plan, today),
        period=period,
        indicators=indicators,
    )


def _to_check(user: User, organization: Organization, plan: Plan) -> list[ToCheck]:
    rounds = {round_.pk: round_ for round_ in plan.rounds.select_related("plan")}
    found: list[ToCheck] = []
    for kind in kinds():
        waiting = kind.objects.of(organization).filter(round__in=rounds).to_check().order_by()
        counted = waiting.values("round").annotate(
            count=Count("pk"), own=Count("pk", filter=Q(entered_by=user)), since=Min("submitted_at")
        )
        found += [ToCheck(rounds[row["round"]], kind, row["count"], row["own"], row["since"]) for row in counted]
    return sorted(found, key=lambda each: each.round.due_on)


def _recent(organization: Organization, plan: Plan, today: date) -> list[Done]:
    """What was handed in and what was approved in the last weeks, by day, the newest first."""
    first = today - RECENTLY
    counts: dict[date, Counter[str]] = defaultdict(Counter)
    for kind in kinds():
        rows = kind.objects.of(organization).filter(round__plan=plan)
        for what in ("submitted", "approved"):
            days = rows.filter(**{f"{what}_at__date__gte": first}).annotate(day=TruncDate(f"{what}_at"))
            for day, count in days.order_by("day").values_list("day").annotate(Count("pk")):
                counts[day][what] += count
    return [Done(day, **counts[day]) for day in sorted(counts, reverse=True)]


def _indicators(user: User, plan: Plan) -> tuple[Period | None, list[IndicatorValue]]:
    """The organization's indicators in the newest period that is over, by what has been approved."""
    period = usual_period(plan)
    if period is None:
        return None, []
    own = Indicator.objects.visible_to(user).filter(plan=plan).active().with_place()
    return period, list(values(plan, period, indicators=own).values())
