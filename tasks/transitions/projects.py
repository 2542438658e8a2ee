"""What can be done to key projects.

The rules of the package hold (see `tasks.transitions`).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from indicators.models import Plan
from tasks.models import Project
from tasks.transitions.keeping import must_keep
from tasks.transitions.reports import follow_responsible
from wastefree.accounts.models import User
from wastefree.audit import log
from wastefree.changes import change, create, write_new


def create_project(plan: Plan, *, by: User, fields: Mapping[str, Any], key: str = "") -> Project:
    must_keep(plan, by)
    project = Project(plan=plan)
    create(project, by=by, verb="project.created", fields=fields, key=key)
    return project


def edit_project(
    project: Project, *, by: User, based_on: int, changes: Mapping[str, Any], key: str = "", reason: str = ""
) -> Project:
    """The office changes what the project is: name, money, place, who is responsible; `reason` of a step back."""
    _must_keep_project(project, by)
    with transaction.atomic():
        changed = change(
            project, by=by, verb="project.updated", based_on=based_on, changes=changes, key=key, reason=reason
        )
        follow_responsible(changed, by=by)
        return changed


def edit_projects(projects: Mapping[Project, int], *, by: User, changes: Mapping[str, Any], key: str = "") -> int:
    """The office gives several projects, each based on the version that was seen, the same: all of them or none.

    Returns how many were really changed.
    """
    with transaction.atomic():
        if not log.first_time(by, key):
            return 0
        versions = []
        for project, based_on in projects.items():
            _must_keep_project(project, by)
            current = Project.objects.get(pk=project.pk)
            write_new(current, by=by, verb="project.updated", based_on=based_on, changes=changes)
            versions.append(current.version != based_on)
        return sum(versions)


def move_project_out(project: Project, *, by: User, based_on: int, on: date, reason: str, key: str = "") -> Project:
    """The office takes the project off the plan's list as of a day: it stays to be looked at and counts nowhere."""
    _must_keep_project(project, by)
    changes = {"moved_out_on": on, "moved_out_reason": reason}
    return change(project, by=by, verb="project.moved_out", based_on=based_on, changes=changes, key=key, reason=reason)


def put_project_back(project: Project, *, by: User, based_on: int, reason: str, key: str = "") -> Project:
    """The project was moved out by mistake: it is on the list as if it had never left it."""
    _must_keep_project(project, by)
    changes = {"moved_out_on": None, "moved_out_reason": ""}
    return change(project, by=by, verb="project.put_back", based_on=based_on, changes=changes, key=key, reason=reason)


def _must_keep_project(project: Project, user: User) -> None:
    if not Project.objects.changeable_by(user).filter(pk=project.pk).exists():
        raise PermissionDenied
