"""manage.py explain_deadline: what the portal understands deadlines to mean, before they stand in an annex."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from tasks.deadlines import Deadline, read_deadline
from tasks.wording import deadline_in_words

FROM_STDIN = "-"


class Command(BaseCommand):
    """Exits with 0 whatever the texts say: that a person must decide is an answer too. Asks no database."""

    help = "Says when tasks are due (10月底前, 每季度, 省出台文件后2个月), or that a person must decide."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "texts", nargs="+", metavar="TEXT", help="deadline as written; a single - reads lines from stdin"
        )
        parser.add_argument("--year", type=_year, help="the plan's year, for times that name none (10月底前)")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one list and nothing else")

    def handle(self, *args: Any, texts: list[str], year: int | None, as_json: bool, **options: Any) -> None:
        with translation.override("zh-hans"):
            read = [read_deadline(text, year) for text in _asked_for(texts)]
            self.stdout.write(_as_json(read) if as_json else "\n".join(map(_as_text, read)))


def _year(argument: str) -> int:
    if not (argument.isascii() and argument.isdigit() and 2000 <= int(argument) <= 2099):
        raise ArgumentTypeError(f"{argument!r} is no year from 2000 to 2099")
    return int(argument)


def _asked_for(texts: list[str]) -> list[str]:
    """A single - stands for the lines of stdin; where nothing comes from there it is the dash of an empty cell."""
    if texts != [FROM_STDIN] or sys.stdin.isatty():
        return texts
    return sys.stdin.read().splitlines() or texts


def _as_json(read: list[Deadline]) -> str:
    """A list of {text, kind, date, rule}; `date` is an ISO date or null, `rule` as `tasks.deadlines` documents it."""
    told = [
        {
            "text": each.text,
            "kind": each.kind.value,
            "date": each.date.isoformat() if each.date else None,
            "rule": each.rule,
        }
        for each in read
    ]
    return json.dumps(told, ensure_ascii=False, indent=2)


def _as_text(read: Deadline) -> str:
    """For a person at the terminal."""
    return _("“%(text)s”：%(meaning)s") % {"text": read.text, "meaning": deadline_in_words(read)}
