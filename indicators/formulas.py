"""Formulas of indicators over quantities. Pure; the grammar is small and nothing is ever executed.

    formula  := sum
    sum      := product (("+" | "-") product)*
    product  := signed (("*" | "/") signed)*
    signed   := "-" signed | atom
    atom     := NUMBER | name | ("prev_year" | "baseline") "(" name ")" | "(" sum ")"
    name     := [a-z][a-z0-9_]*        the code of a quantity
    NUMBER   := digits ["." digits]

Full-width signs and ×, ÷ are folded to the ones above. `prev_year(x)` and `baseline(x)` are x a year before and
in the plan's baseline year, as far as the same quarter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from enum import StrEnum
from functools import cached_property, lru_cache

from lark import Lark, Transformer, v_args
from lark.exceptions import UnexpectedInput, UnexpectedToken

from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure
from wastefree.lib.numbers import normalize

MAX_LENGTH = 500
MAX_DEPTH = 40
PRECISION = Context(prec=34)  # more digits than any figure has; the result is rounded where it is shown
SIGNS = str.maketrans({"×": "*", "÷": "/", "·": "*", "−": "-"})

GRAMMAR = r"""
?start: sum
?sum: product | sum "+" product -> add | sum "-" product -> subtract
?product: signed | product "*" signed -> multiply | product "/" signed -> divide
?signed: "-" signed -> negate | atom
?atom: NUMBER -> number | NAME -> current | "prev_year" "(" NAME ")" -> previous_year
    | "baseline" "(" NAME ")" -> baseline | "(" sum ")"
NAME: /[a-z][a-z0-9_]*/
NUMBER: /[0-9]+(\.[0-9]+)?/
%ignore /\s+/
"""


class When(StrEnum):
    """Of which time a quantity is meant."""

    CURRENT = "current"
    PREVIOUS_YEAR = "previous_year"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """A quantity, by code, at a time."""

    name: str
    when: When = When.CURRENT


@dataclass(frozen=True, slots=True)
class Outcome:
    """A formula's value; without one, `why` is missing, not_applicable or zero_division, and `about` what it is of."""

    figure: Figure
    why: str = ""
    about: tuple[Reference, ...] = ()


class FormulaError(ValueError):
    """A text that is no formula. `code` is empty, too_long, too_deep or syntax; `place` is the character, from 1."""

    def __init__(self, code: str, place: int = 0) -> None:
        super().__init__(f"{code} at {place}" if place else code)
        self.code = code
        self.place = place


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class Operation:
    sign: str
    left: "Node"
    right: "Node"


Node = Number | Reference | Operation
FUNCTIONS = {When.PREVIOUS_YEAR: "prev_year", When.BASELINE: "baseline"}
ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": PRECISION.add,
    "-": PRECISION.subtract,
    "*": PRECISION.multiply,
    "/": PRECISION.divide,
}


@dataclass(frozen=True)
class Formula:
    """A parsed formula."""

    root: Node

    @cached_property
    def references(self) -> frozenset[Reference]:
        return frozenset(_references(self.root))

    @property
    def names(self) -> frozenset[str]:
        """The codes of the quantities that it needs, of whatever time."""
        return frozenset(reference.name for reference in self.references)

    def evaluate(self, figures: Mapping[Reference, Figure]) -> Outcome:
        """The value over `figures`; a reference that is not there is missing.

        A figure that is missing makes the value missing, one that is not applicable makes it not applicable, and
        dividing by zero gives no value: each with the references that are to blame.
        """
        for absent in (MISSING, NOT_APPLICABLE):
            blamed = tuple(sorted(r for r in self.references if figures.get(r, MISSING) is absent))
            if blamed:
                return Outcome(absent, absent.value, blamed)
        try:
            return Outcome(_value(self.root, figures))
        except (DivisionByZero, InvalidOperation):
            return Outcome(MISSING, "zero_division", tuple(sorted(_divisors(self.root))))
        except Overflow:
            return Outcome(MISSING, "too_large", tuple(sorted(self.references)))

    def to_excel(self, address: Callable[[Reference], str]) -> str:
        """The same arithmetic over cells, without the leading "=". `address` gives each reference's cell."""
        return _written(self.root, address)

    def accumulates(self, flows: frozenset[str]) -> bool:
        """Whether the value grows through the year because the quantities in `flows` do.

        A sum of amounts does; a rate of one amount by another does not, nor a state at a point in time.
        """
        return _degree(self.root, flows) > 0

    def __str__(self) -> str:
        return written(self.root)


@v_args(inline=True)
class _Builder(Transformer[str, Node]):
    def number(self, token: str) -> Node:
        return Number(Decimal(token))

    def current(self, token: str) -> Node:
        return Reference(str(token))

    def previous_year(self, token: str) -> Node:
        return Reference(str(token), When.PREVIOUS_YEAR)

    def baseline(self, token: str) -> Node:
        return Reference(str(token), When.BASELINE)

    def add(self, left: Node, right: Node) -> Node:
        return Operation("+", left, right)

    def subtract(self, left: Node, right: Node) -> Node:
        return Operation("-", left, right)

    def multiply(self, left: Node, right: Node) -> Node:
        return Operation("*", left, right)

    def divide(self, left: Node, right: Node) -> Node:
        return Operation("/", left, right)

    def negate(self, operand: Node) -> Node:
        return Operation("-", Number(Decimal(0)), operand)


PARSER = Lark(GRAMMAR, parser="lalr", transformer=_Builder())


@lru_cache(maxsize=2000)
def parse(text: str) -> Formula:
    """The formula that the text is. Raises `FormulaError`."""
    folded = normalize(text).translate(SIGNS)
    if not folded:
        raise FormulaError("empty")
    if len(folded) > MAX_LENGTH:
        raise FormulaError("too_long")
    try:
        formula = Formula(PARSER.parse(folded))  # type: ignore[arg-type]  # the transformer makes nodes
    except UnexpectedInput as error:
        raise FormulaError("syntax", _place(error, folded)) from error
    if _depth(formula.root) > MAX_DEPTH:
        raise FormulaError("too_deep")
    return formula


def _place(error: UnexpectedInput, text: str) -> int:
    """The character that is wrong, from 1; the one after the last where something is missing at the end."""
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    return len(text) + 1 if ended else (error.pos_in_stream or 0) + 1


def _depth(node: Node) -> int:
    return 1 + max(_depth(node.left), _depth(node.right)) if isinstance(node, Operation) else 1


def _references(node: Node) -> set[Reference]:
    if isinstance(node, Operation):
        return _references(node.left) | _references(node.right)
    return {node} if isinstance(node, Reference) else set()


def _divisors(node: Node) -> set[Reference]:
    if not isinstance(node, Operation):
        return set()
    own = _references(node.right) if node.sign == "/" else set()
    return own | _divisors(node.left) | _divisors(node.right)


def _value(node: Node, figures: Mapping[Reference, Figure]) -> Decimal:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Reference):
        figure = figures[node]
        assert isinstance(figure, Decimal), "absent figures were found before"
        return figure
    return ARITHMETIC[node.sign](_value(node.left, figures), _value(node.right, figures))


def _degree(node: Node, flows: frozenset[str]) -> int:
    """How the value grows with time: 1 like an amount, 0 not at all, -1 like its reciprocal."""
    if isinstance(node, Number):
        return 0
    if isinstance(node, Reference):
        return int(node.name in flows)  # of whatever time: like is compared with like
    left, right = _degree(node.left, flows), _degree(node.right, flows)
    match node.sign:
        case "*":
            return left + right
        case "/":
            return left - right
        case _:
            return max(left, right)


def written(node: Node) -> str:
    """The part of a formula as it is typed."""
    return _written(node, lambda r: f"{FUNCTIONS[r.when]}({r.name})" if r.when in FUNCTIONS else r.name)


BINDING = {"+": 1, "-": 1, "*": 2, "/": 2}


def _written(node: Node, address: Callable[[Reference], str]) -> str:
    if isinstance(node, Number):
        return f"{node.value:f}"
    if isinstance(node, Reference):
        return address(node)
    left = _bracketed(node.left, node, address, equal=False)
    right = _bracketed(node.right, node, address, equal=node.sign in "-/")
    return f"{left}{node.sign}{right}"


def _bracketed(part: Node, whole: Operation, address: Callable[[Reference], str], *, equal: bool) -> str:
    """In brackets where the sign of the whole binds more tightly, or as tightly and the order matters."""
    text = _written(part, address)
    if not isinstance(part, Operation):
        return text
    looser = BINDING[part.sign] < BINDING[whole.sign] or (equal and BINDING[part.sign] == BINDING[whole.sign])
    return f"({text})" if looser else text
