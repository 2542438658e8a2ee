"""What an organization answers for in a plan: every duty that it can hand over to another. Reads only.

Finished things are no duties but history, and stay under the name of whoever did them: approved entries and closed
rounds, tasks that are done, projects and cells that are completed or named, quotas of past years.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from cells.models import Cell, CellQuota
from indicators.models import Entry, EntryState, Indicator, Plan, Quantity, Reported, Round
from indicators.models.reported import ReportedQuerySet
from tasks.models import HandedDuty, Order, OrderState, Project, ProjectReport, Task, TaskReport
from wastefree.accounts.models import Organization
from wastefree.lib.periods import Period
from wastefree.versions import Versioned

Name = HandedDuty.Kind
Remark = HandedDuty.Remark
Key = tuple[str, int, int]  # kind, primary key of the row, its version


@dataclass(frozen=True)
class Kind:
    """One kind of duty.

    `open` are the rows that are not finished yet. `holder` is the field that names who has the duty: the one body, or
    several. Whoever leads is not named among those who help as well: `helpers` is the field that a new lead leaves,
    `lead` the field that a new helper must not be in.
    """

    name: Name
    open: Callable[[date], "QuerySet[Any]"]
    plan: str
    holder: str
    helpers: str = ""
    lead: str = ""
    regions_only: bool = False
    page: str = ""

    @property
    def is_shared(self) -> bool:
        """Whether several bodies can have it at a time."""
        return self.holder in ("cooperating", "leads")

    def of(self, organization: Organization, today: date) -> "QuerySet[Any]":
        """The organization's own, in any plan."""
        return self.open(today).filter(**{self.holder: organization})


def _running(rows: ReportedQuerySet[Any]) -> ReportedQuerySet[Any]:
    """What can still be changed in a round that is open to all, and is not approved."""
    open_ = rows.filter(round__state=Round.State.OPEN, locked=False).exclude(state=EntryState.APPROVED)
    return open_.with_context()


def _running_orders() -> "QuerySet[Any]":
    return Order.objects.exclude(state__in=(OrderState.CLOSED, OrderState.WITHDRAWN))


KINDS = (
    Kind(
        Name.INDICATOR_LEAD,
        lambda today: Indicator.objects.active(),
        "plan",
        "lead",
        helpers="cooperating",
        page="indicators:indicator",
    ),
    Kind(
        Name.INDICATOR_SUPPORT,
        lambda today: Indicator.objects.active(),
        "plan",
        "cooperating",
        lead="lead",
        page="indicators:indicator",
    ),
    Kind(
        Name.QUANTITY,
        lambda today: Quantity.objects.filter(is_active=True),
        "plan",
        "owner",
        page="indicators:quantity_edit",
    ),
    Kind(
        Name.ENTRY,
        lambda today: _running(Entry.objects.all()),
        "round__plan",
        "organization",
        page="indicators:entry",
    ),
    Kind(
        Name.TASK_REPORT,
        lambda today: _running(TaskReport.objects.filter(Q(part=TaskReport.Part.LEAD) | ~Q(progress=""))),
        "round__plan",
        "organization",
        page="tasks:task_report",
    ),
    Kind(
        Name.PROJECT_REPORT,
        lambda today: _running(ProjectReport.objects.all()),
        "round__plan",
        "organization",
        page="tasks:project_report",
    ),
    Kind(
        Name.TASK_LEAD,
        lambda today: Task.objects.unfinished(),
        "plan",
        "lead",
        helpers="cooperating",
        page="tasks:task",
    ),
    Kind(
        Name.TASK_SUPPORT,
        lambda today: Task.objects.unfinished(),
        "plan",
        "cooperating",
        lead="lead",
        page="tasks:task",
    ),
    Kind(
        Name.PROJECT,
        lambda today: Project.objects.on_list().exclude(stage=Project.Stage.COMPLETED),
        "plan",
        "organization",
        page="tasks:project",
    ),
    Kind(
        Name.PROJECT_PLACE,
        lambda today: Project.objects.on_list().exclude(stage=Project.Stage.COMPLETED),
        "plan",
        "region",
        regions_only=True,
        page="tasks:project",
    ),
    Kind(
        Name.CELL,
        lambda today: Cell.objects.creating().select_related("type"),
        "plan",
        "organization",
        page="cells:cell",
    ),
    Kind(
        Name.CELL_PLACE,
        lambda today: Cell.objects.creating().select_related("type"),
        "plan",
        "region",
        regions_only=True,
        page="cells:cell",
    ),
    Kind(
        Name.QUOTA, lambda today: CellQuota.objects.filter(year__gte=today.year).select_related("type"), "plan", "leads"
    ),
    Kind(
        Name.ORDER, lambda today: _running_orders(), "plan", "organization", helpers="cooperating", page="tasks:order"
    ),
    Kind(
        Name.ORDER_SUPPORT,
        lambda today: _running_orders(),
        "plan",
        "cooperating",
        lead="organization",
        page="tasks:order",
    ),
)
BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True)
class Duty:
    """One duty. `same_there` are the bodies that have the same thing of their own, so that it cannot become theirs."""

    kind: Kind
    row: Versioned
    same_there: frozenset[int] = frozenset()

    @property
    def key(self) -> Key:
        return self.kind.name.value, self.row.pk, self.row.version

    @property
    def title(self) -> str:
        """What it is called; what is reported by its subject, and for when."""
        row = self.row
        if isinstance(row, Reported):
            return f"{row.round} {row.subject}"
        return f"{row.type}：{row}" if isinstance(row, Cell) else str(row)

    @property
    def period(self) -> Period | None:
        """For which period it is to be reported; other duties are for no period."""
        return self.row.round.period if isinstance(self.row, Reported) else None

    @property
    def subject(self) -> str:
        """The title without the period, where a page says that in the reader's own language."""
        return self.row.subject if isinstance(self.row, Reported) else self.title

    @property
    def code(self) -> str:
        """Its number in the plan, where it has one; a quantity's code is a word for formulas only."""
        return "" if isinstance(self.row, Quantity) else str(getattr(self.row, "code", ""))

    @property
    def regions_only(self) -> bool:
        """A region's place, and what only regions report, goes from region to region."""
        return self.kind.regions_only or (isinstance(self.row, Entry) and self.row.quantity.by_region)

    def why_not(self, receiver: Organization) -> Remark | None:
        """Why `receiver` cannot have it, or None."""
        if self.regions_only and not receiver.is_region:
            return Remark.NOT_A_REGION
        return Remark.SAME_THERE if receiver.pk in self.same_there else None


@dataclass(frozen=True)
class Group:
    """The duties of one kind."""

    kind: Kind
    duties: tuple[Duty, ...]


def duties(plan: Plan, organization: Organization, today: date) -> list[Group]:
    """All that it can hand over, by kind, empty kinds left out; a fixed number of queries."""
    groups = []
    for kind in KINDS:
        rows = list(kind.of(organization, today).filter(**{kind.plan: plan}))
        if rows:
            same = same_there(kind, rows, organization)
            groups.append(Group(kind, tuple(Duty(kind, row, same.get(row.pk, frozenset())) for row in rows)))
    return groups


def by_key(groups: Iterable[Group]) -> dict[Key, Duty]:
    return {duty.key: duty for group in groups for duty in group.duties}


def in_other_plans(plan: Plan, organization: Organization, today: date) -> list[Plan]:
    """The other plans in which it still has duties."""
    keys: set[int] = set()
    for kind in KINDS:
        keys |= set(kind.of(organization, today).order_by().values_list(kind.plan, flat=True))
    return list(Plan.objects.filter(pk__in=keys - {plan.pk}))


def same_there(kind: Kind, rows: Iterable[Any], organization: Organization) -> Mapping[int, frozenset[int]]:
    """By row, the other bodies that have an entry for the same quantity and round, or a cell of the same name."""
    if kind.name == Name.ENTRY:
        return _others(rows, Entry.objects, ("quantity_id", "round_id"), "organization_id", organization)
    if kind.name == Name.TASK_REPORT:
        return _others(rows, TaskReport.objects, ("task_id", "round_id", "part"), "organization_id", organization)
    if kind.name == Name.CELL_PLACE:
        return _others(rows, Cell.objects, ("plan_id", "type_id", "name"), "region_id", organization)
    return {}


def _others(
    rows: Iterable[Any], objects: Any, same: tuple[str, ...], body: str, organization: Organization
) -> Mapping[int, frozenset[int]]:
    wanted = {tuple(getattr(row, name) for name in same): row.pk for row in rows}
    if not wanted:
        return {}
    near = {f"{name}__in": {key[place] for key in wanted} for place, name in enumerate(same)}
    alike = objects.filter(**near).exclude(**{body: organization.pk})
    found: dict[int, set[int]] = {}
    for *key, holder in alike.order_by().values_list(*same, body):
        if tuple(key) in wanted and holder is not None:
            found.setdefault(wanted[tuple(key)], set()).add(holder)
    return {pk: frozenset(holders) for pk, holders in found.items()}
