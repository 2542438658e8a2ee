"""Rounds: which there are, who has reported in one, and what the office does with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from indicators.current import plan_of_page
from indicators.forms.rounds import ActForm, DaysForm, ReopenForm, RoundForm
from indicators.models import Plan, Round
from indicators.reporting import next_round, progress, reporting, without_reporter
from indicators.transitions import (
    Refused,
    change_days,
    close_round,
    complete_round,
    open_round,
    plan_round,
    reopen_round,
    urge,
)
from wastefree.access import Role, requires
from wastefree.accounts.models import Organization
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record
from wastefree.changes import told
from wastefree.guarded import GuardedForm
from wastefree.lib import workdays


@requires(Role.OFFICE, Role.LEADER)
def round_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    suggestion = next_round(plan, timezone.localdate()) if request.user.has_role(Role.OFFICE) else None
    form = RoundForm(request.POST or None, plan=plan, suggestion=suggestion) if suggestion else None
    if form and form.is_bound and form.is_valid() and (made := _made(request, plan, form)):
        return redirect("indicators:round", plan.code, made.pk)
    rounds = list(plan.rounds.newest_first())
    counts = progress(rounds)
    context = {
        "plan": plan,
        "rounds": [(round_, counts.get(round_.pk)) for round_ in rounds],
        "form": form,
        "suggestion": suggestion,
        "calendar_confirmed": suggestion is not None and workdays.is_confirmed(suggestion.due_on.year),
        "has_quantities": plan.quantities.reported().exists(),
        "today": timezone.localdate(),
    }
    return render(request, "indicators/rounds.html", context, status=form.answer_status if form else 200)


def _made(request: SignedInRequest, plan: Plan, form: RoundForm) -> Round | None:
    """Plans the round, and opens it if that is wanted; None with an error in the form if the rules forbid it."""
    try:
        made = plan_round(plan, form.chosen, by=request.user, **form.changes())
        if form.cleaned_data["open_now"]:
            _say_opened(request, open_round(made, by=request.user, based_on=made.version))
    except Refused as refused:
        form.add_error(None, str(refused.message))
        return None
    return made


def _say_opened(request: SignedInRequest, count: int) -> None:
    messages.success(request, _opened(count))


def _opened(count: int) -> str:
    said = ngettext("已开放填报，共 %(count)s 项，已通知填报人。", "已开放填报，共 %(count)s 项，已通知填报人。", count)
    return said % {"count": count}


@requires(Role.OFFICE, Role.LEADER)
def one_round(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """Who has reported and who has not."""
    plan, round_ = _found(request, plan_code, pk)
    return _page(request, plan, round_)


def _found(request: SignedInRequest, plan_code: str, pk: int) -> tuple[Plan, Round]:
    plan = plan_of_page(request, plan_code)
    return plan, get_object_or_404(plan.rounds.visible_to(request.user), pk=pk)


def _page(request: SignedInRequest, plan: Plan, round_: Round, **forms: GuardedForm) -> HttpResponse:
    found = reporting(round_)
    context: dict[str, Any] = {
        "plan": plan,
        "round": round_,
        "reporting": found,
        "owed": sum(each.owed for each in found),
        "handed_in": sum(each.handed_in for each in found),
        "approved": sum(each.approved for each in found),
        "to_approve": sum(each.checked - each.approved for each in found),
        "unserved": without_reporter(each.organization for each in found),
        "keeps": request.user.has_role(Role.OFFICE),
        "act": ActForm(instance=round_),
        "days": DaysForm(instance=round_),
        "reopen": ReopenForm(instance=round_),
        "history": told(Record.objects.about(round_), Round),
        "today": timezone.localdate(),
        **forms,
    }
    status = max((form.answer_status for form in forms.values()), default=200)
    return render(request, "indicators/round.html", context, status=status)


Step = Callable[[Round, Any, SignedInRequest], str]


def _act(
    request: SignedInRequest, plan_code: str, pk: int, name: str, kind: type[GuardedForm], step: Step
) -> HttpResponse:
    """One of the office's steps: `step` does it and answers with what to say."""
    plan, round_ = _found(request, plan_code, pk)
    form = kind(request.POST, instance=round_)
    if form.gives_way:
        return redirect("indicators:round", plan.code, pk)
    try:
        if form.carry_out(lambda: messages.success(request, step(round_, form, request))):
            return redirect("indicators:round", plan.code, pk)
    except Refused as refused:
        messages.error(request, str(refused.message))
        return redirect("indicators:round", plan.code, pk)
    return _page(request, plan, round_, **{name: form})


@requires(Role.OFFICE)
@require_POST
def open_now(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    def step(round_: Round, form: ActForm, request: SignedInRequest) -> str:
        count = open_round(round_, by=request.user, based_on=form.based_on)
        return _opened(count)

    return _act(request, plan_code, pk, "act", ActForm, step)


@requires(Role.OFFICE)
@require_POST
def complete(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    def step(round_: Round, form: ActForm, request: SignedInRequest) -> str:
        count = complete_round(round_, by=request.user)
        return _("已补充 %(count)s 项。") % {"count": count} if count else _("没有需要补充的数据项。")

    return _act(request, plan_code, pk, "act", ActForm, step)


@requires(Role.OFFICE)
@require_POST
def close(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    def step(round_: Round, form: ActForm, request: SignedInRequest) -> str:
        close_round(round_, by=request.user, based_on=form.based_on)
        return _("填报期已关闭，数据已锁定。")

    return _act(request, plan_code, pk, "act", ActForm, step)


@requires(Role.OFFICE)
@require_POST
def reopen(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    def step(round_: Round, form: ReopenForm, request: SignedInRequest) -> str:
        data = form.cleaned_data
        closes_on, now = data["closes_on"], timezone.now()
        reopen_round(round_, data["reason"], closes_on=closes_on, by=request.user, based_on=form.based_on, at=now)
        return _("填报期已重新开放。")

    return _act(request, plan_code, pk, "reopen", ReopenForm, step)


@requires(Role.OFFICE)
@require_POST
def days(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    def step(round_: Round, form: DaysForm, request: SignedInRequest) -> str:
        today = timezone.localdate()
        change_days(round_, **form.changes(), by=request.user, based_on=form.based_on, today=today)
        return _("日期已修改。")

    return _act(request, plan_code, pk, "days", DaysForm, step)


@requires(Role.OFFICE)
@require_POST
def urge_late(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """催办: tells the reporters of those who still owe, one or all; each of them once a day."""
    plan, round_ = _found(request, plan_code, pk)
    wanted = Organization.objects.filter(plans=plan)
    if code := request.POST.get("organization"):
        wanted = wanted.filter(code=code)
    try:
        told_count = urge(round_, wanted, by=request.user, today=timezone.localdate())
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        said = _("已催办 %(count)s 人。") if told_count else _("今天已经催办过，或没有需要催办的填报人。")
        messages.success(request, said % {"count": told_count})
    return redirect("indicators:round", plan.code, pk)
