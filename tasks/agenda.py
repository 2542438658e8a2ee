"""What is on the agenda of a meeting: what is late, and what is due until the next one. Reads only.

Each part is drawn in a few queries, whatever the number of its lines. Once the meeting has been held, its agenda is
what was kept then.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cells.models import Cell, CellQuota
from cells.tallies import Tally, tallies
from indicators.models import Plan, Round
from indicators.progress import Status as Progress
from indicators.reporting import Reporting, reporting_of, usual_period
from indicators.values import IndicatorValue, values
from indicators.wording import reason, value_shown
from tasks.agendaitems import Arrangement, Item, Part, State, arranged, thawed
from tasks.cadence import looks_until
from tasks.models import Meeting, Milestone, Order, Project, Reply, Task
from tasks.models.order import OrderQuerySet
from tasks.status import Status
from wastefree.accounts.models import Organization

# Of what somebody has written, as much as a line holds.
LETTERS = 300
URGENCY = (State.LATE, State.SLOW, State.DUE)
FAR = date.max


def agenda(meeting: Meeting, today: date, *, whole: bool = False) -> list[Item]:
    """The lines of the meeting's agenda, with those that the office has left out if `whole`."""
    if meeting.agenda is not None:
        return thawed(meeting.agenda)
    return arranged(drawn(meeting, today), Arrangement.read(meeting.arrangement), whole=whole)


def drawn(meeting: Meeting, today: date) -> list[Item]:
    """What the figures and the dates of the plan say today."""
    plan, until = meeting.plan, looks_until(meeting.kind, max(meeting.held_on, today))
    items = [
        *_follow_ups(meeting, today),
        *_tasks(plan, today, until),
        *_reports(plan, today, until),
        *_projects(plan, today),
        *_orders(plan, today),
    ]
    if meeting.kind == Meeting.Kind.MONTHLY:
        items += [*_indicators(plan), *_cells(plan, meeting.held_on.year)]
    return items


# --- orders ----------------------------------------------------------------------------------------------------------


def _follow_ups(meeting: Meeting, today: date) -> list[Item]:
    """What earlier meetings have decided and what is not closed yet, the late ones first."""
    earlier = Q(meeting=None) | Q(meeting__held_on__lte=meeting.held_on)
    decided = Order.objects.of_plan(meeting.plan).filter(earlier, kind=Order.Kind.FOLLOW_UP).exclude(meeting=meeting)
    return _of_orders(decided.open(), Part.FOLLOW_UPS, today)


def _orders(plan: Plan, today: date) -> list[Item]:
    """Late ones, and those that nobody has acknowledged."""
    issued = Order.objects.of_plan(plan).exclude(kind=Order.Kind.FOLLOW_UP).open()
    wanted = Q(pk__in=issued.late(today).values("pk")) | Q(pk__in=issued.to_acknowledge().values("pk"))
    return _of_orders(issued.filter(wanted), Part.ORDERS, today)


def _of_orders(orders: OrderQuerySet, part: Part, today: date) -> list[Item]:
    answers = Prefetch("replies", Reply.objects.answers().order_by("at", "pk"))
    rows = [(each, each.status(today)) for each in orders.for_list().prefetch_related(answers)]
    rows.sort(key=lambda row: (not row[1].is_late, row[0].due_on or FAR, row[0].pk))
    return [_order(order, part, stands.standing) for order, stands in rows]


def _order(order: Order, part: Part, state: str) -> Item:
    said, asked = list(order.replies.all()), order.asked_extension
    return Item(
        key=f"order:{order.pk}",
        part=part,
        title=f"{order.number} {order.title}",
        state=state,
        about="order",
        pk=order.pk,
        bodies=(order.organization_id, *(each.pk for each in order.cooperating.all())),
        who=order.organization.label,
        due_on=order.due_on,
        progress=_short(said[-1].text) if said else "",
        problem=_("申请延期：%(reason)s") % {"reason": _short(asked.reason)} if asked else "",
    )


# --- tasks, projects -------------------------------------------------------------------------------------------------


def _tasks(plan: Plan, today: date, until: date) -> list[Item]:
    """Tasks that are overdue, slow, or due soon, and the milestones that come until the next meeting."""
    unfinished = Task.objects.of_plan(plan).unfinished().for_standing().select_related("lead")
    found = [item for task in unfinished if (item := _task(task, today, until))]
    coming = Milestone.objects.filter(task__plan=plan, reached_on=None, due_on__range=(today, until))
    found += [_milestone(each) for each in coming.select_related("task__lead")]
    return sorted(found, key=lambda item: (URGENCY.index(State(item.state)), item.due_on or FAR))


def _task(task: Task, today: date, until: date) -> Item | None:
    due = task.next_due(today)
    late = {Status.OVERDUE: State.LATE, Status.SLOW: State.SLOW}.get(task.standing(today).status)
    soon = State.DUE if due and today <= due <= until else None
    if (state := late or soon) is None:
        return None
    return _of_task(task, f"task:{task.pk}", f"{task.code} {task.title}", state, due)


def _milestone(milestone: Milestone) -> Item:
    title = _("节点：%(name)s（%(task)s）") % {"name": milestone.name, "task": milestone.task.title}
    return _of_task(milestone.task, f"milestone:{milestone.pk}", title, State.DUE, milestone.due_on)


def _of_task(task: Task, key: str, title: str, state: State, due: date | None) -> Item:
    share = "" if task.percent is None else _("已完成 %(percent)s%%。") % {"percent": task.percent}
    return Item(
        key=key,
        part=Part.TASKS,
        title=title,
        state=state,
        about="task",
        pk=task.pk,
        bodies=_keys(task.lead),
        who=task.lead.label if task.lead else "",
        due_on=due,
        due_text="" if due else task.due_text,
        progress=share + _short(task.progress),
        problem=_short(task.problem),
        next_step=_short(task.next_step),
    )


def _projects(plan: Plan, today: date) -> list[Item]:
    """Those that should be completed, and how many others nobody has ever reported about, by organization."""
    behind = Project.objects.of_plan(plan).behind(today.year).with_place().order_by("completion_year", "order", "pk")
    silent = Project.objects.of_plan(plan).unfinished().filter(reported_at=None)
    silent = silent.exclude(pk__in=behind.order_by().values("pk"))
    counted = list(silent.order_by().values_list("organization").annotate(Count("pk")))
    bodies = Organization.objects.in_bulk([key for key, _count in counted if key])
    rows = sorted(((bodies.get(key), count) for key, count in counted), key=lambda row: row[0].order if row[0] else -1)
    return [*map(_project, behind), *(_unreported(body, count) for body, count in rows)]


def _project(project: Project) -> Item:
    return Item(
        key=f"project:{project.pk}",
        part=Part.PROJECTS,
        title=f"{project.code} {project.name}",
        state=State.NOT_COMPLETED,
        about="project",
        pk=project.pk,
        bodies=_keys(project.organization),
        who=project.organization.label if project.organization else project.responsible_text,
        due_text=_("%(year)s年完工") % {"year": project.completion_year},
        progress=_("目前%(stage)s。") % {"stage": project.get_stage_display()} + _short(project.progress),
        problem=_short(project.problem),
    )


def _unreported(body: Organization | None, count: int) -> Item:
    words = ngettext("%(count)s 个重点项目还没有报过进展", "%(count)s 个重点项目还没有报过进展", count)
    return Item(
        key=f"unreported:{body.pk if body else 0}",
        part=Part.PROJECTS,
        title=words % {"count": count},
        state=State.UNREPORTED,
        about="projects",
        pk=body.pk if body else 0,
        bodies=_keys(body),
        who=body.label if body else "",
    )


# --- figures ---------------------------------------------------------------------------------------------------------


def _reports(plan: Plan, today: date, until: date) -> list[Item]:
    """Who still owes figures or progress in rounds that are open and due until the next meeting."""
    rounds = list(Round.objects.filter(plan=plan, due_on__lte=until).open().order_by("due_on", "pk"))
    owing = reporting_of(rounds)
    found = [_owed(round_, each, today) for round_ in rounds for each in owing[round_.pk] if each.outstanding]
    return sorted(found, key=lambda item: item.state != State.LATE_OWED)


def _owed(round_: Round, owing: Reporting, today: date) -> Item:
    facts = {"owed": owing.owed, "done": owing.handed_in, "back": owing.returned}
    is_late = owing.late_owed or round_.due_on < today
    return Item(
        key=f"round:{round_.pk}:{owing.organization.pk}",
        part=Part.REPORTS,
        title=_("%(period)s填报") % {"period": round_.period.label(get_language() or "zh-hans")},
        state=State.LATE_OWED if is_late else State.OWED,
        about="round",
        pk=round_.pk,
        bodies=(owing.organization.pk,),
        who=owing.organization.label,
        due_on=round_.due_on,
        progress=_("应报 %(owed)s 项，已报 %(done)s 项。") % facts,
        problem=_("退回 %(back)s 项待修改。") % facts if owing.returned else "",
    )


def _indicators(plan: Plan) -> list[Item]:
    """Those that dashboards show as off track or behind in the newest period."""
    period = usual_period(plan)
    if period is None:
        return []
    found = values(plan, period).values()
    worst = {Progress.OFF_TRACK: State.OFF_TRACK, Progress.BEHIND: State.BEHIND}
    items = [_indicator(each, worst[each.status]) for each in found if each.status in worst]
    return sorted(items, key=lambda item: item.state != State.OFF_TRACK)


def _indicator(value: IndicatorValue, state: State) -> Item:
    lead, unit = value.indicator.lead, value.indicator.unit
    facts = {"value": value_shown(value) + unit, "period": value.period.label(get_language() or "zh-hans")}
    return Item(
        key=f"indicator:{value.indicator.pk}",
        part=Part.INDICATORS,
        title=value.indicator.name,
        state=state,
        about="indicator",
        pk=value.indicator.pk,
        bodies=_keys(lead),
        who=lead.label if lead else "",
        due_text=_("目标：%(target)s") % {"target": value.target.text} if value.target else "",
        progress=_("%(period)s：%(value)s") % facts,
        problem=reason(value.assessment),
    )


def _cells(plan: Plan, year: int) -> Iterable[Item]:
    """Types of which fewer are named than the year's plan says."""
    each = tallies(plan, CellQuota.objects.of_plan(plan), Cell.objects.of_plan(plan), year)
    return [_cell(tally, year) for tally in each if tally.wanted is not None and not tally.is_reached]


def _cell(tally: Tally, year: int) -> Item:
    leads = [lead for quota in tally.quotas for lead in quota.leads.all()]
    facts = {"wanted": tally.wanted, "named": tally.named, "creating": tally.creating}
    return Item(
        key=f"cells:{tally.type.pk}",
        part=Part.CELLS,
        title=str(tally.type),
        state=State.SHORT,
        about="cells",
        pk=tally.type.pk,
        bodies=tuple(lead.pk for lead in leads),
        who=_("、").join(lead.label for lead in leads),
        due_on=date(year, 12, 31),
        progress=_("计划 %(wanted)s 个，已命名 %(named)s 个，创建中 %(creating)s 个。") % facts,
    )


def _keys(body: Any) -> tuple[int, ...]:
    return (body.pk,) if body else ()


def _short(text: str) -> str:
    return str(Truncator(text.strip()).chars(LETTERS))
