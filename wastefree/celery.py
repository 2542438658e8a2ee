"""Celery: the queue, and the ticks that beat sends.

Beat holds a few fixed ticks only. Which day something is due is read from our own tables by the jobs
themselves ("on or before"), so a missed tick is made up by the next one.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wastefree.settings")

app = Celery("wastefree")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Our apps keep their jobs in `jobs.py`: an app is called `tasks`, and `tasks.tasks` would mean two things.
app.autodiscover_tasks(related_name="jobs")

app.conf.beat_schedule = {
    "show-life": {
        "task": "wastefree.jobs.show_life",
        "schedule": 10.0,
        "options": {"expires": 60},
    },
    "deliver-notifications": {
        "task": "wastefree.notifications.jobs.deliver_waiting",
        "schedule": 15.0,
        "options": {"expires": 60},
    },
    "open-and-close-rounds": {
        "task": "indicators.jobs.open_and_close_rounds",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "forget-handled-requests": {
        "task": "wastefree.audit.jobs.forget_handled_requests",
        "schedule": 86400.0,
        "options": {"expires": 3600},
    },
}
