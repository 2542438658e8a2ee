"""manage.py explain_target: what it prints for a script and for a person."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[2]


def printed(*arguments: str) -> str:
    out = io.StringIO()
    call_command("explain_target", *arguments, stdout=out)
    return out.getvalue()


def explained(*arguments: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(printed("--json", *arguments))
    return told


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("达90%以上", ("at_least", 90, "%", None)),
        ("95.5%以上", ("at_least", 95.5, "%", None)),
        ("控制在3.0吨/万元以内", ("at_most", 3, "吨/万元", None)),
        ("100%", ("equal", 100, "%", None)),
        ("1.3万个", ("at_least", 13000, "个", None)),
        ("330万吨/年以内", ("at_most", 330, "万吨/年", None)),
        ("较2020年下降10%", ("change", -10, "%", 2020)),
        ("比上年提高2.5个百分点", ("change", 2.5, "百分点", "previous_year")),
        ("下降10%", ("change", -10, "%", None)),
        ("稳步下降", ("direction", -1, "", None)),
        ("出台政策文件", ("qualitative", None, "", None)),
        ("全区保三争一", ("rank", None, "", None)),
        ("—", ("none", None, "", None)),
    ],
)
def test_a_condition_has_these_fields_and_no_others(text: str, condition: tuple[object, ...]) -> None:
    (told,) = explained(text)
    assert told["conditions"] == [
        dict(zip(("subject", "kind", "value", "unit", "base"), ("", *condition), strict=True))
    ]
    assert (told["text"], told["readable"]) == (text, text != "下降10%")


@pytest.mark.parametrize("text", ["≥90%", "大于98%", "达到95%左右", "看不懂"])
def test_these_fields_and_no_others(text: str) -> None:
    (told,) = explained(text)
    assert list(told) == ["text", "readable", "conditions"]
    assert all(list(each) == ["subject", "kind", "value", "unit", "base"] for each in told["conditions"])


def test_a_subject_is_told_where_the_text_names_one() -> None:
    (told,) = explained("秸秆综合利用率保持在97%以上，农膜回收率达到85%")
    assert [each["subject"] for each in told["conditions"]] == ["秸秆综合利用率", "农膜回收率"]


def test_the_indicator_s_better_direction_and_unit_may_be_given() -> None:
    (told,) = explained("1.3万吨", "--better=lower", "--unit=吨")
    assert [(each["kind"], each["value"], each["unit"]) for each in told["conditions"]] == [("at_most", 13000, "吨")]


def test_a_number_that_no_machine_keeps_exactly_is_text() -> None:
    (told,) = explained("≥0.12345678901234567890")
    assert told["conditions"][0]["value"] == "0.12345678901234567890"


def test_a_person_reads_sentences() -> None:
    assert printed("≥90%", "较2020年下降10%", "下降10%", "不低于上年").splitlines() == [
        "“≥90%”：不低于 90%",
        "“较2020年下降10%”：比2020年下降 10%",
        "“下降10%”：需人工确认。没有写明与哪一年相比，请补充基期年。（可能的含义：比（哪一年？）下降 10%）",
        "“不低于上年”：不低于上年",
    ]


def run(*arguments: str, typed: str = "") -> tuple[int, str]:
    """In a process of its own, where there is no database."""
    done = subprocess.run(
        [sys.executable, "manage.py", "explain_target", *arguments],
        input=typed, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    return done.returncode, done.stdout


def test_it_reads_lines_from_stdin_and_never_fails_over_a_text() -> None:
    status, out = run("-", "--json", typed="≥90%\n\n看情况\n")
    assert (status, [each["readable"] for each in json.loads(out)]) == (0, [True, True, False])


def test_a_text_may_begin_with_a_minus_and_a_dash_alone_is_an_empty_cell() -> None:
    status, out = run("-10%", "-", "--json")
    assert (status, [each["text"] for each in json.loads(out)]) == (0, ["-10%", "-"])
    assert json.loads(run("-", "--json")[1])[0]["conditions"][0]["kind"] == "none"
