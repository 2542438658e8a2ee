"""A city of any size, for measuring: 60 indicators over 150 quantities, 31 organizations, five years of quarters,
500 tasks and 100 projects reported about in each of them."""

from dataclasses import dataclass

from django.db import transaction

from bench.promises import make_orders, make_promises, make_reports
from indicators.models import Entry, EntryRevision, EntryState, Plan, Quantity, Round
from tests import factories
from tests.architecture.places import Place, make_place
from wastefree.access import Role
from wastefree.accounts.models import Organization, User

OFFICES, DEPARTMENTS, REGIONS = 1, 20, 10
INDICATORS, QUANTITIES = 60, 150
BASELINE_YEAR, YEARS = 2019, (2020, 2021, 2022, 2023, 2024)


@dataclass(frozen=True)
class City:
    """The plan as seen from one department, one person of each role, and the reporter of a region."""

    place: Place
    people: dict[Role, User]
    region_reporter: User
    open_round: Round
    next_round: Round


@transaction.atomic
def build(times: int = 1) -> City:
    """A plan with `times` as many indicators, quantities, tasks, projects and cells as one city has.

    Its last quarter is open: typed by everybody, and checked but for what the department and the first region owe.
    """
    plan = factories.create_plan("bench", baseline_year=BASELINE_YEAR, first_year=YEARS[0], last_year=YEARS[-1] + 1)
    office = factories.create_organization("office", kind=Organization.Kind.OFFICE)
    departments = [factories.create_organization() for _ in range(DEPARTMENTS)]
    regions = [factories.create_organization(kind=Organization.Kind.REGION) for _ in range(REGIONS)]
    plan.organizations.set([office, *departments, *regions])
    people = {role: factories.create_user(role.value, role, organization=office) for role in Role}
    for role in (Role.REPORTER, Role.REVIEWER):
        User.objects.filter(pk=people[role].pk).update(organization=departments[0])
        people[role].refresh_from_db()
    region_reporter = factories.create_user("region", Role.REPORTER, organization=regions[0])
    periods = [(year, quarter) for year in YEARS for quarter in (1, 2, 3, 4)]
    rounds = [
        factories.create_round(plan, year=year, quarter=quarter, state="closed") for year, quarter in periods[:-1]
    ]
    rounds.append(factories.create_round(plan, year=YEARS[-1], quarter=4))
    coming = factories.create_round(plan, year=YEARS[-1] + 1, quarter=1, state="planned")
    make_indicators(plan, departments, times)
    make_entries(plan, rounds, regions, (departments[0], regions[0]), people)
    make_promises(plan, departments, regions, times)
    make_reports(rounds, departments[0], people)
    make_orders(plan, [*departments, *regions], people[Role.OFFICE], times)
    place = make_place(plan, rounds[-1], departments[0], people[Role.REPORTER])
    return City(place, people, region_reporter, rounds[-1], coming)


def make_indicators(plan: Plan, departments: list[Organization], times: int) -> None:
    """Rates of two quantities each; every second pair is by region, and some quantities are shared by nobody."""
    quantities = [
        factories.create_quantity(
            plan,
            f"q{number}",
            owner=None if _by_region(number) else departments[number % DEPARTMENTS],
            by_region=_by_region(number),
            order=number,
        )
        for number in range(QUANTITIES * times)
    ]
    first = [factories.create_group(plan, order=number) for number in range(5)]
    groups = [factories.create_group(plan, parent=parent, order=number) for parent in first for number in range(4)]
    for number in range(INDICATORS * times):
        part, whole = quantities[2 * number : 2 * number + 2]
        indicator = factories.create_indicator(
            plan,
            formula=f"{part.code} / {whole.code} * 100",
            lead=departments[number % DEPARTMENTS],
            group=groups[number % len(groups)],
            order=number,
        )
        factories.create_baseline(indicator, "35")
        factories.create_target(indicator, "≥60%", year=plan.last_year)


def _by_region(number: int) -> bool:
    return number // 2 % 2 == 0


def make_entries(
    plan: Plan,
    rounds: list[Round],
    regions: list[Organization],
    typing: tuple[Organization, ...],
    people: dict[Role, User],
) -> None:
    """Every figure of every quarter, approved; in the last one checked, or a draft of those who are still typing."""
    for round_ in rounds:
        entries = [
            _entry(quantity, organization, round_, typing, people)
            for quantity in plan.quantities.select_related("owner")
            for organization in (regions if quantity.by_region else [quantity.owner])
            if organization is not None
        ]
        made = Entry.objects.bulk_create(entries, batch_size=500)
        EntryRevision.objects.bulk_create((_revision(entry) for entry in made), batch_size=500)


def _entry(
    quantity: Quantity,
    organization: Organization,
    round_: Round,
    typing: tuple[Organization, ...],
    people: dict[Role, User],
) -> Entry:
    state = EntryState.APPROVED
    if round_.is_open:
        state = EntryState.DRAFT if organization in typing else EntryState.CHECKED
    return Entry(
        quantity=quantity,
        organization=organization,
        round=round_,
        value=40 + (quantity.pk * 7 + round_.pk * 3 + organization.pk) % 60,
        state=state,
        locked=not round_.is_open,
        entered_by=people[Role.REPORTER],
        entered_at=factories.noon(round_.opens_on),
        approved_by=people[Role.OFFICE] if state == EntryState.APPROVED else None,
    )


def _revision(entry: Entry) -> EntryRevision:
    assert entry.entered_by is not None and entry.entered_at is not None
    return EntryRevision(
        entry=entry,
        version=entry.version,
        step=EntryRevision.Step.APPROVED if entry.state == EntryState.APPROVED else EntryRevision.Step.SAVED,
        state=entry.state,
        value=entry.value,
        by=entry.entered_by,
        at=entry.entered_at,
    )
