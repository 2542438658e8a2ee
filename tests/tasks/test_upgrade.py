"""What the upgrade makes of the deadlines of tasks entered before."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from indicators.models import Plan
from tasks.models import Task
from tests.factories import create_task

MIGRATION = import_module("tasks.migrations.0007_read_deadlines")


@pytest.mark.parametrize(
    ("text", "due_on", "was_ongoing", "expected"),
    [
        ("10月底前", date(2024, 10, 31), False, ("date", "2024-10-31", None)),
        ("10月底前", None, False, ("date", "", None)),
        ("2024年3月至10月", date(2024, 10, 31), False, ("range", "2024-03-01/2024-10-31", date(2024, 3, 1))),
        ("2024年3月至10月", None, False, ("range", "", None)),
        ("每季度", None, False, ("recurring", "quarterly", None)),
        ("常态工作", None, True, ("ongoing", "ongoing", None)),
        ("", None, True, ("ongoing", "ongoing", None)),
        ("尽快", None, False, ("unreadable", "", None)),
        ("尽快", date(2024, 5, 1), False, ("date", "2024-05-01", None)),
        ("", None, False, ("", "", None)),
    ],
)
def test_old_words_are_read_and_decided_days_stay(
    text: str,
    due_on: date | None,
    was_ongoing: bool,
    expected: tuple[str, str, date | None],
    plan: Plan,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    create_task(plan, due_text=text, due_on=due_on, due_kind="")
    monkeypatch.setattr(Task, "is_ongoing", was_ongoing)
    MIGRATION.read_deadlines(apps, None)
    task = Task.objects.get()
    assert (task.due_kind, task.due_rule, task.starts_on) == expected
    assert task.due_on == due_on
