"""Several late things at once: chosen, seen as one order for each organization, issued together."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.current import plan_of_page
from indicators.models import Plan, Round
from tasks.drafting import subject_asked
from tasks.forms.late_orders import IssueForm, LateOrderForm, order_forms
from tasks.latethings import LateThing, late_things
from tasks.models import Order
from tasks.transitions import issue_several
from wastefree.access import BUSINESS, Role, requires
from wastefree.accounts.requests import SignedInRequest


@requires(Role.OFFICE)
def late(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """What is late, to choose from; then the orders that would be made of it; then they are issued."""
    plan = plan_of_page(request, plan_code)
    round_ = _round(request, plan)
    things = late_things(plan, timezone.localdate(), round_)
    if request.method == "POST":
        chosen = [each for each in things if each.key in request.POST.getlist("thing")]
        if chosen:
            return _chosen(request, plan, chosen)
        messages.warning(request, _("请先勾选要督办的事项；已经办完的不再列出。"))
    context = {"plan": plan, "round": round_, "things": things}
    return render(request, "tasks/orders_late.html", context)


def _round(request: SignedInRequest, plan: Plan) -> Round | None:
    asked = request.GET.get("round", "")
    rounds = Round.objects.filter(plan=plan)
    return get_object_or_404(rounds, pk=int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None


def _chosen(request: SignedInRequest, plan: Plan, chosen: list[LateThing]) -> HttpResponse:
    issues = request.POST.get("then") == "issue"
    forms = order_forms(chosen, request.POST if issues else None)
    common = IssueForm(request.POST if issues else None)
    if issues and common.is_valid():
        wanted = [form for form in forms if form["include"].value()]
        if wanted and all(form.is_valid() for form in wanted):
            return _issued(request, plan, common, wanted)
        if not wanted:
            messages.warning(request, _("一张也没有勾选，没有印发。"))
    context = {"plan": plan, "forms": forms, "common": common, "chosen": chosen}
    return render(request, "tasks/orders_preview.html", context, status=422 if issues else 200)


def _issued(request: SignedInRequest, plan: Plan, common: IssueForm, wanted: list[LateOrderForm]) -> HttpResponse:
    said = common.cleaned_data
    fields = [form.fields_of_order for form in wanted]
    issue_several(plan, said["kind"], fields, by=request.user, at=timezone.now(), key=said["key"])
    messages.success(request, _("已印发 %(count)s 张，已通知承办单位。") % {"count": len(fields)})
    return redirect("tasks:orders", plan.code)


@requires(*BUSINESS)
def about(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """A part of the page of a task, a figure, a project or a cell: the orders about it that the person sees."""
    plan = plan_of_page(request, plan_code)
    subject = subject_asked(plan, request.user, request.GET)
    today = timezone.localdate()
    seen = Order.objects.visible_to(request.user).of_plan(plan).with_place()
    found = seen.about(subject) if subject else seen.none()
    context: dict[str, Any] = {
        "plan": plan,
        "lines": [(order, order.status(today)) for order in found],
        "subject": subject,
    }
    return render(request, "tasks/_orders_about.html", context)
