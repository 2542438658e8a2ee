"""Makes things for tests: what a test does not care about has a sensible value, what it cares about it says."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.utils import timezone

from cells.models import Cell, CellQuota, CellType
from indicators.formulas import parse as parse_formula
from indicators.models import (
    Baseline,
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
    Target,
)
from indicators.targets import condition_to_json
from indicators.targets import parse as parse_target
from reports.models import SelfAssessment
from tasks.models import Charge, HandedDuty, Handover, Milestone, Project, ProjectReport, Task, TaskReport, TaskSection
from tasks.models.meeting import Meeting
from tasks.models.order import Order, OrderState
from tasks.models.order_steps import Reply
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.accounts.separation import set_roles
from wastefree.files.models import Attachment, StagedUpload
from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure
from wastefree.lib.periods import Period
from wastefree.notifications.models import Notification
from wastefree.notifications.notify import notify
from wastefree.notifications.texts import Fact

PASSWORD = "green hills, clear water 2024"
NOON = datetime(2024, 10, 8, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

_serial = count(1001)  # beyond the numbers that tests give themselves


def _number() -> int:
    return next(_serial)


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def create_organization(code: str = "", name: str = "", **fields: Any) -> Organization:
    code = code or f"body-{_number()}"
    return Organization.objects.create(code=code, name=name or f"单位{code}", **fields)


def create_user(username: str = "", *roles: Role, password: str = PASSWORD, **fields: Any) -> User:
    """A person with an account and exactly these roles."""
    username = username or f"person{_number()}"
    fields.setdefault("display_name", username)
    user: User = User.objects.create_user(username, password, **fields)
    set_roles(user, roles, by=None)
    return user


def create_plan(code: str = "", *, organizations: Iterable[Organization] = (), **fields: Any) -> Plan:
    """A plan for 2023 to 2025 with the baseline of 2022, in which `organizations` take part."""
    code = code or f"plan-{_number()}"
    years = {"baseline_year": 2022, "first_year": 2023, "last_year": 2025}
    texts = {"name": f"“无废城市”建设实施方案 {code}", "city": "青山市"}
    plan = Plan.objects.create(code=code, **{**years, **texts, **fields})
    plan.organizations.set(organizations)
    return plan


def create_group(plan: Plan, name: str = "", *, parent: IndicatorGroup | None = None, **fields: Any) -> IndicatorGroup:
    return IndicatorGroup.objects.create(plan=plan, name=name or f"指标分组{_number()}", parent=parent, **fields)


def create_quantity(plan: Plan, code: str = "", *, owner: Organization | None = None, **fields: Any) -> Quantity:
    code = code or f"quantity_{_number()}"
    fields.setdefault("name", f"数据项 {code}")
    fields.setdefault("unit", "万吨")
    return Quantity.objects.create(plan=plan, code=code, owner=owner, **fields)


def create_indicator(
    plan: Plan, code: str = "", *, formula: str = "", lead: Organization | None = None, **fields: Any
) -> Indicator:
    """An indicator; quantities that its formula names and the plan has not yet are made, owned by `lead`."""
    code = code or str(_number())
    fields.setdefault("name", f"指标{code}")
    fields.setdefault("unit", "%")
    fields.setdefault("better", Indicator.Better.HIGHER)
    indicator = Indicator.objects.create(plan=plan, code=code, formula=formula, lead=lead, **fields)
    if formula:
        names = {reference.name for reference in parse_formula(formula).references}
        have = {quantity.code: quantity for quantity in plan.quantities.filter(code__in=names)}
        indicator.quantities.set(have.get(name) or create_quantity(plan, name, owner=lead) for name in sorted(names))
    return indicator


def create_edition(code: str = "", *, closed: bool = False, **fields: Any) -> OwnEdition:
    """An own edition of an indicator system, without indicators."""
    code = code or f"edition-{_number()}"
    fields.setdefault("label", f"版本{code}")
    return OwnEdition.objects.create(code=code, kind=OwnEdition.Kind.OWN, closed=closed, **fields)


def create_edition_quantity(edition: OwnEdition, code: str = "", **fields: Any) -> EditionQuantity:
    code = code or f"quantity_{_number()}"
    fields.setdefault("name", f"数据项 {code}")
    fields.setdefault("unit", "万吨")
    return EditionQuantity.objects.create(edition=edition, code=code, **fields)


def create_edition_indicator(edition: OwnEdition, name: str = "", **fields: Any) -> EditionIndicator:
    fields.setdefault("unit", "%")
    return EditionIndicator.objects.create(edition=edition, name=name or f"指标{_number()}", **fields)


def create_baseline(indicator: Indicator, value: Decimal | int | str | None, **fields: Any) -> Baseline:
    fields.setdefault("year", indicator.plan.baseline_year)
    number = None if value is None else Decimal(value)
    return Baseline.objects.create(indicator=indicator, value=number, **fields)


def create_target(indicator: Indicator, text: str, **fields: Any) -> Target:
    """A target in the plan's words, read as the portal reads them; for the plan's last year unless `year` is given."""
    fields.setdefault("year", indicator.plan.last_year)
    reading = parse_target(text, better=indicator.better, unit=indicator.unit)
    return Target.objects.create(
        indicator=indicator,
        text=text,
        conditions=[condition_to_json(condition) for condition in reading.conditions],
        readable=reading.readable,
        **fields,
    )


def create_round(
    plan: Plan, *, year: int = 2024, quarter: int = 3, state: str = Round.State.OPEN, **fields: Any
) -> Round:
    """A round that opens on the day after its period, is due 12 days later and closes 30 days later."""
    after = Period(year, quarter).end + timedelta(days=1)
    days = {"opens_on": after, "due_on": after + timedelta(days=12), "closes_on": after + timedelta(days=30)}
    return Round.objects.create(plan=plan, year=year, quarter=quarter, state=state, **{**days, **fields})


def create_entry(
    quantity: Quantity,
    round_: Round,
    figure: Figure | int | str = MISSING,
    *,
    organization: Organization | None = None,
    state: str = EntryState.DRAFT,
    **fields: Any,
) -> Entry:
    """What `organization` (the quantity's owner unless said otherwise) owes in the round, holding `figure`."""
    body = organization or quantity.owner
    assert body is not None, "an entry belongs to an organization"
    if isinstance(figure, int | str):
        figure = Decimal(figure)
    return Entry.objects.create(
        quantity=quantity,
        organization=body,
        round=round_,
        value=figure if isinstance(figure, Decimal) else None,
        not_applicable=figure is NOT_APPLICABLE,
        state=state,
        **fields,
    )


def create_attachment(
    organization: Organization,
    uploaded_by: User,
    *,
    name: str = "台账.pdf",
    content: bytes = b"%PDF-1.4\n",
    **fields: Any,
) -> Attachment:
    fields.setdefault("content_type", "application/pdf")
    fields.setdefault("sha256", "0" * 64)
    attachment = Attachment(organization=organization, uploaded_by=uploaded_by, name=name, size=len(content), **fields)
    attachment.content.save(name, ContentFile(content), save=True)
    return attachment


def create_staged_upload(
    owner: User, *, name: str = "指标.csv", text: str = "序号,指标名称\n1,指标一\n"
) -> StagedUpload:
    """A workbook that `owner` has handed in and not confirmed yet."""
    staged = StagedUpload(owner=owner, name=name)
    staged.content.save(name, ContentFile(text.encode()), save=True)
    return staged


def create_notice(user: User, round_: Round) -> Notification:
    """A notice to `user` that the round has opened."""
    key = f"round:{round_.pk}:opened:{_number()}"
    facts: dict[str, Fact] = {"plan": str(round_.plan), "period": round_.period, "due": round_.due_on}
    notify(user, "round.opened", key, facts)
    return Notification.objects.get(user=user, key=key)


def create_section(plan: Plan, name: str = "", **fields: Any) -> TaskSection:
    return TaskSection.objects.create(plan=plan, name=name or f"领域{_number()}", **fields)


def create_task(
    plan: Plan,
    code: str = "",
    *,
    lead: Organization | None = None,
    cooperating: Iterable[Organization] = (),
    due_on: date | None = date(2024, 12, 31),
    **fields: Any,
) -> Task:
    code = code or str(_number())
    fields.setdefault("title", f"任务{code}")
    fields.setdefault("due_kind", "date" if due_on else "")
    task = Task.objects.create(plan=plan, code=code, lead=lead, due_on=due_on, **fields)
    task.cooperating.set(cooperating)
    return task


def create_milestone(task: Task, name: str = "", *, due_on: date = date(2024, 6, 30), **fields: Any) -> Milestone:
    return Milestone.objects.create(task=task, name=name or f"节点{_number()}", due_on=due_on, **fields)


def create_project(plan: Plan, code: str = "", *, organization: Organization | None = None, **fields: Any) -> Project:
    code = code or str(_number())
    fields.setdefault("name", f"项目{code}")
    return Project.objects.create(plan=plan, code=code, organization=organization, **fields)


def create_task_report(task: Task, round_: Round, progress: str = "", **fields: Any) -> TaskReport:
    """What the task's lead (unless `organization` says otherwise) says about it in the round."""
    body = fields.pop("organization", task.lead)
    return TaskReport.objects.create(task=task, round=round_, organization=body, progress=progress, **fields)


def create_project_report(project: Project, round_: Round, progress: str = "", **fields: Any) -> ProjectReport:
    body = fields.pop("organization", project.organization)
    return ProjectReport.objects.create(project=project, round=round_, organization=body, progress=progress, **fields)


def create_charge(plan: Plan, organization: Organization, **fields: Any) -> Charge:
    """Who answers for the organization; nobody unless `fields` say so."""
    return Charge.objects.create(plan=plan, organization=organization, **fields)


def create_handover(plan: Plan, source: Organization, *, by: User, **fields: Any) -> Handover:
    """A handover of `source` in which one duty stayed where it was."""
    fields = {"on": NOON.date(), "reason": "机构改革", "made_at": NOON, **fields}
    handover = Handover.objects.create(plan=plan, source=source, made_by=by, **fields)
    create_handed_duty(handover)
    return handover


def create_handed_duty(handover: Handover, receiver: Organization | None = None) -> HandedDuty:
    return HandedDuty.objects.create(
        handover=handover, kind=HandedDuty.Kind.TASK_LEAD, row=_number(), name="任务", receiver=receiver
    )


def create_order(
    plan: Plan,
    organization: Organization,
    *,
    by: User,
    kind: str = Order.Kind.SUPERVISION,
    state: str = OrderState.ISSUED,
    due_on: date | None = date(2024, 10, 22),
    **fields: Any,
) -> Order:
    """An order to `organization`, issued at `NOON` by `by` unless it is a draft; to be acknowledged within days."""
    fields = {"number": f"督办〔2024〕{_number()}号", "title": "事项", "requirement": "抓紧落实", **fields}
    if state != OrderState.DRAFT:
        issued = {"issued_on": NOON.date(), "issued_at": NOON, "issued_by": by, "acknowledge_by": date(2024, 10, 11)}
        fields = {**issued, **fields}
    return Order.objects.create(plan=plan, organization=organization, kind=kind, state=state, due_on=due_on, **fields)


def create_meeting(
    plan: Plan, *, held_on: date | None = None, attendees: Iterable[Organization] = (), **fields: Any
) -> Meeting:
    """A weekly meeting that is to come, on a day of its own unless one is given."""
    number = _number()
    day = held_on or date(2024, 10, 14) + timedelta(days=number)
    meeting = Meeting.objects.create(plan=plan, held_on=day, **{"kind": "weekly", "title": f"例会{number}", **fields})
    meeting.attendees.set(attendees)
    return meeting


def create_reply(order: Order, by: User, *, files: Iterable[Attachment] = (), **fields: Any) -> Reply:
    """What the organization reported."""
    fields = {"kind": Reply.Kind.ANSWER, "text": "已落实", "at": NOON, **fields}
    reply = Reply.objects.create(order=order, by=by, **fields)
    reply.evidence.set(files)
    return reply


def create_cell_type(plan: Plan, name: str = "", **fields: Any) -> CellType:
    return CellType.objects.create(plan=plan, name=name or f"无废类型{_number()}", **fields)


def create_cell_quota(type_: CellType, *, year: int = 2024, **fields: Any) -> CellQuota:
    return CellQuota.objects.create(plan=type_.plan, type=type_, year=year, **fields)


def create_cell(type_: CellType, name: str = "", *, organization: Organization | None = None, **fields: Any) -> Cell:
    name = name or f"单位{_number()}"
    return Cell.objects.create(plan=type_.plan, type=type_, name=name, organization=organization, **fields)


def create_self_assessment(plan: Plan, *, year: int = 2024, **fields: Any) -> SelfAssessment:
    return SelfAssessment.objects.create(plan=plan, year=year, **fields)
