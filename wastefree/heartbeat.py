"""Signs of life of the processes behind the pages: a file in the data directory, touched while one works.

Files, not rows: a sign of life must not depend on the database that is itself being asked after, and must not write
to SQLite every few seconds.
"""

from pathlib import Path
from typing import Any

from celery.beat import PersistentScheduler
from django.conf import settings

# Seconds of silence after which a process counts as dead: beat signs every five seconds, the worker every ten;
# a long job may keep both threads of a worker busy for a while.
SILENCE = {"beat": 60.0, "worker": 180.0}


def _sign(name: str) -> Path:
    return Path(settings.DATA_DIR) / "heartbeat" / name


def show(name: str) -> None:
    """Leaves a sign of life of `name`."""
    sign = _sign(name)
    sign.parent.mkdir(parents=True, exist_ok=True)
    sign.touch()


def silence(name: str, now: float) -> float | None:
    """Seconds since the last sign of life, with `now` in seconds since 1970; None if there never was one."""
    try:
        return max(0.0, now - _sign(name).stat().st_mtime)
    except FileNotFoundError:
        return None


def is_alive(name: str, now: float) -> bool:
    seconds = silence(name, now)
    return seconds is not None and seconds <= SILENCE[name]


class Scheduler(PersistentScheduler):
    """Celery's scheduler, leaving a sign of life each time it looks what is due."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        show("beat")
        return super().tick(*args, **kwargs)
