"""Which quantities an indicator of an annex is reckoned from: those of the library, or one of its own."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from indicators.aggregation import Accumulation
from indicators.annex.wanted import WantedQuantity
from indicators.library import LibraryIndicator, LibraryQuantity
from indicators.models import Quantity
from wastefree.accounts.models import Organization
from wastefree.lib.figures import plain
from wastefree.lib.units import factor

CODE_LENGTH = 50


@dataclass(frozen=True)
class Reporting:
    """Who is to type the figures: an organization, or every region; nobody as long as the annex names none."""

    owner: Organization | None
    by_region: bool = False

    def fields(self) -> dict[str, Any]:
        return {"owner": self.owner, "by_region": self.by_region and self.owner is None}


def library_formula(known: LibraryIndicator, unit: str) -> str:
    """The library's formula, so that it comes out in `unit`; empty where its own unit is another thing."""
    times = factor(known.unit, unit)
    if times is None:
        return ""
    return known.formula if times == 1 else f"({known.formula}) * {plain(times):f}"


def from_library(known: LibraryIndicator, reporting: Reporting) -> tuple[WantedQuantity, ...]:
    """Wholes before their parts, so that a part finds its whole."""
    ordered = sorted(known.quantities, key=lambda quantity: bool(quantity.part_of))
    return tuple(WantedQuantity(each.code, _fields(each) | reporting.fields(), each.part_of) for each in ordered)


def _fields(quantity: LibraryQuantity) -> dict[str, Any]:
    return {
        "name": quantity.name,
        "unit": quantity.unit,
        "decimals": quantity.decimals,
        "kind": quantity.kind,
        "accumulation": quantity.accumulation.value,
        "frequency": quantity.frequency,
    }


def own(
    name: str, unit: str, number: str, taken: Collection[str], reporting: Reporting, *, qualitative: bool
) -> WantedQuantity:
    """The figure itself, typed by whoever leads; `number` is that of the indicator, `taken` the codes in use."""
    amount = unit != "" and factor(unit, "吨") is not None
    fields = {
        "name": name,
        "unit": unit,
        "decimals": 0 if qualitative or is_count(unit) else 2,
        "kind": Quantity.Kind.PROGRESS.value if qualitative else Quantity.Kind.NUMBER.value,
        "accumulation": (Accumulation.PER_PERIOD if amount else Accumulation.POINT_IN_TIME).value,
    }
    return WantedQuantity(free_code(f"indicator_{number}", taken), fields | reporting.fields())


def is_count(unit: str) -> bool:
    return unit != "" and factor(unit, "个") == Decimal(1)


def free_code(wish: str, taken: Collection[str]) -> str:
    """A code that a formula can use and that the plan does not have yet."""
    base = re.sub(r"[^a-z0-9]+", "_", wish.lower()).strip("_")[: CODE_LENGTH - 4]
    return next(code for code in (base, *(f"{base}_{n}" for n in range(2, len(taken) + 3))) if code not in taken)
