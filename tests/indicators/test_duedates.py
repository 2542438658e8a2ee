"""How a deadline is told."""

from datetime import date

import pytest

from indicators.duedates import due_date


@pytest.mark.parametrize(
    ("on", "days_left", "is_past", "is_soon"),
    [
        (date(2024, 10, 12), 5, False, True),
        (date(2024, 10, 7), 0, False, True),
        (date(2024, 10, 6), -1, True, False),
        (date(2024, 10, 15), 8, False, False),
    ],
)
def test_days_are_counted_to_the_day_itself(on: date, days_left: int, is_past: bool, is_soon: bool) -> None:
    due = due_date(on, date(2024, 10, 7))
    assert (due.days_left, due.is_past, due.is_soon) == (days_left, is_past, is_soon)


def test_a_saturday_that_is_worked_is_said_to_be() -> None:
    due = due_date(date(2024, 10, 12), date(2024, 10, 7))
    assert str(due.weekday) == "周六"
    assert due.is_make_up_day
    assert due.is_working_day


def test_a_holiday_is_no_working_day() -> None:
    assert not due_date(date(2024, 10, 1), date(2024, 9, 20)).is_working_day


def test_a_year_whose_calendar_is_not_out_is_unconfirmed() -> None:
    assert due_date(date(2024, 10, 1), date(2024, 9, 20)).is_confirmed
    assert not due_date(date(2090, 10, 1), date(2024, 9, 20)).is_confirmed
