"""What a target means, and whether a figure meets it. Pure: Decimals in, True, False or None out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

PREVIOUS_YEAR = "previous_year"


class Kind(StrEnum):
    """How a condition is judged; see `judge` for the rule of each."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUAL = "equal"
    CHANGE = "change"
    DIRECTION = "direction"
    QUALITATIVE = "qualitative"
    RANK = "rank"
    NONE = "none"


class Problem(StrEnum):
    """Why a text cannot be judged before a person has decided what it means."""

    NOTHING = ""
    UNREADABLE = "unreadable"
    APPROXIMATE = "approximate"  # 左右, 约, 近: where does it end?
    ASPIRATION = "aspiration"  # 力争: does it bind?
    RANGE = "range"  # 60%-70%: is more than the upper end worse?
    EXTERNAL_REFERENCE = "external_reference"  # 全省平均水平: a figure that the portal does not have
    BASE_YEAR_MISSING = "base_year_missing"  # 下降10%: since when?
    DIRECTION_UNKNOWN = "direction_unknown"  # 80%: at least, at most?
    DIRECTION_CONFLICT = "direction_conflict"  # 达到80% of something that should be low
    SEVERAL_YEARS = "several_years"  # 2023年60%,2025年70%: one target per year
    UNIT_MISMATCH = "unit_mismatch"  # ≥5家 of something measured in %
    CONFLICT = "conflict"  # two bounds for one thing


@dataclass(frozen=True)
class Condition:
    """One thing that a target asks for.

    subject  what the words name (生活垃圾分类覆盖率); empty when they name nothing: then it is the indicator itself
    value    the bound in `unit`; of CHANGE the signed difference (-10: a fall of 10); of DIRECTION -1 falling,
             0 stable, +1 rising; otherwise None
    unit     as written: %, 个百分点 is 百分点, 万吨 and 亿元 stay; only 1.3万个 becomes 13000 个
    base     what CHANGE and DIRECTION compare with: PREVIOUS_YEAR, a year ("2020"), or None when not said
    strict   the bound itself is not enough (大于98%). Of DIRECTION: standing still is not enough
    """

    subject: str
    kind: Kind
    value: Decimal | None = None
    unit: str = ""
    base: str | None = None
    strict: bool = False


@dataclass(frozen=True)
class Reading:
    """A target's words beside what they mean.

    If not `readable`, `problem` says why and `conditions` is at most a proposal to a person: never to be judged.
    `year` is the one year that the words name as the target's own (到2025年达到60%), or None.
    """

    text: str
    readable: bool
    conditions: tuple[Condition, ...]
    problem: str = Problem.NOTHING
    year: int | None = None


def condition_to_json(condition: Condition) -> dict[str, str | bool | None]:
    """Plain values for a JSON column; the figure as text, so that it stays exact."""
    return {
        "subject": condition.subject,
        "kind": condition.kind.value,
        "value": None if condition.value is None else format(condition.value, "f"),
        "unit": condition.unit,
        "base": condition.base,
        "strict": condition.strict,
    }


def condition_from_json(stored: Mapping[str, object]) -> Condition:
    """What `condition_to_json` wrote. Raises KeyError or ValueError for anything that it did not write."""
    value, base = stored["value"], stored["base"]
    return Condition(
        subject=str(stored["subject"]),
        kind=Kind(str(stored["kind"])),
        value=None if value is None else Decimal(str(value)),
        unit=str(stored["unit"]),
        base=None if base is None else str(base),
        strict=bool(stored.get("strict", False)),
    )


def judge(condition: Condition, value: Decimal | None, *, base_value: Decimal | None = None) -> bool | None:
    """True: met. False: not met. None: cannot be judged (no figure, no base, or a person's to judge).

    `value` must be in the condition's unit, `base_value` in the same unit, of the year that `base` names.

    at_least, at_most   value against the bound; with `strict` the bound itself does not do
    equal               the bound exactly; 100 % is also met by more (a rate can pass 100 when stocks are used up)
    change, in %        (value - base) / base reaches the signed difference; needs a base above zero
    change, otherwise   value - base reaches it: percentage points are differences of rates, never percent
    direction -1, +1    below, above the base; equal to it suffices unless `strict`
    direction 0         the same as the base: True; how far "stable" reaches is not written anywhere: None
    qualitative, rank, none   None
    """
    if value is None:
        return None
    match condition.kind:
        case Kind.AT_LEAST | Kind.AT_MOST | Kind.EQUAL:
            return _bound(condition, value)
        case Kind.CHANGE:
            return _change(condition, value, base_value)
        case Kind.DIRECTION:
            return _direction(condition, value, base_value)
        case _:
            return None


def _bound(condition: Condition, value: Decimal) -> bool | None:
    bound = condition.value
    if bound is None:
        return None
    if value == bound:
        return not condition.strict
    if condition.kind is Kind.AT_MOST:
        return value < bound
    complete = condition.unit == "%" and bound == 100
    return value > bound if condition.kind is Kind.AT_LEAST or complete else False


def _change(condition: Condition, value: Decimal, base: Decimal | None) -> bool | None:
    wanted = condition.value
    if base is None or not wanted:
        return None
    difference = value - base
    if condition.unit == "%":
        if base <= 0:
            return None
        difference, wanted = difference * 100, wanted * base
    if difference == wanted:
        return not condition.strict
    return difference > wanted if wanted > 0 else difference < wanted


def _direction(condition: Condition, value: Decimal, base: Decimal | None) -> bool | None:
    if base is None or condition.value is None:
        return None
    if condition.value == 0:
        return True if value == base else None
    if value == base:
        return not condition.strict
    return (value > base) == (condition.value > 0)
