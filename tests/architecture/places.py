"""Every route of the portal, and for each the objects that its address needs.

The routes come from the resolver. A new route that needs an object not listed here fails the tests that walk them,
with a message that says so: nothing is left out unseen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cells.models import Cell, CellType
from indicators.models import (
    EditionIndicator,
    EditionQuantity,
    Entry,
    EntryState,
    Indicator,
    IndicatorGroup,
    OwnEdition,
    Plan,
    Quantity,
    Round,
    Rule,
    Target,
)
from reports.models import SelfAssessment
from tasks.models import Handover, Meeting, Milestone, Project, ProjectReport, Task, TaskReport
from tasks.models.charge import Charge
from tasks.models.order import Order
from tests import factories
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.checks import policy_of
from wastefree.files.models import Attachment, StagedUpload
from wastefree.notifications.models import Notification

# Which object a number (or a name) in the address means, by the beginning of the route's name; the longest wins.
OBJECTS = {
    "cells:cell": "cell",
    "cells:quota": "cell_type",
    "cells:type": "cell_type",
    "accounts:organization": "organization",
    "accounts:user": "user",
    "enrolment:": "staged",
    "files:download": "attachment",
    "indicators:edition_indicator": "edition_indicator",
    "indicators:edition_quantity": "edition_quantity",
    "indicators:edition_upload_": "staged",
    "indicators:entry": "entry",
    "indicators:group_": "group",
    "indicators:indicator": "indicator",
    "indicators:quantity": "quantity",
    "indicators:round": "round",
    "indicators:rule": "rule",
    "indicators:roundbook": "staged",
    "indicators:target": "target",
    "indicators:targets": "indicator",
    "notifications:read": "notification",
    "tasks:charge": "organization",
    "tasks:handover": "handover",
    "tasks:milestone": "milestone",
    "tasks:milestone_create": "task",
    "tasks:import": "staged",
    "tasks:meeting": "meeting",
    "tasks:order": "order",
    "tasks:project": "project",
    "tasks:project_report": "project_report",
    "tasks:task": "task",
    "tasks:task_report": "task_report",
}
# Those that belong to one organization or person: to the people of another they do not exist.
OWNED = {
    "attachment",
    "cell",
    "entry",
    "handover",
    "indicator",
    "milestone",
    "meeting",
    "order",
    "project",
    "project_report",
    "quantity",
    "task",
    "task_report",
}
# Those that belong to one person: to everybody else they do not exist.
PERSONAL = {"notification", "staged"}
# What else stands in addresses.
WORDS = {"extension": "xlsx", "kind": "indicators", "year": 2024, "quarter": 3}


@dataclass(frozen=True)
class Route:
    """One address of the portal: its full name, what it needs, whom it lets in."""

    name: str
    needs: tuple[str, ...]
    pattern: URLPattern

    def __str__(self) -> str:
        return self.name

    @property
    def policy(self) -> frozenset[str]:
        return policy_of(self.pattern) or frozenset()

    @property
    def is_api(self) -> bool:
        return hasattr(self.pattern.callback, "cls")

    def lets_in(self, user: User, method: str = "GET") -> bool:
        return not self.policy or bool((policy_of(self.pattern, method) or frozenset()) & user.roles)

    @property
    def subject(self) -> str | None:
        """Which attribute of a `Place` the route's own object is, if it has one."""
        fitting = [beginning for beginning in OBJECTS if self.name.startswith(beginning)]
        return (
            OBJECTS[max(fitting, key=len)]
            if fitting and {"pk", "code", "organization_code"} & set(self.needs)
            else None
        )

    @property
    def is_of_one_owner(self) -> bool:
        return self.subject in OWNED or "organization_code" in self.needs


def _routes(resolver: URLResolver, namespaces: tuple[str, ...] = (), needs: tuple[str, ...] = ()) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        also = (*needs, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            name = ":".join([*namespaces, pattern.name or str(pattern.pattern)])
            yield Route(name, also, pattern)
        else:
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _routes(pattern, inner, also)


ROUTES = list(_routes(get_resolver()))


@dataclass(frozen=True)
class Place:
    """One organization's corner of a plan: one of everything that has an address."""

    plan: Plan
    round: Round
    organization: Organization
    user: User
    quantity: Quantity
    indicator: Indicator
    target: Target
    entry: Entry
    attachment: Attachment
    task: Task
    milestone: Milestone
    project: Project
    task_report: TaskReport
    project_report: ProjectReport
    cell_type: CellType
    cell: Cell
    self_assessment: SelfAssessment
    rule: Rule
    group: IndicatorGroup
    edition: OwnEdition
    edition_indicator: EditionIndicator
    edition_quantity: EditionQuantity
    notification: Notification
    staged: StagedUpload
    handover: Handover
    charge: Charge
    order: Order
    meeting: Meeting

    def address(self, route: Route) -> str:
        return reverse(route.name, kwargs={need: self._value(route, need) for need in route.needs})

    def _value(self, route: Route, need: str) -> Any:
        if need in WORDS:
            return WORDS[need]
        match need:
            case "plan_code":
                return self.plan.code
            case "edition_code":
                return self.edition.code
            case "round_pk":
                return self.round.pk
            case "organization_code":
                return self.organization.code
        assert route.subject, (
            f"{route}: which object is {need!r}? Say so in OBJECTS (tests/architecture/places.py), "
            "and if it belongs to one organization, in OWNED."
        )
        found = getattr(self, route.subject)
        return getattr(found, need)


def make_place(
    plan: Plan, round_: Round, organization: Organization, user: User, importer: User | None = None
) -> Place:
    """`user` is a reporter of `organization`; the entry has been handed in, with evidence.

    `importer` has handed in a workbook that is not confirmed yet; without one somebody is made who has.
    """
    importer = importer or factories.create_user("", Role.OFFICE, organization=organization)
    plan.organizations.add(organization)
    indicator = factories.create_indicator(
        plan, formula=f"part_{organization.pk} / whole_{organization.pk} * 100", lead=organization
    )
    factories.create_baseline(indicator, "35")
    target = factories.create_target(indicator, "≥40%")
    first, second = indicator.quantities.all()
    factories.create_entry(first, round_)
    attachment = factories.create_attachment(organization, user)
    entry = factories.create_entry(second, round_, "12.5", state=EntryState.SUBMITTED, entered_by=user)
    entry.evidence.add(attachment)
    edition = factories.create_edition()
    edition_indicator = factories.create_edition_indicator(edition)
    cell_type = factories.create_cell_type(plan)
    factories.create_cell_quota(cell_type, planned=3)
    task = factories.create_task(plan, lead=organization, section=factories.create_section(plan))
    project = factories.create_project(plan, organization=organization)
    said = {"state": EntryState.SUBMITTED, "entered_by": user, "entered_at": factories.NOON}
    return Place(
        plan=plan,
        round=round_,
        organization=organization,
        user=user,
        quantity=second,
        indicator=indicator,
        target=target,
        entry=entry,
        attachment=attachment,
        task=task,
        milestone=factories.create_milestone(task),
        project=project,
        task_report=factories.create_task_report(task, round_, "已建成 3 处。", **said),
        project_report=factories.create_project_report(project, round_, "主体完工。", **said),
        cell_type=cell_type,
        cell=factories.create_cell(cell_type, organization=organization),
        rule=Rule.objects.create(plan=plan, name=f"校核{indicator.pk}", left=first.code, right=second.code),
        self_assessment=SelfAssessment.objects.get_or_create(plan=plan, year=2024)[0],
        group=factories.create_group(plan),
        edition=edition,
        edition_indicator=edition_indicator,
        edition_quantity=factories.create_edition_quantity(edition),
        notification=factories.create_notice(user, round_),
        staged=factories.create_staged_upload(importer),
        handover=factories.create_handover(plan, organization, by=importer),
        charge=factories.create_charge(plan, organization, leader=importer, liaison=user),
        order=factories.create_order(plan, organization, by=importer),
        meeting=factories.create_meeting(plan, attendees=[organization]),
    )


def make_neighbour() -> Place:
    """Another plan, with people of its own."""
    plan = factories.create_plan("neighbour")
    organization = factories.create_organization("neighbours-housing")
    plan.organizations.add(organization)
    user = factories.create_user("neighbour", Role.REPORTER, organization=organization)
    return make_place(plan, factories.create_round(plan), organization, user)


def read_to_the_end(answer: HttpResponseBase) -> HttpResponseBase:
    """As a browser does; a download lets go of its file only then."""
    if isinstance(answer, StreamingHttpResponse):
        b"".join(answer)
    return answer
