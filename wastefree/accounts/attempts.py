"""How often somebody may try a password.

Counted in one conditional UPDATE before the password is looked at, so that a burst of parallel attempts gets no more
looks than a patient one. A name that nobody has is counted like any other: the answer tells nothing about it.
"""

from datetime import datetime, timedelta

from django.db.models import Case, F, Value, When

from wastefree.accounts.models import SignInAttempts

LIMIT = 5
WINDOW = timedelta(minutes=15)
LOCK = timedelta(minutes=30)
KEPT_FOR = timedelta(days=1)


class Locked(Exception):
    """Too many attempts; `until` is the moment from which the next one is looked at."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def reserve(username: str, address: str, now: datetime) -> SignInAttempts:
    """Counts one attempt, before its outcome is known. Raises `Locked` if there have been too many of late.

    The attempt that reaches the limit starts the lock already; if it turns out right, `forgive` takes it back.
    """
    SignInAttempts.objects.get_or_create(username=username, address=address, defaults={"since": now})
    rows = SignInAttempts.objects.filter(username=username, address=address)
    free = rows.exclude(locked_until__gt=now)
    free.filter(since__lte=now - WINDOW).update(count=0, since=now, locked_until=None)
    reaches_limit = When(count=LIMIT - 1, then=Value(now + LOCK))
    counted = free.filter(count__lt=LIMIT).update(
        count=F("count") + 1, locked_until=Case(reaches_limit, default=Value(None))
    )
    attempt = rows.get()
    if not counted:
        raise Locked(attempt.locked_until or now + LOCK)
    return attempt


def left(attempt: SignInAttempts) -> int:
    """How many more attempts there are before the lock."""
    return max(0, LIMIT - attempt.count)


def forgive(username: str, address: str | None = None) -> None:
    """Forgets the attempts on a name, from one address or, after a new password was given, from all."""
    rows = SignInAttempts.objects.filter(username=username)
    (rows if address is None else rows.filter(address=address)).delete()


def forget(now: datetime) -> None:
    """Throws away what no longer counts."""
    SignInAttempts.objects.filter(since__lte=now - KEPT_FOR).delete()
