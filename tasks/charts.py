"""How the list of projects grew, as a Plotly figure: steps of their number and of their planned investment."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from indicators.charts import FONT, GRID, INK, TARGET, VALUE
from tasks.growth import Level

WAN_PER_YI = Decimal(10_000)


def growth_steps(levels: Sequence[Level], today: date) -> dict[str, Any]:
    """Data and layout for plotly.js. Each level holds until the next, the last one until today."""
    days = [*(level.first for level in levels), max(today, levels[-1].first)]
    counts = [level.count for level in levels]
    money = [None if level.planned is None else float(level.planned / WAN_PER_YI) for level in levels]
    traces = [
        _steps(days, [*counts, counts[-1]], _("项目个数"), VALUE, "y"),
        _steps(days, [*money, money[-1]], _("总投资（亿元）"), TARGET, "y2"),
    ]
    drawn: dict[str, Any] = go.Figure(traces, _layout()).to_plotly_json()
    return {"data": [dict(trace) for trace in drawn["data"]], "layout": drawn["layout"]}


def _steps(days: Sequence[date], values: Sequence[float | None], name: str, colour: str, axis: str) -> go.Scatter:
    return go.Scatter(
        x=[day.isoformat() for day in days],
        y=list(values),
        name=name,
        yaxis=axis,
        mode="lines",
        line={"color": colour, "width": 2.5, "shape": "hv", "dash": "solid" if axis == "y" else "dash"},
    )


def _layout() -> dict[str, Any]:
    axis = {"gridcolor": GRID, "rangemode": "tozero", "fixedrange": True, "zeroline": False}
    return {
        "template": None,
        "font": {"family": FONT, "size": 14, "color": INK},
        "margin": {"l": 56, "r": 56, "t": 16, "b": 48},
        "legend": {"orientation": "h", "y": 1.14, "x": 0},
        "xaxis": {
            "type": "date",
            "tickformat": "%Y-%m",
            "hoverformat": "%Y-%m-%d",
            "showgrid": False,
            "fixedrange": True,
        },
        "yaxis": {**axis, "title": {"text": _("项目个数")}},
        "yaxis2": {
            **axis,
            "title": {"text": _("亿元")},
            "overlaying": "y",
            "side": "right",
            "tickmode": "auto",
            "showgrid": False,
        },
        "hovermode": "x unified",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
