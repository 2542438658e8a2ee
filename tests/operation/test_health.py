"""Whether the portal is well: its database, its worker, its beat, and that messages get out."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.factories import create_user
from wastefree import heartbeat
from wastefree.health import LONGEST_WAIT
from wastefree.jobs import show_life
from wastefree.notifications.models import Delivery, Notification


@pytest.fixture(autouse=True)
def data_of_its_own(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path


def all_alive() -> None:
    for name in heartbeat.SILENCE:
        heartbeat.show(name)


def health() -> tuple[int, dict[str, Any]]:
    answer = Client().get("/healthz")
    return answer.status_code, answer.json()


@pytest.mark.django_db
def test_all_is_well() -> None:
    all_alive()
    status, report = health()
    assert (status, report["status"], report["database"]) == (200, "ok", "ok")


@pytest.mark.django_db
@pytest.mark.parametrize("name", heartbeat.SILENCE)
def test_a_process_that_was_silent_too_long_is_missed(name: str, settings: Settings) -> None:
    all_alive()
    long_ago = time.time() - heartbeat.SILENCE[name] - 5
    os.utime(Path(settings.DATA_DIR) / "heartbeat" / name, (long_ago, long_ago))
    status, report = health()
    assert (status, report["status"]) == (503, "unwell")
    assert report[f"{name}_silent_seconds"] > heartbeat.SILENCE[name]


@pytest.mark.django_db
def test_a_process_that_never_gave_a_sign_is_missed() -> None:
    status, report = health()
    assert status == 503
    assert report["worker_silent_seconds"] is None


@pytest.mark.django_db
def test_a_message_that_does_not_get_out_is_noticed() -> None:
    all_alive()
    notice = Notification.objects.create(user=create_user(), kind="entry.returned", key="entry:1:returned")
    late = timezone.now() - timedelta(seconds=LONGEST_WAIT + 60)
    Delivery.objects.create(notification=notice, channel="email", address="a@example.org", not_before=late)
    status, report = health()
    assert status == 503
    assert report["oldest_message_late_seconds"] > LONGEST_WAIT


def test_a_database_that_does_not_answer_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("gone")

    all_alive()
    monkeypatch.setattr(connection, "cursor", refuse)
    status, report = health()
    assert (status, report["database"]) == (503, "no answer")


def test_the_job_of_the_worker_is_its_sign_of_life() -> None:
    show_life()
    assert heartbeat.is_alive("worker", time.time())


def test_the_health_check_of_a_container_tells_the_living_from_the_silent() -> None:
    heartbeat.show("beat")
    call_command("healthcheck", "beat")
    with pytest.raises(CommandError, match="worker"):
        call_command("healthcheck", "worker")


def test_the_health_check_of_the_web_server_needs_an_answer(settings: Settings) -> None:
    settings.PORT = 1
    with pytest.raises(CommandError, match="no answer"):
        call_command("healthcheck", "web")
