"""Handing duties over: the list of past handovers, a new one with its preview, one with what moved, taking it back."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from indicators.current import plan_of_page
from indicators.models import Plan
from tasks import handover as transitions
from tasks.duties import duties, in_other_plans
from tasks.forms.handover import HandoverForm, ReceiversForm, SourceForm, TakeBackForm, waiting_for_review
from tasks.handover import AlreadyTakenBack, DutiesChanged
from tasks.models import Handover
from tasks.receiving import cautions
from wastefree.access import BUSINESS, WHOLE_PLAN, Role, requires
from wastefree.accounts.models import Organization
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.models import Record
from wastefree.changes import told
from wastefree.versions import StaleError


@requires(*WHOLE_PLAN)
@require_safe
def handover_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """What was handed over; for the office also the way to a new handover."""
    plan = plan_of_page(request, plan_code)
    keeps = request.user.has_role(Role.OFFICE)
    form = SourceForm(request.GET if keeps and "source" in request.GET else None, plan=plan)
    if form.is_bound and form.is_valid():
        return redirect("tasks:hand_over", plan.code, form.cleaned_data["source"].code)
    handovers = Handover.objects.visible_to(request.user).of_plan(plan).for_list()
    context = {"plan": plan, "handovers": handovers, "form": form, "keeps": keeps}
    return render(request, "tasks/handovers.html", context)


@requires(Role.OFFICE)
def hand_over(request: SignedInRequest, plan_code: str, organization_code: str) -> HttpResponse:
    """Who receives (in the address), then each duty with its receiver, and the handing over itself."""
    plan = plan_of_page(request, plan_code)
    source = get_object_or_404(Organization.objects.visible_to(request.user), code=organization_code)
    start = ReceiversForm(request.GET, plan=plan, source=source)
    receivers = start.receivers()
    form = HandoverForm(request.POST or None, source=source, own=request.user.organization)
    if receivers and form.is_bound and form.is_valid():
        try:
            made = _handed_over(request, plan, source, receivers, form)
        except DutiesChanged as changed:
            form.changed = changed.keys
        else:
            return redirect("tasks:handover", plan.code, made.pk) if made else redirect("tasks:handovers", plan.code)
    return _preview(request, plan, source, start, receivers, form)


def _handed_over(
    request: SignedInRequest, plan: Plan, source: Organization, receivers: list[Organization], form: HandoverForm
) -> Handover | None:
    by, key = request.user, form.cleaned_data["key"]
    wanted, order = form.wanted(receivers), form.order(receivers[0])
    made = transitions.hand_over(plan, source, wanted, order, by=by, at=timezone.now(), key=key)
    if made is None:  # sent twice: it is there already
        return Handover.objects.of_plan(plan).filter(source=source, made_by=by).first()
    messages.success(request, _("移交已办理。下面是每一项的去向。"))
    if order.leaves and not made.left_plan:
        messages.warning(
            request, _("没有移出方案：原单位还有没办完的事项或单独开放的填报。办完后可在“参加单位”里取消勾选。")
        )
    if order.successor and not made.dissolved:
        messages.warning(
            request, _("没有停用：原单位还有没移交的事项，包括在别的方案里的。办完后再移交一次，或在单位页面停用。")
        )
    return made


def _preview(
    request: SignedInRequest,
    plan: Plan,
    source: Organization,
    start: ReceiversForm,
    receivers: list[Organization],
    form: HandoverForm,
) -> HttpResponse:
    today = timezone.localdate()
    groups = duties(plan, source, today)
    context = {
        "plan": plan,
        "source": source,
        "start": start,
        "receivers": receivers,
        "form": form,
        "groups": form.rows(groups, receivers),
        "count": sum(len(group.duties) for group in groups),
        "waiting_for_review": waiting_for_review(groups),
        "cautions": cautions(plan, source, receivers) if receivers else (),
        "other_plans": in_other_plans(plan, source, today),
    }
    status = 409 if form.changed is not None else 422 if form.is_bound and form.errors else 200
    return render(request, "tasks/hand_over.html", context, status=status)


@requires(*BUSINESS)
def handover(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """One handover with all that moved and all that stayed."""
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Handover.objects.visible_to(request.user).of_plan(plan).for_list(), pk=pk)
    return _page(request, plan, found, TakeBackForm(version=found.version))


def _page(request: SignedInRequest, plan: Plan, found: Handover, form: TakeBackForm) -> HttpResponse:
    keeps = request.user.has_role(Role.OFFICE)
    lines = found.lines.select_related("receiver")
    context: dict[str, Any] = {
        "plan": plan,
        "handover": found,
        "groups": [(kind, list(own)) for kind, own in groupby(lines, lambda line: line.get_kind_display())],
        "keeps": keeps,
        "form": form if keeps and found.taken_back_at is None else None,
        "accounts": found.source.users.active() if keeps else (),
        "other_plans": in_other_plans(plan, found.source, timezone.localdate()) if keeps else (),
        "history": told(Record.objects.about(found), Handover),
    }
    return render(request, "tasks/handover.html", context, status=422 if form.is_bound and form.errors else 200)


@requires(Role.OFFICE)
@require_POST
def take_back(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """The receivers hand back what they still have of it."""
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Handover.objects.visible_to(request.user).of_plan(plan).for_list(), pk=pk)
    form = TakeBackForm(request.POST, version=found.version)
    if not form.is_valid():
        return _page(request, plan, found, form)
    said = form.cleaned_data
    try:
        transitions.take_back(
            found, said["reason"], by=request.user, at=timezone.now(), based_on=said["version"], key=said["key"]
        )
        messages.success(request, _("移交已撤回。没有收回的事项在下面注明了原因。"))
    except (StaleError, AlreadyTakenBack):
        messages.error(request, _("没有撤回：这次移交或其中的事项刚被别人改过，请看过现在的内容后再操作。"))
    return redirect("tasks:handover", plan.code, pk)
