"""What deadlines mean, in sentences."""

from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.deadlines import Deadline, Kind

EVERY: dict[str, Promise] = {
    "yearly": gettext_lazy("每年"),
    "half-yearly": gettext_lazy("每半年"),
    "quarterly": gettext_lazy("每季度"),
    "quarterly first": gettext_lazy("每季度首月"),
    "quarterly last": gettext_lazy("每季度末月"),
    "monthly": gettext_lazy("每月"),
    "half-monthly": gettext_lazy("每半月"),
    "weekly": gettext_lazy("每周"),
    "daily": gettext_lazy("每天"),
    "next-year": gettext_lazy("次年"),
    "next-quarter": gettext_lazy("每季度结束后次月"),
    "next-month": gettext_lazy("次月"),
}


def rule_in_words(rule: str) -> str:
    """A rule of `recurrence` for people: 每年6月5日前, 每月底前."""
    every, _dashes, day = rule.partition(" --")
    if not day:
        return str(EVERY[every])
    month, _dash, number = day.rpartition("-")
    facts = {"every": EVERY[every], "month": int(month) if month else "", "day": number.lstrip("0")}
    if month and number == "end":
        return _("%(every)s%(month)s月底前") % facts
    if month:
        return _("%(every)s%(month)s月%(day)s日前") % facts
    if number == "end":
        return _("%(every)s底前") % facts
    return _("%(every)s第%(day)s天前") % facts if every == "weekly" else _("%(every)s%(day)s日前") % facts


def deadline_in_words(deadline: Deadline) -> str:
    """When it is due, or why it is not."""
    match deadline.kind:
        case Kind.DATE:
            return _("%(day)s到期") % {"day": _day(deadline.date)}
        case Kind.RANGE:
            return _range(deadline)
        case Kind.RECURRING:
            return _("反复到期：%(rule)s") % {"rule": rule_in_words(deadline.rule)}
        case Kind.ONGOING:
            return _("常态工作，没有到期日")
        case Kind.EVENT:
            return _("等待事件（%(rule)s），事件发生前不到期") % {"rule": deadline.rule}
    return _("看不懂，需人工确认")


def _range(deadline: Deadline) -> str:
    first = deadline.rule.partition("/")[0]
    start = date.fromisoformat(first) if first else None
    return _("%(start)s至%(end)s，%(end)s到期") % {"start": _day(start), "end": _day(deadline.date)}


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else _("（没有写明哪一年）")
