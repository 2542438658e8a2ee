"""A whole cell: its words in, a `Reading` out."""

import re
from decimal import Decimal

from indicators.targets.conditions import Condition, Kind, Problem, Reading
from wastefree.lib.numbers import normalize

_BOUND = re.compile(r"(?P<sign>[≥≤><=]|)(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>%|)")
_SIGNS = {"≥": (Kind.AT_LEAST, False), ">": (Kind.AT_LEAST, True), "≤": (Kind.AT_MOST, False), "<": (Kind.AT_MOST, True)}
_BETTER = {"higher": "≥", "lower": "≤"}


def parse(text: str, *, better: str = "", unit: str = "") -> Reading:
    """What a target's words mean. Never raises; what is not certain is not readable and says why."""
    found = _BOUND.fullmatch(re.sub(r"\s", "", normalize(text)))
    if found is None:
        return Reading(text, False, (), Problem.UNREADABLE)
    sign = found["sign"] or _BETTER.get(better, "")
    kind, strict = _SIGNS.get(sign, (Kind.EQUAL, False))
    condition = Condition("", kind, Decimal(found["number"]), found["unit"] or unit, strict=strict)
    problem = Problem.NOTHING if sign else Problem.DIRECTION_UNKNOWN
    return Reading(text, not problem, (condition,), problem)
