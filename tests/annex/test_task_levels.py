"""What stands below what, as the numbers of a task annex say."""

from pathlib import Path

import pytest

from indicators.models import Plan
from tasks.annex.numbering import above
from tasks.models import Task
from tests.annex.annexes import cells, counts, run
from tests.annex.test_tasks import annex
from tests.factories import create_task

HEADING = ["序号", "任务名称"]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ("1 2 3", [None, None, None]),
        ("1 1.1 1.2 2 2.1", [None, 0, 0, None, 3]),
        ("1 1.1 1.1.1 1.2", [None, 0, 1, 0]),
        ("（一） 1 2 （二） 1", [None, 0, 0, None, 3]),
        ("一、 （一） 1. （1） 2.", [None, 0, 1, 1, 1]),
        ("1、 （1） ① （2） 2、", [None, 0, 1, 0, None]),
        ("1 2.1", [None, None]),
        ("1.1 1.2", [None, None]),
        ("1 11.1", [None, None]),
        ("（1） （2） ①", [None, None, 1]),
        ("1 — 1.1", [None, None, 0]),
        ("A1 A2", [None, None]),
    ],
)
def test_numbers_say_what_stands_below_what(numbers: str, expected: list[int | None]) -> None:
    assert above([("工业", number) for number in numbers.split()], 3) == expected


def test_nothing_stands_below_what_is_in_another_section() -> None:
    assert above([("工业", "1"), ("农业", "1.1")], 3) == [None, None]


def below() -> dict[str, str | None]:
    return {task.title: task.parent.title if task.parent else None for task in Task.objects.select_related("parent")}


def test_an_annex_with_levels_becomes_a_tree_and_comes_in_only_once(plan: Plan, tmp_path: Path) -> None:
    file = annex([1, "甲"], ["1.1", "甲一"], ["1.1.1", "甲一一"], [2, "乙"], heading=HEADING)
    status, printed = run(plan, file, tmp_path)
    assert (status, counts(printed)) == (0, (4, 0, 0))
    assert below() == {"甲": None, "甲一": "甲", "甲一一": "甲一", "乙": None}
    assert counts(run(plan, file, tmp_path)[1]) == (0, 0, 4)


def test_a_task_that_gets_another_number_is_moved_and_one_without_levels_stays(plan: Plan, tmp_path: Path) -> None:
    run(plan, annex([1, "甲"], ["1.1", "甲一"], [2, "乙"], heading=HEADING), tmp_path)
    assert counts(run(plan, annex([1, "甲"], [2, "乙"], ["2.1", "甲一"], heading=HEADING), tmp_path)[1]) == (0, 1, 2)
    assert below()["甲一"] == "乙"
    run(plan, annex([7, "甲一"], heading=HEADING), tmp_path)
    assert below()["甲一"] == "乙"


def test_a_circle_is_told_at_its_number_and_nothing_is_moved(plan: Plan, tmp_path: Path) -> None:
    top = create_task(plan, "8", title="甲")
    middle = create_task(plan, "9", title="丙", parent=top)
    create_task(plan, "10", title="乙", parent=middle)
    status, printed = run(plan, annex([1, "乙"], ["1.1", "甲"], heading=HEADING), tmp_path)
    assert (status, cells(printed)) == (1, ["A4"])
    assert below() == {"甲": None, "丙": "甲", "乙": "丙"}
