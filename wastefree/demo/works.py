"""Tasks, projects and cells of the demonstration city, and last year's self-assessment in words."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from cells.known_types import find
from cells.models import Cell, CellQuota, CellType
from indicators.models import Plan
from reports.models import SelfAssessment
from tasks.capacity import read_capacity
from tasks.deadlines import read_deadline
from tasks.dues import due_by
from tasks.models import Project, Task, TaskSection
from tasks.wastes import read_waste
from wastefree.accounts.models import Organization
from wastefree.demo.city import Calendar, read

WAN_PER_YI = Decimal(10_000)  # 亿元 to 万元
CAPACITIES = ("5万吨/年", "10万吨/年", "20万吨/年", "50万吨/年", "200吨/日", "500吨/日")
CELLS_BEGUN = 26  # besides those named
NAMED_THIS_YEAR = 33  # of this year's quota; last year's is full


def load_tasks(plan: Plan, calendar: Calendar, organizations: dict[str, Organization]) -> None:
    stored = read("works.toml")
    number = 0
    for order, section in enumerate(stored["sections"], 1):
        row = TaskSection.objects.create(plan=plan, name=section["name"], order=order)
        for task in section["tasks"]:
            number += 1
            _task(plan, row, number, task, stored["progress"][task["stage"]], calendar, organizations)


def _task(
    plan: Plan,
    section: TaskSection,
    number: int,
    stored: dict[str, Any],
    words: list[str],
    calendar: Calendar,
    organizations: dict[str, Organization],
) -> None:
    due = stored["due"]
    years = {"上一年": calendar.first_year, "今年": calendar.open.year, "明年": calendar.last_year}
    for word, year in years.items():
        due = due.replace(word, f"{year}年")
    deadline = read_deadline(due, calendar.open.year)
    lead = organizations.get(stored.get("lead", ""))
    cooperating = [organizations[code] for code in stored["with"]]
    named = "、".join(str(body) for body in ([lead] if lead else []) + cooperating)
    task = Task.objects.create(
        plan=plan,
        section=section,
        code=str(number),
        title=stored["title"],
        lead=lead,
        responsible_text=f"{named}按职责分工负责" if cooperating else f"{named}负责",
        due_text=due,
        starts_on=due_by(deadline).starts_on,
        due_kind=deadline.kind,
        due_rule=deadline.rule,
        due_on=deadline.date,
        stage=stored["stage"],
        progress=words[0],
        problem=words[1],
        next_step=words[2],
        order=number,
    )
    task.cooperating.set(cooperating)
    task.indicators.set(plan.indicators.filter(code__in=map(str, stored["indicators"])))


def load_projects(plan: Plan, calendar: Calendar, organizations: dict[str, Organization]) -> None:
    """As the briefing gives them: 80 for 171 亿元; 61 of them, for 116, to be done within the first two years.

    33 of them were there from the beginning; when the others joined the list is made up.
    """
    facts = read("works.toml")["projects"]
    random = Random("projects")
    early, late = facts["done_in_two_years"], facts["count"] - facts["done_in_two_years"]
    sums = _split(facts["sum_in_two_years"], early, random)
    sums += _split(facts["sum"] - facts["sum_in_two_years"], late, random)
    regions = [organization for organization in organizations.values() if organization.is_region]
    projects = [
        _project(plan, calendar, facts, index, amount, random, regions, organizations)
        for index, amount in enumerate(sums)
    ]
    _let_grow(projects, facts["growth"], calendar)
    Project.objects.bulk_create(projects)


def _let_grow(projects: list[Project], batches: list[dict[str, Any]], calendar: Calendar) -> None:
    """Says of each project when it joined the list; no batch is of a day still to come."""
    years = {"上一年": calendar.first_year, "今年": calendar.open.year}
    joined = [batch for batch in batches for _ in range(batch["count"])]
    for project, batch in zip(projects, joined, strict=True):
        project.added_on = date(years[batch["year"]], batch["month"], batch["day"])
        project.occasion = batch["occasion"]


def _split(yi: int, count: int, random: Random) -> list[Decimal]:
    """A sum of 亿元 as so many amounts in 万元, whole hundreds of them."""
    hundreds = yi * 100 - count
    cuts = sorted(random.randrange(hundreds + 1) for _ in range(count - 1))
    parts = [after - before + 1 for before, after in zip([0, *cuts], [*cuts, hundreds], strict=True)]
    return [Decimal(part) * 100 for part in parts]


def _project(
    plan: Plan,
    calendar: Calendar,
    facts: dict[str, Any],
    index: int,
    amount: Decimal,
    random: Random,
    regions: list[Organization],
    organizations: dict[str, Organization],
) -> Project:
    kind = facts["kinds"][index % len(facts["kinds"])]
    stage, share = _stage(index, facts)
    words = random.choice(kind["content"])
    capacity = random.choice(CAPACITIES)
    measured = read_capacity(capacity)
    completion = calendar.last_year if index >= facts["done_in_two_years"] else calendar.first_year + (index >= 32)
    return Project(
        plan=plan,
        code=str(index + 1),
        name=f"示例项目{index + 1:02d}·{words}",
        waste=read_waste(kind["waste"]),
        waste_type=kind["waste"],
        content="演示数据：名称、内容、规模和投资为生成，项目总数、总投资和各阶段个数取自公开简报。",
        investment_planned=amount,
        investment_done=(amount * share).quantize(Decimal(1)),
        capacity=capacity,
        capacity_amount=measured.amount if measured else None,
        capacity_unit=measured.unit if measured else "",
        start_year=min(calendar.open.year, completion - random.randrange(2)) if stage != "planned" else None,
        completion_year=completion,
        region=random.choice(regions),
        organization=organizations[kind["lead"]],
        responsible_text=organizations[kind["lead"]].name,
        stage=stage,
        order=index + 1,
    )


def _stage(index: int, facts: dict[str, Any]) -> tuple[str, Decimal]:
    """The stage, and the share of the investment that is done."""
    if index < facts["completed"]:
        return Project.Stage.COMPLETED, Decimal(1)
    if index < facts["completed"] + facts["under_construction"]:
        return Project.Stage.UNDER_CONSTRUCTION, Decimal(30 + index % 50) / 100
    return Project.Stage.PLANNED, Decimal(0)


def load_cells(plan: Plan, calendar: Calendar, organizations: dict[str, Organization], today: date) -> None:
    regions = [organization for organization in organizations.values() if organization.is_region]
    cells: list[Cell] = []
    for order, quota in enumerate(read("works.toml")["cells"]["quotas"], 1):
        known = find(quota["type"])
        aliases = list(known.aliases) if known else []
        kind = CellType.objects.create(plan=plan, name=quota["type"], aliases=aliases, order=order)
        leads = [organizations[code] for code in quota["lead"]]
        for year, planned in zip(plan.years, quota["planned"], strict=True):
            row = CellQuota.objects.create(plan=plan, type=kind, year=year, text=f"{planned}个", planned=planned)
            row.leads.set(leads)
        named = quota["planned"][0] + quota["planned"][1] * NAMED_THIS_YEAR // 45
        begun = named + quota["planned"][2] * CELLS_BEGUN // 30
        cells += [_cell(kind, leads[0], regions, number, named, quota, calendar, today) for number in range(begun)]
    Cell.objects.bulk_create(cells)


def _cell(
    kind: CellType,
    lead: Organization,
    regions: list[Organization],
    number: int,
    named: int,
    quota: dict[str, Any],
    calendar: Calendar,
    today: date,
) -> Cell:
    """Last year's are named first, then this year's; never on a day that is still to come."""
    year = calendar.first_year if number < quota["planned"][0] else calendar.open.year
    spoken = kind.name.removeprefix("无废").partition("（")[0]
    day = date(year, 3, 1) + timedelta(days=(number * 37) % 200)
    return Cell(
        plan=kind.plan,
        type=kind,
        name=f"示例{spoken}{number + 1:02d}",
        organization=lead,
        region=regions[(number * 3 + kind.order) % len(regions)],
        state=Cell.State.NAMED if number < named else Cell.State.CREATING,
        named_on=min(day, today) if number < named else None,
    )


def load_self_assessment(plan: Plan, year: int) -> None:
    SelfAssessment.objects.create(
        plan=plan,
        year=year,
        overview="（演示）全市按照实施方案推进“无废城市”建设，52项指标、22项任务、80个项目和110个“无废细胞”均已落实到责任单位。",
        practices="（演示）建立周工作例会、半月工作调度、月专项督查制度，定期通报各单位进展。",
        problems="（演示）部分指标的统计口径尚未统一，个别单位数据报送不及时。",
        suggestions="（演示）建议上级部门进一步明确指标解释和统计口径。",
    )
