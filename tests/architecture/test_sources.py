"""What the sources themselves must hold to: their size, no way around escaping, nothing from other machines."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
PARTS = ("wastefree", "indicators", "tasks", "cells", "reports")
CODE = [path for part in PARTS for path in (ROOT / part).rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
SCRIPTS = list((ROOT / "static").rglob("*.js"))
STYLES = list((ROOT / "static").rglob("*.css"))
# Far above what most need; who gets near asks what the file is really made of.
LONGEST = {"code": (CODE, 400), "template": (TEMPLATES, 160), "script": (SCRIPTS, 120)}

COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)
CHINESE = re.compile(r"[\u3400-\u9fff]")
MARKED = re.compile(r"\{% (?:blocktranslate|blocktrans)\b.*?\{% endblocktrans(?:late)? %\}", re.DOTALL)
OWN_LANGUAGE = re.compile(r'<[^>]*\blang="zh-Hans"[^>]*>[^<]*<')  # a language is called by its own name
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# Text that becomes markup without escaping; each place is looked at by a person and named here with its reason.
UNESCAPED = {
    "wastefree/templatetags/portal.py": "icons and figures: the markup is ours, and what is put in is escaped by format_html",
    "indicators/forms/written.py": "only named, as what format_html gives back: every value in a widget is escaped by it",
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def found(paths: list[Path], pattern: str) -> Iterator[str]:
    for path in paths:
        for number, line in enumerate(text(path).splitlines(), 1):
            if re.search(pattern, line, re.IGNORECASE):
                yield f"{name(path)}:{number}: {line.strip()}"


@pytest.mark.parametrize("kind", LONGEST)
def test_no_file_is_too_long(kind: str) -> None:
    paths, lines = LONGEST[kind]
    assert paths
    assert [name(path) for path in paths if len(text(path).splitlines()) > lines] == []


def test_nothing_goes_around_the_escaping_of_templates() -> None:
    assert list(found(TEMPLATES, r"\|\s*safe\b|\|\s*safeseq|autoescape\s+off")) == []


def test_markup_is_made_in_code_only_where_a_person_has_looked() -> None:
    places = {line.split(":")[0] for line in found(CODE, r"\bmark_safe\b|\bSafeString\b|__html__")}
    assert places <= UNESCAPED.keys()


def test_pages_hold_no_style_and_no_script_of_their_own() -> None:
    """The content security policy would refuse them, in the browser of a person who cannot say why nothing happens."""
    assert list(found(PAGES, r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\bsrc=)")) == []


def test_scripts_make_no_code_from_text() -> None:
    assert (
        list(found(SCRIPTS, r"\beval\(|new Function\(|\.innerHTML\b|\.outerHTML\b|insertAdjacentHTML|document\.write"))
        == []
    )


@pytest.mark.parametrize("paths", [PAGES, SCRIPTS, STYLES], ids=["pages", "scripts", "styles"])
def test_nothing_is_loaded_from_another_machine(paths: list[Path]) -> None:
    address = r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}"
    lines = found(paths, rf"(?:src|href|action|url|import|fetch|from)\s*[=(]?\s*[\"'(]\s*{address}")
    assert list(lines) == []


def test_every_script_of_a_page_waits_for_the_page() -> None:
    assert list(found(PAGES, r"<script(?![^>]*\b(?:defer|type=\"module\"|type=\"application/json\"))")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_chinese_word_of_a_template_is_marked_for_translation(path: Path) -> None:
    bare = text(path)
    for pattern in (COMMENT, MARKED, OWN_LANGUAGE, TAG):
        bare = pattern.sub("", bare)
    assert [line.strip() for line in bare.splitlines() if CHINESE.search(line)] == []


def test_scripts_show_no_words_of_their_own() -> None:
    """Words come from the page, where they are translated; a script has them from its `data-` attributes."""
    without_comments = [re.sub(r"//[^\n]*|/\*.*?\*/", "", text(path), flags=re.DOTALL) for path in SCRIPTS]
    assert [name(path) for path, code in zip(SCRIPTS, without_comments, strict=True) if CHINESE.search(code)] == []
