"""manage.py explain_target: what the portal understands target texts to mean, before they stand in an annex."""

import json
import re
import sys
from argparse import ArgumentParser
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from indicators.targets import Condition, Reading, parse
from indicators.wording import in_words, problem_in_words

FROM_STDIN = "-"
_LOOKS_LIKE_AN_OPTION = re.compile(r"-[^a-z-].*", re.DOTALL)  # -10% is a text


class Command(BaseCommand):
    """Exits with 0 whatever the texts say: that a person must decide is an answer too. Asks no database."""

    help = "Says what target texts mean (达到90%以上, 较2020年下降10%), or that a person must decide."
    requires_system_checks = []

    def run_from_argv(self, argv: list[str]) -> None:
        super().run_from_argv([f" {each}" if _LOOKS_LIKE_AN_OPTION.fullmatch(each) else each for each in argv])

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "texts", nargs="+", metavar="TEXT", type=_text, help="target as written; a single - reads lines from stdin"
        )
        parser.add_argument("--better", choices=("higher", "lower"), default="", help="decides bare values (80%%)")
        parser.add_argument("--unit", default="", help="the indicator's own unit; without it units stay as written")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one list and nothing else")

    def handle(self, *args: Any, texts: list[str], better: str, unit: str, as_json: bool, **options: Any) -> None:
        with translation.override("zh-hans"):
            readings = [parse(text, better=better, unit=unit) for text in _asked_for(texts)]
            self.stdout.write(_as_json(readings) if as_json else "\n".join(map(_as_text, readings)))


def _text(argument: str) -> str:
    """Without the space that `run_from_argv` put before a minus."""
    return argument[1:] if argument.startswith(" -") else argument


def _asked_for(texts: list[str]) -> list[str]:
    """A single - stands for the lines of stdin; where nothing comes from there it is the dash of an empty cell."""
    if texts != [FROM_STDIN] or sys.stdin.isatty():
        return texts
    return sys.stdin.read().splitlines() or texts


def _as_json(readings: list[Reading]) -> str:
    """A list of {text, readable, conditions}; of what is not readable the conditions are only a proposal."""
    return json.dumps([_reading(each) for each in readings], ensure_ascii=False, indent=2)


def _reading(reading: Reading) -> dict[str, Any]:
    conditions = [_condition(each) for each in reading.conditions]
    return {"text": reading.text, "readable": reading.readable, "conditions": conditions}


def _condition(condition: Condition) -> dict[str, Any]:
    """`subject` is "" where the text names none; of a direction `value` is -1, 0 or 1."""
    base = condition.base
    return {
        "subject": condition.subject,
        "kind": condition.kind.value,
        "value": _number(condition.value),
        "unit": condition.unit,
        "base": int(base) if base and base.isdigit() else base,
    }


def _number(value: Decimal | None) -> int | float | str | None:
    """A JSON number where that is exact, else the digits as text."""
    if value is None:
        return None
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else format(value, "f")


def _as_text(reading: Reading) -> str:
    """For a person at the terminal."""
    if reading.readable:
        return _("“%(text)s”：%(meaning)s") % {"text": reading.text, "meaning": in_words(reading.conditions)}
    told = _("“%(text)s”：需人工确认。%(why)s") % {"text": reading.text, "why": problem_in_words(reading.problem)}
    if not reading.conditions:
        return told
    return told + _("（可能的含义：%(meaning)s）") % {"meaning": in_words(reading.conditions)}
