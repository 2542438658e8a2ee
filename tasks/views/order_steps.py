"""An order goes a step on: one address for each step. Whoever comes too late is told so, and changes nothing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators.current import plan_of_page
from tasks.forms.order_steps import DecisionForm, StepForm
from tasks.models import Order
from tasks.models.order import OrderQuerySet
from tasks.ordersteps import steps_of
from tasks.transitions import (
    Refused,
    acknowledge_order,
    answer_order,
    ask_extension,
    close_order,
    decide_extension,
    issue_order,
    reopen_order,
    send_back,
    withdraw_order,
)
from tasks.views.order_pages import form_of, in_full, order_page
from wastefree.access import ORGANIZATION, Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.log import was_handled
from wastefree.audit.models import Record
from wastefree.audit.verbs import verb_word
from wastefree.files.uploads import received
from wastefree.versions import StaleError

# What a step does: the order, its form, and by whom, when, on which version, under which key.
Step = Callable[[Order, Any, dict[str, Any]], object]


def _act(
    request: SignedInRequest, plan_code: str, pk: int, among: OrderQuerySet, step: str, do: Step, said: str
) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(in_full(among.of_plan(plan)), pk=pk)
    form = form_of(step, found, request.POST, request.FILES)
    if not form.is_valid():
        return _shown_again(request, found, step, form, 422)
    who = {
        "by": request.user,
        "at": timezone.now(),
        "based_on": form.cleaned_data["version"],
        "key": form.cleaned_data["key"],
    }
    try:
        do(found, form, who)
    except Refused as refused:
        form.add_error(None, str(refused.message))
        return _shown_again(request, found, step, form, 409)
    except StaleError:
        messages.warning(request, _overtaken(found))
        return _shown_again(request, found, step, form, 409)
    messages.success(request, said)
    return redirect("tasks:order", plan.code, pk)


def _shown_again(request: SignedInRequest, found: Order, step: str, form: StepForm, status: int) -> HttpResponse:
    """The page as things stand, with what was typed: in its form, or beside it if the step is possible no more."""
    now = in_full(Order.objects.visible_to(request.user)).get(pk=found.pk)
    form.renew(now)
    if step in steps_of(now, request.user):
        return order_page(request, now, bound={step: form}, status=status)
    for error in form.non_field_errors():
        messages.warning(request, str(error))
    return order_page(request, now, lost=form, status=status)


def _overtaken(order: Order) -> str:
    """Who was quicker, with what and when."""
    last = Record.objects.about(order).first()
    if last is None:
        return _("您打开页面之后，这张单子已被别人处理，您的操作没有生效。")
    said = _("%(who)s 已于 %(when)s 办理“%(what)s”，您的操作没有生效，什么也没有改动。请看过现在的情况再说。")
    return said % {
        "who": last.actor_name,
        "when": date_format(timezone.localtime(last.at), "DATETIME_FORMAT"),
        "what": verb_word(last.verb),
    }


@requires(Role.OFFICE)
@require_POST
def issue(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    among = Order.objects.changeable_by(request.user)

    def do(order: Order, form: Any, who: dict[str, Any]) -> object:
        return issue_order(order, **who)

    return _act(request, plan_code, pk, among, "issue", do, _("已印发，已通知承办单位。"))


@requires(*ORGANIZATION)
@require_POST
def acknowledge(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    among = Order.objects.answerable_by(request.user)

    def do(order: Order, form: Any, who: dict[str, Any]) -> object:
        return acknowledge_order(order, **who)

    return _act(request, plan_code, pk, among, "acknowledge", do, _("已签收。办完后请在这里反馈。"))


@requires(*ORGANIZATION)
@require_POST
def answer(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    among = Order.objects.answerable_by(request.user)

    def do(order: Order, form: Any, who: dict[str, Any]) -> object:
        uploads = [] if was_handled(request.user, who["key"]) else form.cleaned_data["uploads"]
        with received(uploads, organization=order.organization, by=request.user) as files:
            return answer_order(order, form.cleaned_data["text"], files, **who)

    return _act(request, plan_code, pk, among, "answer", do, _("已反馈，等无废办核验。"))


@requires(*ORGANIZATION)
@require_POST
def extension(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    among = Order.objects.answerable_by(request.user)

    def do(order: Order, form: Any, who: dict[str, Any]) -> object:
        return ask_extension(order, **form.changes(), **who)

    said = _("已申请延期，等无废办批准。批准之前仍按原来的期限。")
    return _act(request, plan_code, pk, among, "extension", do, said)


@requires(Role.OFFICE)
@require_POST
def decide(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    among = Order.objects.changeable_by(request.user)

    def do(order: Order, form: DecisionForm, who: dict[str, Any]) -> object:
        return decide_extension(order, granted=form.granted, **form.changes(), **who)

    return _act(request, plan_code, pk, among, "decide", do, _("已批复，已通知承办单位。"))


@requires(Role.OFFICE)
@require_POST
def back(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    among = Order.objects.changeable_by(request.user)

    def do(order: Order, form: Any, who: dict[str, Any]) -> object:
        return send_back(order, **form.changes(), **who)

    return _act(request, plan_code, pk, among, "send_back", do, _("已退回，已通知承办单位补充。"))


@requires(Role.OFFICE)
@require_POST
def close(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    among = Order.objects.changeable_by(request.user)

    def do(order: Order, form: Any, who: dict[str, Any]) -> object:
        return close_order(order, **form.changes(), **who)

    return _act(request, plan_code, pk, among, "close", do, _("已销号，已通知承办单位。"))


@requires(Role.OFFICE)
@require_POST
def reopen(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    among = Order.objects.changeable_by(request.user)

    def do(order: Order, form: Any, who: dict[str, Any]) -> object:
        return reopen_order(order, **form.changes(), **who)

    return _act(request, plan_code, pk, among, "reopen", do, _("已撤回销号，恢复为待核验。"))


@requires(Role.OFFICE)
@require_POST
def withdraw(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    among = Order.objects.changeable_by(request.user)

    def do(order: Order, form: Any, who: dict[str, Any]) -> object:
        return withdraw_order(order, **form.changes(), **who)

    return _act(request, plan_code, pk, among, "withdraw", do, _("已撤回。"))
