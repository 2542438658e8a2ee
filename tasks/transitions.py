"""What can be done to tasks and projects: one function each, one transaction each, with its audit record.

All raise `StaleError` if the row has changed since `based_on`, and `PermissionDenied` if `by` may not. A `key` that
was handled before changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from indicators.models import Plan
from tasks.models import Project, Task
from wastefree.access import Role
from wastefree.accounts.models import User
from wastefree.changes import change, create


def create_task(plan: Plan, *, by: User, fields: Mapping[str, Any], key: str = "") -> Task:
    """A task that the plan's document gained later, or that was forgotten."""
    _must_keep(plan, by)
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


def create_project(plan: Plan, *, by: User, fields: Mapping[str, Any], key: str = "") -> Project:
    _must_keep(plan, by)
    project = Project(plan=plan)
    create(project, by=by, verb="project.created", fields=fields, key=key)
    return project


def edit_project(project: Project, *, by: User, based_on: int, changes: Mapping[str, Any], key: str = "") -> Project:
    """The office changes what the project is: name, money, place, who is responsible."""
    if not Project.objects.changeable_by(by).filter(pk=project.pk).exists():
        raise PermissionDenied
    return change(project, by=by, verb="project.updated", based_on=based_on, changes=changes, key=key)


def report_project(
    project: Project, *, by: User, based_on: int, report: Mapping[str, Any], at: datetime, key: str = ""
) -> Project:
    """The organization responsible writes the stage and the money spent so far."""
    if not Project.objects.reportable_by(by).filter(pk=project.pk).exists():
        raise PermissionDenied
    changes = {**report, "reported_at": at, "reported_by": by}
    return change(project, by=by, verb="project.reported", based_on=based_on, changes=changes, key=key)


def _must_keep(plan: Plan, user: User) -> None:
    """The office of a plan that the person takes part in, or nobody."""
    if not user.has_role(Role.OFFICE) or not Plan.objects.visible_to(user).filter(pk=plan.pk).exists():
        raise PermissionDenied
