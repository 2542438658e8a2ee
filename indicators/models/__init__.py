"""Plan, indicators, quantities, rules, targets, rounds, entries."""

from indicators.models.edition import EditionIndicator, EditionQuantity, OwnEdition
from indicators.models.entry import Correction, Entry, EntryComment, EntryRevision
from indicators.models.indicator import Basis, FormerBasis, Indicator, IndicatorGroup, Quantity
from indicators.models.plan import Plan
from indicators.models.reported import (
    COUNTED,
    EDITABLE,
    IN_REVIEW,
    WITH_SUBMITTED,
    EntryState,
    Reported,
    Revision,
    Step,
    kinds,
)
from indicators.models.round import Reopening, Round
from indicators.models.rule import Rule
from indicators.models.target import Baseline, Target

__all__ = [
    "COUNTED",
    "EDITABLE",
    "IN_REVIEW",
    "WITH_SUBMITTED",
    "Baseline",
    "Basis",
    "Correction",
    "EditionIndicator",
    "EditionQuantity",
    "Entry",
    "EntryComment",
    "EntryRevision",
    "EntryState",
    "FormerBasis",
    "Indicator",
    "IndicatorGroup",
    "OwnEdition",
    "Plan",
    "Quantity",
    "Reopening",
    "Reported",
    "Revision",
    "Round",
    "Rule",
    "Step",
    "Target",
    "kinds",
]
