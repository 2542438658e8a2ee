"""Quarters, years, and China's working days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wastefree.lib import workdays
from wastefree.lib.periods import Period, quarters

PERIODS = st.builds(Period, st.integers(2000, 2060), st.integers(0, 4))


@pytest.mark.parametrize(
    ("period", "start", "end", "chinese", "english"),
    [
        (Period(2024, 1), date(2024, 1, 1), date(2024, 3, 31), "2024年第一季度", "2024 Q1"),
        (Period(2024, 4), date(2024, 10, 1), date(2024, 12, 31), "2024年第四季度", "2024 Q4"),
        (Period(2024), date(2024, 1, 1), date(2024, 12, 31), "2024年", "2024"),
    ],
)
def test_a_period_has_bounds_and_a_name(period: Period, start: date, end: date, chinese: str, english: str) -> None:
    assert (period.start, period.end) == (start, end)
    assert (period.label(), period.label("en")) == (chinese, english)


@given(PERIODS)
def test_before_and_after_undo_each_other(period: Period) -> None:
    assert period.next().previous() == period == period.previous().next()
    assert period.previous() < period < period.next()


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_a_day_lies_in_its_quarter_and_the_one_that_ended_last_is_before_it(day: date) -> None:
    assert Period.of(day).start <= day <= Period.of(day).end
    assert Period.last_ended(day).end < day


def test_the_quarters_of_a_span_are_all_there_in_order() -> None:
    span = list(quarters(Period(2023, 3), Period(2024, 2)))
    assert span == [Period(2023, 3), Period(2023, 4), Period(2024, 1), Period(2024, 2)]
    assert list(quarters(Period(2024, 2), Period(2024, 1))) == []


def test_a_year_comes_after_its_quarters() -> None:
    assert sorted([Period(2024), Period(2024, 4), Period(2023), Period(2024, 1)]) == [
        Period(2023),
        Period(2024, 1),
        Period(2024, 4),
        Period(2024),
    ]


def test_there_is_no_fifth_quarter() -> None:
    with pytest.raises(ValueError, match="5"):
        Period(2024, 5)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 10, 1), False),  # National Day
        (date(2024, 10, 12), True),  # a Saturday that is worked
        (date(2024, 10, 13), False),  # an ordinary Sunday
        (date(2024, 10, 8), True),
    ],
)
def test_the_official_calendar_counts_with_its_make_up_days(day: date, worked: bool) -> None:
    assert workdays.is_working_day(day) is worked


def test_a_due_day_on_a_holiday_moves_to_the_next_day_that_is_worked() -> None:
    assert workdays.on_or_after(date(2024, 10, 1)) == date(2024, 10, 8)
    assert workdays.on_or_before(date(2024, 10, 7)) == date(2024, 9, 30)
    assert workdays.on_or_after(date(2024, 10, 12)) == date(2024, 10, 12) and workdays.is_make_up_day(
        date(2024, 10, 12)
    )


def test_a_year_without_a_published_calendar_has_plain_weekends() -> None:
    assert not workdays.is_confirmed(2040)
    assert workdays.on_or_after(date(2040, 10, 6)) == date(2040, 10, 8)
