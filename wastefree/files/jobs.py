"""Jobs of files."""

from celery import shared_task
from django.utils import timezone

from wastefree.files import staging


@shared_task
def discard_expired_uploads() -> None:
    staging.discard_expired(timezone.now())
