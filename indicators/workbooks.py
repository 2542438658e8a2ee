"""The lists of the indicators' pages as files: the rows and columns that the pages show."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from indicators.completeness import Completeness, YearLine
from indicators.models import Indicator, Plan, Round
from indicators.reporting import Reporting
from indicators.values import IndicatorValue
from indicators.wording import explanation, forecast_in_words, status_in_words
from wastefree.lib.figures import Figure, rounded, write_figure
from wastefree.lib.listbook import Cell, Column, Sheet
from wastefree.lib.periods import Period


def note(plan: Plan, *facts: str) -> str:
    """The line below the title: of which plan, what else must be known to read the figures, when it was made."""
    made = _("导出日期 %(day)s") % {"day": date_format(timezone.localdate(), "DATE_FORMAT")}
    warning = _("演示数据，不能引用") if plan.is_demo else ""
    return " · ".join(filter(None, [plan.name, *facts, made, warning]))


def until(period: Period | None) -> str:
    """As far as which period the figures reach."""
    return _("截至%(period)s") % {"period": label(period)} if period else _("尚未开始填报")


def label(period: Period) -> str:
    return period.label(get_language() or "zh-hans")


def figure_cell(figure: Figure, decimals: int | None) -> Cell:
    """As it stands on the page: rounded, — where there is none, 不适用 where there can be none."""
    if isinstance(figure, Decimal):
        return figure if decimals is None else rounded(figure, decimals)
    return write_figure(figure, not_applicable=_("不适用"))


def indicator_list(note: str, columns: Sequence[str], values: Iterable[IndicatorValue]) -> Sheet:
    """The list with the columns that are chosen (names as in `forms.indicators`); number, name, groups always."""
    chosen = [_columns()[name] for name in columns]
    headings = [Column(_("序号"), 6), Column(_("指标"), 34), Column(_("一级指标"), 16), Column(_("二级指标"), 18)]
    rows = [[*_place(value.indicator), *(write(value) for _column, write in chosen)] for value in values]
    return Sheet(_("指标清单"), note, [*headings, *(column for column, _write in chosen)], rows)


def _place(indicator: Indicator) -> list[Cell]:
    group = indicator.group
    return [
        indicator.code,
        indicator.name if indicator.name_verified else _("%(name)s（名称未核对）") % {"name": indicator.name},
        str(group.parent or group) if group else "",
        str(group) if group and group.parent else "",
    ]


def _columns() -> Mapping[str, tuple[Column, Callable[[IndicatorValue], Cell]]]:
    """What is written in each column that can be chosen."""
    return {
        "mandatory": (Column(_("必选或可选"), 9), lambda value: value.indicator.get_mandatory_display()),
        "kind": (Column(_("性质"), 8), lambda value: value.indicator.get_kind_display()),
        "baseline": (Column(_("基准值"), 12), _baseline),
        "target": (Column(_("目标"), 20), lambda value: value.target.text if value.target else "—"),
        "value": (Column(_("现值"), 12), lambda value: figure_cell(value.figure, value.indicator.decimals)),
        "unit": (Column(pgettext("measure", "单位"), 10), lambda value: value.indicator.unit),
        "status": (Column(_("状态"), 12), lambda value: status_in_words(value.status)),
        "reason": (Column(_("说明"), 34), explanation),
        "forecast": (Column(_("预测"), 34), forecast_in_words),
        "basis": (Column(_("口径"), 34), lambda value: value.basis.text or "—"),
        "lead": (Column(_("牵头单位"), 16), _lead),
        "source": (Column(_("数据来源"), 20), lambda value: value.indicator.source),
        "edition": (Column(_("指标体系版本"), 14), lambda value: value.indicator.edition),
    }


def _baseline(value: IndicatorValue) -> Cell:
    if value.baseline is None:
        return "—"
    return value.baseline.text or write_figure(value.baseline.value, value.indicator.decimals)


def _lead(value: IndicatorValue) -> Cell:
    lead = value.indicator.lead
    return str(lead) if lead else value.indicator.responsible_text or _("待明确")


def completeness_sheets(round_: Round, found: Completeness) -> list[Sheet]:
    """Who owes what in a round: the table by region, and the list by owner; as the page shows them."""
    said = note(round_.plan, label(round_.period))
    across = [Column(_("数据项"), 34), *(Column(body.label, 14) for body in found.organizations)]
    lines = [[line.quantity.name, *(cell.words if cell else "" for cell in line.cells)] for line in found.lines]
    owned = [Column(_("填报单位"), 18), Column(_("数据项"), 34), Column(_("状态"), 34)]
    owners = [
        [owner.organization.name, quantity.name, cell.words] for owner in found.owners for quantity, cell in owner.cells
    ]
    sheets = [Sheet(_("各区县都填的数据项"), said, across, lines), Sheet(_("单个单位填的数据项"), said, owned, owners)]
    about = [Column(_("填报单位"), 18), Column(_("任务和项目"), 44), Column(_("状态"), 34)]
    others = [[each.organization.name, subject, cell.words] for each in found.others for subject, cell in each.cells]
    return [*sheets, Sheet(_("任务和项目进展"), said, about, others)] if others else sheets


def year_sheet(plan: Plan, year: int, rounds: Sequence[Round], lines: Iterable[YearLine]) -> Sheet:
    """How far each organization is in each round of a year."""
    columns = [Column(_("填报单位"), 18)]
    for round_ in rounds:
        period = {"period": label(round_.period)}
        columns += [
            Column(_("%(period)s应报") % period, 10, "0"),
            Column(_("%(period)s已提交") % period, 10, "0"),
            Column(_("%(period)s逾期") % period, 10, "0"),
        ]
    rows = [
        [line.organization.name, *(part for _round, each in line.rounds for part in _counts(each))] for line in lines
    ]
    return Sheet(_("%(year)s年填报完成情况") % {"year": year}, note(plan), columns, rows)


def _counts(each: Reporting | None) -> list[Cell]:
    return [each.owed, each.handed_in, each.late] if each else [None, None, None]
