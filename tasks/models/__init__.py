"""What a city has promised to do: tasks and key projects; and the handing over of who does it."""

from tasks.models.handover import HandedDuty, Handover
from tasks.models.project import Project
from tasks.models.task import Task, TaskSection

__all__ = ["HandedDuty", "Handover", "Project", "Task", "TaskSection"]
