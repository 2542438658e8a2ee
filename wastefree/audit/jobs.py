"""Jobs of the audit trail."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from wastefree.audit.models import HandledRequest

KEPT_FOR = timedelta(days=7)


@shared_task
def forget_handled_requests() -> None:
    """A browser that repeats a request does so within minutes; a week is ample."""
    HandledRequest.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
