"""The orders of a plan: the list, its export, drafting one, changing the draft."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.current import plan_of_page
from indicators.models import Plan
from tasks.drafting import Subject, draft_about, subject_asked, usual_due_day
from tasks.forms.orders import OrderForm, OrderList
from tasks.models import Order
from tasks.models.order import OrderQuerySet
from tasks.orderbook import order_sheet
from tasks.transitions import create_order, edit_order, issue_order, proposed_number
from wastefree.access import BUSINESS, WHOLE_PLAN, Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.log import was_handled
from wastefree.files.responses import download_lists
from wastefree.files.uploads import received
from wastefree.listing import page_of


@requires(*BUSINESS)
def order_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    form, orders = _asked_for(request, plan)
    today = timezone.localdate()
    page = page_of(request, orders, form)
    context = {
        "plan": plan,
        "form": form,
        "page": page,
        "lines": [(each, each.status(today)) for each in page],
        "counts": Order.objects.visible_to(request.user).of_plan(plan).counts(today),
        "kinds": [kind for kind in Order.Kind if kind != Order.Kind.FOLLOW_UP],
        "keeps": request.user.has_role(Role.OFFICE),
        "whole": bool(request.user.roles & WHOLE_PLAN),
    }
    return render(request, "tasks/orders.html", context)


def _asked_for(request: SignedInRequest, plan: Plan) -> tuple[OrderList, OrderQuerySet]:
    """The orders that the address asks for, of those that the person may see."""
    form = OrderList(request.GET, plan=plan, whole=bool(request.user.roles & WHOLE_PLAN))
    seen = Order.objects.visible_to(request.user).of_plan(plan).for_list()
    return form, form.narrow(seen, today=timezone.localdate())


@requires(*BUSINESS)
def export(request: SignedInRequest, plan_code: str) -> HttpResponse | FileResponse:
    """The list as a file: what the page shows, all pages of it."""
    plan = plan_of_page(request, plan_code)
    _form, orders = _asked_for(request, plan)
    name = _("督办交办清单_%(city)s") % {"city": plan.city}
    sheets = [order_sheet(plan, orders, timezone.localdate())]
    return download_lists(request, name, sheets, about=plan, verb="orders.exported")


@requires(Role.OFFICE)
def create(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """A new order of the kind that the address names, about what it names; issued at once, or kept as a draft."""
    plan = plan_of_page(request, plan_code)
    if was_handled(request.user, request.POST.get("key", "")):  # pressed twice: the first time did it
        done = get_object_or_404(Order.objects.of_plan(plan), number=request.POST.get("number", ""))
        return redirect("tasks:order", plan.code, done.pk)
    asked = request.GET.get("kind", "")
    kind = asked if asked in Order.Kind else Order.Kind.SUPERVISION
    subject = subject_asked(plan, request.user, request.GET)
    new = Order(plan=plan, kind=kind)
    form = OrderForm(request.POST or None, request.FILES or None, instance=new, initial=_initial(plan, new, subject))
    if form.carry_out(lambda: _made(request, new, subject, form)):
        return _after(request, form.result)
    context = {"plan": plan, "form": form, "kind": Order.Kind(kind), "subject": subject}
    return render(request, "tasks/order_form.html", context, status=form.answer_status)


def _initial(plan: Plan, new: Order, subject: Subject | None) -> dict[str, Any]:
    today = timezone.localdate()
    about = draft_about(subject).initial if subject else {}
    if new.kind == Order.Kind.GUIDANCE:
        about = {"visited_on": today, "organization": about.get("organization")}
    else:
        about["due_on"] = usual_due_day(today)
    return {"number": proposed_number(plan, new.kind, today.year), **about}


def _made(request: SignedInRequest, new: Order, subject: Subject | None, form: OrderForm) -> Order:
    """The draft with its files, issued if the person has pressed that button: all of it or nothing."""
    by, key = request.user, form.request_key
    about = {draft_about(subject).field: subject} if subject else {}
    organization = by.organization
    assert organization is not None, "whoever sees a plan belongs to an organization of it"
    with received(form.cleaned_data["uploads"], organization=organization, by=by) as files:
        fields = {**form.changes(), **about, "files": files}
        made = create_order(new.plan, new.kind, by=by, fields=fields, key=key)
        return _issued(request, made) if _issues(request) else made


def _issues(request: SignedInRequest) -> bool:
    return request.POST.get("then") == "issue"


def _issued(request: SignedInRequest, order: Order) -> Order:
    return issue_order(order, by=request.user, at=timezone.now(), based_on=order.version)


def _after(request: SignedInRequest, order: Order) -> HttpResponse:
    if order.issued_at:
        messages.success(request, _("%(number)s已印发，已通知承办单位。") % {"number": order.number})
    else:
        messages.success(request, _("草稿已保存，印发之前只有无废办能看到。"))
    return redirect("tasks:order", order.plan.code, order.pk)


@requires(Role.OFFICE)
def edit(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """The draft; what has been issued stays as it is."""
    plan = plan_of_page(request, plan_code)
    drafts = Order.objects.changeable_by(request.user).of_plan(plan).with_place()
    found = get_object_or_404(drafts, pk=pk)
    if found.issued_at or not found.is_draft:
        messages.warning(request, _("已经印发或撤回的单子不能再改；写错了可以撤回后重新印发。"))
        return redirect("tasks:order", plan.code, pk)
    form = OrderForm(request.POST or None, request.FILES or None, instance=found)
    if form.gives_way:
        return redirect("tasks:order", plan.code, pk)
    if form.carry_out(lambda: _edited(request, found, form)):
        return _after(request, form.result)
    context = {"plan": plan, "form": form, "kind": Order.Kind(found.kind), "order": found, "subject": found.subject}
    return render(request, "tasks/order_form.html", context, status=form.answer_status)


def _edited(request: SignedInRequest, found: Order, form: OrderForm) -> Order:
    by, key = request.user, form.request_key
    organization = by.organization
    assert organization is not None, "whoever sees a plan belongs to an organization of it"
    uploads = [] if was_handled(by, key) else form.cleaned_data["uploads"]
    with received(uploads, organization=organization, by=by) as files:
        changes = {**form.changes(), "files": [*found.files.all(), *files]}
        order = edit_order(found, by=by, based_on=form.based_on, changes=changes, key=key)
        return _issued(request, order) if _issues(request) and order.is_draft else order
