"""What a city has promised to do: tasks and key projects; who answers for it, and the handing over of who does."""

from collections.abc import Mapping

from tasks.models.charge import Answerable, Charge
from tasks.models.handover import HandedDuty, Handover
from tasks.models.meeting import Meeting
from tasks.models.milestone import Milestone
from tasks.models.order import Order, OrderState
from tasks.models.order_steps import Escalation, Extension, Reply
from tasks.models.project import Project
from tasks.models.project_report import ProjectReport, ProjectReportRevision
from tasks.models.report import ProgressReport
from tasks.models.task import Task, TaskSection
from tasks.models.task_report import TaskReport, TaskReportRevision

# By the word that stands for them in addresses.
PROGRESS: Mapping[str, type[ProgressReport]] = {"tasks": TaskReport, "projects": ProjectReport}

__all__ = [
    "PROGRESS",
    "Answerable",
    "Charge",
    "Escalation",
    "Extension",
    "HandedDuty",
    "Handover",
    "Meeting",
    "Milestone",
    "Order",
    "OrderState",
    "ProgressReport",
    "Project",
    "ProjectReport",
    "ProjectReportRevision",
    "Reply",
    "Task",
    "TaskReport",
    "TaskReportRevision",
    "TaskSection",
]
