"""What the office does with a meeting: arranges its agenda, writes its minutes, records decisions, closes it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tasks.agenda import agenda
from tasks.agendaitems import Arrangement, Item
from tasks.cadence import next_day
from tasks.forms.meetings import ArrangeForm, FollowUpForm, MeetingReason, MeetingStep, MinutesForm, OwnItem
from tasks.models import Meeting, Order, Project, Task
from tasks.transitions import (
    Refused,
    add_item,
    arrange_meeting,
    decide,
    hold_meeting,
    reopen_meeting,
    write_minutes,
)
from tasks.views.meeting_pages import found_meeting, meeting_page
from wastefree.access import Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.log import was_handled
from wastefree.versions import StaleError

TITLE = 200


def _to_page(meeting: Meeting, refused: str = "", request: SignedInRequest | None = None) -> HttpResponse:
    if refused and request is not None:
        messages.warning(request, str(Refused(refused).message))
    return redirect("tasks:meeting", meeting.plan.code, meeting.pk)


def _done(request: SignedInRequest, action: Callable[[], object], said: str) -> bool:
    """Whether the step was taken; if not, the person is told why."""
    try:
        action()
    except Refused as refused:
        messages.warning(request, str(refused.message))
        return False
    except StaleError:
        messages.warning(request, _("会议刚刚被别人改过，这一步没有保存。请看过现在的情况再做一次。"))
        return False
    messages.success(request, said)
    return True


@requires(Role.OFFICE)
def arrange(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """Which lines are discussed and in which order, and lines of the office's own."""
    found = found_meeting(request, plan_code, pk)
    if found.is_held or found.is_frozen:
        return _to_page(found, "agenda_kept", request)
    items = agenda(found, timezone.localdate(), whole=True)
    adds = request.POST.get("then") == "add"
    form = ArrangeForm(request.POST if request.POST and not adds else None, meeting=found, items=items)
    own = OwnItem(request.POST if adds else None, meeting=found)
    bound: MeetingStep = own if adds else form
    if bound.is_valid() and _done(request, lambda: _arranged(request, found, bound), _("议程已保存。")):
        return redirect(request.path) if adds else _to_page(found)
    kept = Arrangement.read(found.arrangement)
    lines = [(item, item.key not in kept.left_out, kept.places.get(item.key, "")) for item in items]
    context = {"plan": found.plan, "meeting": found, "form": form, "own": own, "lines": lines}
    return render(request, "tasks/meeting_arrange.html", context, status=422 if bound.errors else 200)


def _arranged(request: SignedInRequest, found: Meeting, form: MeetingStep) -> Meeting:
    typed = form.cleaned_data
    who: dict[str, Any] = {"by": request.user, "based_on": typed["version"], "key": typed["key"]}
    if isinstance(form, OwnItem):
        return add_item(found, form.item, **who)
    return arrange_meeting(found, typed["left_out"], typed["places"], **who)


@requires(Role.OFFICE)
def minutes(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    found = found_meeting(request, plan_code, pk)
    if found.is_held:
        return _to_page(found, "meeting_held", request)
    form = MinutesForm(request.POST or None, instance=found)
    if form.gives_way:
        return _to_page(found)
    if form.carry_out(lambda: _written(request, found, form)):
        messages.success(request, _("会议纪要已保存。"))
        return _to_page(found)
    context = {"plan": found.plan, "meeting": found, "form": form}
    return render(request, "tasks/meeting_minutes.html", context, status=form.answer_status)


def _written(request: SignedInRequest, found: Meeting, form: MinutesForm) -> Meeting:
    text, key = form.cleaned_data["minutes"], form.request_key
    return write_minutes(found, text, by=request.user, based_on=form.based_on, key=key)


@requires(Role.OFFICE)
def follow_up(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """A decision: about the line of the agenda that the address names, or about nothing on it."""
    found = found_meeting(request, plan_code, pk)
    if found.is_held:
        return _to_page(found, "meeting_held", request)
    if was_handled(request.user, request.POST.get("key", "")):
        return _to_page(found)
    asked = request.GET.get("item", "")
    item = next((each for each in agenda(found, timezone.localdate(), whole=True) if each.key == asked), None)
    new = Order(plan=found.plan, kind=Order.Kind.FOLLOW_UP)
    form = FollowUpForm(request.POST or None, instance=new, initial=_proposed(found, item))
    if form.carry_out(lambda: _decided(request, found, item, form)):
        said = _("已记录为议定事项，已通知%(body)s。") % {"body": form.cleaned_data["organization"].label}
        messages.success(request, said)
        return redirect(f"{request.path.removesuffix('decide/')}#decided")
    context = {"plan": found.plan, "meeting": found, "form": form, "item": item}
    return render(request, "tasks/meeting_decide.html", context, status=form.answer_status)


def _decided(request: SignedInRequest, found: Meeting, item: Item | None, form: FollowUpForm) -> Order | None:
    fields = {**form.changes(), **(_about(item) if item else {})}
    key = item.key if item else ""
    return decide(found, by=request.user, at=timezone.now(), fields=fields, agenda_item=key, key=form.request_key)


def _about(item: Item) -> dict[str, Any]:
    """What the order is about, as far as an order can be about it; of an earlier order, what that one was about."""
    if item.about == "order":
        earlier = Order.objects.filter(pk=item.pk).first()
        return {name: getattr(earlier, name) for name in ("task", "entry", "project", "cell")} if earlier else {}
    models: dict[str, Any] = {"task": Task, "project": Project}
    row = models[item.about].objects.filter(pk=item.pk).first() if item.about in models else None
    return {item.about: row} if row else {}


def _proposed(found: Meeting, item: Item | None) -> dict[str, Any]:
    """The next meeting's day, and of a line what it says."""
    until = next_day(found.kind, found.held_on, timezone.localdate())
    if item is None:
        return {"due_on": until}
    facts = {"title": item.title, "word": item.word}
    words = _("“%(title)s”目前“%(word)s”。") % facts if item.word else _("“%(title)s”。") % facts
    return {
        "due_on": until,
        "title": (_("落实“%(title)s”") % facts)[:TITLE],
        "organization": item.bodies[0] if item.bodies else None,
        "requirement": words + _("请抓紧落实，下次会议前反馈办理情况。"),
    }


@requires(Role.OFFICE)
@require_POST
def hold(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    found = found_meeting(request, plan_code, pk)
    form = MeetingStep(request.POST, meeting=found)
    if form.is_valid():
        who: dict[str, Any] = {"based_on": form.cleaned_data["version"], "key": form.cleaned_data["key"]}
        said = _("已宣布会议召开：议程和纪要已定稿。")
        _done(request, lambda: hold_meeting(found, by=request.user, at=timezone.now(), **who), said)
    return _to_page(found)


@requires(Role.OFFICE)
@require_POST
def reopen(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    found = found_meeting(request, plan_code, pk)
    form = MeetingReason(request.POST, meeting=found)
    if not form.is_valid():
        return meeting_page(request, found, reason=form, status=422)
    typed = form.cleaned_data
    who: dict[str, Any] = {"based_on": typed["version"], "key": typed["key"]}
    said = _("会议已重新打开，可以修改纪要、补记议定事项。议程保持定稿时的样子。")
    _done(request, lambda: reopen_meeting(found, typed["reason"], by=request.user, **who), said)
    return _to_page(found)
