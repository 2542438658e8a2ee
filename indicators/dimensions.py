"""What unit comes of a formula, and what is wrong with it. Pure.

万吨, 吨 and 万元 are never mixed silently (DESIGN, rule 5): what is certainly wrong is an error, and says how to put it
right; what nobody can know (a quantity without a unit, a unit that the portal does not know) is only told.

A number in a formula may be a conversion (× 10000 from 万吨 to 吨) or a weight (× 0.5): multiplied by it the figure
changes, and whether its unit does is seen where it is added to another, or held against the indicator's.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from operator import add, mul, sub, truediv

from indicators.formulas import Formula, Node, Number, Operation, Reference, written
from wastefree.lib.measures import Likeness, Measure, measure

POINTS = "百分点"
Units = Mapping[str, str | None]  # of each quantity, by its code
EXACT: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {"+": add, "-": sub, "*": mul, "/": truediv}


class Code(StrEnum):
    """What is to be said of the units of a formula; the sentences are in `indicators.wording`."""

    UNLIKE = "unlike"  # 万吨 + 个
    CONVERT = "convert"  # 万吨 + 吨
    RESULT_UNLIKE = "result_unlike"
    RESULT_CONVERT = "result_convert"
    RESULT_POINTS = "result_points"
    NO_UNIT = "no_unit"
    COUNTS = "counts"
    UNSURE = "unsure"
    CONSTANT = "constant"
    FACTOR = "factor"


CERTAIN = frozenset({Code.UNLIKE, Code.CONVERT, Code.RESULT_UNLIKE, Code.RESULT_CONVERT})


@dataclass(frozen=True)
class Remark:
    """One thing about the units. `facts` fill the places of its sentence: left, right, unit, wanted, factor, names."""

    code: Code
    facts: Mapping[str, str]

    @property
    def is_error(self) -> bool:
        return self.code in CERTAIN


@dataclass(frozen=True)
class Reading:
    """The unit of the result as a plan writes it (empty where it is not known), and what is to be said."""

    unit: str
    remarks: tuple[Remark, ...]

    @property
    def errors(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.is_error)

    @property
    def doubts(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if not remark.is_error)


@dataclass(frozen=True)
class _Term:
    """A part of a formula. `measure` None: not known. `times`: by which numbers its figure has been multiplied."""

    text: str
    measure: Measure | None = None
    times: Fraction = Fraction(1)
    number: Fraction | None = None  # a mere number, and which
    is_weighted: bool = False  # parts of it were weighted differently: its size cannot be told
    is_difference: bool = False

    @property
    def size(self) -> Fraction:
        """How large one of the figure is, if the numbers in it are conversions."""
        assert self.measure is not None
        return self.measure.scale / (abs(self.times) or 1)

    @property
    def unit(self) -> str:
        """With the numbers taken as conversions where that has a name, else as weights: 5 × 万吨 stays 万吨."""
        if self.measure is None:
            return ""
        converted = str(replace(self.measure, scale=self.size))
        return str(self.measure) if converted.startswith("×") else converted


def read_units(formula: Formula, units: Units, wanted: str | None = None) -> Reading:
    """The unit that comes of `formula`. `units` gives each quantity's, by code; `wanted` is the indicator's own.

    With `wanted` None there is nothing to hold the result against. A quantity with an empty unit is of an unknown one;
    one with None has none by its nature (progress of work), and nothing is said of it.
    """
    remarks: list[Remark] = []
    nameless = sorted(name for name in formula.names if units.get(name, "") == "")
    if nameless:
        remarks.append(Remark(Code.NO_UNIT, {"names": "、".join(nameless)}))
    term = _Reader(units, remarks).term(formula.root)
    if wanted is not None:
        remarks.extend(_against(term, wanted))
    known = term.measure is not None and term.number is None and not term.is_weighted
    return Reading(_best(term, wanted) if known else "", tuple(remarks))


def sides_agree(left: Formula, right: Formula, units: Units) -> Reading:
    """Whether two formulas may be held against each other: their units are read as those of a difference."""
    return read_units(Formula(Operation("-", left.root, right.root)), units)


def _best(term: _Term, wanted: str | None) -> str:
    """As the indicator's own unit is written where it is the same, else in the plainest way."""
    own = measure(wanted) if wanted else None
    assert term.measure is not None
    same = own is not None and own.bases == term.measure.bases and own.scale == term.size
    if same and (wanted != POINTS or term.is_difference):
        return wanted or ""
    return POINTS if term.is_difference and term.measure.is_pure and term.unit == "%" else term.unit


def _against(term: _Term, wanted: str) -> Iterator[Remark]:
    own = measure(wanted)
    if own is None or term.measure is None or term.number is not None:
        return
    facts = {"unit": term.unit or "1", "wanted": wanted}
    likeness = term.measure.likeness(own)
    if likeness is Likeness.UNLIKE:
        yield Remark(Code.RESULT_UNLIKE, facts)
        return
    if likeness is not Likeness.SAME:
        yield Remark(Code.COUNTS if likeness is Likeness.COUNTS else Code.UNSURE, _pair(facts["unit"], wanted))
    if own.scale != term.size:
        # A share × 100 that is no percentage is one of 万吨 ÷ 吨: the 100 is no weight.
        plain = term.times == 1 or (own.is_pure and term.times == 1 / own.scale)
        certain = plain and not term.is_weighted and likeness is not Likeness.UNSURE
        facts = facts | {"factor": factor_in_words(term.size / own.scale)}
        yield Remark(Code.RESULT_CONVERT if certain else Code.FACTOR, facts)
    elif (wanted == POINTS) != term.is_difference and own.is_pure and own.scale == Fraction(1, 100):
        yield Remark(Code.RESULT_POINTS, facts | {"unit": POINTS if term.is_difference else "%"})


@dataclass(frozen=True)
class _Reader:
    units: Units
    remarks: list[Remark]

    def term(self, node: Node) -> _Term:
        match node:
            case Number():
                value = Fraction(node.value)
                return _Term(written(node), Measure(), value, value)
            case Reference():
                return _Term(written(node), measure(self.units.get(node.name) or ""))
        left, right = self.term(node.left), self.term(node.right)
        if left.number is not None and right.number is not None:
            return self._number(node, left.number, right.number)
        if node.sign in "+-":
            return replace(self._sum(left, right, node.sign), text=written(node))
        return self._product(left, right, node)

    def _number(self, node: Operation, left: Fraction, right: Fraction) -> _Term:
        if node.sign == "/" and not right:
            return _Term(written(node))
        value = EXACT[node.sign](left, right)
        return _Term(written(node), Measure(), value, value)

    def _product(self, left: _Term, right: _Term, node: Operation) -> _Term:
        weighted = left.is_weighted or right.is_weighted
        if left.measure is None or right.measure is None:
            return _Term(written(node))
        if node.sign == "*":
            times, found = left.times * right.times, left.measure * right.measure
        else:
            times, found = left.times / (right.times or 1), left.measure / right.measure
        points = left.is_difference and right.number is not None
        return _Term(written(node), found, times, is_weighted=weighted, is_difference=points)

    def _sum(self, left: _Term, right: _Term, sign: str) -> _Term:
        if left.number is not None or right.number is not None:
            return self._with_number(left, right)
        if left.measure is None or right.measure is None:
            return replace(left if right.measure is None else right, is_difference=False, is_weighted=True)
        likeness = left.measure.likeness(right.measure)
        if likeness is Likeness.UNLIKE:
            self._say(Code.UNLIKE, left, right)
            return _Term("")
        if likeness is not Likeness.SAME:
            self._say(Code.COUNTS if likeness is Likeness.COUNTS else Code.UNSURE, left, right)
        difference = sign == "-" and left.measure.is_pure and left.unit == right.unit == "%"
        return replace(self._like(left, right, likeness), is_difference=difference)

    def _like(self, left: _Term, right: _Term, likeness: Likeness) -> _Term:
        """The sum of two that are of one kind: the same size, as they are or by the numbers that they carry."""
        assert left.measure is not None and right.measure is not None
        weighted = left.is_weighted or right.is_weighted
        if left.size == right.size and not weighted:
            return left if left.times == right.times else _Term("", replace(left.measure, scale=left.size))
        if left.measure.scale == right.measure.scale or weighted:
            return replace(left, times=Fraction(1), is_weighted=True)
        if left.times == right.times == 1 and likeness is not Likeness.UNSURE:
            self._say(Code.CONVERT, left, right, factor=factor_in_words(left.measure.scale / right.measure.scale))
            return _Term("")
        self._say(Code.FACTOR, left, right, factor=factor_in_words(left.size / right.size))
        return replace(left, times=Fraction(1), is_weighted=True)

    def _with_number(self, left: _Term, right: _Term) -> _Term:
        other, number = (right, left.number) if left.number is not None else (left, right.number)
        if number and other.measure is not None and not other.measure.is_pure:
            self.remarks.append(Remark(Code.CONSTANT, {"number": _number(number), "unit": other.unit}))
        return other

    def _say(self, code: Code, left: _Term, right: _Term, **facts: str) -> None:
        pair = _pair(left.unit or "1", right.unit or "1")
        self.remarks.append(Remark(code, {**pair, "left": left.text, "right": right.text, **facts}))


def _pair(unit: str, wanted: str) -> dict[str, str]:
    return {"unit": unit, "wanted": wanted}


def factor_in_words(factor: Fraction) -> str:
    """By what to multiply, as a formula writes it: × 10000; one that is below 1 as a division: ÷ 10000."""
    return f"× {_number(factor)}" if factor >= 1 else f"÷ {_number(1 / factor)}"


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.6g}"
