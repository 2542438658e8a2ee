"""What a row of an indicator annex wants to be in the plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from indicators.annex.figures import WantedBaseline
from indicators.models import Indicator, Quantity
from wastefree.accounts.models import Organization


@dataclass(frozen=True)
class WantedQuantity:
    """A quantity that is needed: made, if the plan has none of this code; given its owner, if nobody reports it yet.

    `part_of` is the code of the whole.
    """

    code: str
    fields: Mapping[str, Any]
    part_of: str = ""


@dataclass(frozen=True)
class WantedIndicator:
    """`existing` is the indicator that the row meets; `fields` are those of its own that are new.

    `levels` and `cooperating` are None where the annex says nothing new about them. `owned` are quantities that the
    plan has already and that get `owner` to report them.
    """

    existing: Indicator | None
    fields: Mapping[str, Any]
    levels: tuple[str, str] | None
    cooperating: tuple[Organization, ...] | None
    quantities: tuple[WantedQuantity, ...] = ()
    owned: tuple[Quantity, ...] = ()
    owner: Organization | None = None
    baselines: Mapping[int, WantedBaseline] = field(default_factory=dict)
    targets: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.existing is None

    @property
    def changes_anything(self) -> bool:
        parts = (self.fields, self.levels, self.quantities, self.owned, self.baselines, self.targets)
        return self.is_new or any(parts) or self.cooperating is not None
