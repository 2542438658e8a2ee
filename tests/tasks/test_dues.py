"""When a task is due: by its words, by an event's day, or because the office has decided."""

from datetime import date

import pytest

from tasks.deadlines import read_deadline
from tasks.dues import Due, due_by
from tasks.events import due_after

EVENT = date(2024, 9, 30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("省出台文件后2个月", date(2024, 11, 30)),
        ("省出台文件后5个月", date(2025, 2, 28)),
        ("方案发布后半年内", date(2025, 3, 30)),
        ("方案发布后半个月内", date(2024, 10, 15)),
        ("会议结束后一周内", date(2024, 10, 7)),
        ("接到通知后3日内", date(2024, 10, 3)),
        ("文件印发后1年内", date(2025, 9, 30)),
        ("文件印发后5个工作日内", date(2024, 10, 12)),  # after National Day; the Saturday is worked
        ("项目建成后", None),
    ],
)
def test_after_an_event(text: str, expected: date | None) -> None:
    assert due_after(read_deadline(text, None).rule, EVENT) == expected


@pytest.mark.parametrize(
    ("text", "decided", "event_on", "due"),
    [
        ("", None, None, Due("", "", None)),
        ("", EVENT, None, Due("date", "2024-09-30", EVENT)),
        ("9月底前", None, None, Due("date", "2024-09-30", EVENT)),
        ("9月底前", EVENT, None, Due("date", "2024-09-30", EVENT)),
        ("尽快", None, None, Due("unreadable", "", None)),
        ("尽快", EVENT, None, Due("date", "2024-09-30", EVENT)),
        ("3-6月", None, None, Due("range", "2024-03-01/2024-06-30", date(2024, 6, 30), date(2024, 3, 1))),
        ("3-6月", EVENT, None, Due("range", "2024-03-01/2024-09-30", EVENT, date(2024, 3, 1))),
        ("每季度", None, None, Due("recurring", "quarterly", None)),
        ("每季度", EVENT, None, Due("date", "2024-09-30", EVENT)),
        ("常态工作", None, None, Due("ongoing", "ongoing", None)),
        ("省出台文件后2个月", None, None, Due("event", "省出台文件 + 2个月", None)),
        ("省出台文件后2个月", None, EVENT, Due("event", "省出台文件 + 2个月", date(2024, 11, 30))),
    ],
)
def test_the_office_s_day_goes_before_the_words(
    text: str, decided: date | None, event_on: date | None, due: Due
) -> None:
    assert due_by(read_deadline(text, 2024), decided=decided, event_on=event_on) == due
