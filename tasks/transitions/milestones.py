"""What can be done to the milestones of tasks.

The rules of the package hold (see `tasks.transitions`). The office keeps them, as it keeps the tasks.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tasks.models import Milestone, Task
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.changes import as_told_each, change, create
from wastefree.versions import StaleError

FIELDS = ("name", "due_on", "weight", "reached_on")


def create_milestone(task: Task, *, by: User, fields: Mapping[str, Any], key: str = "") -> Milestone:
    if not Task.objects.changeable_by(by).filter(pk=task.pk).exists():
        raise PermissionDenied
    return create(Milestone(task=task), by=by, verb="milestone.created", fields=fields, key=key)


def edit_milestone(
    milestone: Milestone, *, by: User, based_on: int, changes: Mapping[str, Any], key: str = ""
) -> Milestone:
    """What is to be reached, by when, and how much of the task it is."""
    _must_keep(milestone, by)
    return change(milestone, by=by, verb="milestone.updated", based_on=based_on, changes=changes, key=key)


def reach_milestone(milestone: Milestone, on: date, *, by: User, based_on: int, key: str = "") -> Milestone:
    """It has been reached on that day."""
    _must_keep(milestone, by)
    changes = {"reached_on": on}
    return change(milestone, by=by, verb="milestone.reached", based_on=based_on, changes=changes, key=key)


def undo_milestone(milestone: Milestone, *, by: User, based_on: int, key: str = "") -> Milestone:
    """It has not been reached after all."""
    _must_keep(milestone, by)
    changes = {"reached_on": None}
    return change(milestone, by=by, verb="milestone.undone", based_on=based_on, changes=changes, key=key)


def remove_milestone(milestone: Milestone, *, by: User, based_on: int) -> None:
    """Nothing hangs on it; what it was stays in the record."""
    _must_keep(milestone, by)
    with transaction.atomic():
        current = Milestone.objects.select_for_update().get(pk=milestone.pk)
        if current.version != based_on:
            raise StaleError(current)
        before = as_told_each({name: getattr(current, name) for name in FIELDS})
        log.record(by, "milestone.removed", current, before=before)
        current.delete()


def _must_keep(milestone: Milestone, by: User) -> None:
    if not Milestone.objects.changeable_by(by).filter(pk=milestone.pk).exists():
        raise PermissionDenied
