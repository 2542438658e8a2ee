"""What capacities mean, and what they come to."""

from decimal import Decimal

import pytest

from tasks.capacity import Capacity, read_capacity, sums, unit_of_heading
from tasks.wastes import read_waste


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("10万吨/年", "10", "万吨/年"),
        ("１,０００t/d", "1000", "吨/日"),
        ("500吨每天", "500", "吨/日"),
        ("20万m3/a", "20", "万立方米/年"),
        ("年处理粉煤灰10万吨", "10", "万吨/年"),
        ("日处理餐厨垃圾200吨", "200", "吨/日"),
        ("处理能力：200吨/日", "200", "吨/日"),
        ("设计规模1.2万台/年", "1.2", "万台/年"),
    ],
)
def test_a_capacity_is_a_figure_and_a_unit_over_a_time(text: str, amount: str, unit: str) -> None:
    assert read_capacity(text) == Capacity(Decimal(amount), unit)


@pytest.mark.parametrize(
    "text",
    ["10万吨", "约200吨/日", "100-200吨/日", "日处理达200吨", "年处理不少于10万吨", "5万吨/年，2万吨/日", "0吨/年", "1,5吨/日",
     "10万", "24兆瓦", "10.00001吨/年", "年运行300天，日处理200吨", "", "吨/日"],
)  # fmt: skip
def test_what_may_mean_something_else_is_not_read(text: str) -> None:
    assert read_capacity(text) is None


def test_the_unit_may_stand_above_the_column() -> None:
    assert read_capacity("12.5", unit_of_heading("处理能力（万吨/年）")) == Capacity(Decimal("12.5"), "万吨/年")
    assert unit_of_heading("处理能力（万吨/年）（吨/日）") == ""
    assert read_capacity("12.5") is None


def test_the_day_and_the_year_are_never_added() -> None:
    capacities = [
        Capacity(Decimal(10), "万吨/年"), Capacity(Decimal(5000), "吨/年"), Capacity(Decimal(200), "吨/日"),
        Capacity(Decimal(3), "万立方米/年"),
    ]  # fmt: skip
    assert [(each.shown, each.count) for each in sums(capacities)] == [
        ("10.5万吨/年", 2), ("200吨/日", 1), ("3万立方米/年", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [("工业固废", "industrial"), ("餐厨垃圾、厨余垃圾", "household"), ("建筑垃圾类", "construction"), ("其他", "other"),
     ("工业固废、危险废物", ""), ("再生资源", ""), ("", "")],
)  # fmt: skip
def test_wastes_go_by_their_usual_words(text: str, kind: str) -> None:
    assert read_waste(text) == kind
