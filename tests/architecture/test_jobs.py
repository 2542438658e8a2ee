"""The clock of the portal: each tick names a job that exists, and none piles up while no worker is there."""

import pytest

from wastefree.celery import app

app.loader.import_default_modules()
TICKS = app.conf.beat_schedule


@pytest.mark.parametrize("tick", TICKS)
def test_each_tick_names_a_job_that_exists(tick: str) -> None:
    assert TICKS[tick]["task"] in app.tasks


@pytest.mark.parametrize("tick", TICKS)
def test_a_tick_that_no_worker_took_expires(tick: str) -> None:
    assert TICKS[tick]["options"]["expires"] <= 3600


def test_every_job_has_a_tick() -> None:
    """Nothing else calls them: no request talks to the queue."""
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    assert ours == {tick["task"] for tick in TICKS.values()}


def test_jobs_are_found_in_the_module_of_that_name() -> None:
    ours = [name for name in app.tasks if not name.startswith("celery.")]
    assert len(ours) >= 3
    assert [name for name in ours if ".jobs." not in name] == []
