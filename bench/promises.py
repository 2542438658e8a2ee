"""What a city of the measurements has promised: tasks in a tree, projects, cells, and what was reported and ordered about them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from cells.models import Cell
from indicators.models import EntryState, Plan, Round, Step
from indicators.transitions.review import keep
from tasks.models import PROGRESS, Charge, Meeting, Milestone, Project, Task
from tasks.models.order import Order, OrderState
from tests import factories
from wastefree.access import Role
from wastefree.accounts.models import Organization, User

TASKS, PROJECTS, CELLS, CELL_TYPES, ORDERS, MEETINGS = 500, 100, 110, 15, 200, 60
SECTIONS, BELOW_EACH = 6, 4  # under each task of the plan two measures, and two more under the first of them
BATCH = 500
SAID = "已完成现场核查，建成收集点 3 处，其余按计划推进，月底前完成验收。"

# Deadlines of every kind, the usual ones more often.
DAY: Mapping[str, Any] = {"due_kind": "date", "due_text": "2024年底前", "due_on": date(2024, 12, 31)}
DEADLINES: Sequence[Mapping[str, Any]] = (
    DAY,
    {**DAY, "starts_on": date(2021, 3, 1)},
    {"due_kind": "range", "starts_on": date(2020, 1, 1), "due_on": date(2025, 12, 31), "due_rule": ""},
    {"due_kind": "recurring", "due_text": "每季度末", "due_rule": "quarterly --end"},
    {"due_kind": "recurring", "due_text": "每月10日前", "due_rule": "monthly --10"},
    {"due_kind": "ongoing", "due_text": "长期坚持", "due_rule": "ongoing"},
    {"due_kind": "event", "due_text": "省出台文件后2个月", "due_rule": "省出台文件 + 2个月"},
)


def make_promises(plan: Plan, departments: Sequence[Organization], regions: Sequence[Organization], times: int) -> None:
    bodies = [*departments, *regions]
    charges = (Charge(plan=plan, organization=body, leader_name="分管领导") for body in bodies[1:])
    Charge.objects.bulk_create(charges)  # the first department's is made with its `Place`
    make_tasks(plan, bodies, TASKS * times)
    projects = [
        Project(
            plan=plan,
            code=f"P{number + 1}",
            name=f"项目{number + 1}",
            waste=Project.Waste.values[number % len(Project.Waste)],
            stage=Project.Stage.values[number % 4],
            investment_planned=2000 + number,
            completion_year=plan.first_year + number % 5,
            capacity_amount=number + 1,
            capacity_unit="万吨/年",
            added_on=date(plan.first_year + number % 5, 3, 1),
            organization=departments[number % len(departments)],
            region=regions[number % len(regions)],
            order=number,
        )
        for number in range(PROJECTS * times)
    ]
    Project.objects.bulk_create(projects, batch_size=BATCH)
    make_cells(plan, departments, regions, CELLS * times)


def make_tasks(plan: Plan, bodies: Sequence[Organization], count: int) -> None:
    """Every fifth leads a branch of three levels; each has a lead, one body that cooperates, and two milestones."""
    sections = [factories.create_section(plan, order=number) for number in range(SECTIONS)]
    tasks = [
        Task(
            plan=plan,
            section=sections[number // (BELOW_EACH + 1) % SECTIONS],
            code=f"T{number + 1}",
            title=f"推进第{number + 1}项工作",
            content="建设收集、转运和处置设施，完善台账。",
            lead=bodies[number % len(bodies)],
            stage=Task.Stage.DONE if number % 10 == 9 else Task.Stage.IN_PROGRESS,
            percent=number % 10 * 10,
            progress=SAID,
            order=number,
            **DEADLINES[number % len(DEADLINES)],
        )
        for number in range(count)
    ]
    for place in range(BELOW_EACH + 1):  # those above have their keys before those below are made
        level = range(place, count, BELOW_EACH + 1)
        for number in level:
            tasks[number].parent = tasks[_above(number)] if place else None
        Task.objects.bulk_create([tasks[number] for number in level], batch_size=BATCH)
    helping = [
        Task.cooperating.through(task=task, organization=bodies[(number + 1) % len(bodies)])
        for number, task in enumerate(tasks)
    ]
    Task.cooperating.through._default_manager.bulk_create(helping, batch_size=BATCH)
    Milestone.objects.bulk_create((each for task in tasks for each in _milestones(task)), batch_size=BATCH)


def _above(number: int) -> int:
    """The top of its branch, or for the last two of a branch the first measure below the top."""
    place = number % (BELOW_EACH + 1)
    return number - place + (1 if place > 2 else 0)


def _milestones(task: Task) -> Iterator[Milestone]:
    first = date(2021, 1, 1) + timedelta(days=task.order * 7 % 1400)
    yield Milestone(task=task, name="开工", due_on=first, reached_on=first)
    yield Milestone(task=task, name="验收", due_on=first + timedelta(days=200), weight=2)


def make_cells(plan: Plan, departments: Sequence[Organization], regions: Sequence[Organization], count: int) -> None:
    types = [factories.create_cell_type(plan) for _ in range(CELL_TYPES)]
    for kind in types:
        factories.create_cell_quota(kind, planned=10)
    cells = [
        Cell(
            plan=plan,
            type=types[number % CELL_TYPES],
            name=f"单位{number}",
            organization=departments[number % len(departments)],
            region=regions[number % len(regions)],
        )
        for number in range(count)
    ]
    Cell.objects.bulk_create(cells, batch_size=BATCH)


def make_reports(rounds: Sequence[Round], typing: Organization, people: Mapping[Role, User]) -> None:
    """How every task and project stands in every quarter, in the same states as the figures."""
    for round_ in rounds:
        for kind in PROGRESS.values():
            rows = kind.missing_in(round_)
            for row in rows:
                row.progress, row.locked = SAID, not round_.is_open
                row.entered_by, row.entered_at = people[Role.REPORTER], factories.noon(round_.opens_on)
                checked = EntryState.DRAFT if row.organization == typing else EntryState.CHECKED
                row.state = checked if round_.is_open else EntryState.APPROVED
            made = kind.objects.bulk_create(rows, batch_size=BATCH)
            keep([row.revision(Step.SAVED, by=row.entered_by, at=row.entered_at) for row in made])


def make_orders(plan: Plan, bodies: Sequence[Organization], by: User, times: int) -> None:
    """Orders in every state, half of them about tasks; and a meeting each month with all who take part."""
    tasks, states = list(plan.tasks.all()), [state for state in OrderState if state != OrderState.DRAFT]
    issued = {"issued_on": factories.NOON.date(), "issued_at": factories.NOON, "issued_by": by}
    orders = [
        Order(
            plan=plan,
            kind=Order.Kind.SUPERVISION if number % 2 else Order.Kind.ASSIGNMENT,
            number=f"交办〔2024〕{number + 1}号",
            title=f"加快推进第{number + 1}项工作",
            requirement=SAID,
            organization=bodies[number % len(bodies)],
            task=tasks[number % len(tasks)] if number % 2 else None,
            due_on=date(2024, 10, 1) + timedelta(days=number % 90),
            state=states[number % len(states)],
            **issued,
        )
        for number in range(ORDERS * times)
    ]
    Order.objects.bulk_create(orders, batch_size=BATCH)
    for number in range(MEETINGS):
        day = date(plan.first_year + number // 12, number % 12 + 1, 15)
        factories.create_meeting(plan, held_on=day, kind=Meeting.Kind.MONTHLY, attendees=bodies)
