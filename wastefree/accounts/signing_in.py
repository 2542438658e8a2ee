"""Signing in: counted, recorded, and with one answer for every way of failing."""

from datetime import datetime
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.http import HttpRequest

from wastefree.accounts import attempts
from wastefree.accounts.models import SignInAttempts, User
from wastefree.audit import log

UNKNOWN_ADDRESS = "0.0.0.0"  # where the server knows none, all strangers count as one


class Refused(Exception):
    """Name and password do not belong together; `left` is how many more attempts there are."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


def enter(request: HttpRequest, username: str, password: str, *, now: datetime) -> User:
    """Signs the person in. Raises `Refused`, or `attempts.Locked` after too many attempts."""
    address = address_of(request)
    attempt = attempts.reserve(username, address, now)
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        _record_failure(attempt, now)
        raise Refused(attempts.left(attempt))
    with transaction.atomic():
        attempts.forgive(username, address)
        login(request, user)
        log.record(user, "user.signed_in", user, after={"address": address})
    return user


def address_of(request: HttpRequest) -> str:
    """Where the request comes from: what the outermost of our own proxies saw, or the other end of the connection.

    The client writes the beginning of X-Forwarded-For as it likes; only the entries of our proxies, counted from the
    end, are believed.
    """
    hops: int = settings.TRUSTED_PROXIES
    seen = [address.strip() for address in request.headers.get("X-Forwarded-For", "").split(",")]
    if hops and len(seen) >= hops and _is_address(seen[-hops]):
        return seen[-hops]
    return str(request.META.get("REMOTE_ADDR") or UNKNOWN_ADDRESS)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def leave(request: HttpRequest) -> None:
    """Signs out whoever is signed in."""
    user = request.user
    if isinstance(user, User):
        with transaction.atomic():
            log.record(user, "user.signed_out", user)
    logout(request)


def _record_failure(attempt: SignInAttempts, now: datetime) -> None:
    """A name that nobody has may be a password typed into the wrong field: it is not written down."""
    known = User.objects.filter(username=attempt.username).exists()
    attempt.username = attempt.username if known else "—"
    with transaction.atomic():
        log.record(None, "user.sign_in_failed", attempt, after={"address": attempt.address})
        if attempt.is_locked(now):
            log.record(None, "user.locked", attempt, after={"address": attempt.address, "until": attempt.locked_until})
