"""Units that can be multiplied and divided: 万吨 ÷ 亿元 is 吨/万元, 万吨 ÷ 万吨 × 100 is %.

A measure is a product of base units with exponents, and how large one of it is in those. Fractions, so that nothing
is lost on the way. `units.factor` answers for two units as they are written; this module for what comes of a formula.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import product
from typing import Final

from .units import FIXED, MAGNITUDES, basic, parts

# Words with which things are counted: two of them are not alike, but nobody can say that they do not go together.
COUNTS: Final = frozenset("个座处件人户辆台套次份所条名批起宗村种只头") | {"家次", "人次"}
KNOWN: Final = COUNTS | frozenset("吨 元 平方米 亩 立方米 升 米 千米 千瓦时 千瓦 日 小时 吨标准煤".split())
PURE: Final = {"%": Fraction(1, 100), "‰": Fraction(1, 1000), "百分点": Fraction(1, 100), "倍": Fraction(1)}
Bases = tuple[tuple[str, int], ...]


class Likeness(Enum):
    """Whether two measures are of one kind, whatever their size."""

    SAME = "same"
    COUNTS = "counts"  # both count things, in different words
    UNSURE = "unsure"  # a unit is in it that this module does not know
    UNLIKE = "unlike"


@dataclass(frozen=True, slots=True)
class Measure:
    """Base units with their exponents, sorted, and how many of those one of it is: 万吨 is (吨¹) × 10000."""

    bases: Bases = ()
    scale: Fraction = Fraction(1)

    def __mul__(self, other: "Measure") -> "Measure":
        return Measure(_joined(self.bases, other.bases, 1), self.scale * other.scale)

    def __truediv__(self, other: "Measure") -> "Measure":
        return Measure(_joined(self.bases, other.bases, -1), self.scale / other.scale)

    @property
    def is_pure(self) -> bool:
        """A mere number: a share, a percentage."""
        return not self.bases

    def likeness(self, other: "Measure") -> Likeness:
        if self.bases == other.bases:
            return Likeness.SAME
        if not {base for base, _ in self.bases + other.bases} <= KNOWN:
            return Likeness.UNSURE
        return Likeness.COUNTS if _counted(self.bases) == _counted(other.bases) else Likeness.UNLIKE

    def __str__(self) -> str:
        """As a plan would write it: 吨/万元, %, 万吨; a size that has no name stands before it (×7 吨)."""
        above, below = ([each for each in self.bases if each[1] * sign > 0] for sign in (1, -1))
        for top, bottom in _sizes(above, below):
            if top[1] / bottom[1] == self.scale:
                return f"{top[0]}/{bottom[0]}" if bottom[0] else top[0]
        bare = "·".join(_power(*each) for each in above) or "1"
        under = "·".join(_power(base, -exponent) for base, exponent in below)
        size = "" if self.scale == 1 else f"×{_number(self.scale)} "
        return f"{size}{bare}/{under}" if under else f"{size}{bare}"


def measure(unit: str) -> Measure | None:
    """What the words mean; None for no words at all."""
    above, below = parts(unit)
    if not above and not below:
        return None
    return _one(above) / _one(below)


def _one(text: str) -> Measure:
    if not text or text == "1":
        return Measure()
    if text in PURE:
        return Measure((), PURE[text])
    base, scale = basic(text)
    return Measure(((base, 1),), Fraction(scale))


def _joined(first: Bases, second: Bases, sign: int) -> Bases:
    found = dict(first)
    for base, exponent in second:
        found[base] = found.get(base, 0) + sign * exponent
    return tuple(sorted((base, exponent) for base, exponent in found.items() if exponent))


def _counted(bases: Bases) -> Bases:
    """With every counting word taken as one and the same."""
    return _joined((), tuple(each for each in bases if each[0] not in COUNTS), 1) + (
        (("", total),) if (total := sum(exponent for base, exponent in bases if base in COUNTS)) else ()
    )


Named = tuple[str, Fraction]
PERCENT: Final[tuple[Named, ...]] = (("", Fraction(1)), ("%", Fraction(1, 100)), ("‰", Fraction(1, 1000)))


def _sizes(above: Iterable[tuple[str, int]], below: Iterable[tuple[str, int]]) -> Iterator[tuple[Named, Named]]:
    """The ways of writing one unit above and one below, the plainest first."""
    tops, bottoms = list(above), list(below)
    if len(tops) > 1 or len(bottoms) > 1 or any(abs(exponent) != 1 for _, exponent in tops + bottoms):
        return
    first = _named(tops[0][0]) if tops else PERCENT if not bottoms else [("1", Fraction(1))]
    second = _named(bottoms[0][0]) if bottoms else [("", Fraction(1))]
    yield from sorted(product(first, second), key=lambda pair: (len(pair[0][0] + pair[1][0]), len(pair[1][0])))


def _named(base: str) -> list[Named]:
    found = [(f"{name}{base}", Fraction(size)) for name, size in MAGNITUDES.items()]
    return found + [(name, Fraction(size)) for name, (under, size) in FIXED.items() if under == base]


def _power(base: str, exponent: int) -> str:
    return base if exponent == 1 else f"{base}^{exponent}"


def _number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
