"""The list of accounts, and keeping it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wastefree.access import Role, requires
from wastefree.accounts.forms.users import RolesForm, UserForm, UserList
from wastefree.accounts.models import KEEPERS, User
from wastefree.accounts.passwords import fresh_key
from wastefree.accounts.requests import SignedInRequest
from wastefree.accounts.separation import given_by, set_roles
from wastefree.accounts.transitions import (
    CREATORS,
    close_user,
    create_user,
    edit_user,
    reopen_user,
    reset_password,
)
from wastefree.audit import log
from wastefree.listing import page_of
from wastefree.versions import StaleError

HISTORY = 20


@requires(*KEEPERS)
@require_safe
def users(request: SignedInRequest) -> HttpResponse:
    form = UserList(request.GET)
    found = form.narrow(User.objects.visible_to(request.user).with_roles())
    context = {"form": form, "page": page_of(request, found, form), "creates": request.user.has_role(*CREATORS)}
    return render(request, "accounts/users.html", context)


@requires(*CREATORS)
@never_cache
def user_create(request: SignedInRequest) -> HttpResponse:
    """The answer to the form shows the first password; sent twice, the form is answered twice with the same."""
    form = UserForm(request.POST or None, instance=User(), by=request.user)
    made: list[tuple[User, str]] = []

    def save() -> None:
        roles = form.chosen_roles()
        fields = form.changes()
        made.append(create_user(by=request.user, fields=fields, roles=roles, key=form.request_key or fresh_key()))

    if form.carry_out(save):
        return render(request, "accounts/first_password.html", {"user_made": made[0][0], "password": made[0][1]})
    return render(request, "accounts/user_form.html", {"form": form}, status=form.answer_status)


@requires(*KEEPERS)
def user_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User.objects.visible_to(request.user).with_roles(), pk=pk)
    changeable = User.objects.changeable_by(request.user).filter(pk=pk).exists()
    form = UserForm(request.POST if changeable and request.POST else None, instance=found, by=request.user)

    def save() -> None:
        edit_user(found, by=request.user, based_on=form.based_on, changes=form.changes(), key=form.request_key)

    if form.gives_way:
        return redirect("accounts:user_edit", pk)
    if form.carry_out(save):
        messages.success(request, _("已保存。"))
        return redirect("accounts:user_edit", pk)
    context = {"form": form, "changeable": changeable, **_around(request, found)}
    return render(request, "accounts/user_form.html", context, status=form.answer_status)


def _around(request: SignedInRequest, found: User) -> dict[str, Any]:
    """What the page of an account shows beside the form."""
    gives = bool(given_by(request.user)) and found.pk != request.user.pk
    return {
        "account": found,
        "is_own": found.pk == request.user.pk,
        "roles_form": RolesForm(user=found, by=request.user) if gives else None,
        "key": fresh_key(),
        "records": log.history(found)[:HISTORY],
    }


@requires(Role.OFFICE, Role.SECURITY_ADMIN)
@require_POST
def user_roles(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User.objects.visible_to(request.user).exclude(pk=request.user.pk), pk=pk)
    form = RolesForm(request.POST, user=found, by=request.user)
    if form.is_valid():
        set_roles(found, form.cleaned_data["roles"], by=request.user)
        messages.success(request, _("角色已保存，对方下一次点击时生效。"))
    else:
        messages.error(request, " ".join(str(error) for error in form.errors["roles"]))
    return redirect("accounts:user_edit", pk)


@requires(*CREATORS)
@require_POST
@never_cache
def user_password(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new first password, shown in the answer and nowhere else."""
    found = get_object_or_404(User.objects.changeable_by(request.user), pk=pk)
    password = reset_password(found, by=request.user, key=request.POST.get("key") or fresh_key())
    return render(request, "accounts/first_password.html", {"user_made": found, "password": password, "reset": True})


@requires(*CREATORS)
@require_POST
def user_close(request: SignedInRequest, pk: int) -> HttpResponse:
    return _switch(request, pk, close_user, _("账号已停用，对方已不能登录。"))


@requires(*CREATORS)
@require_POST
def user_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    return _switch(request, pk, reopen_user, _("账号已恢复。"))


def _switch(request: SignedInRequest, pk: int, switch: Callable[..., User], done: str) -> HttpResponse:
    found = get_object_or_404(User.objects.changeable_by(request.user), pk=pk)
    try:
        switch(found, by=request.user, based_on=int(request.POST.get("version") or 0))
        messages.success(request, done)
    except (StaleError, ValueError):
        messages.error(request, _("没有改动：这个账号刚被别人改过，请看过现在的内容后再操作。"))
    return redirect("accounts:user_edit", pk)
