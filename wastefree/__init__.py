"""The project package. Loads the Celery app, so that `shared_task` finds it."""

from wastefree.celery import app as celery_app

__all__ = ["celery_app"]
