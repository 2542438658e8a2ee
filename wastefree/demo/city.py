"""What `city.toml`, `figures.toml` and `works.toml` say, as frozen values. No Django here."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from indicators.library import LibraryIndicator, LibraryQuantity, edition
from wastefree.lib.periods import Period, quarters

FOLDER = Path(__file__).parent
EDITION = "2021"


@dataclass(frozen=True)
class Body:
    """An organization. `weight` is a region's share of the city's amounts, 0 to 1."""

    code: str
    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    weight: float = 0.0


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    organization: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Promise:
    """Who leads an indicator, and what the plan wants of it in each of its three years."""

    lead: str
    targets: tuple[str, str, str]
    baseline: str = ""


@dataclass(frozen=True)
class City:
    code: str
    name: str
    city: str
    document_number: str
    office: Body
    departments: tuple[Body, ...]
    regions: tuple[Body, ...]
    accounts: tuple[Account, ...]
    indicators: tuple[LibraryIndicator, ...]
    promises: dict[int, Promise]
    courses: dict[str, dict[str, Any]]
    owners: dict[str, str] = field(default_factory=dict)

    @property
    def quantities(self) -> tuple[LibraryQuantity, ...]:
        """Those that the chosen indicators need, in the order of first need."""
        return tuple(dict.fromkeys(quantity for each in self.indicators for quantity in each.quantities))

    def owner(self, quantity: LibraryQuantity) -> str:
        """The organization that reports a quantity of the whole city."""
        first = next(each for each in self.indicators if quantity in each.quantities)
        return self.owners.get(quantity.code) or self.promises[first.number or 0].lead


@dataclass(frozen=True)
class Calendar:
    """The plan's years around today: the round that is open is of the quarter that ended last."""

    open: Period

    @property
    def baseline_year(self) -> int:
        return self.open.year - 2

    @property
    def first_year(self) -> int:
        return self.open.year - 1

    @property
    def last_year(self) -> int:
        return self.open.year + 1

    def closed_quarters(self) -> list[Period]:
        return list(quarters(Period(self.first_year, 1), self.open.previous()))

    def baseline_quarters(self) -> list[Period]:
        return list(quarters(Period(self.baseline_year, 1), Period(self.baseline_year, 4)))


@cache
def city() -> City:
    stored, courses = read("city.toml"), read("figures.toml")
    left_out = set(stored["left_out"])
    indicators = [i for i in edition(EDITION).indicators if i.number is not None and i.number not in left_out]
    return City(
        code=stored["code"],
        name=stored["name"],
        city=stored["city"],
        document_number=stored["document_number"],
        office=_body(stored["office"]),
        departments=tuple(map(_body, stored["departments"])),
        regions=tuple(map(_body, stored["regions"])),
        accounts=tuple(Account(**{**each, "roles": tuple(each["roles"])}) for each in stored["accounts"]),
        indicators=tuple(indicators),
        promises={
            int(number): Promise(**{**each, "targets": tuple(each["targets"])})
            for number, each in courses["indicators"].items()
        },
        courses=courses["quantities"],
        owners=courses["owners"],
    )


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _body(stored: dict[str, Any]) -> Body:
    return Body(**{**stored, "aliases": tuple(stored.get("aliases", ()))})
