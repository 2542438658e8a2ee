"""A city of any size, for measuring: 60 indicators over 150 quantities, 31 organizations, five years of quarters."""

from dataclasses import dataclass

from django.db import transaction

from indicators.models import Entry, EntryRevision, EntryState, Plan, Quantity, Round, Step
from indicators.transitions.review import keep
from tasks.models import PROGRESS
from tests import factories
from tests.architecture.places import Place, make_place
from wastefree.access import Role
from wastefree.accounts.models import Organization, User

OFFICES, DEPARTMENTS, REGIONS = 1, 20, 10
INDICATORS, QUANTITIES = 60, 150
TASKS, PROJECTS, CELLS, CELL_TYPES = 22, 80, 110, 15
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


def make_reports(rounds: list[Round], typing: Organization, people: dict[Role, User]) -> None:
    """How every task and project stands in every quarter, in the same states as the figures."""
    for round_ in rounds:
        for kind in PROGRESS.values():
            rows = kind.missing_in(round_)
            for row in rows:
                row.progress, row.locked = "按计划推进。", not round_.is_open
                row.entered_by, row.entered_at = people[Role.REPORTER], factories.noon(round_.opens_on)
                checked = EntryState.DRAFT if row.organization == typing else EntryState.CHECKED
                row.state = checked if round_.is_open else EntryState.APPROVED
            made = kind.objects.bulk_create(rows, batch_size=500)
            keep([row.revision(Step.SAVED, by=row.entered_by, at=row.entered_at) for row in made])


def make_promises(plan: Plan, departments: list[Organization], regions: list[Organization], times: int) -> None:
    sections = [factories.create_section(plan, order=number) for number in range(6)]
    for number in range(TASKS * times):
        lead, other = departments[number % DEPARTMENTS], departments[(number + 1) % DEPARTMENTS]
        factories.create_task(plan, lead=lead, cooperating=[other], section=sections[number % 6])
    for number in range(PROJECTS * times):
        factories.create_project(
            plan,
            organization=departments[number % DEPARTMENTS],
            region=regions[number % REGIONS],
            investment_planned=2000,
        )
    types = [factories.create_cell_type(plan) for _ in range(CELL_TYPES)]
    for kind in types:
        factories.create_cell_quota(kind, planned=10)
    for number in range(CELLS * times):
        factories.create_cell(
            types[number % CELL_TYPES], organization=departments[number % DEPARTMENTS], region=regions[number % REGIONS]
        )
