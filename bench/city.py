"""A city of any size, for measuring: what the demonstration city has, so many times over."""

from dataclasses import dataclass

from django.db import transaction

from indicators.models import Entry, EntryState, Plan, Round
from tests import factories
from tests.architecture.places import Place, make_place
from wastefree.access import Role
from wastefree.accounts.models import Organization, User

DEPARTMENTS, REGIONS, INDICATORS, TASKS, PROJECTS, CELLS, CELL_TYPES = 21, 10, 52, 22, 80, 110, 15
YEARS = (2022, 2023, 2024)


@dataclass(frozen=True)
class City:
    """The plan as seen from one department, and one person of each role."""

    place: Place
    people: dict[Role, User]


@transaction.atomic
def build(times: int) -> City:
    """A plan with `times` as many indicators, tasks, projects and cells as one city has, and three years of figures."""
    plan = factories.create_plan("bench", baseline_year=2021, first_year=2022)
    office = factories.create_organization("office", kind=Organization.Kind.OFFICE)
    departments = [factories.create_organization() for _ in range(DEPARTMENTS)]
    regions = [factories.create_organization(kind=Organization.Kind.REGION) for _ in range(REGIONS)]
    plan.organizations.set([office, *departments, *regions])
    people = {role: factories.create_user(role.value, role, organization=office) for role in Role}
    for role in (Role.REPORTER, Role.REVIEWER):
        User.objects.filter(pk=people[role].pk).update(organization=departments[0])
        people[role].refresh_from_db()
    rounds = [factories.create_round(plan, year=year, quarter=quarter) for year in YEARS for quarter in (1, 2, 3, 4)]
    make_indicators(plan, departments, times)
    make_entries(plan, rounds, people[Role.REPORTER], people[Role.OFFICE])
    make_promises(plan, departments, regions, times)
    return City(make_place(plan, rounds[-1], departments[0], people[Role.REPORTER]), people)


def make_indicators(plan: Plan, departments: list[Organization], times: int) -> None:
    first = [factories.create_group(plan, order=number) for number in range(5)]
    groups = [factories.create_group(plan, parent=parent, order=number) for parent in first for number in range(4)]
    for number in range(INDICATORS * times):
        indicator = factories.create_indicator(
            plan,
            formula=f"treated_{number} / made_{number} * 100",
            lead=departments[number % DEPARTMENTS],
            group=groups[number % len(groups)],
            order=number,
        )
        factories.create_baseline(indicator, "35")
        factories.create_target(indicator, "≥60%")


def make_entries(plan: Plan, rounds: list[Round], reporter: User, approver: User) -> None:
    """Every figure of every quarter, approved but for the last quarter's, which is still being filled in."""
    entries = [
        Entry(
            quantity=quantity,
            organization=quantity.owner,
            round=round_,
            value=40 + (quantity.pk * 7 + round_.pk * 3) % 60,
            state=EntryState.DRAFT if round_ is rounds[-1] else EntryState.APPROVED,
            entered_by=reporter,
            approved_by=None if round_ is rounds[-1] else approver,
        )
        for quantity in plan.quantities.select_related("owner")
        if quantity.owner
        for round_ in rounds
    ]
    Entry.objects.bulk_create(entries, batch_size=500)


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
