"""Which figures are questioned."""

from decimal import Decimal

import pytest

from indicators.findings import Code, Surroundings, findings
from indicators.models import Quantity
from indicators.wording import FINDINGS, question
from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure


def quantity(**fields: object) -> Quantity:
    return Quantity(name="产生量", accumulation="per_period", **fields)


def codes(figure: Figure | int, around: Surroundings | None = None, **fields: object) -> list[Code]:
    number = Decimal(figure) if isinstance(figure, int) else figure
    return [finding.code for finding in findings(quantity(**fields), number, around or Surroundings())]


@pytest.mark.parametrize(
    ("figure", "asked"), [(-1, [Code.BELOW_MINIMUM]), (0, []), (100, []), (101, [Code.ABOVE_MAXIMUM])]
)
def test_a_figure_outside_of_its_range_is_questioned(figure: int, asked: list[Code]) -> None:
    assert codes(figure, minimum=Decimal(0), maximum=Decimal(100)) == asked


@pytest.mark.parametrize(("figure", "asked"), [(150, []), (151, [Code.JUMP]), (49, [Code.JUMP]), (50, [])])
def test_a_jump_of_more_than_half_is_questioned(figure: int, asked: list[Code]) -> None:
    assert codes(figure, Surroundings(previous=Decimal(100)), jump=Decimal(50)) == asked


def test_no_jump_is_seen_from_zero_from_nothing_or_where_none_is_asked_for() -> None:
    assert codes(500, Surroundings(previous=Decimal(0)), jump=Decimal(50)) == []
    assert codes(500, Surroundings(previous=MISSING), jump=Decimal(50)) == []
    assert codes(500, Surroundings(previous=Decimal(1)), jump=None) == []


def test_a_count_from_january_does_not_fall_and_may_rise_as_it_likes() -> None:
    ytd = Quantity(name="累计", accumulation="year_to_date", jump=Decimal(50))
    assert [f.code for f in findings(ytd, Decimal(9), Surroundings(previous=Decimal(10)))] == [Code.FALLS_WITHIN_YEAR]
    assert findings(ytd, Decimal(99), Surroundings(previous=Decimal(10))) == []


def test_a_part_is_not_larger_than_its_whole_seen_from_either() -> None:
    whole, part = quantity(), quantity()
    assert codes(11, Surroundings(whole=(whole, Decimal(10)))) == [Code.EXCEEDS_WHOLE]
    assert codes(10, Surroundings(parts=((part, Decimal(11)),))) == [Code.LESS_THAN_PART]
    assert codes(10, Surroundings(whole=(whole, Decimal(10)), parts=((part, MISSING),))) == []


def test_nothing_is_asked_about_what_is_no_number() -> None:
    assert codes(MISSING) == [] and codes(NOT_APPLICABLE) == []


def test_every_question_has_its_words() -> None:
    facts = {
        "name": "关系",
        "left": "5",
        "right": "6",
        "difference": "7",
        "bound": "1",
        "previous": "2",
        "change": "3",
        "sign": "+",
        "other": "总量",
        "amount": "4",
    }
    for code in Code:
        finding = findings(quantity(minimum=Decimal(0)), Decimal(-1), Surroundings())[0].__class__(code, facts)
        assert "%" not in question(finding).replace("3%", "") and FINDINGS[code]
