"""What deadlines mean, and why a task stands as it does, in sentences."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.deadlines import Deadline, Kind
from tasks.models import Milestone, Task
from tasks.status import Standing, Why

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


REASONS: dict[Why, Promise] = {
    Why.REPORTED_DONE: gettext_lazy("牵头单位已报告完成。"),
    Why.ALL_REACHED: gettext_lazy("全部节点都已达成。"),
    Why.DAY_PASSED: gettext_lazy("完成时限%(day)s已过，还没有完成。"),
    Why.ROUND_MISSED: gettext_lazy("%(day)s应完成的一期没有填写进展。"),
    Why.NOT_BEGUN: gettext_lazy("应从%(day)s开始，还没有开展。"),
    Why.BEHIND_MILESTONES: gettext_lazy("按节点应完成%(expected)s，实际完成%(reached)s。"),
    Why.BEHIND_DAYS: gettext_lazy("按时间应完成%(expected)s，填报完成%(reached)s。"),
    Why.NOTHING_YET: gettext_lazy("还没有开展，也没有到该开展的时候。"),
    Why.MILESTONES_KEPT: gettext_lazy("按节点应完成%(expected)s，实际完成%(reached)s。"),
    Why.DAYS_KEPT: gettext_lazy("按时间应完成%(expected)s，填报完成%(reached)s。"),
    Why.UNDER_WAY: gettext_lazy("已经开展，没有逾期；没有节点或填报的完成比例，不判断快慢。"),
    Why.OFFICE: gettext_lazy("无废办认定：%(reason)s"),
}


def reason_in_words(found: Standing) -> str:
    """Why a task stands as it does."""
    return str(REASONS[found.why]) % {
        "day": _day(found.on),
        "expected": share_in_words(found.expected),
        "reached": share_in_words(found.reached),
        "reason": found.reason,
    }


def standing_in_words(found: Standing) -> str:
    """The word of a status, and whether the office has decided it."""
    word = str(Task.Status(found.status).label)
    return _("%(word)s（无废办认定）") % {"word": word} if found.is_override else word


def share_in_words(share: Decimal | None) -> str:
    return "—" if share is None else f"{(share * 100).quantize(Decimal(1))}%"


def due_in_words(task: Task, today: date) -> str:
    """When it is due, short: a day, the next day of a recurring one, or why there is none."""
    match task.due_kind:
        case Kind.ONGOING:
            return _("常态工作")
        case Kind.RECURRING if task.due_on is None:
            return _("%(rule)s，下次%(day)s") % {
                "rule": rule_in_words(task.due_rule),
                "day": _day(task.next_due(today)),
            }
        case Kind.EVENT if task.due_on is None:
            return _("等待事件：%(text)s") % {"text": task.due_text}
    return _day(task.due_on) if task.due_on else task.due_text or "—"


def milestone_in_words(milestone: Milestone) -> str:
    """Its name, its day, and the day on which it was reached."""
    told = {"name": milestone.name, "day": _day(milestone.due_on), "reached": _day(milestone.reached_on)}
    if milestone.reached_on is None:
        return _("%(name)s：%(day)s") % told
    return _("%(name)s：%(day)s，%(reached)s达成") % told
