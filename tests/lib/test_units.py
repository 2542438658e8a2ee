"""Units: what may be converted, and what must not be."""

from decimal import Decimal

import pytest

from wastefree.lib.units import factor


@pytest.mark.parametrize(
    ("given", "wanted", "times"),
    [
        ("%", "%", "1"),
        ("", "吨", "1"),
        ("万吨", "吨", "10000"),
        ("吨", "万吨", "0.0001"),
        ("亿元", "万元", "10000"),
        ("万吨/年", "万吨", "1"),
        ("公斤/万元", "吨/万元", "0.001"),
        ("吨/万元", "吨/亿元", "10000"),
        ("家", "个", "1"),
        ("个百分点", "百分点", "1"),
        ("㎡", "平方米", "1"),
    ],
)
def test_like_units_are_converted(given: str, wanted: str, times: str) -> None:
    assert factor(given, wanted) == Decimal(times)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("吨", "%"),
        ("百分点", "%"),
        ("元", "吨"),
        ("吨/万元", "吨"),
        ("吨/人", "吨/万元"),
        ("千瓦时", "瓦时"),
        ("个", "吨"),
    ],
)
def test_unlike_units_have_no_factor(given: str, wanted: str) -> None:
    assert factor(given, wanted) is None
