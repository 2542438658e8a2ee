"""Orders of the demonstration city, in every state, made by the same functions as the pages use."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.models import Plan
from tasks.models import Order
from tasks.transitions import (
    acknowledge_order,
    answer_order,
    ask_extension,
    close_order,
    create_order,
    issue_order,
    proposed_number,
)
from wastefree.accounts.models import Organization
from wastefree.demo.city import read
from wastefree.demo.history import Cast
from wastefree.files.uploads import receive

NOTE = "演示数据\r\n事项,完成日期\r\n施工计划,按期\r\n".encode("utf-8-sig")
# Days after issuing on which the organization acknowledged, answered, and the office closed.
ACKNOWLEDGED, ANSWERED, CLOSED = timedelta(days=1), timedelta(days=10), timedelta(days=12)


def load_orders(plan: Plan, cast: Cast, organizations: dict[str, Organization], today: date, now: datetime) -> None:
    for stored in read("orders.toml")["orders"]:
        order = _draft(plan, cast, organizations, stored, today)
        if stored["state"] != "draft":
            _go_on(order, cast, stored, now - timedelta(days=stored["issued"]), now)


def _draft(
    plan: Plan, cast: Cast, organizations: dict[str, Organization], stored: dict[str, Any], today: date
) -> Order:
    issued = today - timedelta(days=stored.get("issued", 0))
    fields: dict[str, Any] = {
        "number": proposed_number(plan, stored["kind"], today.year),
        "organization": organizations[stored["to"]],
        "cooperating": [organizations[code] for code in stored.get("with", ())],
        "due_on": today + timedelta(days=stored["due"]) if "due" in stored else None,
        **{name: stored[name] for name in ("title", "requirement", "place", "visitors", "findings") if name in stored},
    }
    if "about" in stored:
        fields["task"] = plan.tasks.get(code=stored["about"])
    if "place" in stored:
        fields["visited_on"] = issued
    return create_order(plan, stored["kind"], by=cast.office, fields=fields)


def _go_on(order: Order, cast: Cast, stored: dict[str, Any], at: datetime, now: datetime) -> None:
    order = issue_order(order, by=cast.office, at=at, based_on=order.version)
    if not order.is_open or stored["state"] == "issued":
        return
    reporter = cast.reporter(order.organization)
    order = acknowledge_order(order, by=reporter, at=at + ACKNOWLEDGED, based_on=order.version)
    if "extension" in stored:
        until = now.date() + timedelta(days=stored["extension"])
        ask_extension(order, until, stored["reason"], by=reporter, at=now, based_on=order.version)
    if "answer" in stored:
        upload = SimpleUploadedFile("办理情况佐证（演示）.csv", NOTE, "text/csv")
        files = [receive(upload, organization=order.organization, by=reporter)]
        answered = min(at + ANSWERED, now)
        order = answer_order(order, stored["answer"], files, by=reporter, at=answered, based_on=order.version)
    if "ending" in stored:
        close_order(order, stored["ending"], by=cast.office, at=at + CLOSED, based_on=order.version)
