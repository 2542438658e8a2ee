"""Jobs of tasks: what is late is told."""

from celery import shared_task
from django.utils import timezone

from tasks.transitions.escalation import escalate

# Nobody is told anything before the offices open.
MORNING = 8


@shared_task
def remind_of_orders() -> None:
    now = timezone.now()
    if timezone.localtime(now).hour >= MORNING:
        escalate(now)
