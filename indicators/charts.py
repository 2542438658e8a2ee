"""The trend of an indicator as a Plotly figure: its values by quarter, its targets, and the line that leads to them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from indicators.crosstab import Crosstab, Layout
from indicators.ledger import Ledger
from indicators.models import COUNTED, Indicator, Target
from indicators.targets import Kind
from indicators.values import Point, Reader, with_definitions
from wastefree.lib.periods import Period

VALUE, TARGET, GRID, INK = "#0b6158", "#b06a00", "#dce2e4", "#1b2733"
FONT = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"


def trend(
    indicator: Indicator,
    points: Sequence[Point],
    targets: Iterable[Target],
    course: Mapping[Period, Decimal] | None = None,
) -> dict[str, Any]:
    """Data and layout for plotly.js. A quarter without a value is a gap in the line, never a zero.

    `course` is where the value should be, by period, from the baseline (under its year) on (`course`).
    """
    way = course or {}
    figures = {point.period: point.figure for point in points}
    periods = sorted({*figures, *way})
    labels = [_axis(period) for period in periods]
    figure = go.Figure(
        [
            go.Scatter(
                x=labels,
                y=[_plotted(figures.get(period)) for period in periods],
                name=_("实际值"),
                mode="lines+markers",
                connectgaps=False,
                line={"color": VALUE, "width": 2.5},
                marker={"size": 8},
            ),
            go.Scatter(
                x=labels,
                y=[_bound(targets, period) for period in periods],
                name=_("年度目标"),
                mode="lines",
                line={"color": TARGET, "width": 2, "dash": "dash", "shape": "hv"},
                connectgaps=True,
            ),
            *([_way(labels, [way.get(period) for period in periods])] if way else []),
        ],
        _layout(indicator.unit),
    )
    for point in points:
        if point.new_basis:  # between the last quarter of the old basis and the first of the new one
            place = labels.index(_axis(point.period))
            figure.add_vline(place - 0.5, line={"color": INK, "width": 1, "dash": "dot"})
            note = {
                "text": _("口径变更"),
                "x": place - 0.5,
                "y": 0,  # below: at the top stands the target
                "yref": "paper",
                "yanchor": "bottom",
                "showarrow": False,
                "xanchor": "left",
                "bgcolor": "#ffffff",
            }
            figure.add_annotation(note)
    drawn: dict[str, Any] = figure.to_plotly_json()
    return {"data": [dict(trace) for trace in drawn["data"]], "layout": drawn["layout"]}


def course(indicator: Indicator, periods: Iterable[Period]) -> dict[Period, Decimal]:
    """Where the city's value should be at the end of each period, on the line from its baseline to each year's target.

    Only where the target is one plain bound. The baseline itself stands under its year; an amount starts every year
    at nothing and has none.
    """
    (known,) = with_definitions([indicator])
    reader = Reader(indicator.plan, Ledger(COUNTED))
    found = {period: line.expected(period.end) for period in periods if (line := reader.line(known, period))}
    baseline = reader.baseline(known)
    if (
        found
        and baseline is not None
        and baseline.value is not None
        and not reader.accumulates(known, Period(baseline.year))
    ):
        found[Period(baseline.year)] = baseline.value
    return found


def _way(labels: list[str], values: Iterable[Decimal | None]) -> go.Scatter:
    """From the baseline to the target: thin, since it asks for nothing by itself."""
    return go.Scatter(
        x=labels,
        y=[_plotted(value) for value in values],
        name=_("应有进度"),
        mode="lines",
        line={"color": TARGET, "width": 1.5, "dash": "dot"},
        connectgaps=True,
    )


def _layout(unit: str) -> dict[str, Any]:
    return {
        "template": None,
        "font": {"family": FONT, "size": 14, "color": INK},
        "margin": {"l": 64, "r": 16, "t": 16, "b": 48},
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
        "xaxis": {"type": "category", "showgrid": False, "fixedrange": True},
        "yaxis": {"title": {"text": unit}, "gridcolor": GRID, "zeroline": False, "fixedrange": True},
        "hovermode": "x unified",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }


def _axis(period: Period) -> str:
    """Short, on two lines: the quarter above its year; the baseline stands under its year."""
    if period.is_year:
        return _("基准") + f"<br>{period.year}"
    if (get_language() or "zh").startswith("zh"):
        return f"{'一二三四'[period.quarter - 1]}季度<br>{period.year}年"
    return f"Q{period.quarter}<br>{period.year}"


def _plotted(figure: object) -> float | None:
    return float(figure) if isinstance(figure, Decimal) else None


def _bound(targets: Iterable[Target], period: Period) -> float | None:
    """The bound of the year's target where it is one plain number; of others there is no line."""
    if period.is_year:
        return None
    for target in targets:
        if target.period == Period(period.year) and target.is_whole_city and len(target.parsed) == 1:
            condition = target.parsed[0]
            plain = condition.kind in (Kind.AT_LEAST, Kind.AT_MOST, Kind.EQUAL) and not condition.subject
            return float(condition.value) if plain and condition.value is not None else None
    return None


def bars(table: Crosstab, labels: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """A chart of each unit that the table has: its lines side by side in every column. What is missing has no bar."""
    by_region = table.asked.layout is Layout.REGIONS_PERIODS
    units = list(dict.fromkeys(line.indicator.unit for line in table.lines))
    drawn = []
    for unit in units:
        traces = [
            go.Bar(
                x=list(labels),
                y=[_plotted(cell.value.figure) for cell in line.cells],
                name=str(line.region or _("全市")) if by_region else line.indicator.name,
            )
            for line in table.lines
            if line.indicator.unit == unit
        ]
        figure: dict[str, Any] = go.Figure(traces, {**_layout(unit), "barmode": "group"}).to_plotly_json()
        drawn.append((unit, {"data": [dict(trace) for trace in figure["data"]], "layout": figure["layout"]}))
    return drawn
