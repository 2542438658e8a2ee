"""What is reported about tasks and projects in the demonstration city: two quarters that are over, and the open one."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from indicators.models import EntryState, Plan, Round
from indicators.transitions import check, complete_round, return_, submit
from indicators.transitions.review import keep, save
from tasks.models import PROGRESS, ProgressReport, Project, ProjectReport, Task, TaskReport
from tasks.models.report import ProgressQuerySet
from wastefree.access import Role
from wastefree.demo.city import Calendar
from wastefree.demo.current import PEOPLE_OF_THE_DEMO, UNTOUCHED, WAITS_FOR_OFFICE, WAITS_FOR_REVIEWER
from wastefree.demo.history import LOCKED, Cast, revisions
from wastefree.lib.workdays import on_or_after

QUARTERS_BACK = 2
# What was said some quarters back, the newest first; now it is what stands in the task.
SAID = (
    "本季度完成年度任务的三成，按节点推进。（演示）",
    "完成任务分解和责任落实。（演示）",
    "印发工作方案，明确分工。（演示）",
)
REASON = "请写明本季度新完成的数量，不要与上期完全相同。（演示）"
# Of what the demonstration's own reporters owe, in order: handed in and checked, returned, typed, not yet.
CHECKED, RETURNED, TYPED = 2, 3, 4


def load_reports(plan: Plan, calendar: Calendar, cast: Cast, now: datetime) -> None:
    """The newest approved reports say what the tasks and projects say already, so that all counts stay as published."""
    quarters = calendar.closed_quarters()[-QUARTERS_BACK:]
    rounds = {round_.period: round_ for round_ in plan.rounds.select_related("plan")}
    for back, period in enumerate(reversed(quarters)):
        _approve_all(_missing(rounds[period]), cast, back + 1)
    open_ = rounds[calendar.open]
    complete_round(open_, by=None)
    for kind in PROGRESS.values():
        rows = list(kind.objects.in_round(open_).with_context())
        _in_bulk(kind, [row for row in rows if row.organization.code not in UNTOUCHED | PEOPLE_OF_THE_DEMO], cast)
        for code in sorted(PEOPLE_OF_THE_DEMO):
            _by_hand(kind, open_, code, cast, now)
        kind.settle(kind.objects.counted().with_context(), by=cast.office, at=now)


def _missing(round_: Round) -> list[ProgressReport]:
    """What was reported in a round that is over: also about what has been finished since."""
    led = Task.objects.of_plan(round_.plan).exclude(lead=None).select_related("lead")
    tasks = [TaskReport(task=task, organization=task.lead, round=round_) for task in led]
    running = Project.objects.of_plan(round_.plan).unfinished().select_related("organization")
    projects = [ProjectReport(project=each, organization=each.organization, round=round_) for each in running]
    return [*tasks, *projects]


def _approve_all(rows: list[ProgressReport], cast: Cast, back: int) -> None:
    for kind in PROGRESS.values():
        made = [row for row in rows if isinstance(row, kind)]
        for row in made:
            _fill(row, back)
            _pass(row, cast, EntryState.APPROVED)
            row.locked, row.version = True, LOCKED
        keep([each for row in kind.objects.bulk_create(made) for each in revisions(row)])


def _fill(row: ProgressReport, back: int) -> None:
    """As it stands now, or, some rounds back, a little less far."""
    about = row.about
    row.progress = about.progress if about.progress and not back else SAID[back]
    row.problem = about.problem
    if isinstance(row, TaskReport):
        row.next_step = about.next_step
        row.finished = about.stage == Task.Stage.DONE
        begun = 45 + about.order * 7 % 40 - 15 * back
        row.percent = {Task.Stage.DONE: 100, Task.Stage.NOT_STARTED: 0}.get(about.stage, begun)
    if isinstance(row, ProjectReport):
        row.stage = about.stage
        share = 100 - 8 * back
        row.investment_done = (about.investment_done * share / 100).quantize(about.investment_done)


def _pass(row: ProgressReport, cast: Cast, state: EntryState) -> None:
    """Handed in, and looked at as far as the state says, on working days of the round."""
    reporter, reviewer = cast.reporter(row.organization), cast.reviewer(row.organization)
    row.state = state
    row.entered_by, row.entered_at = reporter, _moment(row, 2)
    row.submitted_by, row.submitted_at = reporter, _moment(row, 3)
    row.first_submitted_at, row.version = row.submitted_at, 3
    if state in (EntryState.CHECKED, EntryState.APPROVED):
        row.checked_by, row.checked_at, row.version = reviewer, _moment(row, 5), 4
    if state == EntryState.APPROVED:
        row.approved_by, row.approved_at, row.version = cast.office, _moment(row, 8), 5


def _moment(row: ProgressReport, days: int) -> datetime:
    day = on_or_after(row.round.opens_on + timedelta(days=days))
    minutes = Random(f"{row.about.code}:{row.organization.code}:{days}").randrange(480)
    return datetime.combine(day, time(9), timezone.get_current_timezone()) + timedelta(minutes=minutes)


def _in_bulk(kind: type[ProgressReport], rows: Iterable[ProgressReport], cast: Cast) -> None:
    filled = [row for row in rows if row.is_binding]
    for row in filled:
        code = row.organization.code
        waits = EntryState.CHECKED if code in WAITS_FOR_OFFICE else EntryState.APPROVED
        _fill(row, 0)
        _pass(row, cast, EntryState.SUBMITTED if code in WAITS_FOR_REVIEWER else waits)
    written = [field.name for field in kind._meta.concrete_fields if not field.primary_key]
    kind.objects.bulk_update(filled, written, batch_size=100)
    keep([each for row in filled for each in revisions(row)])


def _by_hand(kind: type[ProgressReport], round_: Round, code: str, cast: Cast, now: datetime) -> None:
    """Through the same functions as the pages, so that notices and the audit trail are there."""
    reporter, reviewer = cast.people[code, Role.REPORTER], cast.people[code, Role.REVIEWER]
    own = kind.objects.in_round(round_).of(reporter.organization).binding().with_context()
    rows: list[ProgressReport] = list(own)
    for row in rows[:TYPED]:
        _fill(row, 0)
        typed = {name: getattr(row, name) for name in kind.SAID}
        save(row, typed, by=reporter, at=now, based_on=row.version)
    submit(_fresh(own, rows[:RETURNED]), by=reporter, at=now)
    check(_fresh(own, rows[:CHECKED]), by=reviewer, at=now)
    return_(_fresh(own, rows[CHECKED:RETURNED]), REASON, by=reviewer, at=now)


def _fresh(own: ProgressQuerySet[ProgressReport], rows: list[ProgressReport]) -> list[ProgressReport]:
    return list(own.filter(pk__in=[row.pk for row in rows]))
