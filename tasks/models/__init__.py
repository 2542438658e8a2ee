"""What a city has promised to do: tasks and key projects."""

from tasks.models.project import Project
from tasks.models.task import Task, TaskSection

__all__ = ["Project", "Task", "TaskSection"]
