"""Meetings of the demonstration city: held ones with what they decided, and one to come."""

from datetime import date, datetime, time, timedelta
from typing import Any

from indicators.models import Plan
from tasks.models import Meeting, Order
from tasks.transitions import acknowledge_order, answer_order, create_meeting, decide, hold_meeting, write_minutes
from wastefree.accounts.models import Organization
from wastefree.demo.city import read
from wastefree.demo.history import Cast
from wastefree.lib.workdays import on_or_after, on_or_before

NINE = time(9)
NAMES = {"weekly": "周工作例会（演示）", "half_monthly": "半月工作调度（演示）", "monthly": "月专项督查（演示）"}
ACKNOWLEDGED, ANSWERED = timedelta(days=1), timedelta(days=4)


def load_meetings(plan: Plan, cast: Cast, organizations: dict[str, Organization], today: date, now: datetime) -> None:
    for stored in read("meetings.toml")["meetings"]:
        day = _day(stored, today)
        fields = {
            "kind": stored["kind"],
            "title": f"{day:%Y}年{day.month}月{day.day}日{NAMES[stored['kind']]}",
            "held_on": day,
            "starts_at": NINE,
            "place": "市生态环境局会议室（演示）",
            "chair": "无废办主任（演示）",
            "attendees": list(plan.organizations.active()),
        }
        meeting = create_meeting(plan, by=cast.office, fields=fields)
        if "held" in stored:
            _hold(meeting, cast, organizations, stored, now - (today - day), today)


def _day(stored: dict[str, Any], today: date) -> date:
    if "held" in stored:
        return on_or_before(today - timedelta(days=stored["held"]))
    return on_or_after(today + timedelta(days=stored["comes"]))


def _hold(
    meeting: Meeting,
    cast: Cast,
    organizations: dict[str, Organization],
    stored: dict[str, Any],
    at: datetime,
    today: date,
) -> None:
    for decided in stored["decisions"]:
        fields: dict[str, Any] = {
            "title": decided["title"],
            "requirement": decided["requirement"],
            "organization": organizations[decided["to"]],
            "due_on": today + timedelta(days=decided["due"]),
        }
        if "about" in decided:
            fields["task"] = meeting.plan.tasks.get(code=decided["about"])
        order = decide(meeting, by=cast.office, at=at, fields=fields)
        if order and decided["state"] != "issued":
            _go_on(order, cast, decided, at)
    meeting = write_minutes(meeting, stored["minutes"].strip(), by=cast.office, based_on=meeting.version)
    hold_meeting(meeting, by=cast.office, at=at, based_on=meeting.version)


def _go_on(order: Order, cast: Cast, decided: dict[str, Any], at: datetime) -> None:
    reporter = cast.reporter(order.organization)
    order = acknowledge_order(order, by=reporter, at=at + ACKNOWLEDGED, based_on=order.version)
    if "answer" in decided:
        answer_order(order, decided["answer"], [], by=reporter, at=at + ANSWERED, based_on=order.version)
