"""Everything that each organization of a plan answers for (责任清单): what, until when, in which part, and how it stands.

Wider than `tasks.duties`, which has only what can be handed over: here finished things stand too. Reads only, in a
number of queries that does not depend on how much there is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cells.models import Cell, CellQuota
from indicators.models import EDITABLE, Entry, EntryState, Indicator, Plan, Quantity, Round
from indicators.progress import Status
from indicators.reporting import usual_period
from indicators.values import IndicatorValue, goal_for, values, with_definitions
from indicators.wording import STATUS_WORDS
from tasks.answered import Item, Kind, Part
from tasks.charges import People, people_of
from tasks.models import Order, Project, Task
from tasks.models.task import PLAN_ORDER
from tasks.status import Standing
from tasks.status import Status as TaskStatus
from tasks.wording import standing_in_words
from wastefree.accounts.models import Organization
from wastefree.lib.figures import write_figure
from wastefree.lib.periods import Period

__all__ = ["Answering", "Item", "Kind", "Part", "answering", "due_words", "year_of"]

LAGGING = frozenset({Status.BEHIND, Status.OFF_TRACK})
NOT_KEPT = frozenset({TaskStatus.SLOW, TaskStatus.OVERDUE})


@dataclass(frozen=True)
class Answering:
    """An organization with who answers for it and what for, led things before supported ones."""

    people: People
    items: tuple[Item, ...]

    @property
    def organization(self) -> Organization:
        return self.people.organization

    @property
    def late(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.is_late)

    def count(self, kind: Kind, *parts: Part) -> int:
        return sum(item.kind is kind and (not parts or item.part in parts) for item in self.items)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of each kind, those that there are."""
        return [(str(kind.label), count) for kind in Kind if (count := self.count(kind))]


def answering(plan: Plan, organizations: Iterable[Organization], today: date) -> list[Answering]:
    """Of each of the organizations all that it answers for in the plan, in the order in which they come."""
    wanted = list(organizations)
    found: dict[int, list[Item]] = {body.pk: [] for body in wanted}
    for read in READERS:
        for item in read(plan, wanted, today):
            if item.organization_id in found:
                found[item.organization_id].append(item)
    people = people_of(plan, wanted)
    return [Answering(people[body.pk], tuple(found[body.pk])) for body in wanted]


def year_of(plan: Plan, today: date) -> int:
    """The year whose targets and quotas are told: this one, or the nearest of the plan's."""
    return min(max(today.year, plan.first_year), plan.last_year)


def _in_part_order(items: Iterable[Item]) -> Iterator[Item]:
    """Led before supported; each as it comes."""
    return iter(sorted(items, key=lambda item: list(Part).index(item.part)))


# --- indicators and what is reported for them ------------------------------------------------------------------------


def _indicators(plan: Plan, bodies: Sequence[Organization], today: date) -> Iterator[Item]:
    rows = with_definitions(plan.indicators.active().with_place().prefetch_related("cooperating"))
    period = usual_period(plan)
    reckoned = values(plan, period, indicators=rows) if period else {}
    year = Period(year_of(plan, today))
    items = [
        _indicator(indicator, part, body, reckoned.get(indicator.pk), year)
        for indicator in rows
        for part, body in _bodies(indicator.lead_id, indicator.cooperating.all())
    ]
    return _in_part_order(items)


def _bodies(lead: int | None, cooperating: Iterable[Organization]) -> Iterator[tuple[Part, int]]:
    if lead is not None:
        yield Part.LEAD, lead
    for body in cooperating:
        yield Part.SUPPORT, body.pk


def _indicator(indicator: Indicator, part: Part, body: int, value: IndicatorValue | None, year: Period) -> Item:
    status = value.status if value else Status.NO_DATA
    target = goal_for((each for each in indicator.targets.all() if each.region_id is None), year)
    figure = value.figure if value and not indicator.is_qualitative else None
    told = [f"{write_figure(figure, indicator.decimals)}{indicator.unit}"] if isinstance(figure, Decimal) else []
    return Item(
        kind=Kind.INDICATOR,
        part=part,
        organization_id=body,
        code=indicator.code,
        title=indicator.name,
        goal=_("%(year)s年：%(target)s") % {"year": target.year, "target": target.text} if target else "",
        state=status.value,
        words=" ".join([*told, str(STATUS_WORDS[status])]),
        is_late=status in LAGGING,
        page=("indicators:indicator", indicator.pk),
    )


def _quantities(plan: Plan, bodies: Sequence[Organization], today: date) -> Iterator[Item]:
    """What an organization reports; of a region also what each of them reports."""
    owed = _entries(plan)
    regions = [body.pk for body in bodies if body.is_region]
    for quantity in plan.quantities.filter(is_active=True):
        owners = regions if quantity.by_region else [quantity.owner_id]
        for owner in owners:
            if owner is not None:
                yield _quantity(quantity, owner, owed.get((quantity.pk, owner)), today)


def _entries(plan: Plan) -> dict[tuple[int, int], Entry]:
    """The entry of the round that is due first, of those that are being filled in."""
    running = Entry.objects.filter(round__plan=plan, round__state=Round.State.OPEN).select_related("round")
    found: dict[tuple[int, int], Entry] = {}
    for entry in running.order_by("round__due_on", "round__year", "round__quarter"):
        found.setdefault((entry.quantity_id, entry.organization_id), entry)
    return found


def _quantity(quantity: Quantity, owner: int, entry: Entry | None, today: date) -> Item:
    goal = str(quantity.get_frequency_display())
    late = False
    if entry is not None:
        day = date_format(entry.round.due_on, "DATE_FORMAT")
        goal = _("%(often)s，本期%(day)s前") % {"often": goal, "day": day}
        late = entry.state in EDITABLE and entry.round.due_on < today
    return Item(
        kind=Kind.QUANTITY,
        part=Part.REPORT,
        organization_id=owner,
        code="",
        title=quantity.name,
        goal=goal,
        state=entry.state if entry else "",
        words=str(EntryState(entry.state).label) if entry else "",
        is_late=late,
        page=("indicators:quantity", quantity.pk),
    )


# --- tasks, projects, cells ------------------------------------------------------------------------------------------


def _tasks(plan: Plan, bodies: Sequence[Organization], today: date) -> Iterator[Item]:
    rows = Task.objects.of_plan(plan).for_list().order_by(*PLAN_ORDER)
    items = [
        _task(task, part, body, standing)
        for task in rows
        for standing in [task.standing(today)]
        for part, body in _bodies(task.lead_id, task.cooperating.all())
    ]
    return _in_part_order(items)


def _task(task: Task, part: Part, body: int, standing: Standing) -> Item:
    return Item(
        kind=Kind.TASK,
        part=part,
        organization_id=body,
        code=task.code,
        title=task.title,
        goal=due_words(task),
        state=standing.status.value,
        words=standing_in_words(standing),
        is_late=standing.status in NOT_KEPT,
        page=("tasks:task", task.pk),
    )


def due_words(task: Task) -> str:
    """As the plan writes it; else the day; else that it goes on all the time."""
    if task.due_text:
        return task.due_text
    if task.due_on:
        return date_format(task.due_on, "DATE_FORMAT")
    return _("常态工作") if task.is_ongoing else ""


def _projects(plan: Plan, bodies: Sequence[Organization], today: date) -> Iterator[Item]:
    rows = list(Project.objects.of_plan(plan).on_list())
    for part, holder in ((Part.LEAD, "organization_id"), (Part.PLACE, "region_id")):
        for project in rows:
            body = getattr(project, holder)
            if body is not None and not (part is Part.PLACE and body == project.organization_id):
                yield _project(project, part, body, today)


def _project(project: Project, part: Part, body: int, today: date) -> Item:
    year = project.completion_year
    return Item(
        kind=Kind.PROJECT,
        part=part,
        organization_id=body,
        code=project.code,
        title=project.name,
        goal=_("%(year)s年完工") % {"year": year} if year else "",
        state=project.stage,
        words=str(project.get_stage_display()),
        is_late=project.due_year is not None and project.due_year < today.year,
        page=("tasks:project", project.pk),
    )


def _quotas(plan: Plan, bodies: Sequence[Organization], today: date) -> Iterator[Item]:
    year = year_of(plan, today)
    named = dict(_named_cells(plan, year))
    for quota in CellQuota.objects.of_plan(plan).in_year(year).select_related("type").prefetch_related("leads"):
        for body in quota.leads.all():
            yield _quota(quota, body.pk, named.get(quota.type_id, 0))


def _named_cells(plan: Plan, year: int) -> Iterable[Any]:
    cells = Cell.objects.of_plan(plan).named().filter(named_on__year=year)
    return cells.order_by("type").values_list("type").annotate(Count("pk"))


def _quota(quota: CellQuota, body: int, named: int) -> Item:
    wanted = quota.planned if quota.planned is not None else quota.assigned
    reached = wanted is not None and named >= wanted
    return Item(
        kind=Kind.QUOTA,
        part=Part.LEAD,
        organization_id=body,
        code="",
        title=str(quota.type),
        goal=_("%(year)s年创建：%(number)s")
        % {"year": quota.year, "number": quota.text or ("" if wanted is None else str(wanted))},
        state="named" if reached else "creating",
        words=_("已命名 %(count)s 个") % {"count": named},
        is_late=False,
        page=("cells:cells", None),
    )


def _orders(plan: Plan, bodies: Sequence[Organization], today: date) -> Iterator[Item]:
    """Those that are not closed yet; what has not been issued is the office's alone."""
    rows = Order.objects.of_plan(plan).open().by_urgency().prefetch_related("cooperating")
    items = [
        _order(order, part, body, today)
        for order in rows
        for part, body in _bodies(order.organization_id, order.cooperating.all())
    ]
    return _in_part_order(items)


def _order(order: Order, part: Part, body: int, today: date) -> Item:
    status = order.status(today)
    return Item(
        kind=Kind.ORDER,
        part=part,
        organization_id=body,
        code=order.number,
        title=order.title,
        goal=_("%(day)s前办结") % {"day": date_format(order.due_on, "DATE_FORMAT")} if order.due_on else "",
        state=order.state,
        words=str(status.word),
        is_late=status.is_late,
        page=("tasks:order", order.pk),
    )


Read = Callable[[Plan, Sequence[Organization], date], Iterable[Item]]
READERS: tuple[Read, ...] = (_indicators, _quantities, _tasks, _projects, _quotas, _orders)
