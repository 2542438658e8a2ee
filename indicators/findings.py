"""What is implausible about a figure. A finding is a value, not an exception: it is shown where the figure is typed.

Nothing here refuses a figure: reality may be odd. It is questioned, and the person answers with a word of explanation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators.aggregation import Accumulation
from indicators.models import Quantity
from wastefree.lib.figures import Figure, write_figure


class Code(StrEnum):
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    JUMP = "jump"
    JUMP_YEAR = "jump_year"
    FALLS_WITHIN_YEAR = "falls_within_year"
    EXCEEDS_WHOLE = "exceeds_whole"
    LESS_THAN_PART = "less_than_part"
    RULE = "rule"


@dataclass(frozen=True)
class Finding:
    """One question about a figure; `facts` fill the places of its sentence in `indicators.wording`."""

    code: Code
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Surroundings:
    """What a figure is held against: the period before, its whole, and its parts, each as reported beside it.

    `previous` is of the same year for a figure that counts from January, else of the quarter before.
    """

    previous: Figure | None = None
    year_before: Figure | None = None
    whole: tuple[Quantity, Figure] | None = None
    parts: tuple[tuple[Quantity, Figure], ...] = ()


def findings(quantity: Quantity, figure: Figure, around: Surroundings) -> list[Finding]:
    """Every question about `figure` of `quantity`, in the order of their weight; none where there is no number."""
    if not isinstance(figure, Decimal) or quantity.kind == Quantity.Kind.PROGRESS:
        return []
    return [
        *_range(quantity, figure),
        *_sums(figure, around),
        *_change(quantity, figure, around),
        *_change_in_a_year(quantity, figure, around),
    ]


def _range(quantity: Quantity, figure: Decimal) -> list[Finding]:
    if quantity.minimum is not None and figure < quantity.minimum:
        return [Finding(Code.BELOW_MINIMUM, {"bound": write_figure(quantity.minimum)})]
    if quantity.maximum is not None and figure > quantity.maximum:
        return [Finding(Code.ABOVE_MAXIMUM, {"bound": write_figure(quantity.maximum)})]
    return []


def _sums(figure: Decimal, around: Surroundings) -> list[Finding]:
    """A part is not larger than its whole. Only like units are held against each other."""
    found = []
    if around.whole is not None:
        whole, amount = around.whole
        if isinstance(amount, Decimal) and figure > amount:
            found.append(Finding(Code.EXCEEDS_WHOLE, {"other": whole.name, "amount": write_figure(amount)}))
    for part, amount in around.parts:
        if isinstance(amount, Decimal) and amount > figure:
            found.append(Finding(Code.LESS_THAN_PART, {"other": part.name, "amount": write_figure(amount)}))
    return found


def _change(quantity: Quantity, figure: Decimal, around: Surroundings) -> list[Finding]:
    """A count from January does not fall; other figures do not jump by more than the quantity's share (per cent)."""
    before = around.previous
    if not isinstance(before, Decimal):
        return []
    if quantity.accumulation == Accumulation.YEAR_TO_DATE:
        falls = figure < before
        return [Finding(Code.FALLS_WITHIN_YEAR, {"previous": write_figure(before)})] if falls else []
    if quantity.jump is None or before == 0:
        return []
    change = (figure - before) * 100 / abs(before)
    if abs(change) <= quantity.jump:
        return []
    facts = {
        "previous": write_figure(before),
        "change": write_figure(abs(change), 1),
        "sign": "+" if change > 0 else "-",
    }
    return [Finding(Code.JUMP, facts)]


def _change_in_a_year(quantity: Quantity, figure: Decimal, around: Surroundings) -> list[Finding]:
    """The same time a year before, for figures of any way of adding up; only where the office has set a share."""
    before = around.year_before
    if not isinstance(before, Decimal) or before == 0 or quantity.jump_year is None:
        return []
    change = (figure - before) * 100 / abs(before)
    if abs(change) <= quantity.jump_year:
        return []
    sign = "+" if change > 0 else "-"
    facts = {"previous": write_figure(before), "change": write_figure(abs(change), 1), "sign": sign}
    return [Finding(Code.JUMP_YEAR, facts)]
