"""How an order stands on a day, and which steps of the ladder are reached: pure."""

from dataclasses import dataclass
from datetime import date

import pytest

from tasks.ladder import Step, steps_reached
from tasks.numbering import next_number
from tasks.orderstatus import Standing, order_status

DUE, BY = date(2024, 10, 11), date(2024, 10, 9)  # a Friday, after which Saturday the twelfth is worked


@dataclass
class Dated:
    state: str
    acknowledge_by: date | None = BY
    due_on: date | None = DUE


@pytest.mark.parametrize(
    ("state", "day", "standing"),
    [
        ("draft", 30, Standing.DRAFT),
        ("issued", 9, Standing.TO_ACKNOWLEDGE),
        ("issued", 10, Standing.UNACKNOWLEDGED),
        ("issued", 12, Standing.OVERDUE),
        ("acknowledged", 7, Standing.UNDER_WAY),
        ("acknowledged", 8, Standing.DUE_SOON),
        ("acknowledged", 11, Standing.DUE_SOON),
        ("acknowledged", 12, Standing.OVERDUE),
        ("answered", 30, Standing.ANSWERED),
        ("closed", 30, Standing.CLOSED),
        ("withdrawn", 30, Standing.WITHDRAWN),
    ],
)
def test_how_it_stands(state: str, day: int, standing: Standing) -> None:
    assert order_status(Dated(state), date(2024, 10, day)).standing is standing


def test_the_deadline_is_the_one_that_counts_now() -> None:
    assert order_status(Dated("issued"), BY).deadline == BY
    assert order_status(Dated("issued"), date(2024, 10, 12)).deadline == DUE
    assert order_status(Dated("answered"), DUE).deadline is None
    assert order_status(Dated("acknowledged", due_on=None), DUE).standing is Standing.UNDER_WAY


@pytest.mark.parametrize(
    ("day", "reached"),
    [
        (date(2024, 10, 7), []),
        (date(2024, 10, 8), [Step.NEAR]),
        (DUE, [Step.NEAR]),
        (date(2024, 10, 12), [Step.REPORTER]),
        (date(2024, 10, 14), [Step.REPORTER]),
        (date(2024, 10, 15), [Step.REPORTER, Step.REVIEWER]),
        (date(2024, 10, 17), [Step.REPORTER, Step.REVIEWER, Step.LEADER]),
        (date(2025, 10, 17), [Step.REPORTER, Step.REVIEWER, Step.LEADER, Step.OFFICE]),
    ],
)
def test_lateness_climbs_by_working_days(day: date, reached: list[Step]) -> None:
    assert steps_reached(DUE, day) == reached


def test_numbers_of_another_form_count_for_nothing() -> None:
    taken = ["督办〔2024〕9号", "督办〔2024〕10号", "督办〔2024〕十一号", "督办〔2024〕99号（补）"]
    assert next_number("supervision", 2024, taken) == "督办〔2024〕11号"
