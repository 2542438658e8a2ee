"""Tags and filters that every template has (they are built in): figures, dates, states, icons."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from tablericons.templatetags.tablericons import icon as draw_icon

from indicators import wording
from indicators.dimensions import Remark
from indicators.models import Quantity
from indicators.progress import Status
from indicators.trying import Result
from indicators.values import IndicatorValue
from indicators.wording import STATUS_WORDS, explanation, forecast_in_words, shown
from tasks.leaving import Waiting, leaving
from tasks.models import Task
from tasks.status import Standing
from tasks.wording import due_in_words, reason_in_words
from wastefree.accounts.models import User
from wastefree.amounts import in_words
from wastefree.lib.figures import Figure, write_figure
from wastefree.lib.periods import Period

register = template.Library()

# States of work, whatever thing is in them: the picture beside the word.
STATE_ICONS = {
    "draft": "pencil",
    "submitted": "send",
    "checked": "eye-check",
    "approved": "circle-check",
    "returned": "arrow-back-up",
    "planned": "clock",
    "open": "lock-open",
    "closed": "lock",
    "not_started": "clock",
    "in_progress": "player-play",
    "under_construction": "player-play",
    "started": "player-play",
    "creating": "player-play",
    "on_schedule": "circle-dot",
    "slow": "alert-triangle",
    "overdue": "alert-square",
    "done": "circle-check",
    "completed": "circle-check",
    "named": "certificate",
    "finalized": "lock",
    "sent": "circle-check",
    "proposed": "hourglass",
    "accepted": "circle-check",
    "refused": "x",
    "withdrawn": "arrow-back-up",
    "failed": "alert-triangle",
}
NOTICE_KINDS = {"success": "good", "warning": "warn", "error": "bad"}
NOTICE_ICONS = {"good": "circle-check", "warn": "alert-triangle", "bad": "alert-circle", "info": "info-circle"}
NOTHING = "—"


def _is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@register.filter
def figure(value: Figure | int | None, decimals: int | None = None) -> str:
    """The figure for people: 1,234.50, — where it is missing, 不适用 where there can be none."""
    number = Decimal(value) if isinstance(value, int) else value
    return write_figure(number, decimals, not_applicable=_("不适用"))


@register.filter
def signed(value: Figure, decimals: int | None = None) -> str:
    """A change: +1.20, -0.30, 0.00; — where it is not known."""
    written = figure(value, decimals)
    return f"+{written}" if isinstance(value, Decimal) and value > 0 else written


@register.filter
def per_cent(share: Decimal) -> str:
    """A share as people say it: 5% for 0.05."""
    return f"{write_figure(share * 100)}%"


@register.filter
def shows(quantity: Quantity, value: Figure | None) -> str:
    """A figure of a quantity with all decimals that it has; the progress of work in words."""
    return shown(quantity, value)


@register.filter
def value_shown(value: IndicatorValue, other: Figure | None = None) -> str:
    """The figure of an indicator, or another of its course, rounded; the progress of work in words."""
    return wording.value_shown(value, other)


@register.filter
def large(amount: Decimal | int | None, already: str = "") -> str:
    """A large sum in 万 or 亿, the exact figure on hover and for machines.

    `already` is the magnitude in which the amount is kept: `{{ project.investment|large:"万" }}元`.
    """
    if amount is None:
        return NOTHING
    exact = Decimal(amount) * (10_000 if already == "万" else 1)
    digits, magnitude = in_words(exact)
    return format_html('<data value="{}" title="{}">{}{}</data>', exact, write_figure(exact), digits, magnitude)


@register.filter
def period_label(period: Period) -> str:
    """2024年第二季度, in English 2024 Q2."""
    return period.label(get_language() or "zh-hans")


@register.filter
def day(value: date | None) -> str:
    """2024年4月30日, in English 30 April 2024; of a moment, the day it was in the portal's time zone."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    if _is_chinese():
        return f"{local.year}年{local.month}月{local.day}日"
    return f"{local.day} {local:%B} {local.year}"


@register.filter
def moment(value: datetime | None) -> str:
    """2024年4月30日 10:32, in English 30 April 2024 10:32."""
    return NOTHING if value is None else f"{day(value)} {timezone.localtime(value):%H:%M}"


@register.filter
def second(value: datetime) -> str:
    """As a register has it, alike in both languages: 2024-04-30 10:32:05."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"


@register.filter
def status_word(status: Status | str) -> str:
    """The word for a status: 已达标, 正常, 滞后 … Raises ValueError for anything that is none."""
    return str(STATUS_WORDS[Status(status)])


@register.filter
def why(value: IndicatorValue) -> str:
    """Why an indicator has its status, and why it has no value, in sentences."""
    return explanation(value)


@register.filter
def forecast(value: IndicatorValue) -> str:
    """Whether the target will be reached at this pace, in a sentence; empty where nothing can be said."""
    return forecast_in_words(value)


@register.filter
def standing(task: Task, today: date) -> Standing:
    """How a task stands on a day; its milestones must be fetched already where there are many tasks."""
    return task.standing(today)


@register.filter
def standing_word(found: Standing) -> str:
    """未启动, 按期推进, 进度偏慢, 逾期, 完成."""
    return str(Task.Status(found.status).label)


@register.filter
def standing_reason(found: Standing) -> str:
    """Why a task stands as it does, in a sentence."""
    return reason_in_words(found)


@register.filter
def computed_word(found: Standing) -> str:
    """What dates and milestones say where the office has decided otherwise."""
    return str(Task.Status(found.computed).label) if found.computed else ""


@register.filter
def due_words(task: Task, today: date) -> str:
    """When a task is due, or why it has no day."""
    return due_in_words(task, today)


@register.filter
def unit_remark(remark: Remark) -> str:
    """What is to be said of the units of a formula, in a sentence."""
    return wording.unit_remark(remark)


@register.filter
def why_no_value(value: IndicatorValue | Result) -> str:
    """Why there is no value: 缺少、不适用、除数为零, with the quantities."""
    return wording.why_no_value(value)


@register.filter
def state_icon(state: str) -> str:
    """The name of the icon for a state of work."""
    return STATE_ICONS.get(str(state), "point")


@register.filter
def notice_kind(level_tag: str) -> str:
    """Which .notice a message of Django's is: good, warn, bad or info."""
    return NOTICE_KINDS.get(level_tag, "info")


@register.filter
def notice_icon(kind: str) -> str:
    return NOTICE_ICONS[kind]


@register.filter
def page_numbers(paginator: "Paginator[Any]", number: int) -> Iterator[int | str]:
    """The numbers to show around page `number`: the first, the last, its neighbours, and "…" for the gaps."""
    return paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)


@register.simple_tag
def waiting_for(user: User) -> Waiting | None:
    """What nobody else could do if this person left; None if nothing."""
    return leaving(user)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An outline icon as inline SVG, the size of the text. Decoration: what it means is said in words beside it."""
    return SafeString(_drawn(str(name)))


@cache
def _drawn(name: str) -> str:
    return draw_icon(f"outline/{name}", size=24, stroke_width=1.75, aria_hidden="true", **{"class": "icon"})
