"""The English catalogue: every text of the portal is in it, translated, and what is compiled is what is written."""

import re
import shutil
from functools import cache
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django import Settings

ROOT: Path = settings.BASE_DIR
CATALOGUE = ROOT / "wastefree" / "locale" / "en" / "LC_MESSAGES" / "django.po"
# A place where a value is put in: %(name)s, %s, {name}.
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@cache
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def meant(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_text_is_translated() -> None:
    assert len(catalogue()) > 100
    assert [entry.msgid for entry in catalogue() if not all(meant(entry))] == []


def test_no_translation_is_a_guess() -> None:
    assert [entry.msgid for entry in catalogue() if entry.fuzzy] == []


def test_what_is_put_into_a_text_is_put_into_its_translation() -> None:
    """One that counts may leave its number out (one entry, 3 entries), but puts in nothing that is not there."""
    wrong = []
    for entry in catalogue():
        for text in meant(entry):
            given, used = set(PLACE.findall(entry.msgid)), set(PLACE.findall(text))
            if used - given or (given - used and not entry.msgid_plural):
                wrong.append(entry.msgid)
    assert wrong == []


def test_english_has_no_full_width_punctuation() -> None:
    assert [
        entry.msgid for entry in catalogue() if any(re.search("[，。；：？！、]", text) for text in meant(entry))
    ] == []


def test_what_is_compiled_is_what_is_written() -> None:
    compiled = {(entry.msgctxt, entry.msgid): meant(entry) for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))}
    written = {(entry.msgctxt, entry.msgid): meant(entry) for entry in catalogue()}
    assert compiled == written, "run: make messages"


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is not installed: texts cannot be collected")
def test_the_catalogue_holds_the_texts_of_the_portal_and_no_others(tmp_path: Path, settings: Settings) -> None:
    collected = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    collected.parent.mkdir(parents=True)
    settings.LOCALE_PATHS = [tmp_path]
    ignored = ["locale", "wastefree/locale", ".venv*", "data", "tests", "bench"]
    call_command("makemessages", locale=["en"], ignore_patterns=ignored, verbosity=0)
    there = {(entry.msgctxt, entry.msgid) for entry in catalogue()}
    used = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(collected))}
    assert used == there, "run: make messages"


# A text of a template that counts nothing, and what a value in it is called in the catalogue.
COUNTLESS = re.compile(
    r"{% blocktranslate(?!(?:(?! %}).)*(?:\bcount \w+=|context ))[^%]*%}(.*?){% endblocktranslate %}", re.S
)
VALUE = re.compile(r"{{ ?(\w+) ?}}")


def test_no_text_counts_in_one_place_and_not_in_another() -> None:
    """The catalogue has one entry for both, and where nothing counts it would give the singular: 52 indicator."""
    counting = {entry.msgid for entry in catalogue() if entry.msgid_plural and not entry.msgctxt}
    assert [
        f"{path.relative_to(ROOT)}: {text}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for text in COUNTLESS.findall(path.read_text(encoding="utf-8"))
        if VALUE.sub(r"%(\1)s", text) in counting
    ] == []
