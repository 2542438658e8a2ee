"""What a plan is made of, written and changed: plans, groups, indicators, quantities, targets, baselines.

One function each, one transaction each, with its audit record; changes are guarded by the version they were based on.
Where a browser calls, a `key` that was handled before changes nothing.
"""

from indicators.definitions.bases import BasisRefused, change_basis, undo_basis
from indicators.definitions.editions import (
    ClosedEdition,
    QuantityInUse,
    close_edition,
    create_edition,
    create_part,
    remove_edition,
    remove_part,
    replace_content,
    update_edition,
    update_part,
)
from indicators.definitions.groups import GroupInUse, move_group, remove_group, rename_group
from indicators.definitions.indicators import (
    create_indicator,
    create_quantity,
    group,
    update_indicator,
    update_quantity,
)
from indicators.definitions.plans import (
    copied_fields,
    copy_plan,
    create_plan,
    join_plan,
    present_bodies,
    update_plan,
)
from indicators.definitions.reckoning import UnitBreaksFormulas, UnitsDisagree, UnknownQuantities, broken_by, units_of
from indicators.definitions.rules import RuleRefused, create_rule, sides_of, update_rule
from indicators.definitions.selecting import (
    SELECTED,
    Answer,
    FormulasUnusable,
    Unsettled,
    last_selection,
    select_indicators,
    take_back,
)
from indicators.definitions.targets import Words, decide_target, set_baseline, set_target, write_words

__all__ = [
    "SELECTED",
    "Answer",
    "BasisRefused",
    "ClosedEdition",
    "FormulasUnusable",
    "GroupInUse",
    "QuantityInUse",
    "RuleRefused",
    "UnitBreaksFormulas",
    "UnitsDisagree",
    "UnknownQuantities",
    "Unsettled",
    "Words",
    "broken_by",
    "change_basis",
    "close_edition",
    "copied_fields",
    "copy_plan",
    "create_edition",
    "create_indicator",
    "create_part",
    "create_plan",
    "create_quantity",
    "create_rule",
    "decide_target",
    "group",
    "join_plan",
    "last_selection",
    "move_group",
    "present_bodies",
    "remove_edition",
    "remove_group",
    "remove_part",
    "rename_group",
    "replace_content",
    "select_indicators",
    "set_baseline",
    "set_target",
    "sides_of",
    "take_back",
    "undo_basis",
    "units_of",
    "update_edition",
    "update_indicator",
    "update_part",
    "update_plan",
    "update_quantity",
    "update_rule",
    "write_words",
]
