"""Plan, indicators, quantities, targets, rounds, entries."""

from indicators.models.entry import COUNTED, EDITABLE, IN_REVIEW, WITH_SUBMITTED, Entry, EntryRevision, EntryState
from indicators.models.indicator import Indicator, IndicatorGroup, Quantity
from indicators.models.plan import Plan
from indicators.models.round import Round
from indicators.models.target import Baseline, Target

__all__ = [
    "COUNTED",
    "EDITABLE",
    "IN_REVIEW",
    "WITH_SUBMITTED",
    "Baseline",
    "Entry",
    "EntryRevision",
    "EntryState",
    "Indicator",
    "IndicatorGroup",
    "Plan",
    "Quantity",
    "Round",
    "Target",
]
