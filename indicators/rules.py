"""What must hold between quantities: a rule judged on figures, and rules that a plan's quantities suggest. Reads nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators.formulas import Formula, Reference, When, parse
from indicators.models import Quantity, Rule
from wastefree.lib.figures import Figure
from wastefree.lib.numbers import normalize

SIGNS = {"*": "×", "/": "÷"}  # as people read them
# How names, and the ends of codes, say what was generated and where it went.
STEM = re.compile(r"(?P<stem>.+?)(?:产生|清运|收运|收集|转移)总?量")
WAY = re.compile(
    r"(?:综合|资源化|无害化|安全|规范|集中|再生)*(?:回收|利用|处置|处理|贮存|暂存|填埋|焚烧|发电|堆肥|排放|倾倒|丢弃|外运)+量"
)
SOURCE, WAYS = "_generated", ("_utilized", "_disposed", "_stored", "_discharged")


@dataclass(frozen=True)
class Verdict:
    """Both sides of a rule, and whether it holds within its tolerance."""

    left: Decimal
    right: Decimal
    holds: bool

    @property
    def difference(self) -> Decimal:
        return self.left - self.right


def names_of(rule: Rule) -> frozenset[str]:
    return parse(rule.left).names | parse(rule.right).names


def asked_of(rule: Rule) -> frozenset[str]:
    """At which quantities the question stands: those on the left, so that one person is asked and not all."""
    return parse(rule.left).names or parse(rule.right).names


def judge(rule: Rule, figures: Mapping[str, Figure]) -> Verdict | None:
    """None unless every figure of both sides is there: what is missing or not applicable breaks no rule."""
    left, right = (_value(parse(side), figures) for side in (rule.left, rule.right))
    if left is None or right is None:
        return None
    margin, difference = abs(right) * rule.tolerance / 100, left - right
    holds = {
        Rule.Comparison.EQUAL: abs(difference) <= margin,
        Rule.Comparison.AT_MOST: difference <= margin,
        Rule.Comparison.AT_LEAST: -difference <= margin,
    }
    return Verdict(left, right, holds[Rule.Comparison(rule.comparison)])


def _value(formula: Formula, figures: Mapping[str, Figure]) -> Decimal | None:
    given = {Reference(name): figure for name, figure in figures.items()}
    figure = formula.evaluate(given).figure
    return figure if isinstance(figure, Decimal) else None


def in_names(side: str, names: Mapping[str, str]) -> str:
    """One side of a rule with the names of the quantities instead of their codes, as far as they are known."""
    codes = parse(side).to_excel(lambda reference: reference.name)
    spaced = re.sub(r"[-+*/]", lambda sign: f" {SIGNS.get(sign[0], sign[0])} ", codes)
    return re.sub(r"[a-z][a-z0-9_]*", lambda code: names.get(code[0], code[0]), spaced)


def looks_back(formula: Formula) -> bool:
    """Whether it needs figures of another time than the round's own."""
    return any(reference.when is not When.CURRENT for reference in formula.references)


@dataclass(frozen=True)
class Suggestion:
    """A rule that the quantities allow; whether it is true is the office's to say."""

    whole: Quantity
    parts: tuple[Quantity, ...]

    @property
    def left(self) -> str:
        return self.whole.code

    @property
    def right(self) -> str:
        return " + ".join(part.code for part in self.parts)


def suggestions(quantities: Iterable[Quantity], rules: Iterable[Rule]) -> list[Suggestion]:
    """What was generated with where it went, by names or by codes; none that is there already."""
    every = [each for each in quantities if each.kind == Quantity.Kind.NUMBER]
    known = {(str(parse(rule.left)), parse(rule.right).names) for rule in rules}
    found = {(each.left, each.right): each for each in (*_of_parts(every), *_of_ways(every))}
    return [each for each in found.values() if (each.left, parse(each.right).names) not in known]


def of_parts(whole: Quantity, quantities: Iterable[Quantity]) -> Suggestion | None:
    """The whole as the sum of its parts (其中项), where their names say that they are the ways that it goes.

    A part alone is no more than the whole, and that is asked about without a rule; two parts may well overlap. None
    unless there are two that can be added up.
    """
    stem = STEM.fullmatch(_bare(whole))
    if stem is None:
        return None
    own = (each for each in quantities if each.part_of_id == whole.pk and _goes_with(whole, each))
    parts = tuple(each for each in own if _is_way(stem["stem"], each))
    return Suggestion(whole, parts) if len(parts) > 1 else None


def _of_parts(quantities: list[Quantity]) -> Iterator[Suggestion]:
    yield from (found for whole in quantities if (found := of_parts(whole, quantities)))


def _of_ways(quantities: list[Quantity]) -> Iterator[Suggestion]:
    by_code = {each.code: each for each in quantities}
    for whole in quantities:
        if whole.code.endswith(SOURCE):
            ways = [by_code.get(whole.code.removesuffix(SOURCE) + way) for way in WAYS]
            parts = tuple(way for way in ways if way is not None and _goes_with(whole, way))
            if len(parts) > 1:
                yield Suggestion(whole, parts)


def _is_way(stem: str, part: Quantity) -> bool:
    name = _bare(part)
    return name.startswith(stem) and WAY.fullmatch(name.removeprefix(stem)) is not None


def _bare(quantity: Quantity) -> str:
    """The name without remarks in brackets."""
    return re.sub(r"\(.*?\)", "", normalize(quantity.name))


def _goes_with(whole: Quantity, part: Quantity) -> bool:
    return whole.unit == part.unit and whole.frequency == part.frequency and part.kind == Quantity.Kind.NUMBER
