"""What can be done to tasks.

The rules of the package hold (see `tasks.transitions`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from indicators.models import Plan
from tasks.models import Task
from tasks.transitions.keeping import must_keep
from wastefree.accounts.models import User
from wastefree.changes import change, create


def create_task(plan: Plan, *, by: User, fields: Mapping[str, Any], key: str = "") -> Task:
    """A task that the plan's document gained later, or that was forgotten."""
    must_keep(plan, by)
    task = Task(plan=plan)
    create(task, by=by, verb="task.created", fields=fields, key=key)
    return task


def edit_task(task: Task, *, by: User, based_on: int, changes: Mapping[str, Any], key: str = "") -> Task:
    """The office changes what the task is: who leads, who helps, until when, under which number."""
    if not Task.objects.changeable_by(by).filter(pk=task.pk).exists():
        raise PermissionDenied
    return change(task, by=by, verb="task.updated", based_on=based_on, changes=changes, key=key)


def report_task(task: Task, *, by: User, based_on: int, report: Mapping[str, Any], at: datetime, key: str = "") -> Task:
    """The organization that leads writes how the task stands; the same words again say that nothing has changed."""
    if not Task.objects.reportable_by(by).filter(pk=task.pk).exists():
        raise PermissionDenied
    changes = {**report, "reported_at": at, "reported_by": by}
    return change(task, by=by, verb="task.reported", based_on=based_on, changes=changes, key=key)
