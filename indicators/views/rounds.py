"""Rounds: which there are, who has reported in one, and what the office does with it."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from indicators.comparisons import questions
from indicators.current import plan_of_page
from indicators.forms.rounds import ActForm, DaysForm, ReopenForForm, ReopenForm, RoundForm
from indicators.models import Entry, Plan, Reopening, Round, kinds
from indicators.reporting import next_round, progress, reporting, to_approve, unserved, urged, waiting
from indicators.transitions import (
    Refused,
    change_days,
    close_round,
    complete_round,
    end_reopening,
    open_round,
    plan_round,
    reopen_for,
    reopen_round,
    urge,
)
from wastefree.access import Role, requires
from wastefree.accounts.models import Organization
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record
from wastefree.changes import told
from wastefree.guarded import GuardedForm


@requires(Role.OFFICE, Role.LEADER)
def round_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    suggestion = next_round(plan, timezone.localdate()) if request.user.has_role(Role.OFFICE) else None
    form = RoundForm(request.POST or None, plan=plan, suggestion=suggestion) if suggestion else None
    if form and form.is_bound and form.is_valid() and (made := _made(request, plan, form)):
        return redirect("indicators:round", plan.code, made.pk)
    rounds = list(
        plan.rounds.newest_first().annotate(reopened=Count("reopenings", filter=Q(reopenings__ended_at=None)))
    )
    counts = progress(rounds)
    context = {
        "plan": plan,
        "rounds": [(round_, counts.get(round_.pk)) for round_ in rounds],
        "waiting": waiting(plan),
        "questions": questions(Entry.objects.all(), [each for each in rounds if each.is_open]),
        "keeps": request.user.has_role(Role.OFFICE),
        "form": form,
        "suggestion": suggestion,
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
    found, asked = reporting(round_), urged(round_)
    bodies, waits = [each.organization for each in found], to_approve([round_])
    keeps, today = request.user.has_role(Role.OFFICE), timezone.localdate()
    context: dict[str, Any] = {
        "plan": plan,
        "round": round_,
        "reporting": [(each, asked.get(each.organization.code)) for each in found],
        "owing": sum(not each.is_done for each in found),
        "late": sum(each.late for each in found),
        "owing_late": sum(bool(each.late_owed) for each in found),
        "owed": sum(each.owed for each in found),
        "handed_in": sum(each.handed_in for each in found),
        "approved": sum(each.approved for each in found),
        "to_approve": sum(each.count for each in waits),
        "waits": waits,
        "without_reporter": unserved(bodies, Role.REPORTER),
        "without_reviewer": unserved(bodies, Role.REVIEWER) if plan.organization_review else set(),
        "questions": questions(Entry.objects.visible_to(request.user), [round_]),
        "keeps": keeps,
        "act": ActForm(instance=round_),
        "days": DaysForm(instance=round_),
        "reopen": ReopenForm(instance=round_),
        "reopen_for": ReopenForForm(instance=round_, today=today),
        "reopenings": round_.reopenings.select_related("organization", "by"),
        "history": told(Record.objects.about(round_), Round),
        "today": today,
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
    more = {"today": timezone.localdate()} if kind is ReopenForForm else {}
    form = kind(request.POST, instance=round_, **more)
    if form.gives_way:
        return redirect("indicators:round", plan.code, pk)
    try:
        if form.carry_out(lambda: messages.success(request, step(round_, form, request))):
            return redirect("indicators:round", plan.code, pk)
    except Refused as refused:
        if kind is ActForm:
            messages.error(request, str(refused.message))
            return redirect("indicators:round", plan.code, pk)
        form.add_error(None, str(refused.message))
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
def reopen_one(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """单独开放: for one organization, until a day."""

    def step(round_: Round, form: ReopenForForm, request: SignedInRequest) -> str:
        data, by, now = form.cleaned_data, request.user, timezone.now()
        body, key = data["organization"], form.request_key
        reopen_for(round_, body, data["reason"], until=data["until"], by=by, at=now, key=key)
        return _("已为%(organization)s单独开放，已通知填报人。") % {"organization": body.label}

    return _act(request, plan_code, pk, "reopen_for", ReopenForForm, step)


@requires(Role.OFFICE)
@require_POST
def end_one(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """Ends the reopening for one organization before its day."""
    plan, round_ = _found(request, plan_code, pk)
    text = request.POST.get("reopening", "")
    chosen = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
    reopening = Reopening.objects.filter(round=round_, pk=chosen).select_related("round", "organization").first()
    if reopening is None or reopening.ended_at is not None:
        messages.warning(request, _("这次单独开放已经结束。"))
    else:
        end_reopening(reopening, by=request.user, at=timezone.now())
        messages.success(
            request, _("已结束，%(organization)s的数据重新锁定。") % {"organization": reopening.organization.label}
        )
    return redirect("indicators:round", plan.code, pk)


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
    if request.POST.get("only") == "late":
        late = (kind.objects.in_round(round_).owed().filter(late=True).order_by() for kind in kinds())
        wanted = wanted.filter(reduce(or_, (Q(pk__in=rows.values("organization")) for rows in late)))
    try:
        told_count = urge(round_, wanted, by=request.user, today=timezone.localdate())
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        said = _("已催办 %(count)s 人。") if told_count else _("今天已经催办过，或没有需要催办的填报人。")
        messages.success(request, said % {"count": told_count})
    return redirect("indicators:round", plan.code, pk)
