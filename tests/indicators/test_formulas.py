"""Formulas: read, evaluated, written for a workbook."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.formulas import Formula, FormulaError, Reference, When, parse
from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure, rounded

GENERATED, STOCK = Reference("generated"), Reference("utilized_from_stock")
WUHAI = {
    Reference("generated"): Decimal("3024.32"),
    Reference("utilized"): Decimal("1504.04"),
    STOCK: Decimal("35.25"),
    Reference("disposed"): Decimal("1556.65"),
    Reference("disposed_from_stock"): Decimal("3.06"),
}


def value(text: str, **figures: Figure) -> Figure:
    return parse(text).evaluate({Reference(name): figure for name, figure in figures.items()}).figure


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("utilized / (generated + utilized_from_stock) * 100", "49.16"),
        ("disposed / (generated + disposed_from_stock) * 100", "51.42"),
    ],
)
def test_what_wuhai_published_for_2023_comes_out_although_it_adds_up_to_more_than_all(
    text: str, published: str
) -> None:
    found = parse(text).evaluate(WUHAI).figure
    assert isinstance(found, Decimal) and rounded(found, 2) == Decimal(published)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * 2", 11),
        ("(a + b) * 2", 16),
        ("a - b - 1", 1),
        ("a - (b - 1)", 3),
        ("-a + b", -2),
        ("a ÷ 2 × 4", 10),
        ("（a + b）/ 2", 4),
        ("1.5 * a", "7.5"),
    ],
)
def test_signs_bind_as_in_arithmetic(text: str, expected: int | str) -> None:
    assert value(text, a=Decimal(5), b=Decimal(3)) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "empty", 0),
        ("a +", "syntax", 4),
        ("a b", "syntax", 3),
        ("a ** b", "syntax", 4),
        ("f(a)", "syntax", 2),
        ("prev_year(a + b)", "syntax", 13),
        ("prev_year", "syntax", 10),
        ("__import__('os')", "syntax", 1),
        ("a.b", "syntax", 2),
        ("产生量", "syntax", 1),
        ("a" * 501, "too_long", 0),
        ("+".join("a" * 100), "too_deep", 0),
    ],
)
def test_what_is_no_formula_is_refused_at_its_place(text: str, code: str, place: int) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert (caught.value.code, caught.value.place) == (code, place)


@given(st.text(alphabet="ab1.+-*/() 年"))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        parse(text)
    except FormulaError as error:
        assert error.code


def test_a_missing_figure_makes_the_value_missing_and_is_named() -> None:
    outcome = parse("a / b").evaluate({Reference("a"): Decimal(1), Reference("b"): MISSING})
    assert (outcome.figure, outcome.why, outcome.about) == (MISSING, "missing", (Reference("b"),))


def test_not_applicable_is_another_thing_than_missing() -> None:
    outcome = parse("a / b").evaluate({Reference("a"): Decimal(1), Reference("b"): NOT_APPLICABLE})
    assert (outcome.figure, outcome.why) == (NOT_APPLICABLE, "not_applicable")


def test_dividing_by_zero_gives_no_value_with_the_reason() -> None:
    for figures in ({"a": Decimal(1)}, {"a": Decimal(0)}):
        outcome = parse("a / (b - b)").evaluate({Reference("a"): figures["a"], Reference("b"): Decimal(2)})
        assert (outcome.figure, outcome.why, outcome.about) == (MISSING, "zero_division", (Reference("b"),))


def test_earlier_times_are_references_of_their_own() -> None:
    formula = parse("(a - prev_year(a)) / baseline(a) * 100")
    assert formula.references == {
        Reference("a"),
        Reference("a", When.PREVIOUS_YEAR),
        Reference("a", When.BASELINE),
    }
    assert str(formula) == "(a-prev_year(a))/baseline(a)*100"


NAMES = st.sampled_from("abc")
TREES = st.recursive(
    NAMES | st.integers(0, 9).map(str),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
    max_leaves=12,
)
FIGURES: dict[Reference, Figure] = {
    Reference(name): Decimal(figure) for name, figure in {"a": 2, "b": 3, "c": 5}.items()
}


@given(TREES)
def test_brackets_are_left_out_only_where_they_change_nothing(text: str) -> None:
    formula = parse(text)
    before, after = (each.evaluate(FIGURES).figure for each in (formula, parse(formula.to_excel(lambda r: r.name))))
    if isinstance(before, Decimal) and isinstance(after, Decimal):
        assert abs(before - after) < Decimal("1e-20")
    else:
        assert before == after


@pytest.mark.parametrize(
    ("text", "grows"),
    [
        ("a", True),
        ("a + s", True),
        ("a / b * 100", False),
        ("s", False),
        ("a / s", True),
        ("a * 2 - b", True),
        ("(baseline(a) - a) / baseline(a)", False),
    ],
)
def test_an_amount_grows_through_the_year_and_a_rate_does_not(text: str, grows: bool) -> None:
    formula: Formula = parse(text)
    assert formula.accumulates(frozenset({"a", "b"})) is grows
