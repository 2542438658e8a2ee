"""The indicators that a plan has when an annex comes, and which of them a row means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indicators.annex.sheet import AnnexRow
from indicators.annex.words import clean_name
from indicators.editions import editions, of_plan
from indicators.library import Edition
from indicators.library.names import fold
from indicators.models import Indicator, Plan
from wastefree.lib.periods import WHOLE_YEAR

NAME_LENGTH = 150


@dataclass(frozen=True)
class Standing:
    """The plan as it stands, read in a fixed number of queries.

    `library` is the edition by which names are recognized; `shapes` are the unit and the accumulation of the
    quantities, by their codes, `units` what their figures are measured in.
    """

    plan: Plan
    indicators: tuple[Indicator, ...]
    shapes: Mapping[str, tuple[str, str]]
    units: Mapping[str, str | None]
    library: Edition

    @classmethod
    def of(cls, plan: Plan) -> "Standing":
        rows = plan.indicators.with_place().prefetch_related(
            "cooperating", "targets", "baselines", "quantities__owner", "quantities__indicators"
        )
        quantities = list(plan.quantities.all())
        shapes = {each.code: (each.unit, each.accumulation) for each in quantities}
        units = {each.code: each.measured_in for each in quantities}
        return cls(plan, tuple(rows), shapes, units, of_plan(plan, editions()))

    def meet(self, rows: Sequence[AnnexRow]) -> list[Indicator | None]:
        """The indicator that each row means: of the same name, or else the same one of the library. Each only once."""
        by_name = {fold(indicator.name): indicator for indicator in self.indicators}
        met = [by_name.pop(fold(name_of(row)), None) for row in rows]
        by_library = {
            known.name: indicator for indicator in by_name.values() if (known := self.library.find(indicator.name))
        }
        for index, row in enumerate(rows):
            if met[index] is None and (known := self.library.find(name_of(row))):
                met[index] = by_library.pop(known.name, None)
        return met

    def untouched_codes(self, met: Sequence[Indicator | None]) -> set[str]:
        touched = {indicator.pk for indicator in met if indicator is not None}
        return {indicator.code for indicator in self.indicators if indicator.pk not in touched}


def name_of(row: AnnexRow) -> str:
    """The indicator's name, as far as the portal can keep it."""
    return clean_name(row["name"].text)[:NAME_LENGTH].strip()


def levels_of(indicator: Indicator) -> tuple[str, str]:
    """The names of the groups above an indicator, as `definitions.group` makes them."""
    group = indicator.group
    if group is None:
        return "", ""
    return (group.parent.name, group.name) if group.parent else (group.name, "")


def whole_city(indicator: Indicator | None, name: str) -> list[Any]:
    """Its baselines or targets of whole years that are not a single region's; as prefetched."""
    rows = [] if indicator is None else getattr(indicator, name).all()
    return [each for each in rows if each.region_id is None and not getattr(each, "quarter", WHOLE_YEAR)]
