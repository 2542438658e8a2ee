"""The groups above a plan's indicators (一级、二级指标): their names and their order."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from indicators import definitions
from indicators.current import plan_of_page
from indicators.forms.groups import GroupForm
from indicators.models import IndicatorGroup, Plan
from wastefree.access import Role, requires
from wastefree.accounts.passwords import fresh_key
from wastefree.accounts.requests import SignedInRequest

STEPS = {"up": -1, "down": 1}


@dataclass
class Line:
    """A group on the page, with its form and those below it."""

    group: IndicatorGroup
    form: GroupForm
    is_first: bool = False
    is_last: bool = False
    below: list["Line"] = field(default_factory=list)

    @property
    def count(self) -> int:
        """The active indicators in it and below it."""
        own: int = self.group.active  # type: ignore[attr-defined]  # annotated below
        return own + sum(line.count for line in self.below)


@requires(Role.OFFICE)
@require_safe
def group_list(request: SignedInRequest, plan_code: str) -> HttpResponse:
    return _page(request, plan_of_page(request, plan_code))


def _page(request: SignedInRequest, plan: Plan, typed: GroupForm | None = None) -> HttpResponse:
    lines = _lines(plan, typed)
    context = {"plan": plan, "lines": lines, "key": fresh_key()}
    return render(request, "indicators/groups.html", context, status=typed.answer_status if typed else 200)


def _lines(plan: Plan, typed: GroupForm | None) -> list[Line]:
    """The upper groups with the lower ones; the one that was typed keeps what was typed."""
    counted = plan.groups.annotate(
        active=Count("indicators", filter=Q(indicators__is_active=True)), all=Count("indicators")
    )
    lines = {
        each.pk: Line(each, typed if typed and typed.instance.pk == each.pk else GroupForm(instance=each))
        for each in counted
    }
    top = [line for line in lines.values() if line.group.parent_id is None]
    for line in lines.values():
        if line.group.parent_id is not None:
            lines[line.group.parent_id].below.append(line)
    for sisters in (top, *(line.below for line in lines.values())):
        if sisters:
            sisters[0].is_first = sisters[-1].is_last = True
    return top


@requires(Role.OFFICE)
@require_POST
def rename(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(plan.groups.select_related("plan"), pk=pk)
    form = GroupForm(request.POST, instance=found)
    by = request.user
    if form.gives_way or form.carry_out(
        lambda: definitions.rename_group(
            found, form.cleaned_data["name"], by=by, based_on=form.based_on, key=form.request_key
        )
    ):
        if not form.gives_way:
            messages.success(request, _("“%(name)s”已保存。") % {"name": form.result})
        return redirect("indicators:groups", plan.code)
    return _page(request, plan, form)


@requires(Role.OFFICE)
@require_POST
def move(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    """One place up or down; the indicators of the plan follow."""
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(plan.groups.all(), pk=pk)
    step = STEPS.get(request.POST.get("to", ""), 0)
    if step:
        definitions.move_group(found, step, by=request.user, key=request.POST.get("key", ""))
    return redirect("indicators:groups", plan.code)


@requires(Role.OFFICE)
@require_POST
def remove(request: SignedInRequest, plan_code: str, pk: int) -> HttpResponse:
    plan = plan_of_page(request, plan_code)
    found = get_object_or_404(plan.groups.all(), pk=pk)
    try:
        definitions.remove_group(found, by=request.user)
    except definitions.GroupInUse:
        messages.error(request, _("没有删除：“%(name)s”下面还有指标或二级指标。") % {"name": found})
    else:
        messages.success(request, _("“%(name)s”已删除。") % {"name": found})
    return redirect("indicators:groups", plan.code)
