"""The unit of a formula: derived, refused where it is certainly wrong, questioned where nobody can know."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.dimensions import CERTAIN, Code, Reading, read_units, sides_agree
from indicators.formulas import Reference, parse
from indicators.library import edition
from indicators.wording import UNIT_REMARKS, unit_remark
from wastefree.lib.figures import Figure
from wastefree.lib.measures import measure

UNITS = {
    "wan": "万吨",
    "ton": "吨",
    "kilo": "公斤",
    "count": "个",
    "seat": "座",
    "money": "亿元",
    "share": "%",
    "share2": "%",
    "people": "万人",
    "odd": "桶",
    "nameless": "",
    "progress": None,
}


def read(text: str, wanted: str | None = None) -> Reading:
    return read_units(parse(text), UNITS, wanted)


def codes(text: str, wanted: str | None = None) -> list[Code]:
    return [remark.code for remark in read(text, wanted).remarks]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("wan / money", "吨/万元"),
        ("wan / wan * 100", "%"),
        ("(1 - wan / wan) * 100", "%"),
        ("(wan - prev_year(wan)) / prev_year(wan) * 100", "%"),
        ("100 - share", "%"),
        ("share - share2", "百分点"),
        ("wan * 10000 + ton", "吨"),
        ("ton / 10000 + wan", "万吨"),
        ("wan * 10000", "吨"),
        ("count / people", "个/万人"),
        ("ton * 1000 / (people * 10000)", "公斤/人"),
        ("0.5 * wan + 0.3 * wan", "万吨"),
        ("-wan", "万吨"),
        ("count + count", "家"),
        ("progress", "项"),
        ("wan", ""),
    ],
)
def test_what_fits_is_let_pass_without_a_word(text: str, wanted: str) -> None:
    assert read(text, wanted).remarks == ()


@pytest.mark.parametrize(
    ("text", "unit"),
    [("wan / money", "吨/万元"), ("wan / wan * 100", "%"), ("wan + wan", "万吨"), ("share - share2", "百分点")],
)
def test_the_unit_of_the_result_is_named(text: str, unit: str) -> None:
    assert read(text).unit == unit


@pytest.mark.parametrize(
    ("text", "wanted", "code"),
    [
        ("wan + count", "万吨", Code.UNLIKE),
        ("wan + money", "万吨", Code.UNLIKE),
        ("wan - share", "万吨", Code.UNLIKE),
        ("wan + ton", "万吨", Code.CONVERT),
        ("share + wan / wan", "%", Code.CONVERT),
        ("wan", "个", Code.RESULT_UNLIKE),
        ("wan / money", "%", Code.RESULT_UNLIKE),
        ("wan * money", "吨", Code.RESULT_UNLIKE),
        ("wan", "吨", Code.RESULT_CONVERT),
        ("wan / wan", "%", Code.RESULT_CONVERT),
        ("wan / ton * 100", "%", Code.RESULT_CONVERT),
        ("wan / money", "吨/亿元", Code.RESULT_CONVERT),
    ],
)
def test_what_is_certainly_wrong_is_an_error(text: str, wanted: str, code: Code) -> None:
    reading = read(text, wanted)
    assert [remark.code for remark in reading.errors] == [code] and code in CERTAIN


@pytest.mark.parametrize(
    ("text", "wanted", "code"),
    [
        ("nameless + ton", "", Code.NO_UNIT),
        ("count + seat", "个", Code.COUNTS),
        ("odd + ton", "吨", Code.UNSURE),
        ("ton + 5", "吨", Code.CONSTANT),
        ("wan * 5", "万吨", Code.FACTOR),
        ("wan * 3 + ton", "吨", Code.FACTOR),
        ("share", "百分点", Code.RESULT_POINTS),
        ("share - share2", "%", Code.RESULT_POINTS),
    ],
)
def test_what_nobody_can_know_is_told_and_not_refused(text: str, wanted: str, code: Code) -> None:
    reading = read(text, wanted)
    assert code in [remark.code for remark in reading.doubts] and not reading.errors


def test_the_error_says_what_to_write() -> None:
    told = unit_remark(read("wan + ton", "吨").errors[0])
    assert "万吨" in told and "× 10000" in told and "wan" in told
    assert "× 100" in unit_remark(read("wan / wan", "%").errors[0])
    assert "÷ 10000" in unit_remark(read("ton + wan", "吨").errors[0])


def test_each_remark_has_its_words() -> None:
    assert set(UNIT_REMARKS) == set(Code)


def test_two_sides_agree_or_do_not() -> None:
    assert not sides_agree(parse("wan"), parse("wan + wan"), UNITS).remarks
    assert sides_agree(parse("wan"), parse("count"), UNITS).errors
    assert sides_agree(parse("wan"), parse("ton"), UNITS).errors


@pytest.mark.parametrize("indicator", edition("2021").indicators, ids=lambda each: each.name)
def test_the_formulas_of_the_built_in_edition_fit(indicator: object) -> None:
    formula, unit = indicator.formula, indicator.unit  # type: ignore[attr-defined]
    units = {each.code: None if each.kind == "progress" else each.unit for each in indicator.quantities}  # type: ignore[attr-defined]
    assert read_units(parse(formula), units, unit).remarks == ()


NAMES = st.sampled_from(["a", "b", "c"])
TREES = st.recursive(
    NAMES,
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
    max_leaves=8,
)
FIGURES = {"a": Decimal(2), "b": Decimal(3), "c": Decimal(7)}


@given(TREES)
def test_an_amount_does_not_depend_on_the_unit_in_which_it_is_reported(text: str) -> None:
    """Where the portal has nothing to say, a figure in 吨 and the same in 万吨 come to the same amount."""
    formula = parse(text)
    amounts = []
    for unit, times in (("吨", Decimal(1)), ("公斤", Decimal(1000))):
        reading = read_units(formula, dict.fromkeys("abc", unit))
        assume(not reading.remarks and "^" not in reading.unit and "1/" not in reading.unit)
        figures: dict[Reference, Figure] = {Reference(name): figure * times for name, figure in FIGURES.items()}
        value, found = formula.evaluate(figures).figure, measure(reading.unit or "1")
        assume(isinstance(value, Decimal) and found is not None)
        assert isinstance(value, Decimal) and found is not None
        amounts.append(float(value) * float(found.scale))
    assert amounts[0] == pytest.approx(amounts[1])


@given(TREES)
def test_sums_of_like_units_keep_the_unit(text: str) -> None:
    plain = text.replace("*", "+").replace("/", "-")
    reading = read_units(parse(plain), dict.fromkeys("abc", "万吨"))
    assert (reading.unit, reading.remarks) == ("万吨", ())


@given(st.text(alphabet="ab1.+-*/()", max_size=30), st.sampled_from(["", "吨", "%", "百分点", "桶"]))
def test_no_formula_breaks_it(text: str, wanted: str) -> None:
    try:
        formula = parse(text)
    except ValueError:
        return
    assert read_units(formula, {"a": "万吨", "b": "%"}, wanted)
