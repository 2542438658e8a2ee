"""The list of organizations, and keeping it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wastefree.access import Role, requires
from wastefree.accounts.forms.organizations import OrganizationForm, OrganizationList
from wastefree.accounts.models import KEEPERS, WRITERS, Organization
from wastefree.accounts.requests import SignedInRequest
from wastefree.accounts.transitions import (
    close_organization,
    create_organization,
    edit_organization,
    reopen_organization,
)
from wastefree.audit import log
from wastefree.listing import page_of
from wastefree.versions import StaleError

HISTORY = 20


@requires(*KEEPERS)
@require_safe
def organizations(request: SignedInRequest) -> HttpResponse:
    form = OrganizationList(request.GET)
    found = form.narrow(Organization.objects.visible_to(request.user).with_people())
    context = {"form": form, "page": page_of(request, found, form), "writes": bool(request.user.roles & WRITERS)}
    return render(request, "accounts/organizations.html", context)


@requires(*WRITERS)
def organization_create(request: SignedInRequest) -> HttpResponse:
    form = OrganizationForm(request.POST or None, instance=Organization(), by=request.user)

    def save() -> None:
        create_organization(by=request.user, fields=form.changes(), key=form.request_key)

    if form.carry_out(save):
        messages.success(request, _("已新建单位“%(name)s”。") % {"name": form.cleaned_data["name"]})
        return redirect("accounts:organizations")
    return render(request, "accounts/organization_form.html", {"form": form}, status=form.answer_status)


@requires(*KEEPERS)
def organization_edit(request: SignedInRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Organization.objects.visible_to(request.user).select_related("succeeded_by"), code=code)
    writes = bool(request.user.roles & WRITERS)
    form = OrganizationForm(request.POST if writes and request.POST else None, instance=found, by=request.user)

    def save() -> None:
        edit_organization(found, by=request.user, based_on=form.based_on, changes=form.changes(), key=form.request_key)

    if form.gives_way:
        return redirect("accounts:organization_edit", code)
    if form.carry_out(save):
        messages.success(request, _("已保存。"))
        return redirect("accounts:organization_edit", code)
    context = {"form": form, "organization": found, "writes": writes, **_around(found)}
    return render(request, "accounts/organization_form.html", context, status=form.answer_status)


def _around(organization: Organization) -> dict[str, Any]:
    people = list(organization.users.active().with_roles())
    holders = Counter(role for person in people for role in person.roles)
    return {
        "people": people,
        "sole": {role for role in (Role.REPORTER, Role.REVIEWER) if holders[role] == 1},
        "records": log.history(organization)[:HISTORY],
    }


@requires(*WRITERS)
@require_POST
def organization_close(request: SignedInRequest, code: str) -> HttpResponse:
    return _switch(request, code, close_organization, _("已停用。以后的填报和任务里不再出现，已有数据都保留。"))


@requires(*WRITERS)
@require_POST
def organization_reopen(request: SignedInRequest, code: str) -> HttpResponse:
    return _switch(request, code, reopen_organization, _("已恢复。"))


def _switch(request: SignedInRequest, code: str, switch: Callable[..., Organization], done: str) -> HttpResponse:
    found = get_object_or_404(Organization.objects.visible_to(request.user), code=code)
    try:
        switch(found, by=request.user, based_on=int(request.POST.get("version") or 0))
        messages.success(request, done)
    except (StaleError, ValueError):
        messages.error(request, _("没有改动：这个单位刚被别人改过，请看过现在的内容后再操作。"))
    return redirect("accounts:organization_edit", code)
