"""The four lists of a plan (目标清单、任务清单、项目清单、责任清单): each as a sheet, all as one workbook."""

from collections.abc import Callable
from datetime import date

from django.utils import translation

from indicators.models import Plan
from tasks.listbooks.duties import duty_sheet
from tasks.listbooks.goals import goal_sheet
from tasks.listbooks.works import project_sheet, task_sheet
from tasks.responsibilities import answering
from wastefree.lib.listbook import Sheet


def _duties(plan: Plan, today: date) -> Sheet:
    return duty_sheet(plan, answering(plan, plan.organizations.active(), today))


LISTS: dict[str, Callable[[Plan, date], Sheet]] = {
    "goals": lambda plan, today: goal_sheet(plan),
    "tasks": task_sheet,
    "projects": project_sheet,
    "duties": _duties,
}


def list_sheets(plan: Plan, names: list[str], today: date) -> list[Sheet]:
    """The lists of these names, in Chinese in every language: their headings are what the import reads again."""
    with translation.override("zh-hans"):
        return [LISTS[name](plan, today) for name in names]
