"""Target texts are read right, or not at all.

A reading is written as in plans, only shorter: `≥90 %`, `>80`, `≤3.0 吨/万元`, `=100 %`; Δ is a change with its sign and
after @ what it is compared with; ↗ ↘ → are directions, `↘=` one for which standing still is enough; `? reason` is
unreadable. What a condition is about stands in front of it.
"""

import json
from decimal import Decimal

import pytest

from indicators.targets import (
    PREVIOUS_YEAR,
    Condition,
    Kind,
    Problem,
    Reading,
    condition_from_json,
    condition_to_json,
    judge,
    parse,
)
from tests.indicators.target_phrases import PHRASES
from tests.indicators.target_rows import OF_THE_SAME_KIND, PUBLISHED

SIGNS = {Kind.AT_LEAST: "≥", Kind.AT_MOST: "≤", Kind.EQUAL: "="}
STRICT = {"≥": ">", "≤": "<"}


def written(reading: Reading) -> str:
    return " | ".join(map(figure, reading.conditions)) if reading.readable else f"? {reading.problem}"


def figure(condition: Condition) -> str:
    base = f"@{condition.base}" if condition.base else ""
    return " ".join(filter(None, (condition.subject, _said(condition), condition.unit, base)))


def _said(condition: Condition) -> str:
    if condition.value is None:
        return condition.kind.value
    if condition.kind is Kind.CHANGE:
        return f"Δ{'>' if condition.strict else ''}{condition.value:+f}"
    if condition.kind is Kind.DIRECTION:
        return {1: "↗", 0: "→", -1: "↘"}[int(condition.value)] + (
            "" if condition.strict or not condition.value else "="
        )
    sign = SIGNS[condition.kind]
    return f"{STRICT[sign] if condition.strict else sign}{condition.value:f}"


@pytest.mark.parametrize(("text", "reading"), PUBLISHED)
def test_a_published_target_is_read(text: str, reading: str) -> None:
    assert written(parse(text)) == reading


@pytest.mark.parametrize(("text", "reading"), OF_THE_SAME_KIND)
def test_a_target_of_the_same_kind_is_read(text: str, reading: str) -> None:
    assert written(parse(text)) == reading


@pytest.mark.parametrize(("text", "reading"), PHRASES)
def test_a_phrase_of_other_plans_is_read(text: str, reading: str) -> None:
    assert written(parse(text)) == reading


@pytest.mark.parametrize(
    ("text", "better", "unit", "reading"),
    [
        ("80%", "higher", "%", "≥80 %"),
        ("80%", "lower", "%", "≤80 %"),
        ("80", "higher", "%", "≥80 %"),
        ("1", "higher", "个", "≥1 个"),
        ("2家", "lower", "家", "≤2 家"),
        ("5起", "lower", "起", "≤5 起"),
        ("保持80%", "higher", "%", "≥80 %"),
        ("100%", "higher", "%", "=100 %"),
        ("100%", "lower", "%", "? direction_conflict"),
        ("0", "lower", "起", "=0 起"),
        ("达到80%", "lower", "%", "? direction_conflict"),
        ("达到80%以下", "lower", "%", "≤80 %"),
        ("提高到80%", "lower", "%", "? direction_conflict"),
        ("降至5.4公斤/万元", "higher", "公斤/万元", "? direction_conflict"),
        ("≥90%", "lower", "%", "≥90 %"),
        ("回收率90%", "higher", "%", "? direction_unknown"),
        ("稳步下降", "lower", "%", "↘"),
        ("稳步下降", "higher", "%", "? direction_conflict"),
        ("较2020年下降10%", "higher", "%", "? direction_conflict"),
        ("持续改善", "higher", "%", "↗"),
        ("持续改善", "lower", "%", "↘"),
        ("优于上年", "lower", "吨", "↘ @previous_year"),
        ("明显好转", "", "%", "? direction_unknown"),
        ("较2020年下降10", "lower", "吨", "Δ-10 吨 @2020"),
        ("较2020年下降10", "lower", "%", "? unreadable"),
        ("比上年提高2个百分点", "higher", "%", "Δ+2 百分点 @previous_year"),
        ("比上年提高2个百分点", "higher", "吨", "? unit_mismatch"),
        ("较2020年下降10%", "lower", "吨", "Δ-10 % @2020"),
        ("不高于330万吨/年", "lower", "万吨", "≤330 万吨"),
        ("≤1.3万吨", "lower", "吨", "≤13000 吨"),
        ("≤13000吨", "lower", "万吨", "≤1.3000 万吨"),
        ("≤5.4公斤/万元", "lower", "千克/万元", "≤5.4 千克/万元"),
        ("≤0.0054吨/万元", "lower", "公斤/万元", "≤5.4 公斤/万元"),
        ("≥5家", "higher", "个", "≥5 个"),
        ("≥5家", "higher", "%", "? unit_mismatch"),
        ("≥90%", "higher", "吨", "? unit_mismatch"),
        ("≥10亿元", "higher", "亿元", "≥10 亿元"),
        ("≥10亿元", "higher", "万元", "≥100000 万元"),
        ("回收率≥90%", "lower", "吨", "回收率 ≥90 %"),
        ("≥2000吨/日", "higher", "吨/年", "? unit_mismatch"),
    ],
)
def test_the_indicator_decides_what_the_words_leave_open(text: str, better: str, unit: str, reading: str) -> None:
    assert written(parse(text, better=better, unit=unit)) == reading


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("到2025年达到60%以上", 2025),
        ("2024年6月底前出台政策文件", 2024),
        ("60%以上(2025年)", 2025),
        ("到“十四五”末,达到60%", 2025),
        ("到2025年较2020年下降10%", 2025),
        ("较2020年下降10%", None),
        ("60%以上", None),
        ("2023年60%,2025年70%", None),
    ],
)
def test_the_year_that_the_words_name_is_kept(text: str, year: int | None) -> None:
    assert parse(text).year == year


def test_an_unreadable_target_keeps_its_words_and_offers_a_proposal() -> None:
    reading = parse(" 达到９５％左右 ")
    assert (reading.text, reading.readable, reading.problem) == (" 达到９５％左右 ", False, Problem.APPROXIMATE)
    assert reading.conditions == (Condition("", Kind.AT_LEAST, Decimal(95), "%"),)


def test_lines_of_a_cell_are_several_conditions_and_a_wrapped_line_is_one() -> None:
    assert written(parse("回收率≥90%\n利用率≥80%")) == "回收率 ≥90 % | 利用率 ≥80 %"
    assert written(parse("达到90%\n以上")) == "≥90 %"
    assert written(parse("≥5\n100%")) == "≥5 | =100 %"


def test_digits_with_a_space_between_them_are_not_guessed() -> None:
    assert written(parse("≥1 234吨")) == "? unreadable"


def test_two_bounds_of_one_thing_that_cannot_both_hold_are_a_conflict() -> None:
    assert written(parse("≥90%且≥95%")) == "? conflict"
    assert written(parse("不低于95%,不高于90%")) == "? conflict"
    assert written(parse("不低于90%,不高于95%")) == "≥90 % | ≤95 %"


def test_a_text_longer_than_any_target_is_not_read() -> None:
    assert written(parse("≥90%" + ";≥90%" * 1000)) == "? unreadable"


def condition(text: str, **of: str) -> Condition:
    (only,) = parse(text, **of).conditions
    return only


@pytest.mark.parametrize(
    ("text", "value", "base", "met"),
    [
        ("≥90%", "90", None, True),
        ("≥90%", "89.99", None, False),
        (">90%", "90", None, False),
        ("≤3.0", "3.0", None, True),
        ("<5", "5", None, False),
        ("<5", "4.9", None, True),
        ("0", "0", None, True),
        ("0", "1", None, False),
        ("100%", "100", None, True),
        ("100%", "102.5", None, True),
        ("100%", "99.9", None, False),
        ("较2020年下降10%", "90", "100", True),
        ("较2020年下降10%", "91", "100", False),
        ("较2020年下降10%", "91", None, None),
        ("较2020年下降10%", "0", "0", None),
        ("比上年提高2个百分点", "52", "50", True),
        ("比上年提高2个百分点", "51", "50", False),
        ("较2020年增长2%", "51", "50", True),
        ("比上年下降超过10%", "90", "100", False),
        ("稳步下降", "9", "10", True),
        ("稳步下降", "10", "10", False),
        ("零增长", "10", "10", True),
        ("零增长", "11", "10", False),
        ("不低于上年", "10", "10", True),
        ("保持稳定", "10", "10", True),
        ("保持稳定", "10.1", "10", None),
        ("出台政策文件", "1", None, None),
        ("全区保三争一", "1", None, None),
        ("-", "1", None, None),
    ],
)
def test_a_figure_is_judged_by_the_kind_of_its_condition(
    text: str, value: str, base: str | None, met: bool | None
) -> None:
    judged = judge(condition(text), Decimal(value), base_value=None if base is None else Decimal(base))
    assert judged is met


def test_a_missing_figure_is_not_judged() -> None:
    assert judge(condition("≥90%"), None) is None


@pytest.mark.parametrize(("text", "reading"), [*PUBLISHED, *OF_THE_SAME_KIND, *PHRASES])
def test_conditions_survive_storage(text: str, reading: str) -> None:
    for stored in parse(text).conditions:
        assert condition_from_json(json.loads(json.dumps(condition_to_json(stored)))) == stored


def test_the_previous_year_is_a_base_of_its_own() -> None:
    assert condition("比上年下降5%").base == PREVIOUS_YEAR
