"""manage.py import_annex: what it prints, how it exits, and what it leaves alone."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from indicators.models import Indicator, Plan
from tests.annex.annexes import TITLE, Row, counts, digest, indicator_annex, run, workbook
from wastefree.audit.models import Record

GOOD: Row = ["1", "甲", "乙", "绿色工地数量", "个", 0, "5", "8", "≥10", "市住建局", None]
BAD: Row = ["2", "甲", "乙", "绿色矿山数量", "个", "约3", "5", "8", "≥10", "市住建局", None]


def failure(plan_code: str, file: Path, *options: str) -> CommandError:
    with pytest.raises(CommandError) as caught:
        call_command("import_annex", str(file), f"--plan={plan_code}", "--json", *options, stdout=StringIO())
    return caught.value


def test_it_prints_one_object_with_these_fields_and_no_others(plan: Plan, tmp_path: Path) -> None:
    status, printed = run(plan, indicator_annex(GOOD, BAD), tmp_path)
    assert status == 1
    assert list(printed) == ["kind", "created", "updated", "unchanged", "problems"]
    assert printed["problems"] == [
        {
            "sheet": "附件1",
            "cell": "F6",
            "text": "约3",
            "problem": "看不懂这个基准值，只保留了文字。请改成一个数，如 43.2 或 112万吨。",
        }
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(plan: Plan, tmp_path: Path) -> None:
    before = digest()
    dry = run(plan, indicator_annex(GOOD, BAD), tmp_path, "--dry-run", "--create-organizations")
    assert digest() == before
    assert run(plan, indicator_annex(GOOD, BAD), tmp_path) == dry


def test_the_kind_is_told_from_the_headings_or_said(plan: Plan, tmp_path: Path) -> None:
    rows = [["名称", "项目名称", "任务名称"], ["甲", "乙", "丙"]]
    assert run(plan, workbook(("表", rows)), tmp_path, "--kind=tasks", "--dry-run")[1]["kind"] == "tasks"
    assert run(plan, workbook(("表", rows)), tmp_path, "--kind=projects", "--dry-run")[1]["kind"] == "projects"


def test_the_import_is_one_audit_record_beside_those_of_each_change(plan: Plan, tmp_path: Path) -> None:
    run(plan, indicator_annex(GOOD), tmp_path)
    record = Record.objects.get(verb="annex.imported")
    assert (record.target_id, record.actor_id) == (str(plan.pk), None)
    assert record.after == {
        "file": "附件.xlsx", "kind": "indicators", "created": 1, "updated": 0, "unchanged": 0, "problems": 0,
    }  # fmt: skip
    assert Record.objects.filter(verb="indicator.created").count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.xlsx", b"", "空"),
        ("old.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "Workbook".encode("utf-16-le"), "xls"),
        ("damaged.xlsx", b"PK\x03\x04 nothing else", "损坏"),
        ("picture.xlsx", b"\x89PNG\r\n", "不符"),
        ("letter.docx", b"PK\x03\x04", "docx"),
    ],
)
def test_a_file_that_cannot_be_used_at_all_is_refused_with_one_line(
    plan: Plan, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    before = digest()
    error = failure(plan.code, file)
    assert error.returncode == 2 and words in str(error) and "\n" not in str(error)
    assert digest() == before


def test_a_workbook_without_a_table_is_refused(plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "封面.xlsx"
    file.write_bytes(workbook(("封面", [[TITLE[0]], [TITLE[1]]])))
    assert failure(plan.code, file).returncode == 2
    file.write_bytes(indicator_annex(GOOD))
    assert failure(plan.code, file, "--kind=cells").returncode == 2


def test_a_file_that_is_not_there_and_a_plan_that_is_not_there_are_refused(plan: Plan, tmp_path: Path) -> None:
    assert failure(plan.code, tmp_path / "nothing.xlsx").returncode == 2
    file = tmp_path / "附件.xlsx"
    file.write_bytes(indicator_annex(GOOD))
    error = failure("elsewhere", file)
    assert error.returncode == 2 and plan.code in str(error), "says which plans there are"


def test_without_json_it_says_the_same_to_a_person(plan: Plan, tmp_path: Path) -> None:
    file, out = tmp_path / "附件.xlsx", StringIO()
    file.write_bytes(indicator_annex(GOOD, BAD))
    with pytest.raises(SystemExit):
        call_command("import_annex", str(file), f"--plan={plan.code}", stdout=out)
    assert "新建 2，更新 0，不变 0" in out.getvalue() and "附件1!F6“约3”" in out.getvalue()


def test_on_the_shell_it_exits_with_2_and_prints_no_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "import_annex", str(tmp_path / "nothing.xlsx"), "--plan=x", "--json"]
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "wastefree.settings"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=Path(__file__).parents[2])
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr and "nothing.xlsx" in done.stderr


def test_a_csv_from_an_office_computer_is_read(plan: Plan, tmp_path: Path) -> None:
    content = "序号,指标名称,单位,2025年目标值\n1,绿色工地数量,个,≥10\n".encode("gb18030")
    status, printed = run(plan, content, tmp_path, name="指标.csv")
    assert (status, counts(printed)) == (0, (1, 0, 0)), json.dumps(printed, ensure_ascii=False)
    assert Indicator.objects.get().targets.get().text == "≥10"


ALL_KINDS: list[tuple[str, list[Row]]] = [
    ("封面", [["某市实施方案"]]),
    ("附件1", [["序号", "指标名称", "单位", "2025年目标值", "牵头单位"], [1, "绿色工地数量", "个", "≥5", "市住建局"]]),
    ("附件2", [["序号", "任务名称", "责任单位", "完成时限"], [1, "推进分类", "市住建局", "常态工作"]]),
    ("附件3", [["序号", "项目名称", "类型", "总投资（万元）", "状态"], [1, "餐厨厂", "生活", "5", "在建"]]),
    ("附件4", [["序号", "细胞类型", "创建数量", "牵头部门"], [1, "无废学校", "5", "市住建局"]]),
]


@pytest.mark.parametrize("kind", ["indicators", "tasks", "projects", "cells"])
def test_of_a_file_with_all_kinds_in_it_the_one_asked_for_is_read(plan: Plan, tmp_path: Path, kind: str) -> None:
    status, printed = run(plan, workbook(*ALL_KINDS), tmp_path, f"--kind={kind}")
    assert (status, printed["kind"], counts(printed), printed["problems"]) == (0, kind, (1, 0, 0), [])


def test_of_a_file_with_all_kinds_in_it_what_is_not_read_is_told(plan: Plan, tmp_path: Path) -> None:
    status, printed = run(plan, workbook(*ALL_KINDS), tmp_path)
    assert (status, printed["kind"], counts(printed)) == (1, "indicators", (1, 0, 0))
    assert [(each["sheet"], each["cell"]) for each in printed["problems"]] == [
        ("附件2", "A1"),
        ("附件3", "A1"),
        ("附件4", "A1"),
    ]


def test_a_table_of_thousands_of_rows_is_no_annex(plan: Plan, tmp_path: Path) -> None:
    lines = "".join(f"{n},指标{n}\n" for n in range(2001))
    file = tmp_path / "表.csv"
    file.write_text(f"序号,指标名称\n{lines}", encoding="utf-8")
    assert failure(plan.code, file).returncode == 2
