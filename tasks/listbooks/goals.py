"""The list of goals (目标清单): indicators with baselines and the targets of each year, in the words of the plan."""

from collections.abc import Iterable, Sequence
from typing import Any

from indicators.models import Baseline, Indicator, Plan
from tasks.listbooks.plans import above, bodies, note
from wastefree.lib.figures import plain
from wastefree.lib.listbook import Cell, Column, Sheet
from wastefree.lib.periods import WHOLE_YEAR


def goal_sheet(plan: Plan) -> Sheet:
    """Every indicator in use; a fixed number of queries. Targets of quarters and of single regions are left out."""
    rows = plan.indicators.active().with_place().prefetch_related("cooperating", "baselines", "targets")
    indicators = list(rows)
    based = sorted({plan.baseline_year, *_years(indicators, "baselines")})
    aimed = sorted({*plan.years, *_years(indicators, "targets")})
    columns = [
        Column("序号", 6),
        Column("一级指标", 14),
        Column("二级指标", 16),
        Column("三级指标", 30),
        Column("计量单位", 9),
        Column("必选/可选", 8),
        Column("指标方向", 9),
        *(Column(f"基准值（{year}年）", 12) for year in based),
        *(Column(f"{year}年目标值", 16) for year in aimed),
        Column("牵头单位", 16),
        Column("配合单位", 20),
        Column("责任单位（原文）", 20),
        Column("口径", 30),
        Column("数据来源", 16),
    ]
    return Sheet("目标清单", note(plan), columns, [_row(each, based, aimed) for each in indicators])


def _years(indicators: Iterable[Indicator], name: str) -> set[int]:
    return {each.year for indicator in indicators for each in _whole_city(indicator, name)}


def _whole_city(indicator: Indicator, name: str) -> list[Any]:
    rows = getattr(indicator, name).all()
    return [each for each in rows if each.region_id is None and not getattr(each, "quarter", WHOLE_YEAR)]


def _row(indicator: Indicator, based: Sequence[int], aimed: Sequence[int]) -> list[Cell]:
    group = indicator.group
    baselines = {each.year: _baseline(each) for each in _whole_city(indicator, "baselines")}
    targets = {each.year: each.text for each in _whole_city(indicator, "targets")}
    return [
        indicator.code,
        above(group and (group.parent or group)),
        above(group if group and group.parent else None),
        indicator.name,
        indicator.unit,
        str(indicator.get_mandatory_display()) if indicator.mandatory else "",
        str(indicator.get_better_display()),
        *(baselines.get(year, "") for year in based),
        *(targets.get(year, "") for year in aimed),
        indicator.lead.name if indicator.lead else "",
        bodies(indicator.cooperating.all()),
        indicator.responsible_text,
        indicator.basis,
        indicator.source,
    ]


def _baseline(baseline: Baseline) -> str:
    """Its words; the figure where it has none."""
    return baseline.text or ("" if baseline.value is None else f"{plain(baseline.value):f}")
