"""How the portal is: for whoever watches over the machine, and for the health checks of containers."""

import time
from datetime import datetime

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wastefree import heartbeat
from wastefree.access import public
from wastefree.notifications.models import Delivery

LONGEST_WAIT = 900.0  # seconds that a message may be overdue before something is wrong with sending


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def oldest_wait(now: datetime) -> float | None:
    """Seconds by which the longest overdue message is late; None when nothing waits."""
    since = Delivery.objects.due(now).order_by("not_before").values_list("not_before", flat=True).first()
    return None if since is None else (now - since).total_seconds()


def _rounded(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)


@public
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when all is well, else 503, with the parts named: nothing here that a stranger may not know."""
    seconds = time.time()
    database = database_answers()
    wait = oldest_wait(timezone.now()) if database else None
    alive = [heartbeat.is_alive(name, seconds) for name in heartbeat.SILENCE]
    well = database and all(alive) and (wait or 0) <= LONGEST_WAIT
    report = {
        "status": "ok" if well else "unwell",
        "database": "ok" if database else "no answer",
        **{f"{name}_silent_seconds": _rounded(heartbeat.silence(name, seconds)) for name in heartbeat.SILENCE},
        "oldest_message_late_seconds": _rounded(wait),
    }
    return JsonResponse(report, status=200 if well else 503)
