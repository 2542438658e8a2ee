"""The page of one order: what it says, what became of it, and what the person can do with it now."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from cells.models import Cell
from indicators.current import plan_of_page
from indicators.duedates import due_date
from indicators.models import Entry
from tasks.forms.order_steps import (
    AnswerForm,
    CloseForm,
    DecisionForm,
    ExtensionForm,
    ReasonForm,
    SendBackForm,
    StepForm,
)
from tasks.models import Meeting, Order, Project, Reply, Task
from tasks.models.order import OrderQuerySet
from tasks.ordersteps import is_proved, next_step, steps_of, waits_for
from wastefree.access import BUSINESS, Role, requires
from wastefree.accounts.models import User
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record
from wastefree.changes import told

FORMS: Mapping[str, type[StepForm]] = {
    "issue": StepForm,
    "acknowledge": StepForm,
    "answer": AnswerForm,
    "extension": ExtensionForm,
    "decide": DecisionForm,
    "send_back": SendBackForm,
    "close": CloseForm,
    "withdraw": ReasonForm,
    "reopen": ReasonForm,
}


def in_full(orders: OrderQuerySet) -> OrderQuerySet:
    """With all that the page of an order shows."""
    people = ("issued_by", "acknowledged_by", "ended_by")
    replies = Prefetch("replies", Reply.objects.with_files())
    return orders.for_list().select_related(*people).prefetch_related(replies, "files", "escalations")


def form_of(step: str, order: Order, data: Any = None, files: Any = None) -> StepForm:
    """The form of a step. Raises KeyError for a step that is none."""
    if step == "close":
        return CloseForm(order, data, files, proved=is_proved(order))
    return FORMS[step](order, data, files)


@requires(*BUSINESS)
def order(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(in_full(Order.objects.visible_to(request.user).of_plan(plan)), pk=pk)
    return order_page(request, found)


def order_page(
    request: SignedInRequest,
    found: Order,
    *,
    bound: Mapping[str, StepForm] | None = None,
    lost: StepForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """`bound` are forms that came back; `lost` one whose step is possible no more, whose words are shown."""
    today = timezone.localdate()
    steps = steps_of(found, request.user)
    stands = found.status(today)
    context: dict[str, Any] = {
        "plan": found.plan,
        "order": found,
        "stands": stands,
        "due": due_date(found.due_on, today) if found.due_on else None,
        "deadline": due_date(stands.deadline, today) if stands.deadline else None,
        "waits_for": waits_for(found),
        "first": next_step(steps),
        "forms": {step: (bound or {}).get(step) or form_of(step, found) for step in steps},
        "proved": is_proved(found),
        "subject_page": _subject_page(found, request.user),
        "meeting_page": _meeting_page(found, request.user),
        "history": told(Record.objects.about(found), Order),
        "keeps": request.user.has_role(Role.OFFICE),
        "lost": lost.typed if lost else [],
    }
    return render(request, "tasks/order.html", context, status=status)


def _subject_page(order: Order, user: User) -> str:
    """The page of what it is about, where that exists for the person."""
    subject = order.subject
    if subject is None:
        return ""
    seen: dict[type[Any], tuple[Any, str]] = {
        Task: (Task.objects, "tasks:task"),
        Project: (Project.objects, "tasks:project"),
        Cell: (Cell.objects, "cells:cell"),
        Entry: (Entry.objects, "indicators:entry"),
    }
    rows, page = seen[type(subject)]
    is_seen = rows.visible_to(user).filter(pk=subject.pk).exists()
    return reverse(page, args=[order.plan.code, subject.pk]) if is_seen else ""


def _meeting_page(order: Order, user: User) -> str:
    """The page of the meeting that decided it, where that exists for the person."""
    is_seen = order.meeting_id and Meeting.objects.visible_to(user).filter(pk=order.meeting_id).exists()
    return reverse("tasks:meeting", args=[order.plan.code, order.meeting_id]) if is_seen else ""


@requires(*BUSINESS)
def sheet(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """The order on paper: what the office asks, and below it the part that the organization answers."""
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(in_full(Order.objects.visible_to(request.user).of_plan(plan)), pk=pk)
    answers = [reply for reply in found.replies.all() if reply.kind == Reply.Kind.ANSWER]
    context = {"plan": plan, "order": found, "answer": answers[-1] if answers else None, "printed_at": timezone.now()}
    return render(request, "tasks/order_sheet.html", context)
