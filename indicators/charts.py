"""The trend of an indicator as a Plotly figure: its values by quarter, and the line of its targets."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from indicators.models import Indicator, Target
from indicators.targets import Kind
from indicators.values import Point
from wastefree.lib.periods import Period

VALUE, TARGET, GRID, INK = "#0b6158", "#b06a00", "#dce2e4", "#1b2733"
FONT = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"


def trend(indicator: Indicator, points: Sequence[Point], targets: Iterable[Target]) -> dict[str, Any]:
    """Data and layout for plotly.js. A quarter without a value is a gap in the line, never a zero."""
    labels = [_axis(point.period) for point in points]
    figure = go.Figure(
        [
            go.Scatter(
                x=labels,
                y=[_plotted(point.figure) for point in points],
                name=_("实际值"),
                mode="lines+markers",
                connectgaps=False,
                line={"color": VALUE, "width": 2.5},
                marker={"size": 8},
            ),
            go.Scatter(
                x=labels,
                y=[_bound(targets, point.period) for point in points],
                name=_("年度目标"),
                mode="lines",
                line={"color": TARGET, "width": 2, "dash": "dash", "shape": "hv"},
                connectgaps=True,
            ),
        ],
        _layout(indicator.unit),
    )
    drawn: dict[str, Any] = figure.to_plotly_json()
    return {"data": [dict(trace) for trace in drawn["data"]], "layout": drawn["layout"]}


def _layout(unit: str) -> dict[str, Any]:
    return {
        "template": None,
        "font": {"family": FONT, "size": 14, "color": INK},
        "margin": {"l": 64, "r": 16, "t": 16, "b": 48},
        "legend": {"orientation": "h", "y": 1.12, "x": 0},
        "xaxis": {"type": "category", "showgrid": False, "fixedrange": True},
        "yaxis": {"title": {"text": unit}, "gridcolor": GRID, "zeroline": False, "fixedrange": True},
        "hovermode": "x unified",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }


def _axis(period: Period) -> str:
    """Short, on two lines: the quarter above its year."""
    if (get_language() or "zh").startswith("zh"):
        return f"{'一二三四'[period.quarter - 1]}季度<br>{period.year}年"
    return f"Q{period.quarter}<br>{period.year}"


def _plotted(figure: object) -> float | None:
    return float(figure) if isinstance(figure, Decimal) else None


def _bound(targets: Iterable[Target], period: Period) -> float | None:
    """The bound of the year's target where it is one plain number; of others there is no line."""
    for target in targets:
        if target.year == period.year and target.region_id is None and len(target.parsed) == 1:
            condition = target.parsed[0]
            plain = condition.kind in (Kind.AT_LEAST, Kind.AT_MOST, Kind.EQUAL) and not condition.subject
            return float(condition.value) if plain and condition.value is not None else None
    return None
