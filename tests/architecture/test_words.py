"""Every Chinese word that a person may read is marked for translation, in code as in templates."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
CHINESE = re.compile(r"[\u3400-\u9fff]")
TRANSLATING = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}
# Where words are shown. Elsewhere Chinese is mostly what is read: headings, units, names of bodies.
SHOWING = {"views", "forms", "models", "api", "access", "context", "pages", "listing", "findings", "texts", "notices"}
# Those who read no other language look for it in their own.
OWN_NAMES = {"中文"}


def unmarked(tree: ast.Module) -> Iterator[ast.Constant]:
    """Chinese text constants that are neither translated nor a docstring."""
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in TRANSLATING:
            passed |= {id(inner) for argument in node.args for inner in ast.walk(argument)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
        if isinstance(node, ast.Constant) and id(node) not in passed and is_chinese(node.value):
            yield node


def is_chinese(value: object) -> bool:
    return isinstance(value, str) and value not in OWN_NAMES and bool(CHINESE.search(value))


SHOWN = [
    path
    for part in ("wastefree", "indicators", "tasks", "cells", "reports")
    for path in sorted((ROOT / part).rglob("*.py"))
    if "migrations" not in path.parts and SHOWING & {path.stem, *path.relative_to(ROOT).parts}
]


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_chinese_word_is_marked_for_translation(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [f"{node.lineno}: {node.value!r}" for node in unmarked(tree)] == []


def hidden(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    formatted = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    for call in (call for text in formatted for call in ast.walk(text) if isinstance(call, ast.Call)):
        if getattr(call.func, "id", "") in TRANSLATING:
            yield f"{path.relative_to(ROOT)}:{call.lineno}"


def test_no_text_is_hidden_in_a_formatted_string() -> None:
    """What collects the texts does not look there, so that such a text never reaches the catalogue."""
    apps = ("wastefree", "indicators", "tasks", "cells", "reports")
    assert [place for app in apps for path in sorted((ROOT / app).rglob("*.py")) for place in hidden(path)] == []
