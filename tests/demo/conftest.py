"""The demonstration city, loaded once for all tests of a module that only look at it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from indicators.models import Plan
from wastefree.demo import loading

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module", autouse=True)
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The evidence of the city lies in a folder that goes away."""
    folder = tmp_path_factory.mktemp("files")
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": str(folder)}}
    with override_settings(STORAGES={**settings.STORAGES, "default": default}):
        yield folder


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Plan]:
    """As it stands on `TODAY`; everything is taken back after the module's last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield loading.load(TODAY)
        transaction.set_rollback(True)
