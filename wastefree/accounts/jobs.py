"""Jobs of accounts."""

from celery import shared_task
from django.utils import timezone

from wastefree.accounts import attempts


@shared_task
def forget_attempts() -> None:
    attempts.forget(timezone.now())
