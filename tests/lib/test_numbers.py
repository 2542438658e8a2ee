"""What people type is read right or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wastefree.lib.numbers import chinese_integer, normalize, read_chinese_integer, read_decimal, scaled

READ = [
    ("0", "0"),
    ("-0", "0"),
    ("76.7", "76.7"),
    ("76。7", "76.7"),
    ("７６．７", "76.7"),
    ("７６。７", "76.7"),
    ("12,345.6", "12345.6"),
    ("１２，３４５", "12345"),
    ("1,234,567", "1234567"),
    ("  95 ", "95"),
    ("\u300095\u3000", "95"),
    ("－5", "-5"),
    ("−5", "-5"),
    ("- 5", "-5"),
    ("+3.5", "3.5"),
    (".5", "0.5"),
    ("95.5%", "95.5"),
    ("95.5 ％", "95.5"),
    ("1.3万", "13000"),
    ("1.3 万", "13000"),
    ("2亿", "200000000"),
    ("-1.25万", "-12500"),
    ("1.30万", "13000"),
    ("0.00001万", "0.1"),
    ("1.3万亿", "1300000000000"),
    ("007", "7"),
    ("66.50", "66.50"),
    ("12,345万", "123450000"),
]
REFUSED = [
    "",
    " ",
    "-",
    "—",
    "/",
    "1,23",
    "1,2345",
    "12,34,567",
    ",123",
    "1234,567",
    "1，23",
    "约95%",
    "95%左右",
    "1e5",
    "1E5",
    "NaN",
    "Infinity",
    "inf",
    "1.2.3",
    "76。",
    "5.",
    ".",
    "--5",
    "+-5",
    "—5",
    "–5",
    "5-",
    "12 345",
    "1 2",
    "(5)",
    "5吨",
    "1.3万吨",
    "1.3万%",
    "万",
    "%",
    "五",
    "0x10",
    "1_000",
    "٣",
    "①",
    "5⁴",
    "½",
    "1/2",
    "3:4",
    "60-70",
    "60~70",
    "1" * 31,
    "¥5",
    "1、234",
]


@pytest.mark.parametrize(("text", "value"), READ)
def test_a_number_is_read_in_all_its_forms(text: str, value: str) -> None:
    assert str(read_decimal(text)) == value


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_a_number_for_certain_is_refused(text: str) -> None:
    assert read_decimal(text) is None


def test_a_percent_sign_can_be_refused() -> None:
    assert read_decimal("95%", percent=False) is None
    assert read_decimal("95", percent=False) == 95


@given(st.text(max_size=30))
def test_reading_never_raises(text: str) -> None:
    value = read_decimal(text)
    assert value is None or value.is_finite()


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12))
def test_a_number_written_with_separators_reads_as_itself(value: Decimal) -> None:
    assert read_decimal(f"{value:f}") == value
    assert read_decimal(f"{value:,f}") == value
    assert read_decimal(f" {value:,f} ％") == value


@given(st.integers(0, 10**15), st.sampled_from(["万", "亿", "万亿"]))
def test_a_scale_multiplies_exactly(number: int, scale: str) -> None:
    factor = {"万": 10**4, "亿": 10**8, "万亿": 10**12}[scale]
    assert read_decimal(f"{number}{scale}") == number * factor


def test_scaling_writes_the_figure_out() -> None:
    assert str(scaled(Decimal("1.3"), "万")) == "13000"


FOLDED = [
    ("≧９０％", "≥90%"),
    (">=90", "≥90"),
    ("＜＝3", "≤3"),
    ("10⁴", "10⁴"),
    ("①", "①"),
    ("m²", "m²"),
    ("60–70", "60—70"),
    ("6～7", "6~7"),
    ("（甲）、乙；丙：丁", "(甲)、乙;丙:丁"),
    ("完成。", "完成。"),
    ("甲\n乙", "甲\n乙"),
    ("\ufeff90", "90"),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_form_is_folded_and_meaning_kept(text: str, folded: str) -> None:
    assert normalize(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


CHINESE = [
    ("一", 1),
    ("两", 2),
    ("十", 10),
    ("十二", 12),
    ("二十", 20),
    ("九十九", 99),
    ("一百", 100),
    ("一百零五", 105),
    ("一百一十", 110),
    ("两百", 200),
    ("三千零六", 3006),
    ("一千二百三十四", 1234),
]


@pytest.mark.parametrize(("text", "value"), CHINESE)
def test_chinese_numerals_are_read(text: str, value: int) -> None:
    assert read_chinese_integer(text) == value


@pytest.mark.parametrize(
    "text", ["", "零", "一百二", "二五", "一百五", "十百", "百", "一千五", "几", "甲", "一十二", "百十"]
)
def test_doubtful_chinese_numerals_are_refused(text: str) -> None:
    assert read_chinese_integer(text) is None


@given(st.integers(1, 9999))
def test_every_chinese_numeral_reads_back(value: int) -> None:
    assert read_chinese_integer(chinese_integer(value)) == value
