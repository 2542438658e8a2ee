"""What a city has promised to do: tasks and key projects; who answers for it, and the handing over of who does."""

from tasks.models.charge import Answerable, Charge
from tasks.models.handover import HandedDuty, Handover
from tasks.models.milestone import Milestone
from tasks.models.project import Project
from tasks.models.report import (
    PROGRESS,
    ProgressReport,
    ProjectReport,
    ProjectReportRevision,
    TaskReport,
    TaskReportRevision,
)
from tasks.models.task import Task, TaskSection

__all__ = [
    "PROGRESS",
    "Answerable",
    "Charge",
    "HandedDuty",
    "Handover",
    "Milestone",
    "ProgressReport",
    "Project",
    "ProjectReport",
    "ProjectReportRevision",
    "Task",
    "TaskReport",
    "TaskReportRevision",
    "TaskSection",
]
