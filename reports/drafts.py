"""A first draft of the overall situation, from the facts: figures in sentences, for the office to go on from."""

from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.progress import Status
from reports.facts import AnnualFacts, IndicatorFact
from tasks.models import Project
from wastefree.lib.figures import in_large_units, write_figure

WAN = Decimal(10_000)
NAMED_AT_MOST = 8  # of the indicators that are behind: the others are counted


def overview(facts: AnnualFacts) -> str:
    """Paragraphs about indicators, tasks, projects and cells; what there is none of is left out."""
    parts = [_indicators(facts), _behind(facts), _tasks(facts), _projects(facts), _cells(facts)]
    return "\n".join(part for part in parts if part)


def _indicators(facts: AnnualFacts) -> str:
    return _(
        "截至%(period)s，全市%(total)s项指标中，已达标%(achieved)s项，正常%(on_track)s项，滞后%(behind)s项，"
        "严重滞后%(off_track)s项，无数据%(no_data)s项，待判定%(not_judged)s项。"
    ) % {
        "period": facts.period.label(),
        "total": len(facts.indicators),
        **{status.value: facts.count(status) for status in Status},
    }


def _behind(facts: AnnualFacts) -> str:
    found = [each for each in facts.indicators if each.status in (Status.OFF_TRACK, Status.BEHIND)]
    if not found:
        return ""
    found.sort(key=lambda each: each.status is Status.BEHIND)
    named = "、".join(_named(each) for each in found[:NAMED_AT_MOST])
    if len(found) > NAMED_AT_MOST:
        named = _("%(named)s等%(count)s项") % {"named": named, "count": len(found)}
    return _("落后于应有进度的指标：%(named)s。") % {"named": named}


def _named(indicator: IndicatorFact) -> str:
    figure = write_figure(indicator.figure, indicator.decimals)
    return _("%(name)s（%(figure)s%(unit)s，目标%(target)s）") % {
        "name": indicator.name,
        "figure": figure,
        "unit": indicator.unit,
        "target": indicator.target_text,
    }


def _tasks(facts: AnnualFacts) -> str:
    if not facts.tasks:
        return ""
    overdue = sum(task.is_overdue for task in facts.tasks)
    done = sum(task.is_done for task in facts.tasks)
    return _("%(total)s项重点任务中，已完成%(done)s项，逾期未完成%(overdue)s项。") % {
        "total": len(facts.tasks),
        "done": done,
        "overdue": overdue,
    }


def _projects(facts: AnnualFacts) -> str:
    if not facts.projects:
        return ""
    money = sum((each.investment_planned or Decimal(0) for each in facts.projects), Decimal(0))
    digits, unit = in_large_units(money * WAN)
    building = {Project.Stage.STARTED, Project.Stage.UNDER_CONSTRUCTION}
    return _(
        "%(total)s个重点项目总投资%(money)s元，已完工%(completed)s个，在建%(building)s个，未开工%(planned)s个。"
    ) % {
        "total": len(facts.projects),
        "money": digits + unit,
        "completed": sum(each.stage == Project.Stage.COMPLETED for each in facts.projects),
        "building": sum(each.stage in building for each in facts.projects),
        "planned": sum(each.stage == Project.Stage.PLANNED for each in facts.projects),
    }


def _cells(facts: AnnualFacts) -> str:
    if not facts.cells:
        return ""
    planned = [each.planned for each in facts.cells if each.planned is not None]
    return _("本年度计划创建“无废细胞”%(planned)s个，已命名%(named)s个。") % {
        "planned": sum(planned) if planned else "—",
        "named": sum(each.named for each in facts.cells),
    }
