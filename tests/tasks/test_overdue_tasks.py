"""Which tasks are overdue."""

from datetime import date

import pytest

from indicators.models import Plan
from tasks.models import Task
from tests.factories import create_task


@pytest.mark.parametrize(
    ("due_on", "stage", "overdue"),
    [
        (date(2024, 10, 7), "in_progress", True),
        (date(2024, 10, 8), "in_progress", False),
        (date(2024, 10, 7), "done", False),
        (None, "not_started", False),
    ],
)
def test_the_list_and_the_task_agree_on_what_is_overdue(
    due_on: date | None, stage: str, overdue: bool, plan: Plan
) -> None:
    task = create_task(plan, due_on=due_on, stage=stage)
    today = date(2024, 10, 8)
    assert task.is_overdue(today) is overdue
    assert Task.objects.overdue(today).filter(pk=task.pk).exists() is overdue
