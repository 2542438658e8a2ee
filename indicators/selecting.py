"""What an edition offers a plan: which of its indicators the plan has already, and where quantities would be mixed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from indicators.library import Edition, LibraryIndicator, LibraryQuantity
from indicators.models import Indicator, Plan, Quantity
from wastefree.lib.units import factor


@dataclass(frozen=True)
class Offer:
    """An indicator of an edition, and the plan's own that is the same one, if it has it."""

    indicator: LibraryIndicator
    there: Indicator | None

    @property
    def is_there(self) -> bool:
        """Whether the plan has it in use; one that was put out of use can be selected again."""
        return self.there is not None and self.there.is_active


@dataclass(frozen=True)
class Mismatch:
    """A quantity that the plan has under the same code, with another unit, accumulation or kind.

    `times` is by what a figure of the plan's is multiplied to be in the edition's unit; None where the two are
    different things, so that the plan's cannot be used.
    """

    quantity: LibraryQuantity
    there: Quantity
    times: Decimal | None

    @property
    def differs_in_unit(self) -> bool:
        return self.quantity.unit != self.there.unit

    @property
    def differs_in_accumulation(self) -> bool:
        return self.quantity.accumulation.value != self.there.accumulation


def offers(plan: Plan, edition: Edition) -> list[Offer]:
    """All indicators of the edition, in its order. In one query."""
    there: dict[LibraryIndicator, Indicator] = {}
    for each in plan.indicators.order_by("is_active"):  # of two of one name, the one in use
        if known := edition.find(each.name):
            there[known] = each
    return [Offer(each, there.get(each)) for each in edition.indicators]


def chosen(edition: Edition, names: Collection[str]) -> list[LibraryIndicator]:
    """The indicators of these names, in the order of the edition; names that it does not have are passed over."""
    return [each for each in edition.indicators if each.name in names]


def quantities_of(indicators: Iterable[LibraryIndicator]) -> list[LibraryQuantity]:
    """What their formulas need, each once, wholes before their parts."""
    needed = dict.fromkeys(quantity for each in indicators for quantity in each.quantities)
    return sorted(needed, key=lambda quantity: bool(quantity.part_of))


def mismatches(plan: Plan, indicators: Iterable[LibraryIndicator]) -> list[Mismatch]:
    """The quantities about which a person must say whether the plan's own is meant. In one query."""
    needed = {quantity.code: quantity for quantity in quantities_of(indicators)}
    found = plan.quantities.filter(code__in=needed)
    pairs = [Mismatch(needed[own.code], own, _times(needed[own.code], own)) for own in found]
    return [pair for pair in pairs if _differ(pair.quantity, pair.there)]


def _differ(quantity: LibraryQuantity, own: Quantity) -> bool:
    return (quantity.unit, quantity.accumulation.value, quantity.kind) != (own.unit, own.accumulation, own.kind)


def _times(quantity: LibraryQuantity, own: Quantity) -> Decimal | None:
    if quantity.kind != own.kind or (not own.unit) != (not quantity.unit):
        return None
    return factor(own.unit, quantity.unit)
