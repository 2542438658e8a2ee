"""What a reviewer may ask about a progress report. Nothing here keeps it from being handed in: it is only pointed out."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tasks.models import ProgressReport, Project, ProjectReport, TaskReport

SAME_WORDS: Promise = _("进展情况与上期一字不差")
LESS_PERCENT: Promise = _("进度比上期低")
NO_PROOF: Promise = _("填了“已完成”，但没有佐证材料")
LESS_MONEY: Promise = _("累计完成投资比上期少")
OVER_PLANNED: Promise = _("累计完成投资超过总投资")
BACKWARDS: Promise = _("阶段比原来的早，或改为“已停止”，需要写明原因")
NO_MONEY: Promise = _("项目已完工，但没有填完成投资")


def doubts(report: ProgressReport, previous: ProgressReport | None) -> list[str]:
    """In words, for those who fill in and those who review. `report` has its evidence fetched."""
    if not report.is_filled:
        return []
    found: list[Promise] = []
    if previous is not None and report.progress.strip() and report.progress.strip() == previous.progress.strip():
        found.append(SAME_WORDS)
    if isinstance(report, TaskReport):
        found += _of_task(report, previous)
    if isinstance(report, ProjectReport):
        found += _of_project(report, previous)
    return [str(each) for each in found]


def _of_task(report: TaskReport, previous: ProgressReport | None) -> Iterator[Promise]:
    before = previous.percent if isinstance(previous, TaskReport) else None
    if before is not None and report.percent is not None and report.percent < before:
        yield LESS_PERCENT
    if report.finished and not report.evidence.all():
        yield NO_PROOF


def _of_project(report: ProjectReport, previous: ProgressReport | None) -> Iterator[Promise]:
    done, planned = report.investment_done, report.project.investment_planned
    before = previous.investment_done if isinstance(previous, ProjectReport) else None
    if done is not None and before is not None and done < before:
        yield LESS_MONEY
    if done is not None and planned is not None and done > planned:
        yield OVER_PLANNED
    if report.is_editable and report.lacks_stage_reason:
        yield BACKWARDS
    if done is None and report.stage == Project.Stage.COMPLETED:
        yield NO_MONEY
