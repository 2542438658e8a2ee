"""The kinds of annex: how each is recognized, judged and applied."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cells import annex as cells
from indicators.annex import applying as indicators_applying
from indicators.annex import judging as indicators
from indicators.annex.bodies import Bodies
from indicators.annex.columns import INDICATORS
from indicators.annex.judgement import Judgement
from indicators.annex.sheet import Annex, Layout, width
from indicators.models import Plan
from tasks.annex import projects, responsibilities, tasks
from tasks.annex.columns import PROJECTS, RESPONSIBILITIES, TASKS
from wastefree.accounts.models import User
from wastefree.lib.sheets import Workbook


class Apply(Protocol):
    def __call__(self, judgement: Judgement, plan: Plan, *, by: User | None) -> None: ...


@dataclass(frozen=True)
class Kind:
    """`counted` is what its rows are called, `needs` the heading without which a table is not of this kind.

    `result` is the name of the page on which the imported rows are to be seen.
    """

    name: str
    label: Promise
    counted: Promise
    needs: Promise
    layout: Layout
    judge: Callable[[Annex, Plan, Bodies], Judgement]
    apply: Apply
    result: str
    icon: str


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind(
            indicators.KIND,
            _("指标"),
            _("项指标"),
            _("指标名称"),
            INDICATORS,
            indicators.judge,
            indicators_applying.apply,
            "indicators:indicators",
            "chart-line",
        ),
        Kind(
            tasks.KIND,
            _("重点任务"),
            _("项任务"),
            _("任务名称"),
            TASKS,
            tasks.judge,
            tasks.apply,
            "tasks:tasks",
            "list-check",
        ),
        Kind(
            projects.KIND,
            _("重点项目"),
            _("个项目"),
            _("项目名称"),
            PROJECTS,
            projects.judge,
            projects.apply,
            "tasks:projects",
            "building-factory-2",
        ),
        Kind(
            cells.KIND,
            _("无废细胞创建计划"),
            _("类细胞"),
            _("细胞类型"),
            cells.CELLS,
            cells.judge,
            cells.apply,
            "cells:cells",
            "recycle",
        ),
        Kind(
            responsibilities.KIND,
            _("责任清单、分管领导和联络员"),
            _("项"),
            _("分管领导"),
            RESPONSIBILITIES,
            responsibilities.judge,
            responsibilities.apply,
            "tasks:charges",
            "clipboard-list",
        ),
    )
}


def own_sheets(workbook: Workbook, kind: Kind) -> tuple[Workbook, dict[str, Kind]]:
    """The file without the sheets whose tables are of another kind, and which kind those are of.

    Where no sheet is of this kind before all others, the person's choice goes: then it is the whole file.
    """
    kinds = {sheet.name: detect(Workbook((sheet,))) for sheet in workbook.sheets}
    others = {name: found for name, found in kinds.items() if found not in (None, kind)}
    if kind not in kinds.values():
        return workbook, {}
    return Workbook(tuple(sheet for sheet in workbook.sheets if sheet.name not in others)), others


def detect(workbook: Workbook) -> Kind | None:
    """The kind of which the file's best table has the most fields; None where no table is of any kind."""
    widths = {kind.name: width(workbook, kind.layout) for kind in KINDS.values()}
    best = max(widths, key=lambda name: widths[name])
    return KINDS[best] if widths[best] else None
