"""The meetings of a plan: the list, calling one, changing and removing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indicators.current import plan_of_page
from indicators.models import Plan
from tasks.cadence import next_day
from tasks.forms.meetings import MeetingForm, MeetingList, MeetingStep, years_of
from tasks.models import Meeting
from tasks.transitions import Refused, create_meeting, edit_meeting, remove_meeting
from wastefree.access import BUSINESS, WHOLE_PLAN, Role, requires
from wastefree.accounts.requests import SignedInRequest
from wastefree.audit.log import was_handled
from wastefree.listing import page_of
from wastefree.versions import StaleError


@requires(*BUSINESS)
def meeting_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    plan, today = plan_of_page(request, plan_code), timezone.localdate()
    seen = Meeting.objects.visible_to(request.user).of_plan(plan)
    form = MeetingList(request.GET, years=(years := years_of(plan, seen)))
    context = {
        "plan": plan,
        "form": form,
        "page": page_of(request, form.narrow(seen.with_decisions()), form),
        "any": bool(years),
        "coming": list(seen.planned().filter(held_on__gte=today).order_by("held_on", "pk")[:5]),
        "kinds": list(Meeting.Kind),
        "keeps": request.user.has_role(Role.OFFICE),
        "whole": bool(request.user.roles & WHOLE_PLAN),
        "today": today,
    }
    return render(request, "tasks/meetings.html", context)


@requires(Role.OFFICE)
def create(request: SignedInRequest, plan_code: str) -> HttpResponse:
    """A new meeting of the kind that the address names, as the last of its kind was."""
    plan = plan_of_page(request, plan_code)
    asked = request.GET.get("kind", "")
    new = Meeting(plan=plan, kind=asked if asked in Meeting.Kind else Meeting.Kind.WEEKLY)
    if was_handled(request.user, request.POST.get("key", "")):  # pressed twice: the first time did it
        return redirect("tasks:meetings", plan.code)
    form = MeetingForm(request.POST or None, instance=new, initial=_initial(plan, new))
    if form.carry_out(lambda: _made(request, new, form)):
        messages.success(request, _("会议已建好，议程按现在的情况自动列出，开会之前会一直更新。"))
        return redirect("tasks:meeting", plan.code, form.result.pk)
    return render(
        request, "tasks/meeting_form.html", {"plan": plan, "form": form, "kind": new}, status=form.answer_status
    )


def _made(request: SignedInRequest, new: Meeting, form: MeetingForm) -> Meeting:
    fields = {"kind": new.kind, **form.changes()}
    return create_meeting(new.plan, by=request.user, fields=fields, key=form.request_key)


def _initial(plan: Plan, new: Meeting) -> dict[str, Any]:
    """What the last meeting of the kind was like, and the day on which the next would be."""
    earlier = Meeting.objects.of_plan(plan).of_kind(new.kind)
    last, today = earlier.order_by("-held_on").first(), timezone.localdate()
    day = next_day(new.kind, last.held_on if last else None, today)
    year = (day or today).year
    facts = {"year": year, "number": earlier.filter(held_on__year=year).count() + 1, "kind": new.get_kind_display()}
    proposed = {"title": _("%(year)s年第%(number)s次%(kind)s") % facts, "held_on": day}
    if last is None:
        return {**proposed, "attendees": list(plan.organizations.active())}
    kept = {name: getattr(last, name) for name in ("starts_at", "place", "chair", "others")}
    return {**proposed, **kept, "attendees": list(last.attendees.all())}


@requires(Role.OFFICE)
def edit(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Meeting.objects.changeable_by(request.user).of_plan(plan).select_related("plan"), pk=pk)
    if found.is_held:
        messages.warning(request, str(Refused("meeting_held").message))
        return redirect("tasks:meeting", plan.code, pk)
    form = MeetingForm(request.POST or None, instance=found)
    if form.gives_way:
        return redirect("tasks:meeting", plan.code, pk)
    by = request.user
    if form.carry_out(
        lambda: edit_meeting(found, by=by, based_on=form.based_on, changes=form.changes(), key=form.request_key)
    ):
        messages.success(request, _("会议已修改。"))
        return redirect("tasks:meeting", plan.code, pk)
    context = {"plan": plan, "form": form, "kind": found, "meeting": found}
    return render(request, "tasks/meeting_form.html", context, status=form.answer_status)


@requires(Role.OFFICE)
@require_POST
def remove(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(Meeting.objects.changeable_by(request.user).of_plan(plan), pk=pk)
    form = MeetingStep(request.POST, meeting=found)
    try:
        remove_meeting(found, by=request.user, based_on=form.cleaned_data["version"] if form.is_valid() else 0)
    except Refused as refused:
        messages.warning(request, str(refused.message))
        return redirect("tasks:meeting", plan.code, pk)
    except StaleError:
        messages.warning(request, _("会议刚刚被别人改过，没有删除。请看过现在的情况再说。"))
        return redirect("tasks:meeting", plan.code, pk)
    messages.success(request, _("“%(title)s”已删除。") % {"title": found.title})
    return redirect("tasks:meetings", plan.code)
