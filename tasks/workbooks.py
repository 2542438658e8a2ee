"""The lists of tasks and projects as workbooks: the same rows that the page shows."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from indicators.models import Plan
from tasks.models import Project, Task
from tasks.wording import milestone_in_words, reason_in_words, standing_in_words
from wastefree.lib.listbook import Cell, Column, Sheet, list_workbook

MONEY = "#,##0.####"


def task_list(plan: Plan, tasks: Iterable[Task], today: date) -> bytes:
    columns = [
        Column(_("序号"), 6),
        Column(_("任务"), 28),
        Column(_("领域"), 20),
        Column(_("具体措施"), 40),
        Column(_("成果"), 20),
        Column(_("牵头单位"), 14),
        Column(_("配合单位"), 22),
        Column(_("责任单位（原文）"), 28),
        Column(_("完成时限"), 12),
        Column(_("完成时限（原文）"), 14),
        Column(_("时限类型"), 10),
        Column(_("开始日期"), 12),
        Column(_("节点"), 40),
        Column(_("状态"), 10),
        Column(_("状态说明"), 28),
        Column(_("填报进展"), 10),
        Column(_("完成进度（%）"), 10, "0"),
        Column(_("进展情况"), 40),
        Column(_("存在问题"), 24),
        Column(_("下一步计划"), 24),
        Column(_("填写时间"), 12),
    ]
    return list_workbook(_("重点任务清单"), note(plan, today), columns, (_task_row(task, today) for task in tasks))


def _task_row(task: Task, today: date) -> list[Cell]:
    standing = task.standing(today)
    return [
        task.code,
        task.title,
        task.section.name if task.section else "",
        task.content,
        task.deliverable,
        task.lead.name if task.lead else "",
        _("、").join(body.name for body in task.cooperating.all()),
        task.responsible_text,
        task.due_on,
        task.due_text,
        task.get_due_kind_display(),
        task.starts_on,
        "\n".join(map(milestone_in_words, task.milestones.all())),
        standing_in_words(standing),
        reason_in_words(standing),
        task.get_stage_display(),
        task.percent,
        task.progress,
        task.problem,
        task.next_step,
        localdate(task.reported_at) if task.reported_at else None,
    ]


def project_sheet(plan: Plan, projects: Iterable[Project], today: date) -> Sheet:
    """All that is known of each; `annex.columns` reads these headings back as they are."""
    columns = [
        Column(_("序号"), 6),
        Column(_("项目名称"), 30),
        Column(_("类别"), 12),
        Column(_("类别（原文）"), 12),
        Column(_("建设内容"), 40),
        Column(_("处理能力"), 14),
        Column(_("处理能力（数量）"), 10, MONEY),
        Column(_("处理能力（单位）"), 10),
        Column(_("所在区县"), 12),
        Column(_("责任单位"), 16),
        Column(_("责任单位（原文）"), 20),
        Column(_("总投资（万元）"), 14, MONEY),
        Column(_("完成投资（万元）"), 14, MONEY),
        Column(_("投资说明"), 16),
        Column(_("开工年份"), 8, "0"),
        Column(_("完工年份"), 8, "0"),
        Column(_("阶段"), 10),
        Column(_("停止、退回原因"), 16),
        Column(_("列入日期"), 12),
        Column(_("批次"), 10),
        Column(_("调出日期"), 12),
        Column(_("调出原因"), 16),
        Column(_("进展情况（文字）"), 36),
        Column(_("存在问题"), 24),
        Column(_("填写时间"), 12),
    ]
    return Sheet(_("重点项目清单"), note(plan, today), columns, [_project_row(project) for project in projects])


def _project_row(project: Project) -> list[Cell]:
    return [
        project.code,
        project.name,
        project.get_waste_display() if project.waste else "",
        project.waste_type,
        project.content,
        project.capacity,
        project.capacity_amount,
        project.capacity_unit,
        project.region.name if project.region else "",
        project.organization.name if project.organization else "",
        project.responsible_text,
        project.investment_planned,
        project.investment_done,
        project.investment_note,
        project.start_year,
        project.completion_year,
        project.get_stage_display(),
        project.stage_reason,
        project.added_on,
        project.occasion,
        project.moved_out_on,
        project.moved_out_reason,
        project.progress,
        project.problem,
        localdate(project.reported_at) if project.reported_at else None,
    ]


def note(plan: Plan, today: date) -> str:
    """The line below a sheet's title: which plan, which day, and that it is a demonstration."""
    words = _("%(plan)s　导出日期 %(day)s") % {"plan": plan.name, "day": date_format(today, "DATE_FORMAT")}
    return words + "　" + _("演示数据，不能引用") if plan.is_demo else words
