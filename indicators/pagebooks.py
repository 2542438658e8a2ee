"""What one page shows, table by table, as the sheets of a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from indicators.courses import Course
from indicators.crosstab import Asked, CrossLine, Crosstab, Layout
from indicators.ledger import Part
from indicators.models import EntryRevision, Quantity
from indicators.regions import RegionLine, SideBySide
from indicators.values import IndicatorValue, Point
from indicators.wording import explanation, forecast_in_words, shown, status_in_words
from indicators.workbooks import figure_cell, label
from wastefree.lib.listbook import Cell, Column, Sheet


@dataclass(frozen=True)
class LookedAt:
    """An indicator as its page shows it."""

    value: IndicatorValue
    points: Sequence[Point]
    regions: SideBySide | None


def indicator_page(note: str, seen: LookedAt, order: str = "") -> list[Sheet]:
    """The value, its course, the figures behind it, and the regions, in the order that the page shows them."""
    sheets = [_value(note, seen.value), _course(note, seen), _figures(note, seen.value)]
    return [*sheets, _regions(note, seen.regions, order)] if seen.regions else sheets


def _value(note: str, value: IndicatorValue) -> Sheet:
    indicator = value.indicator
    facts: list[tuple[str, Cell]] = [
        (_("指标"), f"{indicator.code} {indicator.name}"),
        (_("填报期"), label(value.period)),
        (_("现值"), figure_cell(value.figure, indicator.decimals)),
        (pgettext("measure", "单位"), indicator.unit),
        (_("数据性质"), finality(value.provisional)),
        (_("状态"), status_in_words(value.status)),
        (_("说明"), explanation(value)),
        (_("预测"), forecast_in_words(value)),
        (_("目标"), value.target.text if value.target else "—"),
        (_("基准值"), value.baseline.text if value.baseline else "—"),
        (_("公式"), value.basis.formula),
        (_("口径"), value.basis.text),
        (_("数据来源"), indicator.source),
        (_("牵头单位"), str(indicator.lead or "")),
        (_("配合单位"), _("、").join(str(each) for each in indicator.cooperating.all())),
    ]
    return Sheet(_("数值"), note, [Column(_("项目"), 16), Column(_("内容"), 60)], facts)


def finality(provisional: bool) -> str:
    return _("快报") if provisional else _("定数")


def _course(note: str, seen: LookedAt) -> Sheet:
    decimals = seen.value.indicator.decimals
    rows: list[list[Cell]] = [
        [
            label(point.period),
            figure_cell(point.figure, decimals),
            " ".join([_("快报")] * point.provisional + [_("口径变更")] * point.new_basis),
        ]
        for point in seen.points
    ]
    return Sheet(_("各季度数值"), note, [Column(_("填报期"), 18), Column(_("数值"), 14), Column(_("备注"), 10)], rows)


def _figures(note: str, value: IndicatorValue) -> Sheet:
    columns = [
        Column(_("数据项"), 30),
        Column(_("代码"), 20),
        Column(_("填报单位"), 20),
        Column(_("填报期"), 18),
        Column(_("数值"), 14),
        Column(pgettext("measure", "单位"), 10),
        Column(_("状态"), 12),
        Column(_("备注"), 10),
    ]
    rows: list[list[Cell]] = [
        [
            part.quantity.name,
            part.quantity.code,
            str(entry.organization),
            label(entry.round.period),
            figure_cell(entry.figure, part.quantity.decimals),
            part.quantity.unit,
            entry.get_state_display(),
            _("快报") if entry.provisional else "",
        ]
        for part in value.parts
        for entry in part.entries
    ]
    return Sheet(_("数据项"), note, columns, rows)


def _regions(note: str, regions: SideBySide, order: str) -> Sheet:
    parts = regions.city.value.parts
    columns = [
        Column(_("区县"), 18),
        Column(_("现值"), 12),
        Column(_("较上期"), 12),
        Column(_("较上年同期"), 12),
        Column(_("目标"), 24),
        Column(_("状态"), 12),
        *(
            Column(f"{_part(part)}（{part.quantity.unit}）" if part.quantity.unit else _part(part), 18)
            for part in parts
        ),
    ]
    return Sheet(_("各区县"), note, columns, [_region(line) for line in [*regions.in_order(order), regions.city]])


def _part(part: Part) -> str:
    return part.quantity.name


def _region(line: RegionLine) -> list[Cell]:
    decimals = line.value.indicator.decimals
    return [
        str(line.organization or _("全市")),
        figure_cell(line.value.figure, decimals),
        figure_cell(line.change, decimals),
        figure_cell(line.change_in_year, decimals),
        _target(line.value),
        _status(line),
        *(figure_cell(part.figure, part.quantity.decimals) for part in line.value.parts),
    ]


def _status(line: RegionLine) -> str:
    if line.value.target:
        return status_in_words(line.value.status)
    return _("未设目标，不单独判定") if line.organization else "—"


def _target(value: IndicatorValue) -> str:
    return f"{value.target.text}（{label(value.target.period)}）" if value.target else "—"


def entries(note: str, revisions: Iterable[EntryRevision]) -> Sheet:
    """Every value ever entered, line by line as the page has them."""
    columns = [
        Column(_("时间"), 20),
        Column(_("数据项"), 28),
        Column(_("填报单位"), 18),
        Column(_("填报期"), 16),
        Column(_("数值"), 14),
        Column(pgettext("measure", "单位"), 10),
        Column(_("数据性质"), 10),
        Column(_("操作"), 10),
        Column(_("状态"), 12),
        Column(_("说明"), 30),
        Column(_("原因"), 30),
        Column(_("经办人"), 12),
    ]
    return Sheet(_("历次填报"), note, columns, [_revision(each) for each in revisions])


def _revision(revision: EntryRevision) -> list[Cell]:
    entry = revision.entry
    return [
        timezone.localtime(revision.at).replace(tzinfo=None, microsecond=0),
        entry.quantity.name,
        str(entry.organization),
        label(entry.round.period),
        shown(entry.quantity, revision.figure),
        entry.quantity.unit,
        finality(revision.provisional),
        revision.get_step_display(),
        revision.get_state_display(),
        revision.note,
        revision.reason,
        str(revision.by),
    ]


def quantity_course(note: str, quantity: Quantity, seen: Course) -> Sheet:
    """A quantity's figures: organizations down, periods across, the newest first."""
    columns = [Column(_("填报单位"), 20), *(Column(label(period), 14) for period in seen.periods)]
    rows: list[list[Cell]] = [
        [str(line.organization), *(shown(quantity, entry.figure) if entry else "" for entry in line.entries)]
        for line in seen.lines
    ]
    if len(seen.lines) > 1 and quantity.kind == Quantity.Kind.NUMBER:
        rows.append([_("合计（审核通过）"), *(shown(quantity, figure) for figure in seen.totals)])
    return Sheet(_("各期数值"), note, columns, rows)


def comparison(note: str, labels: Sequence[str], table: Crosstab | None) -> Sheet:
    """The crossed table: of each column the figure and its status, and the difference where a column is held against."""
    compared = table is not None and table.asked.reference is not None
    columns = [Column(_("名称"), 30), Column(pgettext("measure", "单位"), 10)]
    for place, heading in enumerate(labels):
        columns += [Column(heading, 14), Column(heading + " " + _("状态"), 12)]
        if compared and table and place != table.asked.reference:
            columns += [Column(heading + " " + _("差值"), 12), Column(heading + " " + _("变化（%）"), 12)]
    rows = [_crossed_line(line, table.asked) for line in table.lines] if table else []
    return Sheet(_("指标对比"), note, columns, rows)


def _crossed_line(line: CrossLine, asked: Asked) -> list[Cell]:
    by_region = asked.layout is Layout.REGIONS_PERIODS
    row: list[Cell] = [str(line.region or _("全市")) if by_region else line.indicator.name, line.indicator.unit]
    decimals = line.indicator.decimals
    for place, cell in enumerate(line.cells):
        status = status_in_words(cell.value.status) if cell.by_region else _("不分区县")
        row += [figure_cell(cell.value.figure, decimals), status]
        if asked.reference is not None and place != asked.reference:
            row += [figure_cell(cell.difference, decimals), figure_cell(cell.per_cent, 1)]
    return row
