"""How a task stands, reckoned from its dates and milestones. Pure.

    done         the lead has reported it done, or all its milestones are reached
    overdue      not done, and its last day has passed; of a recurring task, the last day that was due passed and no
                 report has come since the one before that, nor for more than a quarter
    slow         not begun although its first day has passed; or less of it is reached than dates ask for, by more than
                 `MARGIN`
    not_started  nothing reported, nothing reached, and nothing of it should have been
    on_schedule  everything else

What dates ask for, the expected share, is
    with milestones     the weights of those whose day has passed, of all weights
    without             the part of the days from the first to the last that has gone by; not known where either day is not
The reached share is the weights of the milestones reached, or without milestones the percentage that the lead reported;
not known where it reported none. Of two unknown shares nothing is concluded.

`MARGIN` is our own default and nothing official: 10 percentage points, about a month of a year's task. With it one
small milestone that slips does not make a large task slow, and a third of the work that is missing does.
Ongoing tasks and those that wait for an event are never overdue; their milestones count all the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from tasks.deadlines import Kind
from tasks.recurrence import last_due

MARGIN = Decimal("0.1")
REPORTED_WITHIN = timedelta(days=100)  # reports are asked once a quarter, and come some days after its end


class Status(StrEnum):
    NOT_STARTED = "not_started"
    ON_SCHEDULE = "on_schedule"
    SLOW = "slow"
    OVERDUE = "overdue"
    DONE = "done"


class Why(StrEnum):
    """What decided; `Standing` has the day and the shares that belong to it."""

    REPORTED_DONE = "reported_done"
    ALL_REACHED = "all_reached"
    DAY_PASSED = "day_passed"
    ROUND_MISSED = "round_missed"
    NOT_BEGUN = "not_begun"
    BEHIND_MILESTONES = "behind_milestones"
    BEHIND_DAYS = "behind_days"
    NOTHING_YET = "nothing_yet"
    MILESTONES_KEPT = "milestones_kept"
    DAYS_KEPT = "days_kept"
    UNDER_WAY = "under_way"
    OFFICE = "office"


@dataclass(frozen=True)
class Step:
    """A milestone as far as reckoning goes."""

    due_on: date
    weight: int
    reached: bool


@dataclass(frozen=True)
class Work:
    """What is known of a task. `percent` is what the lead reported, 0 to 100; `due_on` None is never due."""

    stage: str
    starts_on: date | None = None
    due_on: date | None = None
    kind: str = ""
    rule: str = ""
    percent: Decimal | int | None = None
    reported_on: date | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Standing:
    """The status and what decided. `on` is the day that passed; shares are from 0 to 1.

    `computed` is what the dates say where the office has overridden them, with its `reason`.
    """

    status: Status
    why: Why
    on: date | None = None
    expected: Decimal | None = None
    reached: Decimal | None = None
    computed: Status | None = None
    reason: str = ""

    @property
    def is_override(self) -> bool:
        return self.why is Why.OFFICE


def standing(work: Work, today: date) -> Standing:
    """How the task stands on a day."""
    expected, reached = _expected(work, today), _reached(work)
    for judge in (_done, _overdue, _late_begun):
        found = judge(work, today)
        if found is not None:
            status, why, on = found
            return Standing(status, why, on, expected, reached)
    return _pace(work, expected, reached)


Found = tuple[Status, Why, date | None]


def _done(work: Work, today: date) -> Found | None:
    if work.stage == Status.DONE:
        return Status.DONE, Why.REPORTED_DONE, None
    if work.steps and all(step.reached for step in work.steps):
        return Status.DONE, Why.ALL_REACHED, None
    return None


def _overdue(work: Work, today: date) -> Found | None:
    if work.due_on is not None and today > work.due_on:
        return Status.OVERDUE, Why.DAY_PASSED, work.due_on
    missed = _missed(work, today) if work.kind == Kind.RECURRING else None
    return (Status.OVERDUE, Why.ROUND_MISSED, missed) if missed else None


def _missed(work: Work, today: date) -> date | None:
    """The last day on which a recurring task was due, if nothing was written for it.

    Nobody can have missed a day that lies before the task began; where it is not known when that was, the first report
    is the beginning.
    """
    due = last_due(work.rule, today)
    since = work.reported_on or work.starts_on
    if since is None or (work.starts_on is not None and due < work.starts_on):
        return None
    if work.reported_on is None:
        return due
    return due if work.reported_on <= min(last_due(work.rule, due), due - REPORTED_WITHIN) else None


def _late_begun(work: Work, today: date) -> Found | None:
    begun = work.stage != Status.NOT_STARTED or work.percent or any(step.reached for step in work.steps)
    if begun or work.starts_on is None or today <= work.starts_on:
        return None
    return Status.SLOW, Why.NOT_BEGUN, work.starts_on


def _pace(work: Work, expected: Decimal | None, reached: Decimal | None) -> Standing:
    by_steps = bool(work.steps)
    if expected is not None and reached is not None and expected - reached > MARGIN:
        return Standing(Status.SLOW, Why.BEHIND_MILESTONES if by_steps else Why.BEHIND_DAYS, None, expected, reached)
    if work.stage == Status.NOT_STARTED and not reached:
        return Standing(Status.NOT_STARTED, Why.NOTHING_YET, None, expected, reached)
    known = expected is not None and reached is not None
    why = (Why.MILESTONES_KEPT if by_steps else Why.DAYS_KEPT) if known else Why.UNDER_WAY
    return Standing(Status.ON_SCHEDULE, why, None, expected, reached)


def _expected(work: Work, today: date) -> Decimal | None:
    if work.steps:
        return share(work.steps, (step for step in work.steps if step.due_on < today))
    if work.starts_on is None or work.due_on is None:
        return None
    days = (work.due_on - work.starts_on).days + 1
    gone = min(max((today - work.starts_on).days, 0), days)
    return Decimal(gone) / Decimal(days)


def _reached(work: Work) -> Decimal | None:
    if work.steps:
        return share(work.steps, (step for step in work.steps if step.reached))
    return None if work.percent is None else Decimal(work.percent) / 100


def share(steps: Iterable[Step], some: Iterable[Step]) -> Decimal:
    """What `some` weigh of all; the weights of a task need not come to a hundred."""
    return Decimal(sum(step.weight for step in some)) / Decimal(sum(step.weight for step in steps))
