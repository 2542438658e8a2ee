"""What can be done to tasks.

The rules of the package hold (see `tasks.transitions`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from indicators.models import Plan
from tasks.models import Task
from tasks.soundness import Fault, Unsound, levels_below, must_be_sound
from tasks.transitions.keeping import must_keep
from tasks.transitions.reports import follow_lead
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.changes import change, create


def create_task(plan: Plan, *, by: User, fields: Mapping[str, Any], key: str = "") -> Task:
    """A task that the plan's document gained later, or that was forgotten. Raises `Unsound`."""
    must_keep(plan, by)
    task = Task(plan=plan)
    must_be_sound(task, fields)
    create(task, by=by, verb="task.created", fields=fields, key=key)
    return task


def edit_task(task: Task, *, by: User, based_on: int, changes: Mapping[str, Any], key: str = "") -> Task:
    """The office changes what the task is: who leads, who helps, until when, under which number.

    What stands below it goes into another section with it. Raises `Unsound`.
    """
    if not Task.objects.changeable_by(by).filter(pk=task.pk).exists():
        raise PermissionDenied
    with transaction.atomic():
        must_be_sound(Task.objects.get(pk=task.pk), changes)
        changed = change(task, by=by, verb="task.updated", based_on=based_on, changes=changes, key=key)
        if "section" in changes:
            _move_below(changed, by=by)
        follow_lead(changed, by=by)
        return changed


def edit_tasks(wanted: Mapping[Task, tuple[int, Mapping[str, Any]]], *, by: User, key: str = "") -> int:
    """The office changes several tasks, each as it says and based on the version that was seen: all of them or none.

    Returns how many were really changed. Raises `Unsound`.
    """
    changed = 0
    with transaction.atomic():
        if not log.first_time(by, key):
            return 0
        for task, (based_on, changes) in wanted.items():
            changed += edit_task(task, by=by, based_on=based_on, changes=changes).version != based_on
    return changed


def _move_below(task: Task, *, by: User) -> None:
    for level in levels_below(task):
        for each in level:
            section = {"section": task.section}
            change(each, by=by, verb="task.moved", based_on=each.version, changes=section)


def set_status(task: Task, status: str, reason: str, *, by: User, based_on: int, at: datetime, key: str = "") -> Task:
    """The office decides how the task stands, whatever dates and milestones say; it says why. Raises `Unsound`."""
    if not reason.strip():
        raise Unsound([Fault("status_reason", "missing", _("请写明认定的原因。"))])
    changes = {"status_override": status, "status_reason": reason, "status_set_by": by, "status_set_at": at}
    return _decide(task, "task.status_set", changes, by=by, based_on=based_on, key=key, reason=reason)


def withdraw_status(task: Task, *, by: User, based_on: int, key: str = "") -> Task:
    """Dates and milestones count again."""
    changes = {"status_override": "", "status_reason": "", "status_set_by": None, "status_set_at": None}
    return _decide(task, "task.status_withdrawn", changes, by=by, based_on=based_on, key=key)


def _decide(
    task: Task, verb: str, changes: Mapping[str, Any], *, by: User, based_on: int, key: str, reason: str = ""
) -> Task:
    if not Task.objects.changeable_by(by).filter(pk=task.pk).exists():
        raise PermissionDenied
    return change(task, by=by, verb=verb, based_on=based_on, changes=changes, key=key, reason=reason)
