"""Static files are collected when they have changed, and only then."""

from pathlib import Path

import pytest
from pytest_django import Settings

from wastefree.static import collect_if_changed


@pytest.fixture
def source(tmp_path: Path, settings: Settings) -> Path:
    """The only folder that static files come from, with one file in it."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "one.css").write_text("body { margin: 0 }", encoding="ascii")
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "wastefree.static.HashedAndCompressed"},
    }
    return folder


@pytest.mark.usefixtures("source")
def test_what_is_collected_bears_a_hash_in_its_name(settings: Settings) -> None:
    assert collect_if_changed()
    names = sorted(path.name for path in Path(settings.STATIC_ROOT).glob("*.css"))
    assert len(names) == 1
    assert names[0] != "one.css"


@pytest.mark.usefixtures("source")
def test_a_second_start_collects_nothing() -> None:
    assert collect_if_changed()
    assert not collect_if_changed()


def test_a_changed_file_is_collected_again(source: Path) -> None:
    collect_if_changed()
    (source / "one.css").write_text("body { margin: 1px }", encoding="ascii")
    assert collect_if_changed()


def test_a_new_file_is_collected(source: Path) -> None:
    collect_if_changed()
    (source / "two.css").write_text("p { margin: 0 }", encoding="ascii")
    assert collect_if_changed()
