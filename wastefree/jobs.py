"""Jobs of the portal as a whole."""

from celery import shared_task

from wastefree import heartbeat


@shared_task
def show_life() -> None:
    """Proves the whole way at once: beat sent it, the broker carried it, a worker had a hand free for it."""
    heartbeat.show("worker")
