"""What the pages about the totals and the history of projects show, as sheets."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from indicators.models import Plan
from tasks.growth import Level
from tasks.models import Project
from tasks.tables import ProjectTables
from tasks.totals import Group, ProjectTotals, Sum
from tasks.workbooks import MONEY, note
from wastefree.lib.listbook import Cell, Column, Sheet

SHARE = "0.0"


def totals_sheets(
    plan: Plan, totals: ProjectTotals, found: ProjectTables, years_heading: str, year_label: str, today: date
) -> list[Sheet]:
    """Money in 万元; what nobody has given is an empty cell, and counted in a column of its own."""
    below = note(plan, today)
    stages = [
        (_("全部"), totals.all),
        (_("已完工"), totals.completed),
        (_("在建（含已开工）"), totals.building),
        (_("即将开工"), totals.to_start),
        (_("已停止"), totals.stopped),
    ]
    return [
        Sheet(
            _("按阶段"), below, [Column(_("阶段"), 18), *_sum_columns()], [[name, *_sum(each)] for name, each in stages]
        ),
        _years(found, years_heading, year_label, below),
        *(_group_sheet(first, heading, groups, below) for first, heading, groups in found.parts),
        _capacities(found, below),
    ]


def _years(found: ProjectTables, heading: str, year_label: str, below: str) -> Sheet:
    heads = [Column(str(label), 10, "0") for label in Project.Stage.labels]
    columns = [Column(year_label, 12), *heads, *_sum_columns()]
    rows: list[list[Cell]] = [
        [
            _("未填") if line.year is None else str(line.year),
            *(each.count for _word, _address, each in line.stages),
            *_sum(line.all),
        ]
        for line in found.years
    ]
    return Sheet(heading, below, columns, rows)


def _group_sheet(first: str, heading: str, groups: Iterable[Group], below: str) -> Sheet:
    columns = [
        Column(first, 20),
        Column(_("已完工"), 9, "0"),
        Column(_("在建"), 9, "0"),
        Column(_("即将开工"), 9, "0"),
        Column(_("已停止"), 9, "0"),
        *_sum_columns(),
    ]
    return Sheet(
        heading, below, columns, [[group.label, *_counts(group.totals), *_sum(group.totals.all)] for group in groups]
    )


def _counts(totals: ProjectTotals) -> list[Cell]:
    return [each.count for each in (totals.completed, totals.building, totals.to_start, totals.stopped)]


def _sum_columns() -> list[Column]:
    return [
        Column(_("个数"), 8, "0"),
        Column(_("总投资（万元）"), 14, MONEY),
        Column(_("其中未填总投资（个）"), 12, "0"),
        Column(_("完成投资（万元）"), 14, MONEY),
        Column(_("完成比例（%）"), 10, SHARE),
        Column(_("完成比例所含项目（个）"), 12, "0"),
    ]


def _sum(each: Sum) -> list[Cell]:
    return [each.count, each.planned, each.without_figure, each.done, each.share, each.shared]


def _capacities(found: ProjectTables, below: str) -> Sheet:
    columns = [Column(_("单位"), 16), Column(_("处理能力合计"), 18, MONEY), Column(_("项目（个）"), 10, "0")]
    rows: list[list[Cell]] = [[each.unit, each.amount, each.count] for each in found.capacities]
    if found.without_capacity:
        rows.append([_("没有读出处理能力"), None, found.without_capacity])
    return Sheet(_("处理能力"), below, columns, rows)


def growth_sheets(plan: Plan, levels: Sequence[Level], projects: Iterable[Project], today: date) -> list[Sheet]:
    below = note(plan, today)
    columns = [
        Column(_("从"), 12),
        Column(_("到"), 12),
        Column(_("批次"), 24),
        Column(_("列入（个）"), 10, "0"),
        Column(_("列入项目总投资（万元）"), 16, MONEY),
        Column(_("调出（个）"), 10, "0"),
        Column(_("清单项目（个）"), 10, "0"),
        Column(_("清单总投资（万元）"), 16, MONEY),
    ]
    rows: list[list[Cell]] = [
        [
            *(level.first, level.last, _("、").join(level.occasions), len(level.added), level.added_planned),
            *(len(level.moved_out), level.count, level.planned),
        ]
        for level in levels
    ]
    return [Sheet(_("清单变化"), below, columns, rows), _joined(projects, below)]


def _joined(projects: Iterable[Project], below: str) -> Sheet:
    columns = [
        Column(_("列入日期"), 12),
        Column(_("批次"), 18),
        Column(_("序号"), 6),
        Column(_("项目名称"), 34),
        Column(_("总投资（万元）"), 14, MONEY),
        Column(_("调出日期"), 12),
        Column(_("调出原因"), 24),
    ]
    rows: list[list[Cell]] = [
        [
            each.added_on,
            each.occasion,
            each.code,
            each.name,
            each.investment_planned,
            each.moved_out_on,
            each.moved_out_reason,
        ]
        for each in sorted(projects, key=lambda each: (each.added_on, each.order, each.pk))
    ]
    return Sheet(_("每个项目的列入和调出"), below, columns, rows)
