"""What can be done to tasks, projects, orders and meetings: one function each, one transaction each, with its audit record.

All raise `StaleError` if the row has changed since `based_on`, and `PermissionDenied` if `by` may not. A `key` that
was handled before changes nothing.
"""

from tasks.transitions.meetings import (
    add_item,
    arrange_meeting,
    create_meeting,
    decide,
    edit_meeting,
    hold_meeting,
    remove_meeting,
    reopen_meeting,
    write_minutes,
)
from tasks.transitions.milestones import (
    create_milestone,
    edit_milestone,
    reach_milestone,
    remove_milestone,
    undo_milestone,
)
from tasks.transitions.orders import (
    acknowledge_order,
    answer_order,
    ask_extension,
    close_order,
    create_order,
    decide_extension,
    edit_order,
    issue_order,
    issue_several,
    proposed_number,
    reopen_order,
    send_back,
    withdraw_order,
)
from tasks.transitions.projects import create_project, edit_project, edit_projects, move_project_out, put_project_back
from tasks.transitions.refusal import Refused
from tasks.transitions.tasks import create_task, edit_task, edit_tasks, set_status, withdraw_status

__all__ = [
    "Refused",
    "acknowledge_order",
    "add_item",
    "answer_order",
    "arrange_meeting",
    "ask_extension",
    "close_order",
    "create_meeting",
    "create_milestone",
    "create_order",
    "create_project",
    "create_task",
    "decide",
    "decide_extension",
    "edit_meeting",
    "edit_milestone",
    "edit_order",
    "edit_project",
    "edit_projects",
    "edit_task",
    "edit_tasks",
    "hold_meeting",
    "issue_order",
    "issue_several",
    "move_project_out",
    "proposed_number",
    "put_project_back",
    "reach_milestone",
    "remove_meeting",
    "remove_milestone",
    "reopen_meeting",
    "reopen_order",
    "send_back",
    "set_status",
    "undo_milestone",
    "withdraw_order",
    "withdraw_status",
    "write_minutes",
]
