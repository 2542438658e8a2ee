"""What the yearly reports are made of, gathered once: frozen values, without a database behind them.

The only module of the reports that asks for figures. Whatever is drawn from them, pages, workbook or text, says the
same, because it is drawn from the same facts.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.utils import timezone

from cells.models import Cell, CellQuota
from cells.tallies import Tally, tallies
from indicators.formulas import Reference
from indicators.ledger import Ledger, Part
from indicators.models import Entry, Plan, Quantity, Round
from indicators.progress import Status
from indicators.values import IndicatorValue, Reader, with_definitions
from indicators.wording import reason, why_no_value
from reports.models import SelfAssessment
from tasks.models import Project, Task
from tasks.models.task import PLAN_ORDER
from tasks.status import Standing
from tasks.status import Status as TaskStatus
from wastefree.accounts.models import Organization
from wastefree.lib.figures import MISSING, Figure
from wastefree.lib.periods import QUARTERS, Period

TEXTS = ("overview", "practices", "problems", "suggestions")


@dataclass(frozen=True)
class EntryFact:
    """One reported figure, with everyone who answers for it. `figure` is MISSING until it is approved."""

    organization: str
    period: Period
    figure: Figure
    state: str
    note: str
    entered_by: str
    entered_at: datetime | None
    checked_by: str
    approved_by: str
    approved_at: datetime | None
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class QuantityFact:
    """A quantity in one year as the formulas take it; `figure` is the year's so far, over all organizations."""

    code: str
    name: str
    unit: str
    decimals: int
    accumulation: str
    is_yearly: bool
    by_region: bool
    is_progress: bool
    year: int
    figure: Figure
    entries: tuple[EntryFact, ...]


@dataclass(frozen=True)
class IndicatorFact:
    """An indicator of the year. `references` names for each reference of its formula the year that it looks at."""

    code: str
    level1: str
    level2: str
    name: str
    name_verified: bool
    mandatory: str
    unit: str
    decimals: int
    better: str
    is_qualitative: bool
    is_progress: bool
    formula: str
    basis: str
    source: str
    lead: str
    baseline_year: int | None
    baseline: Figure
    baseline_text: str
    target_year: int | None
    target_text: str
    bound: Decimal | None
    expected: Decimal | None
    figure: Figure
    why: str
    status: Status
    reason: str
    references: tuple[tuple[Reference, int], ...]


@dataclass(frozen=True)
class TaskFact:
    code: str
    section: str
    title: str
    lead: str
    cooperating: str
    responsible_text: str
    due_text: str
    due_on: date | None
    stage: str
    is_done: bool
    is_overdue: bool
    progress: str
    problem: str
    next_step: str


@dataclass(frozen=True)
class ProjectFact:
    """Money in 万元."""

    code: str
    name: str
    waste_type: str
    content: str
    investment_planned: Decimal | None
    investment_done: Decimal | None
    capacity: str
    start_year: int | None
    completion_year: int | None
    region: str
    organization: str
    stage: str
    stage_label: str


@dataclass(frozen=True)
class CellFact:
    """A type of cells: what was planned and assigned for the year, and how many were named in it and are under way."""

    type: str
    texts: tuple[str, ...]
    planned: int | None
    assigned: int | None
    named: int
    creating: int
    leads: str


@dataclass(frozen=True)
class AnnualFacts:
    """A plan in a year, as far as `period`."""

    plan: str
    city: str
    document_number: str
    is_demo: bool
    year: int
    period: Period
    as_of: date
    indicators: tuple[IndicatorFact, ...]
    quantities: tuple[QuantityFact, ...]
    tasks: tuple[TaskFact, ...]
    projects: tuple[ProjectFact, ...]
    cells: tuple[CellFact, ...]
    overview: str
    practices: str
    problems: str
    suggestions: str

    def count(self, status: Status) -> int:
        return sum(indicator.status is status for indicator in self.indicators)


def gather(plan: Plan, year: int, *, as_of: date) -> AnnualFacts:
    """All facts of the year on the day `as_of`, in a fixed number of queries."""
    period = reported_period(plan, year)
    indicators = with_definitions(plan.indicators.active().with_place())
    ledger = Ledger.load(plan, years={year, year - 1, plan.baseline_year}, detailed=True)
    reader = Reader(plan, ledger)
    found = [reader.value(indicator, period) for indicator in indicators]
    words = SelfAssessment.objects.filter(plan=plan, year=year).first() or SelfAssessment()
    return AnnualFacts(
        plan=plan.name,
        city=plan.city,
        document_number=plan.document_number,
        is_demo=plan.is_demo,
        year=year,
        period=period,
        as_of=as_of,
        indicators=tuple(_indicator(value) for value in found),
        quantities=tuple(_quantities(found, ledger)),
        tasks=tuple(_tasks(plan, as_of)),
        projects=tuple(map(_project, Project.objects.of_plan(plan).on_list().with_place())),
        cells=tuple(map(_cells, _tallies(plan, year))),
        **{name: getattr(words, name) for name in TEXTS},
    )


def reported_period(plan: Plan, year: int) -> Period:
    """The whole year once its last quarter is being reported; before that, as far as the last round of the year.

    A year of which nothing is reported yet is taken as a whole: everything in it is missing.
    """
    quarters = plan.rounds.filter(year=year, quarter__in=QUARTERS).exclude(state=Round.State.PLANNED)
    last = max(quarters.values_list("quarter", flat=True), default=QUARTERS[-1])
    return Period(year) if last == QUARTERS[-1] else Period(year, last)


# --- indicators and what is behind them ------------------------------------------------------------------------------


def _indicator(value: IndicatorValue) -> IndicatorFact:
    indicator, target, baseline = value.indicator, value.target, value.baseline
    group = indicator.group
    upper = group.parent if group else None
    return IndicatorFact(
        code=indicator.code,
        level1=str(upper or group or ""),
        level2=str(group) if upper else "",
        name=indicator.name,
        name_verified=indicator.name_verified,
        mandatory=indicator.mandatory,
        unit=indicator.unit,
        decimals=indicator.decimals,
        better=indicator.better,
        is_qualitative=indicator.is_qualitative,
        is_progress=any(part.quantity.kind == Quantity.Kind.PROGRESS for part in value.parts),
        formula=value.basis.formula,
        basis=value.basis.text,
        source=indicator.source,
        lead=_name(indicator.lead) or indicator.responsible_text,
        baseline_year=baseline.year if baseline else None,
        baseline=baseline.value if baseline and baseline.value is not None else MISSING,
        baseline_text=baseline.text if baseline else "",
        target_year=target.year if target else None,
        target_text=target.text if target else "",
        bound=value.assessment.bound,
        expected=value.assessment.expected,
        figure=value.figure,
        why=why_no_value(value),
        status=value.status,
        reason=reason(value.assessment),
        references=tuple((part.reference, part.period.year) for part in value.parts),
    )


def _quantities(values: Iterable[IndicatorValue], ledger: Ledger) -> list[QuantityFact]:
    """Each quantity of each year that a formula looks at, once, in the order of first need."""
    parts: dict[tuple[int, int], Part] = {}
    for value in values:
        for part in value.parts:
            parts.setdefault((part.quantity.pk, part.period.year), part)
    entries = {key: _entries_of(part, ledger) for key, part in parts.items()}
    everything = [entry for group in entries.values() for entry in group]
    prefetch_related_objects(everything, "entered_by", "checked_by", "approved_by", "evidence")
    return [_quantity(part, entries[key], ledger.counted) for key, part in parts.items()]


def _entries_of(part: Part, ledger: Ledger) -> list[Entry]:
    """Of every quarter of the part's year as far as it goes, also where the figure takes only the last of them."""
    year, last = part.period.year, part.period.last_quarter
    if part.quantity.frequency == Quantity.Frequency.YEAR:
        periods = [Period(year)]
    else:
        periods = [Period(year, quarter) for quarter in QUARTERS if quarter <= last]
    return [entry for period in periods for entry in ledger.entries.get((part.quantity.pk, period), ())]


def _quantity(part: Part, entries: list[Entry], counted: Collection[str]) -> QuantityFact:
    quantity = part.quantity
    return QuantityFact(
        code=quantity.code,
        name=quantity.name,
        unit=quantity.unit,
        decimals=quantity.decimals,
        accumulation=quantity.accumulation,
        is_yearly=quantity.frequency == Quantity.Frequency.YEAR,
        by_region=quantity.by_region,
        is_progress=quantity.kind == Quantity.Kind.PROGRESS,
        year=part.period.year,
        figure=part.figure,
        entries=tuple(_entry(entry, counted) for entry in entries),
    )


def _entry(entry: Entry, counted: Collection[str]) -> EntryFact:
    return EntryFact(
        organization=_name(entry.organization),
        period=entry.round.period,
        figure=entry.figure if entry.state in counted else MISSING,
        state=entry.get_state_display(),
        note=entry.note,
        entered_by=str(entry.entered_by or ""),
        entered_at=_local(entry.entered_at),
        checked_by=str(entry.checked_by or ""),
        approved_by=str(entry.approved_by or ""),
        approved_at=_local(entry.approved_at),
        evidence=tuple(attachment.name for attachment in entry.evidence.all()),
    )


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None


def _name(organization: Organization | None) -> str:
    return organization.label if organization else ""


# --- tasks, projects, cells ------------------------------------------------------------------------------------------


def _tasks(plan: Plan, today: date) -> list[TaskFact]:
    rows = Task.objects.filter(plan=plan).with_place().prefetch_related("cooperating", "milestones")
    return [_task(task, task.standing(today)) for task in rows.order_by(*PLAN_ORDER)]


def _task(task: Task, standing: Standing) -> TaskFact:
    return TaskFact(
        code=task.code,
        section=str(task.section or ""),
        title=task.title,
        lead=_name(task.lead),
        cooperating="、".join(map(_name, task.cooperating.all())),
        responsible_text=task.responsible_text,
        due_text=task.due_text,
        due_on=task.due_on,
        stage=str(Task.Status(standing.status).label),
        is_done=standing.status is TaskStatus.DONE,
        is_overdue=standing.status is TaskStatus.OVERDUE,
        progress=task.progress,
        problem=task.problem,
        next_step=task.next_step,
    )


def _project(project: Project) -> ProjectFact:
    return ProjectFact(
        code=project.code,
        name=project.name,
        waste_type=project.get_waste_display() or project.waste_type,
        content=project.content,
        investment_planned=project.investment_planned,
        investment_done=project.investment_done,
        capacity=project.capacity,
        start_year=project.start_year,
        completion_year=project.completion_year,
        region=_name(project.region),
        organization=_name(project.organization) or project.responsible_text,
        stage=project.stage,
        stage_label=project.get_stage_display(),
    )


def _tallies(plan: Plan, year: int) -> list[Tally]:
    return tallies(plan, CellQuota.objects.filter(plan=plan), Cell.objects.filter(plan=plan), year)


def _cells(tally: Tally) -> CellFact:
    leads = dict.fromkeys(_name(lead) for quota in tally.quotas for lead in quota.leads.all())
    return CellFact(
        type=tally.type.name,
        texts=tuple(tally.texts),
        planned=tally.planned,
        assigned=tally.assigned,
        named=tally.named,
        creating=tally.creating,
        leads="、".join(leads),
    )
