"""Kinds of waste-free cells that cities have, with their other names. No Django here."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wastefree.lib.numbers import normalize

FILE = Path(__file__).with_suffix(".toml")
_ORNAMENT = re.compile(r"[\s“”\"'‘’「」『』《》、,。;:·・/\-—_★*]+")
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class KnownType:
    name: str
    aliases: tuple[str, ...] = ()


@cache
def known_types() -> tuple[KnownType, ...]:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["types"]
    return tuple(KnownType(row["name"], tuple(row.get("aliases", ()))) for row in rows)


def find(written: str) -> KnownType | None:
    """The kind that a document means by what it has written."""
    return _by_form().get(fold(written)) or _by_form().get(fold(_BRACKETS.sub("", normalize(written))))


def fold(name: str) -> str:
    """The name without quotation marks, spaces and the leading 无废, which some lists write and some leave out."""
    return _ORNAMENT.sub("", normalize(name)).casefold().removeprefix("无废")


@cache
def _by_form() -> dict[str, KnownType]:
    """Exact names go before those without their brackets; what two kinds would claim, the one listed first has."""
    names = [(name, known) for known in reversed(known_types()) for name in (known.name, *known.aliases)]
    forms = [(fold(_BRACKETS.sub("", normalize(name))), known) for name, known in names]
    forms += [(fold(name), known) for name, known in names]
    return {form: known for form, known in forms if form}
