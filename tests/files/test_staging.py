"""Between preview and confirmation a workbook waits for its owner alone."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404

from tests.files.samples import XLSX, uploaded
from wastefree.accounts.models import User
from wastefree.files.models import StagedUpload
from wastefree.files.staging import discard, discard_expired, stage, staged
from wastefree.files.uploads import RefusedUpload


def test_the_owner_finds_what_was_handed_in(wu: User) -> None:
    kept = stage(wu, uploaded("附件1.xlsx", XLSX))
    found = staged(wu, kept.pk)
    assert (found.name, found.data()) == ("附件1.xlsx", XLSX)


def test_it_does_not_exist_for_others(wu: User, sun: User) -> None:
    kept = stage(wu, uploaded("附件1.xlsx", XLSX))
    with pytest.raises(Http404):
        staged(sun, kept.pk)


def test_an_id_that_was_never_given_is_not_found(wu: User) -> None:
    with pytest.raises(Http404):
        staged(wu, uuid4())


def test_discarding_takes_row_and_file(wu: User) -> None:
    kept = stage(wu, uploaded("附件1.xlsx", XLSX))
    storage, name = kept.content.storage, str(kept.content.name)
    discard(kept)
    assert not StagedUpload.objects.exists()
    assert not storage.exists(name)


def test_what_nobody_confirms_goes_after_a_day(wu: User) -> None:
    old = stage(wu, uploaded("附件1.xlsx", XLSX))
    assert discard_expired(old.created_at + timedelta(hours=23)) == 0
    assert discard_expired(old.created_at + timedelta(hours=24)) == 1
    assert not StagedUpload.objects.exists()


def test_a_workbook_above_the_limit_is_refused(wu: User, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(RefusedUpload) as refusal:
        stage(wu, uploaded("附件1.xlsx", XLSX))
    assert refusal.value.code == "too_large"
