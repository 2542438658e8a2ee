"""When recurring tasks are due: again and again, never on a day that the month does not have."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.recurrence import LONGEST, due_days, last_due, next_due
from tasks.wording import rule_in_words
from tests.tasks.test_deadlines import READ

RULES = sorted({rule for _text, kind, _date, rule in READ if kind == "recurring"})


@pytest.mark.parametrize(
    ("rule", "today", "expected"),
    [
        ("monthly --10", date(2024, 10, 10), date(2024, 10, 10)),
        ("monthly --10", date(2024, 10, 11), date(2024, 11, 10)),
        ("monthly --31", date(2024, 2, 1), date(2024, 2, 29)),
        ("monthly --end", date(2023, 2, 1), date(2023, 2, 28)),
        ("next-month --10", date(2024, 12, 11), date(2025, 1, 10)),
        ("monthly", date(2024, 4, 1), date(2024, 4, 30)),
        ("half-monthly", date(2024, 4, 16), date(2024, 4, 30)),
        ("quarterly", date(2024, 10, 8), date(2024, 12, 31)),
        ("quarterly --end", date(2024, 10, 8), date(2024, 12, 31)),
        ("quarterly first --10", date(2024, 10, 11), date(2025, 1, 10)),
        ("quarterly last --25", date(2024, 10, 8), date(2024, 12, 25)),
        ("next-quarter --15", date(2024, 10, 8), date(2024, 10, 15)),
        ("half-yearly", date(2024, 7, 1), date(2024, 12, 31)),
        ("half-yearly --end", date(2024, 6, 30), date(2024, 6, 30)),
        ("yearly", date(2024, 1, 1), date(2024, 12, 31)),
        ("yearly --06-05", date(2024, 6, 6), date(2025, 6, 5)),
        ("yearly --02-end", date(2024, 1, 1), date(2024, 2, 29)),
        ("next-year --01-31", date(2024, 2, 1), date(2025, 1, 31)),
        ("weekly", date(2024, 10, 8), date(2024, 10, 13)),
        ("weekly --5", date(2024, 10, 8), date(2024, 10, 11)),
        ("daily", date(2024, 10, 8), date(2024, 10, 8)),
    ],
)
def test_the_next_day_on_which_it_is_due(rule: str, today: date, expected: date) -> None:
    assert next_due(rule, today) == expected


@given(st.sampled_from(RULES), st.dates(date(2001, 1, 1), date(2098, 12, 31)))
def test_every_rule_that_words_give_is_due_again_within_a_year(rule: str, today: date) -> None:
    last, following = last_due(rule, today), next_due(rule, today)
    assert last < today <= following
    assert following - last <= LONGEST
    assert due_days(rule, last, following) == [last, following], "none between"
    assert next_due(rule, following + timedelta(days=1)) > following
    assert last_due(rule, following) == last


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_words(rule: str) -> None:
    assert "--" not in rule_in_words(rule)


def test_a_day_is_no_rule() -> None:
    with pytest.raises(ValueError, match="2024-04-30"):
        next_due("2024-04-30", date(2024, 1, 1))
