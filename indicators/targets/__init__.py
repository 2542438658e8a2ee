"""Targets as plans write them: words in, conditions out; and a condition judged against a figure.

    parse("达到90%以上")                      at_least 90 %
    parse("较2020年下降10%")                  change -10 % against 2020
    parse("80%", better="higher")             at_least 80 %: a bare value takes its direction from the indicator

What is read is right; what is not certain is not readable, keeps its text and says why (`Problem`). The grammar is in
`amounts` (numbers and units), `clauses` (one clause) and `reading` (a whole cell), the words in `vocabulary`, the rules
of judgement in `conditions`.
"""

from indicators.targets.amounts import POINTS
from indicators.targets.conditions import (
    PREVIOUS_YEAR,
    Condition,
    Kind,
    Problem,
    Reading,
    condition_from_json,
    condition_to_json,
    judge,
)
from indicators.targets.reading import parse
from indicators.targets.tokens import read_base

__all__ = [
    "POINTS",
    "PREVIOUS_YEAR",
    "Condition",
    "Kind",
    "Problem",
    "Reading",
    "condition_from_json",
    "condition_to_json",
    "judge",
    "parse",
    "read_base",
]
