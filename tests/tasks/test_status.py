"""How a task stands is reckoned from its dates and milestones."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.status import MARGIN, Standing, Status, Step, Why, Work, standing

TODAY = date(2024, 10, 8)
PAST, LONG_PAST, AHEAD = date(2024, 9, 30), date(2024, 3, 31), date(2024, 12, 31)
YEAR: dict[str, Any] = {"starts_on": date(2024, 1, 1), "due_on": AHEAD}


def step(due_on: date, weight: int = 1, *, reached: bool = False) -> Step:
    return Step(due_on, weight, reached)


@pytest.mark.parametrize(
    ("work", "status", "why"),
    [
        (Work("done", due_on=PAST), "done", "reported_done"),
        (Work("in_progress", due_on=PAST, steps=(step(PAST, reached=True),)), "done", "all_reached"),
        (Work("in_progress", due_on=PAST), "overdue", "day_passed"),
        (Work("not_started", due_on=PAST), "overdue", "day_passed"),
        (Work("in_progress", due_on=TODAY), "on_schedule", "under_way"),
        (Work("not_started", due_on=AHEAD), "not_started", "nothing_yet"),
        (Work("not_started", starts_on=TODAY, due_on=AHEAD), "not_started", "nothing_yet"),
        (Work("not_started", starts_on=PAST, due_on=AHEAD), "slow", "not_begun"),
        (Work("in_progress", **YEAR), "on_schedule", "under_way"),
        (Work("in_progress", percent=76, **YEAR), "on_schedule", "days_kept"),
        (Work("in_progress", percent=66, **YEAR), "slow", "behind_days"),
        (Work("in_progress", percent=0, **YEAR), "slow", "behind_days"),
        (Work("in_progress", steps=(step(PAST), step(AHEAD))), "slow", "behind_milestones"),
        (Work("in_progress", steps=(step(PAST, reached=True), step(AHEAD))), "on_schedule", "milestones_kept"),
        (Work("in_progress", steps=(step(PAST), step(AHEAD, 9))), "on_schedule", "milestones_kept"),
        (Work("in_progress", steps=(step(PAST), step(AHEAD, 8))), "slow", "behind_milestones"),
        (Work("in_progress", steps=(step(TODAY), step(AHEAD))), "on_schedule", "milestones_kept"),
        (Work("in_progress", steps=(step(PAST), step(AHEAD, reached=True))), "on_schedule", "milestones_kept"),
        (Work("in_progress", percent=1, steps=(step(AHEAD),), **YEAR), "on_schedule", "milestones_kept"),
        (Work("not_started", steps=(step(LONG_PAST), step(AHEAD))), "slow", "behind_milestones"),
        (Work("not_started", steps=(step(LONG_PAST, reached=True), step(AHEAD))), "on_schedule", "milestones_kept"),
        (Work("in_progress", kind="ongoing", rule="ongoing"), "on_schedule", "under_way"),
        (Work("in_progress", kind="event", rule="省出台文件 + 2个月"), "on_schedule", "under_way"),
        (Work("not_started", kind="event", rule="省出台文件 + 2个月"), "not_started", "nothing_yet"),
    ],
)  # fmt: skip
def test_what_dates_and_milestones_say(work: Work, status: str, why: str) -> None:
    found = standing(work, TODAY)
    assert (found.status, found.why) == (Status(status), Why(why))


@pytest.mark.parametrize(
    ("rule", "starts_on", "reported_on", "status"),
    [
        ("quarterly", None, None, "on_schedule"),  # since when nobody knows
        ("quarterly", date(2024, 7, 1), None, "overdue"),
        ("quarterly", date(2024, 10, 1), None, "on_schedule"),  # its first day is still to come
        ("quarterly", None, date(2024, 9, 20), "on_schedule"),
        ("quarterly", None, date(2024, 7, 10), "on_schedule"),
        ("quarterly", None, date(2024, 6, 20), "overdue"),
        ("monthly --10", None, date(2024, 7, 10), "on_schedule"),  # reports are asked once a quarter
        ("monthly --10", None, date(2024, 5, 10), "overdue"),
        ("yearly --06-05", None, date(2023, 7, 1), "on_schedule"),
        ("yearly --06-05", None, date(2023, 6, 1), "overdue"),
    ],
)
def test_a_recurring_task_is_overdue_once_nothing_was_written_for_a_day_that_was_due(
    rule: str, starts_on: date | None, reported_on: date | None, status: str
) -> None:
    work = Work("in_progress", starts_on=starts_on, kind="recurring", rule=rule, reported_on=reported_on)
    assert standing(work, TODAY).status == status


def test_the_shares_are_told() -> None:
    found = standing(Work("in_progress", steps=(step(PAST, 1), step(PAST, 2, reached=True), step(AHEAD, 3))), TODAY)
    assert (found.expected, found.reached) == (Decimal("0.5"), Decimal(2) / Decimal(6))
    assert found == Standing(Status.SLOW, Why.BEHIND_MILESTONES, None, found.expected, found.reached)


days = st.dates(date(2024, 1, 1), date(2025, 12, 31))
steps = st.lists(st.builds(Step, days, st.integers(1, 100), st.booleans()), max_size=5).map(tuple)


@given(
    st.builds(
        Work,
        stage=st.sampled_from(["not_started", "in_progress", "done"]),
        starts_on=st.none() | days,
        due_on=st.none() | days,
        percent=st.none() | st.integers(0, 100),
        steps=steps,
    ).filter(lambda work: not (work.starts_on and work.due_on) or work.starts_on <= work.due_on),
    days,
)
def test_no_task_stands_where_it_cannot(work: Work, today: date) -> None:
    found = standing(work, today)
    assert found.expected is None or 0 <= found.expected <= 1
    if found.status is Status.OVERDUE:
        assert work.stage != "done" and work.due_on is not None and today > work.due_on
    if found.status is Status.SLOW and found.why is not Why.NOT_BEGUN:
        assert found.expected is not None and found.reached is not None and found.expected - found.reached > MARGIN
    if all(each.reached or each.due_on >= today for each in work.steps) and work.steps and work.stage == "in_progress":
        assert found.status in (Status.ON_SCHEDULE, Status.DONE, Status.OVERDUE)
