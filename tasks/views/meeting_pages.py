"""The page of one meeting, its agenda as a file and on paper, and its minutes on paper."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from indicators.current import plan_of_page
from tasks.agenda import agenda
from tasks.agendaitems import Item, Part
from tasks.forms.meetings import MeetingReason, MeetingStep
from tasks.meetingbook import agenda_sheet
from tasks.models import Meeting, Order
from tasks.orderstatus import OrderStatus
from wastefree.access import BUSINESS, WHOLE_PLAN, Role, requires
from wastefree.accounts.models import User
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record
from wastefree.changes import told
from wastefree.files.responses import download_lists

# Where a line leads, by what it is about, for those who see the whole plan and for those who see their part.
PAGES = {"order": "tasks:order", "task": "tasks:task", "project": "tasks:project"}
WHOLE_PAGES = {**PAGES, "round": "indicators:round_completeness", "indicator": "indicators:indicator"}
LISTS = {"projects": "tasks:projects", "cells": "cells:cells"}

Decided = list[tuple[Order, OrderStatus]]
Numbered = list[tuple[int, Item]]


@dataclass(frozen=True)
class Line:
    """A line of the agenda on a page: its number, where it leads, and what has been decided about it."""

    number: int
    item: Item
    url: str
    decided: Decided


@dataclass(frozen=True)
class Group:
    part: str
    word: Promise
    lines: tuple[Line, ...]


def found_meeting(request: SignedInRequest, plan_code: str, pk: int) -> Meeting:
    plan = plan_of_page(request, plan_code)
    seen = Meeting.objects.visible_to(request.user).of_plan(plan).select_related("plan", "closed_by")
    return get_object_or_404(seen.prefetch_related("attendees"), pk=pk)


def seen_items(meeting: Meeting, user: User) -> Numbered:
    """The agenda as far as it concerns the person's organization; the whole of it for those who see the whole plan.

    Everybody has the same numbers, those by which the meeting calls the lines.
    """
    numbered = list(enumerate(agenda(meeting, timezone.localdate()), 1))
    if user.roles & WHOLE_PLAN:
        return numbered
    own = user.organization_id
    return [row for row in numbered if own in row[1].bodies or (row[1].part == Part.OWN and not row[1].bodies)]


def seen_decisions(meeting: Meeting, user: User) -> Decided:
    today = timezone.localdate()
    decided = Order.objects.visible_to(user).filter(meeting=meeting).for_list().order_by("due_on", "pk")
    return [(order, order.status(today)) for order in decided]


def groups(meeting: Meeting, items: Numbered, decided: Decided, user: User) -> list[Group]:
    numbered = [
        Line(number, item, _address(meeting, item, user), [row for row in decided if row[0].agenda_item == item.key])
        for number, item in items
    ]
    return [
        Group(part, lines[0].item.part_word, lines)
        for part, found in groupby(numbered, key=lambda line: line.item.part)
        if (lines := tuple(found))
    ]


def _address(meeting: Meeting, item: Item, user: User) -> str:
    whole, code = bool(user.roles & WHOLE_PLAN), meeting.plan.code
    if whole and item.about in LISTS:
        return reverse(LISTS[item.about], args=[code])
    pages = WHOLE_PAGES if whole else PAGES
    return reverse(pages[item.about], args=[code, item.pk]) if item.about in pages else ""


@requires(*BUSINESS)
def meeting(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    return meeting_page(request, found_meeting(request, plan_code, pk))


def meeting_page(
    request: SignedInRequest, found: Meeting, *, reason: MeetingReason | None = None, status: int = 200
) -> HttpResponse:
    """`reason` is the form that came back with something wrong in it."""
    keeps = request.user.has_role(Role.OFFICE)
    decided, today = seen_decisions(found, request.user), timezone.localdate()
    items = seen_items(found, request.user)
    context: dict[str, Any] = {
        "plan": found.plan,
        "meeting": found,
        "groups": groups(found, items, decided, request.user),
        "decided": decided,
        "keeps": keeps,
        "writes": keeps and not found.is_held,
        "whole": bool(request.user.roles & WHOLE_PLAN),
        "step": MeetingStep(meeting=found) if keeps else None,
        "reason": reason or (MeetingReason(meeting=found) if keeps else None),
        "is_over": found.held_on < today,
        "may_hold": found.held_on <= today,
        "may_remove": keeps and not (found.is_frozen or found.minutes or decided),
        "history": told(Record.objects.about(found), Meeting) if keeps else [],
    }
    return render(request, "tasks/meeting.html", context, status=status)


@requires(*BUSINESS)
def sheet(request: SignedInRequest, plan_code: str, pk: int, what: str) -> HttpResponse:
    """On paper: the agenda, or the minutes with what was decided."""
    found = found_meeting(request, plan_code, pk)
    decided = seen_decisions(found, request.user)
    items = seen_items(found, request.user) if what == "agenda" else []
    context = {
        "plan": found.plan,
        "meeting": found,
        "minutes": what == "minutes",
        "groups": groups(found, items, decided, request.user),
        "decided": [order for order, _status in decided],
        "reads": found.is_held or bool(request.user.roles & WHOLE_PLAN),
    }
    return render(request, "tasks/meeting_sheet.html", context)


@requires(*BUSINESS)
def export(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse | FileResponse:
    """The agenda as a file: the lines that the page shows."""
    found = found_meeting(request, plan_code, pk)
    sheets = [agenda_sheet(found, seen_items(found, request.user), timezone.localdate())]
    name = _("调度表_%(meeting)s") % {"meeting": found.title}
    return download_lists(request, name, sheets, about=found, verb="meeting.exported")
