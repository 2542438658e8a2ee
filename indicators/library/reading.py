"""Reads the editions that come with the portal, each from its TOML file."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from indicators.aggregation import Accumulation
from indicators.formulas import parse
from indicators.library.edition import Edition, LibraryIndicator, LibraryQuantity

HERE = Path(__file__).parent
ABOUT = ("kind", "document", "note", "total", "mandatory_total", "supersedes")


@cache
def edition(code: str) -> Edition:
    """The edition "2021". Raises KeyError for one that the portal does not have."""
    path = HERE / f"edition_{code}.toml"
    if not (code.isalnum() and path.is_file()):
        raise KeyError(code)
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    quantities = {name: _quantity(name, row) for name, row in data["quantities"].items()}
    indicators = tuple(_indicator(row, quantities) for row in data["indicators"])
    about = {name: data[name] for name in ABOUT if name in data}
    return Edition(data["code"], data["label"], tuple(quantities.values()), indicators, **about)


def editions() -> tuple[Edition, ...]:
    """All that come with the portal, the newest first."""
    codes = (path.stem.removeprefix("edition_") for path in HERE.glob("edition_*.toml"))
    return tuple(edition(code) for code in sorted(codes, reverse=True))


def _quantity(code: str, row: dict[str, Any]) -> LibraryQuantity:
    return LibraryQuantity(
        code=code,
        unit=row.pop("unit", ""),
        accumulation=Accumulation(row.pop("accumulation")),
        **row,
    )


def _indicator(row: dict[str, Any], quantities: dict[str, LibraryQuantity]) -> LibraryIndicator:
    """Its quantities are those of the formula; a code that the file does not define is a KeyError."""
    needed = parse(row["formula"]).names
    missing = needed - quantities.keys()
    if missing:
        raise KeyError(*sorted(missing))
    qualitative = row.get("kind") == "qualitative"
    defaults: dict[str, Any] = {
        "number": None,
        "kind": "quantitative",
        "unit": "" if qualitative else "%",
        "better": "" if qualitative else "higher",
        "decimals": 0 if qualitative else 2,
        "basis": "",
    }
    aliases = tuple(row.pop("aliases", ()))
    chosen = tuple(quantity for code, quantity in quantities.items() if code in needed)
    return LibraryIndicator(**defaults | row, quantities=chosen, aliases=aliases)
