"""The lists of tasks (任务清单) and of projects (项目清单)."""

from dataclasses import replace
from datetime import date

from indicators.models import Plan
from tasks import workbooks
from tasks.listbooks.plans import above, bodies, note
from tasks.models import Project, Task
from tasks.models.task import PLAN_ORDER
from tasks.responsibilities import due_words
from tasks.wording import standing_in_words
from wastefree.lib.listbook import Cell, Column, Sheet


def task_sheet(plan: Plan, today: date) -> Sheet:
    """Every task, section by section; the deadline in the words of the plan, and the day that they mean beside it."""
    columns = [
        Column("序号", 6),
        Column("领域", 18),
        Column("任务名称", 30),
        Column("具体措施", 44),
        Column("成果形式", 20),
        Column("牵头单位", 16),
        Column("配合单位", 22),
        Column("责任单位（原文）", 22),
        Column("完成时限", 14),
        Column("到期日", 12),
        Column("当前状态", 10),
        Column("进展情况", 40),
    ]
    rows = Task.objects.of_plan(plan).for_list().order_by(*PLAN_ORDER)
    return Sheet("任务清单", note(plan), columns, [_task(task, today) for task in rows])


def _task(task: Task, today: date) -> list[Cell]:
    return [
        task.code,
        above(task.section),
        task.title,
        task.content,
        task.deliverable,
        task.lead.name if task.lead else "",
        bodies(task.cooperating.all(), task.collectives),
        task.responsible_text,
        due_words(task),
        task.due_on,
        standing_in_words(task.standing(today)),
        task.progress,
    ]


def project_sheet(plan: Plan, today: date) -> Sheet:
    """The projects that count, in the columns of their own list; money in 万元, as the headings say."""
    rows = Project.objects.of_plan(plan).on_list().with_place()
    return replace(workbooks.project_sheet(plan, rows, today), title="项目清单", note=note(plan))
