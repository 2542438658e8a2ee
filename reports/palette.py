"""The colours of statuses outside of style sheets: in charts and workbooks. The same as in static/css/tokens.css."""

from collections.abc import Mapping

from indicators.progress import Status

STATUS_COLOURS: Mapping[Status, str] = {
    Status.ACHIEVED: "#0a7152",
    Status.ON_TRACK: "#2a6fb0",
    Status.BEHIND: "#b06a00",
    Status.OFF_TRACK: "#b3261e",
    Status.NO_DATA: "#68737d",
    Status.NOT_JUDGED: "#6b4ea3",
}
STATUS_TINTS: Mapping[Status, str] = {
    Status.ACHIEVED: "#e2f2ec",
    Status.ON_TRACK: "#e4eef8",
    Status.BEHIND: "#fdf0d8",
    Status.OFF_TRACK: "#fbe6e3",
    Status.NO_DATA: "#edf0f2",
    Status.NOT_JUDGED: "#efeaf8",
}
BRAND, BRAND_TINT, INK_SOFT, LINE = "#0b6158", "#e3f0ee", "#52606c", "#dce2e4"
