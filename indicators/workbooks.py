"""The list of indicators as a workbook: the same rows that the page shows."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from indicators.models import Indicator, Plan
from indicators.values import IndicatorValue
from indicators.wording import forecast_in_words, reason, status_in_words, why_no_value
from wastefree.lib.figures import write_figure
from wastefree.lib.listbook import Cell, Column, list_workbook
from wastefree.lib.periods import Period


def indicator_list(plan: Plan, period: Period | None, values: Iterable[IndicatorValue], today: date) -> bytes:
    columns = [
        Column(_("序号"), 6),
        Column(_("指标"), 34),
        Column(_("一级指标"), 16),
        Column(_("二级指标"), 18),
        Column(_("必选或可选"), 9),
        Column(pgettext("measure", "单位"), 10),
        Column(_("基准值"), 12),
        Column(_("目标"), 20),
        Column(_("现值"), 12),
        Column(_("状态"), 12),
        Column(_("说明"), 34),
        Column(_("预测"), 34),
        Column(_("口径"), 34),
        Column(_("牵头单位"), 16),
    ]
    shown = period.label(get_language() or "zh-hans") if period else _("尚未开始填报")
    note = _("%(plan)s · 截至%(period)s · 导出日期 %(day)s") % {
        "plan": plan.name,
        "period": shown,
        "day": date_format(today, "DATE_FORMAT"),
    }
    return list_workbook(_("指标清单"), note, columns, map(_row, values))


def _row(value: IndicatorValue) -> list[Cell]:
    """Figures as they stand on the page: rounded, — where there is none, 不适用 where there can be none."""
    indicator = value.indicator
    group = indicator.group
    return [
        indicator.code,
        indicator.name if indicator.name_verified else _("%(name)s（名称未核对）") % {"name": indicator.name},
        str(group.parent or group) if group else "",
        str(group) if group and group.parent else "",
        str(Indicator.Mandatory(indicator.mandatory).label),
        indicator.unit,
        value.baseline.text or write_figure(value.baseline.value, indicator.decimals) if value.baseline else "—",
        value.target.text if value.target else "—",
        _figure(value),
        status_in_words(value.status),
        f"{reason(value.assessment)}{why_no_value(value)}",
        forecast_in_words(value),
        indicator.basis,
        indicator.lead.name if indicator.lead else indicator.responsible_text,
    ]


def _figure(value: IndicatorValue) -> Cell:
    figure = value.figure
    if isinstance(figure, Decimal):
        return round(figure, value.indicator.decimals)
    return write_figure(figure)
