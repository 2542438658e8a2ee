"""Celery: the queue, and the ticks that beat sends.

Beat holds a few fixed ticks only. Which day something is due is read from our own tables by the jobs
themselves ("on or before"), so a missed tick is made up by the next one.
"""

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wastefree.settings")

app = Celery("wastefree")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Our apps keep their jobs in `jobs.py`: an app is called `tasks`, and `tasks.tasks` would mean two things.
app.autodiscover_tasks(related_name="jobs")


def _tick(job: str, *, every: float) -> dict[str, Any]:
    """A job for each so many seconds. One that no worker has taken in time is dropped: the next does its work too."""
    return {"task": job, "schedule": every, "options": {"expires": max(60.0, min(every, 3600.0))}}


HOUR, DAY = 3600.0, 86400.0
app.conf.beat_schedule = {
    "show-life": _tick("wastefree.jobs.show_life", every=10.0),
    "deliver-notifications": _tick("wastefree.notifications.jobs.deliver_waiting", every=15.0),
    "open-and-close-rounds": _tick("indicators.jobs.open_and_close_rounds", every=300.0),
    "remind-of-orders": _tick("tasks.jobs.remind_of_orders", every=HOUR),
    "discard-expired-uploads": _tick("wastefree.files.jobs.discard_expired_uploads", every=HOUR),
    "forget-handled-requests": _tick("wastefree.audit.jobs.forget_handled_requests", every=DAY),
    "forget-attempts": _tick("wastefree.accounts.jobs.forget_attempts", every=DAY),
}
