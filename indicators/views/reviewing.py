"""What all reviews share: passing on or returning what was ticked, or the whole list, and saying what came of it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.models import Reported, Round
from indicators.transitions import Moved, Refused, approve, check, return_
from indicators.views.saving import chosen_keys, tell_left, whole_list
from wastefree.access import Role
from wastefree.accounts.models import Organization
from wastefree.accounts.requests import SignedInRequest

# What a person can ask for with the whole list, beside what is ticked.
CLEAR = "pass_clear"
WHOLE = (CLEAR, "return_whole")


def own_organization(request: SignedInRequest) -> Organization | None:
    """Whose rounds matter to the person: the office's are everybody's."""
    return None if request.user.has_role(Role.OFFICE) else request.user.organization


def waiting_for(request: SignedInRequest, rows: Any) -> Any:
    """What waits for this person, of a kind's QuerySet: checked ones of all for the office, submitted ones of their own
    organization for a reviewer."""
    if request.user.has_role(Role.OFFICE):
        return rows.to_approve()
    own = request.user.organization
    assert own is not None, "whoever reviews belongs to an organization"
    return rows.of(own).to_check()


def is_passed_over(request: SignedInRequest, round_: Round) -> bool:
    """Whether the plan does without this person's review."""
    plan = round_.plan
    return not (plan.office_review if request.user.has_role(Role.OFFICE) else plan.organization_review)


def asked_keys(request: SignedInRequest) -> list[int]:
    """What was ticked; or the whole list that the person had before them, pages not shown included."""
    return whole_list(request) if request.POST.get("then") in WHOLE else chosen_keys(request)


def carry_out(request: SignedInRequest, chosen: Sequence[Reported]) -> None:
    """Passes or returns rows of one kind; says what was done and what was not."""
    key, by, now = request.POST.get("key", "")[:64], request.user, timezone.now()
    if not chosen:
        messages.warning(request, _("请先勾选要处理的项。"))
        return
    try:
        if _returns(request):
            moved = return_(chosen, request.POST.get("reason", "")[:1000], by=by, at=now, key=key)
        elif by.has_role(Role.OFFICE):
            moved = approve(chosen, by=by, at=now, key=key)
        else:
            moved = check(chosen, by=by, at=now, key=key)
    except Refused as refused:
        messages.error(request, str(refused.message))
        return
    _tell(request, moved)


def _returns(request: SignedInRequest) -> bool:
    return request.POST.get("then") in ("return", "return_whole")


def _tell(request: SignedInRequest, moved: Moved[Any]) -> None:
    facts = {"count": len(moved.done)}
    if moved.done and _returns(request):
        messages.success(request, _("已退回 %(count)s 项，已通知填报人。") % facts)
    elif moved.done and request.user.has_role(Role.OFFICE):
        messages.success(request, _("审核通过 %(count)s 项。") % facts)
    elif moved.done:
        messages.success(request, _("已通过 %(count)s 项，转无废办审核。") % facts)
    tell_left(request, moved)
