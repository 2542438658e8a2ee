"""manage.py explain_deadline: what it prints for a script and for a person."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).parents[2]


def printed(*arguments: str) -> str:
    out = io.StringIO()
    call_command("explain_deadline", *arguments, stdout=out)
    return out.getvalue()


def test_these_fields_and_no_others_in_the_order_of_the_texts() -> None:
    assert json.loads(printed("10月底前", "每月10日前", "省出台文件后2个月", "尽快", "--year=2024", "--json")) == [
        {"text": "10月底前", "kind": "date", "date": "2024-10-31", "rule": "2024-10-31"},
        {"text": "每月10日前", "kind": "recurring", "date": None, "rule": "monthly --10"},
        {"text": "省出台文件后2个月", "kind": "event", "date": None, "rule": "省出台文件 + 2个月"},
        {"text": "尽快", "kind": "unreadable", "date": None, "rule": ""},
    ]


def test_without_the_year_the_kind_is_told_and_the_day_is_not() -> None:
    assert json.loads(printed("10月底前", "--json")) == [
        {"text": "10月底前", "kind": "date", "date": None, "rule": "--10-end"}
    ]


def test_a_person_reads_sentences() -> None:
    texts = ("2024年4月底前", "2019—2020年", "3-6月", "每年2月底前", "每季度", "常态工作", "省出台文件后2个月", "尽快")
    assert printed(*texts).splitlines() == [
        "“2024年4月底前”：2024年4月30日到期",
        "“2019—2020年”：2019年1月1日至2020年12月31日，2020年12月31日到期",
        "“3-6月”：（没有写明哪一年）至（没有写明哪一年），（没有写明哪一年）到期",
        "“每年2月底前”：反复到期：每年2月底前",
        "“每季度”：反复到期：每季度",
        "“常态工作”：常态工作，没有到期日",
        "“省出台文件后2个月”：等待事件（省出台文件 + 2个月），事件发生前不到期",
        "“尽快”：看不懂，需人工确认",
    ]


@pytest.mark.parametrize("year", ["24", "20240", "二〇二四", "-1"])
def test_a_year_that_is_none_is_refused(year: str) -> None:
    with pytest.raises(CommandError):
        printed("10月底前", f"--year={year}")


def test_it_reads_lines_from_stdin_and_asks_no_database() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "explain_deadline", "-", "--json", "--year", "2024"],
        input="年底前\n\n看情况\n", capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert [each["kind"] for each in json.loads(done.stdout)] == ["date", "unreadable", "unreadable"]
    assert done.returncode == 0
