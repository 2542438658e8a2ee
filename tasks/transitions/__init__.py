"""What can be done to tasks and projects: one function each, one transaction each, with its audit record.

All raise `StaleError` if the row has changed since `based_on`, and `PermissionDenied` if `by` may not. A `key` that
was handled before changes nothing.
"""

from tasks.transitions.milestones import (
    create_milestone,
    edit_milestone,
    reach_milestone,
    remove_milestone,
    undo_milestone,
)
from tasks.transitions.projects import (
    create_project,
    edit_project,
    edit_projects,
    move_project_out,
    put_project_back,
)
from tasks.transitions.tasks import create_task, edit_task, set_status, withdraw_status

__all__ = [
    "create_milestone",
    "create_project",
    "create_task",
    "edit_milestone",
    "edit_project",
    "edit_projects",
    "edit_task",
    "move_project_out",
    "put_project_back",
    "reach_milestone",
    "remove_milestone",
    "set_status",
    "undo_milestone",
    "withdraw_status",
]
