"""Signing in and out, and the person's own password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wastefree.access import public, signed_in
from wastefree.accounts.attempts import LOCK, Locked
from wastefree.accounts.forms.signing_in import OwnPasswordForm, SignInForm
from wastefree.accounts.language import remember_language
from wastefree.accounts.requests import SignedInRequest
from wastefree.accounts.signing_in import Refused, enter, leave
from wastefree.accounts.transitions import change_password as choose_password


@sensitive_post_parameters("password")
@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(way_on(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, password = form.cleaned_data["username"], form.cleaned_data["password"]
        try:
            user = enter(request, name, password, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, _refused(refusal.left))
        except Locked as lock:
            form.add_error(None, _locked(lock))
        else:
            response = redirect(way_on(request))
            remember_language(response, user)
            return response
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


def way_on(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is a page of this portal; else where their work begins."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if own else resolve_url("home")


def _refused(left: int) -> str:
    if not left:
        return _("用户名或密码不对，已连续输错多次。请 %(minutes)s 分钟后再试，或联系无废办重置密码。") % {
            "minutes": int(LOCK.total_seconds() // 60)
        }
    text = ngettext(
        "用户名或密码不对，请检查大小写后再试，还可以试 %(left)s 次。",
        "用户名或密码不对，请检查大小写后再试，还可以试 %(left)s 次。",
        left,
    )
    return text % {"left": left}


def _locked(lock: Locked) -> str:
    return _("输错次数太多，登录已暂停。请在 %(time)s 之后再试，或联系无废办重置密码。") % {
        "time": f"{timezone.localtime(lock.until):%H:%M}"
    }


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    leave(request)
    messages.success(request, _("您已退出登录。"))
    response = redirect("accounts:sign_in")
    response["Clear-Site-Data"] = '"storage"'
    return response


@sensitive_post_parameters()
@signed_in
def change_password(request: SignedInRequest) -> HttpResponse:
    """The person's own password; after it every other session of theirs has ended."""
    first = request.user.must_change_password
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        choose_password(request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(request, _("密码已修改，其他设备上的登录已退出。"))
        return redirect("home" if first else "accounts:profile")
    context = {"form": form, "first": first}
    return render(request, "accounts/change_password.html", context, status=422 if form.errors else 200)
