"""What an order about something says before anybody has written it: title, requirement, and who answers. Reads only."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cells.models import Cell
from indicators.models import Entry, Plan
from tasks.models import Project, Task
from wastefree.accounts.models import Organization, User
from wastefree.lib.workdays import working_days_after

# Working days that an order gives, unless the office says otherwise.
USUAL_DAYS = 10
TITLE = 200

Subject = Task | Entry | Project | Cell


@dataclass(frozen=True)
class Draft:
    """What stands in the form at first; `field` is the order's field for what it is about, `facts` how that stands."""

    field: str
    subject: Subject
    title: str
    facts: str
    organization: Organization | None

    @property
    def requirement(self) -> str:
        """What is the matter, and what to do about it."""
        return self.facts + _("请查明原因，采取措施抓紧落实，按期反馈办理情况，并附佐证材料。")

    @property
    def initial(self) -> dict[str, Any]:
        return {"title": self.title, "requirement": self.requirement, "organization": self.organization}


def usual_due_day(today: date) -> date:
    return working_days_after(today, USUAL_DAYS)


def subject_asked(plan: Plan, user: User, asked: Any) -> Subject | None:
    """What an address names (`task=3`), of those that the person sees; None if it names nothing that is there."""
    rows: dict[str, Any] = {
        "task": Task.objects.visible_to(user).filter(plan=plan).select_related("lead"),
        "project": Project.objects.visible_to(user).filter(plan=plan).select_related("organization"),
        "cell": Cell.objects.visible_to(user).filter(plan=plan).select_related("organization", "type"),
        "entry": Entry.objects.visible_to(user)
        .filter(round__plan=plan)
        .select_related("organization", "quantity", "round"),
    }
    for name, found in rows.items():
        key = asked.get(name, "")
        if key.isascii() and key.isdigit() and len(key) < 18:
            subject: Subject | None = found.filter(pk=key).first()
            return subject
    return None


def draft_about(subject: Subject) -> Draft:
    """The office writes on from here; nothing of it is binding before it is issued."""
    match subject:
        case Task():
            return _about_task(subject)
        case Entry():
            return _about_entry(subject)
        case Project():
            return _about_project(subject)
        case Cell():
            return _about_cell(subject)


def _about_task(task: Task) -> Draft:
    title = _("关于加快落实“%(name)s”的督办") % {"name": task.title}
    due = date_format(task.due_on, "DATE_FORMAT") if task.due_on else task.due_text
    facts = {"code": task.code, "name": task.title, "due": due}
    words = (
        _("重点任务 %(code)s“%(name)s”完成时限为%(due)s，目前还没有完成。")
        if due
        else _("重点任务 %(code)s“%(name)s”目前还没有完成。")
    )
    return Draft("task", task, title[:TITLE], words % facts, task.lead)


def _about_entry(entry: Entry) -> Draft:
    period = entry.round.period.label(get_language() or "zh-hans")
    facts = {
        "period": period,
        "name": entry.quantity.name,
        "due": date_format(entry.round.due_on, "DATE_FORMAT"),
    }
    title = _("关于报送%(period)s“%(name)s”的督办") % facts
    words = _("%(period)s的“%(name)s”应于%(due)s前提交，目前还没有提交。") % facts
    return Draft("entry", entry, title[:TITLE], words, entry.organization)


def _about_project(project: Project) -> Draft:
    title = _("关于加快推进“%(name)s”的督办") % {"name": project.name}
    facts = {"name": project.name, "stage": project.get_stage_display()}
    words = _("重点项目“%(name)s”目前为“%(stage)s”，进度滞后。") % facts
    return Draft("project", project, title[:TITLE], words, project.organization)


def _about_cell(cell: Cell) -> Draft:
    title = _("关于加快创建“%(name)s”的督办") % {"name": cell.name}
    words = _("%(type)s“%(name)s”目前还在创建中。") % {"type": cell.type, "name": cell.name}
    return Draft("cell", cell, title[:TITLE], words, cell.organization)
