"""Who may call what: every view carries a policy, and a system check finds those without one."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission

if TYPE_CHECKING:  # they read the settings, which name ApiPolicy below
    from rest_framework.request import Request
    from rest_framework.views import APIView

View = Callable[..., HttpResponseBase]


class Role(TextChoices):
    """What a person does in the portal (DESIGN: who uses it). One person may hold several; see `accounts.separation`."""

    REPORTER = "reporter", _("填报员")
    REVIEWER = "reviewer", _("部门审核员")
    OFFICE = "office", _("无废办")
    LEADER = "leader", _("领导")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDITOR = "auditor", _("审计员")


# Those who work with figures; the three administrators have no business with them.
BUSINESS = frozenset({Role.REPORTER, Role.REVIEWER, Role.OFFICE, Role.LEADER})
# Those who see a whole plan, not only their own organization's part of it.
WHOLE_PLAN = frozenset({Role.OFFICE, Role.LEADER})
ORGANIZATION = frozenset({Role.REPORTER, Role.REVIEWER})
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
EVERYONE = frozenset(Role)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Off to the sign-in page, which leads back here. Django's own function needs the user model, made after this.

    A part of a page that is asked for by script gets a bare 401: the page stays, with all that was typed into it.
    """
    if "HX-Request" in request.headers:
        return HttpResponse(status=401)
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _way_back(request)})}")


def _way_back(request: HttpRequest) -> str:
    """The page asked for; of a form, the page on which it stood, since its own address may answer no GET."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = urlsplit(request.META.get("HTTP_REFERER", ""))
    return came_from._replace(scheme="", netloc="").geturl() if came_from.netloc == request.get_host() else "/"


def requires(*roles: Role) -> Callable[[View], View]:
    """Lets in those who hold one of the roles; sends strangers to sign in, and answers 403 to the others."""
    allowed = frozenset(roles)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if not (allowed & request.user.roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.policy = allowed  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """Lets in everyone with an account, whatever their roles: their own profile, their own notices."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    guarded.policy = EVERYONE  # type: ignore[attr-defined]
    return guarded


def public(view: View) -> View:
    """Open to the world: signing in, the language switch, the health of the machine."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    opened.policy = frozenset()  # type: ignore[attr-defined]
    return opened


class ApiPolicy(BasePermission):
    """Denies by default: an API view names its roles in `allowed_roles`, for each method if it must.

    `allowed_roles` is a set of roles, or a mapping from HTTP method to one.
    """

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        if not request.user.is_authenticated:
            return False
        allowed = getattr(view, "allowed_roles", BUSINESS)
        if isinstance(allowed, dict):
            allowed = allowed.get(request.method or "", frozenset())
        return bool(allowed & request.user.roles)
