"""What a plan is made of, written and changed: plans, groups, indicators, quantities, targets, baselines.

One function each, one transaction each, with its audit record; changes are guarded by the version they were based on.
Where a browser calls, a `key` that was handled before changes nothing.
"""

from indicators.definitions.indicators import (
    UnknownQuantities,
    create_indicator,
    create_quantity,
    group,
    update_indicator,
    update_quantity,
)
from indicators.definitions.plans import copy_plan, create_plan, join_plan, update_plan
from indicators.definitions.targets import Words, decide_target, set_baseline, set_target, write_words

__all__ = [
    "UnknownQuantities",
    "Words",
    "copy_plan",
    "create_indicator",
    "create_plan",
    "create_quantity",
    "decide_target",
    "group",
    "join_plan",
    "set_baseline",
    "set_target",
    "update_indicator",
    "update_plan",
    "update_quantity",
    "write_words",
]
