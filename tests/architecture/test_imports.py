"""Imports go down only: the contracts in pyproject.toml hold, and would be broken by what they forbid."""

import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from importlinter import cli

ROOT: Path = settings.BASE_DIR
# Names under which anything can be put, and then is.
SAY_NOTHING = {"utils", "helpers", "services", "selectors", "common", "misc", "signals", "managers", "constants"}


def test_the_contracts_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    broken = cli.lint_imports(str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert not broken, capsys.readouterr().out


def test_every_part_of_the_ground_has_its_place_in_the_contract() -> None:
    """A new module beside the others would otherwise be held to nothing."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(each for each in project["tool"]["importlinter"]["contracts"] if each["id"] == "parts")
    placed = {name.strip() for layer in contract["layers"] for name in layer.split(":")}
    there = {path.stem for path in (ROOT / "wastefree").glob("*.py")}
    there |= {path.parent.name for path in (ROOT / "wastefree").glob("*/__init__.py")}
    assert {f"wastefree.{name}" for name in there - {"__init__"}} - placed == set()


def test_a_module_is_called_by_its_subject() -> None:
    parts = ("wastefree", "indicators", "tasks", "cells", "reports")
    modules = [path for part in parts for path in (ROOT / part).rglob("*.py")]
    assert len(modules) > 100
    assert [str(path.relative_to(ROOT)) for path in modules if path.stem in SAY_NOTHING] == []
