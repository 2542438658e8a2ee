"""What holds for every target text, tried on texts put together by chance."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.models import Target
from indicators.progress import Goal, Situation, Status, Thresholds, assess
from indicators.targets import Kind, Reading, condition_from_json, condition_to_json, parse
from tests.indicators.target_phrases import PHRASES
from tests.indicators.target_rows import OF_THE_SAME_KIND, PUBLISHED

LEAST, MOST = Kind.AT_LEAST, Kind.AT_MOST
BOUNDS = {
    "≥": (LEAST, False), "不低于": (LEAST, False), "不少于": (LEAST, False), "至少": (LEAST, False),
    "达到": (LEAST, False), "提高到": (LEAST, False), "提升至": (LEAST, False), "保持在不低于": (LEAST, False),
    ">": (LEAST, True), "大于": (LEAST, True), "高于": (LEAST, True), "超过": (LEAST, True),
    "≤": (MOST, False), "不高于": (MOST, False), "不超过": (MOST, False), "控制在": (MOST, False), "降至": (MOST, False),
    "<": (MOST, True), "小于": (MOST, True), "低于": (MOST, True),
}  # fmt: skip
SUFFIXES = {"以上": LEAST, "及以上": LEAST, "(含)以上": LEAST, "以下": MOST, "以内": MOST, "及以下": MOST}
UNITS = [
    "%",
    "",
    "吨",
    "万吨",
    "万吨/年",
    "公斤/万元",
    "吨二氧化碳/万元",
    "亿元",
    "万元",
    "个",
    "家",
    "座",
    "人次",
    "kg/(人·d)",
    "分",
    "公斤/亩",
]
NAMES = ["生活垃圾回收利用率", "农膜回收率", "工业危险废物产生强度", "无废细胞数量", "公众满意度", "畜禽粪污综合利用率"]
LOOSE = ["力争", "争取", "预计", "约", "大约", "近", "接近", "原则上", "努力", "拟", "暂定", "将近", "力求"]
TRAILING = ["左右", "上下"]
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

numbers = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False).map(
    lambda number: Decimal(format(number.normalize(), "f"))
)
rows = st.sampled_from([text for text, _ in [*PUBLISHED, *OF_THE_SAME_KIND, *PHRASES]])
pieces = st.sampled_from(
    [*BOUNDS, *SUFFIXES, *UNITS, *NAMES, *LOOSE, *TRAILING, "较2020年", "比上年", "下降", "提高", "新增", "全覆盖", "且", ",", "、", ";", "(",
     ")", "5", "60", "2025年", "十", "万", "-", "分别", "建成", "无", "不", "的", "持续", "零", "年均", "\n"]
)  # fmt: skip
texts = st.one_of(st.text(max_size=40), st.lists(pieces, max_size=8).map("".join))


def meaning(reading: Reading) -> tuple[object, ...]:
    return reading.readable, reading.conditions, reading.problem, reading.year


@given(numbers, st.sampled_from(sorted(BOUNDS)), st.sampled_from(UNITS))
def test_any_number_with_any_bound_and_unit_reads_back_exactly(number: Decimal, word: str, unit: str) -> None:
    assume(not (number == 0 and word == "达到"))
    kind, strict = BOUNDS[word]
    reading = parse(f"{word}{number}{unit}")
    assume(not (word == "达到" or word == "控制在" or word[-1] in "到至") or unit or not 1990 <= number < 2100)
    assert reading.readable
    (condition,) = reading.conditions
    assert (condition.kind, condition.value, condition.unit, condition.strict) == (kind, number, unit, strict)


@given(numbers, st.sampled_from(sorted(SUFFIXES)), st.sampled_from(UNITS), st.sampled_from(["", *NAMES]))
def test_any_number_with_any_suffix_reads_back_about_what_it_names(
    number: Decimal, suffix: str, unit: str, name: str
) -> None:
    assume(unit or not 1990 <= number < 2100)
    (condition,) = parse(f"{name}{number}{unit}{suffix}").conditions
    assert (condition.subject, condition.kind, condition.value, condition.unit) == (
        name,
        SUFFIXES[suffix],
        number,
        unit,
    )


@given(
    numbers, st.integers(1990, 2030), st.sampled_from(["%", "个百分点", "吨", "家"]), st.sampled_from(["下降", "提高"])
)
def test_any_change_keeps_its_sign_unit_and_base(number: Decimal, year: int, unit: str, verb: str) -> None:
    assume(number > 0 and year >= 2000)
    (condition,) = parse(f"较{year}年{verb}{number}{unit}").conditions
    sign = -1 if verb == "下降" else 1
    written = "百分点" if unit == "个百分点" else unit
    assert (condition.kind, condition.value, condition.unit, condition.base) == (
        Kind.CHANGE,
        sign * number,
        written,
        str(year),
    )


@given(numbers, st.sampled_from(["%", "个百分点", "吨"]), st.sampled_from(["下降", "提高", "降低", "增长", "减少"]))
def test_a_change_without_its_base_is_asked_for_it(number: Decimal, unit: str, verb: str) -> None:
    assume(number > 0)
    reading = parse(f"{verb}{number}{unit}")
    assert (reading.readable, reading.problem) == (False, "base_year_missing")


@given(st.sampled_from(LOOSE), st.sampled_from(sorted(BOUNDS)), numbers, st.sampled_from(UNITS))
def test_a_word_that_leaves_the_bound_open_is_never_readable(loose: str, word: str, number: Decimal, unit: str) -> None:
    assert not parse(f"{loose}{word}{number}{unit}").readable
    assert not parse(f"{loose}{number}{unit}").readable
    assert not parse(f"{word}{loose}{number}{unit}").readable
    assert not parse(f"{word}{number}{unit},{loose}{number}{unit}").readable


@given(st.sampled_from(TRAILING), st.sampled_from(sorted(BOUNDS)), numbers, st.sampled_from(UNITS))
def test_an_approximate_figure_is_never_readable(loose: str, word: str, number: Decimal, unit: str) -> None:
    assert not parse(f"{word}{number}{unit}{loose}").readable


@given(rows, st.text("  \u3000\t\u00a0", max_size=3), st.text(" \u3000。", max_size=3))
def test_space_and_a_full_stop_around_a_target_change_nothing(text: str, before: str, after: str) -> None:
    assert meaning(parse(before + text + after)) == meaning(parse(text))


@given(rows)
def test_full_width_forms_change_nothing(text: str) -> None:
    assert meaning(parse(text.translate(FULL_WIDTH))) == meaning(parse(text))


@given(texts, st.sampled_from(["", "higher", "lower"]), st.sampled_from(["", *UNITS]))
def test_no_text_raises_and_what_is_readable_has_conditions(text: str, better: str, unit: str) -> None:
    reading = parse(text, better=better, unit=unit)
    assert reading.text == text
    assert reading.readable == (not reading.problem)
    assert reading.conditions or not reading.readable


@pytest.mark.parametrize("unit", ["%", "个百分点"])
@given(number=numbers)
def test_percent_and_percentage_points_never_mix(unit: str, number: Decimal) -> None:
    assume(number > 0)
    (condition,) = parse(f"较2020年下降{number}{unit}", unit="%").conditions
    assert condition.unit == ("百分点" if unit == "个百分点" else "%")


@given(numbers, st.sampled_from(["个", "家", "座", "辆", "人次", "户"]), st.sampled_from([("万", 4), ("亿", 8)]))
def test_large_counts_are_scaled_exactly_and_large_amounts_keep_their_unit(
    number: Decimal, counter: str, scale: tuple[str, int]
) -> None:
    word, power = scale
    (counted,) = parse(f"≥{number}{word}{counter}").conditions
    assert (counted.value, counted.unit) == (number.scaleb(power), counter)
    (measured,) = parse(f"≥{number}{word}吨").conditions
    assert (measured.value, measured.unit) == (number, f"{word}吨")


@given(
    numbers,
    st.sampled_from([("下降", -1), ("降低", -1), ("减少", -1), ("压减", -1), ("降幅不低于", -1), ("提高", 1), ("增长", 1),
                     ("增加", 1), ("上升", 1), ("增幅不低于", 1), ("新增", 1)]),
    st.sampled_from(["较2020年", "比上年", "同比", "年均", "在2020年基础上", "与2020年相比,", "到2025年较2020年"]),
    st.sampled_from(["", "以上"]),
)  # fmt: skip
def test_what_falls_is_below_zero_and_what_rises_above(
    number: Decimal, verb: tuple[str, int], base: str, suffix: str
) -> None:
    assume(number > 0)
    word, sign = verb
    (condition,) = parse(f"{base}{word}{number}%{suffix}").conditions
    assert (condition.kind, condition.value, condition.unit) == (Kind.CHANGE, sign * number, "%")
    assert condition.base == ("2020" if "2020" in base else "previous_year")


@given(st.data())
def test_a_space_between_two_words_changes_nothing(data: st.DataObject) -> None:
    text = data.draw(rows)
    places = [
        place
        for place in range(1, len(text))
        if not any(each.isdigit() or each in ".．。·" for each in text[place - 1 : place + 1])
    ]
    assume(places)
    place = data.draw(st.sampled_from(places))
    assert meaning(parse(f"{text[:place]} {text[place:]}"))[:2] == meaning(parse(text))[:2]


@given(texts, numbers)
def test_what_a_person_must_decide_is_judged_by_nobody_else(text: str, figure: Decimal) -> None:
    reading = parse(text)
    stored = json.loads(json.dumps([condition_to_json(each) for each in reading.conditions]))
    assert tuple(map(condition_from_json, stored)) == reading.conditions
    target = Target(text=text, year=2025, conditions=stored, readable=reading.readable)
    assert target.parsed == (reading.conditions if reading.readable else ())
    assume(not reading.readable)
    day = date(2025, 12, 31)
    goal = Goal(target.year, reading.conditions, target.readable)
    assert assess(goal, Situation(figure, day), Thresholds()).status is Status.NOT_JUDGED


@given(
    st.sampled_from(NAMES), st.sampled_from(NAMES), numbers, numbers, st.sampled_from([",", "、", ";", ",其中", "并且"])
)
def test_two_clauses_are_two_conditions_each_about_its_own(
    one: str, other: str, first: Decimal, second: Decimal, between: str
) -> None:
    assume(one != other)
    found = parse(f"{one}达到{first}%以上{between}{other}不低于{second}%")
    assert [(each.subject, each.value) for each in found.conditions] == [(one, first), (other, second)]
