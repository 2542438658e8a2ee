"""Rounds that are over, with their approved entries; written in bulk, with the figures that `Figures` makes up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from indicators.formulas import When, parse
from indicators.models import Entry, EntryState, Plan, Quantity, Reported, Revision, Round, Step
from indicators.models.entry import who_reports
from indicators.transitions.review import keep
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.demo.city import Body, Calendar, City
from wastefree.demo.figures import Figures
from wastefree.lib.periods import Period
from wastefree.lib.workdays import on_or_after

# The versions that an entry of a closed round has gone through: made, saved, submitted, checked, approved, locked.
SAVED, LOCKED = 2, 6
# One figure that was never handed in, so that a hole in the data can be seen; and one that does not apply.
HOLE = ("incineration_capacity", 2)
NOT_HERE = {("straw_collection_villages", "bayan-obo"), ("sorting_villages", "rare-earth")}


@dataclass(frozen=True)
class Cast:
    """Who does what, by organization's code."""

    people: dict[tuple[str, Role], User]
    office: User

    def reporter(self, organization: Organization) -> User:
        return self.people[organization.code, Role.REPORTER]

    def reviewer(self, organization: Organization) -> User:
        return self.people[organization.code, Role.REVIEWER]


@dataclass(frozen=True)
class Writer:
    """Writes rounds of the plan."""

    city: City
    plan: Plan
    figures: Figures
    quantities: dict[str, Quantity]
    cast: Cast

    def closed_round(self, period: Period, quantities: Iterable[Quantity]) -> None:
        """A round in which everything was handed in and approved in time, but for the one hole."""
        round_ = create_round(self.plan, period, Round.State.CLOSED)
        regions = list(self.plan.organizations.active().regions())
        entries = [
            self.approved(round_, quantity, organization)
            for quantity in quantities
            for organization in who_reports(quantity, regions)
        ]
        made = Entry.objects.bulk_create(entries)
        keep([each for entry in made if entry.is_filled for each in revisions(entry)])

    def approved(self, round_: Round, quantity: Quantity, organization: Organization) -> Entry:
        entry = Entry(quantity=quantity, organization=organization, round=round_, locked=not round_.is_open)
        if (quantity.code, round_.quarter) == HOLE and not round_.is_open:
            return entry
        self.fill(entry, _moment(round_.opens_on, 1, entry))
        entry.state = EntryState.APPROVED
        entry.submitted_by, entry.submitted_at = entry.entered_by, _moment(round_.opens_on, 2, entry)
        entry.first_submitted_at = entry.submitted_at
        entry.checked_by, entry.checked_at = self.cast.reviewer(organization), _moment(round_.opens_on, 4, entry)
        entry.approved_by, entry.approved_at = self.cast.office, _moment(round_.opens_on, 7, entry)
        entry.version = LOCKED if entry.locked else LOCKED - 1
        return entry

    def fill(self, entry: Entry, at: datetime) -> None:
        if (entry.quantity.code, entry.organization.code) in NOT_HERE:
            entry.not_applicable, entry.note = True, "本区没有行政村（演示数据）"
        else:
            entry.value = self.figure(entry.quantity, entry.round.period, entry.organization)
        entry.entered_by, entry.entered_at = self.cast.reporter(entry.organization), at
        entry.version = SAVED

    def figure(self, quantity: Quantity, period: Period, organization: Organization) -> Decimal:
        known = self.figures.quantities[quantity.code]
        return self.figures.figure(known, period, self._region(organization) if quantity.by_region else None)

    def _region(self, organization: Organization) -> Body:
        return next(body for body in self.city.regions if body.code == organization.code)


def load_history(writer: Writer, calendar: Calendar) -> None:
    """The baseline year as far as formulas look back to it, then every quarter and year that is over."""
    looked_back_to = _looked_back_to(writer)
    quarterly = [each for each in writer.quantities.values() if each.frequency == Quantity.Frequency.QUARTER]
    yearly = [each for each in writer.quantities.values() if each.frequency == Quantity.Frequency.YEAR]
    for period in calendar.baseline_quarters():
        writer.closed_round(period, [each for each in quarterly if each.code in looked_back_to])
    writer.closed_round(Period(calendar.baseline_year), [each for each in yearly if each.code in looked_back_to])
    for period in calendar.closed_quarters():
        writer.closed_round(period, quarterly)
    if calendar.open.quarter < 4:
        writer.closed_round(Period(calendar.first_year), yearly)


def _looked_back_to(writer: Writer) -> set[str]:
    references = {each for indicator in writer.city.indicators for each in parse(indicator.formula).references}
    return {reference.name for reference in references if reference.when is not When.CURRENT}


def create_round(plan: Plan, period: Period, state: Round.State) -> Round:
    """With the plan's own days after the period's end."""
    due = on_or_after(period.end + timedelta(days=plan.due_days))
    closes = max(due, on_or_after(period.end + timedelta(days=plan.closing_days)))
    days = {"opens_on": period.end + timedelta(days=1), "due_on": due, "closes_on": closes}
    return Round.objects.create(plan=plan, year=period.year, quarter=period.quarter, state=state, **days)


def revisions(entry: Reported) -> Iterator[Revision]:
    """What the entry, or whatever else is reported, held after each step that it has taken."""
    steps = (
        (Step.SAVED, EntryState.DRAFT, entry.entered_by, entry.entered_at),
        (Step.SUBMITTED, EntryState.SUBMITTED, entry.submitted_by, entry.submitted_at),
        (Step.CHECKED, EntryState.CHECKED, entry.checked_by, entry.checked_at),
        (Step.APPROVED, EntryState.APPROVED, entry.approved_by, entry.approved_at),
    )
    for version, (step, state, by, at) in enumerate(steps, SAVED):
        if by is not None and at is not None:
            kept = entry.revision(step, by=by, at=at)
            kept.version, kept.state = version, state
            yield kept


def _moment(day: date, days: int, entry: Entry) -> datetime:
    """In office hours, some working days after `day`; another minute for each entry."""
    minutes = Random(f"{entry.quantity.code}:{entry.organization.code}:{days}").randrange(480)
    noon = datetime.combine(on_or_after(day + timedelta(days=days)), time(9), timezone.get_current_timezone())
    return noon + timedelta(minutes=minutes)
