"""Annexes of cells: types under their several names, how many of each, who leads."""

from pathlib import Path

import pytest

from cells.known_types import find, known_types
from cells.models import CellQuota, CellType
from indicators.models import Plan
from tests.annex.annexes import Row, counts, run, workbook
from tests.annex.annexes import cells as problem_cells
from wastefree.accounts.models import Organization

HEADING: Row = ["序号", "细胞类型", "创建数量（个）", "牵头部门"]


def annex(*rows: Row, heading: Row = HEADING, title: str = "2024年“无废细胞”创建任务分工表") -> bytes:
    return workbook(("细胞", [[title], heading, *rows]))


def quotas() -> dict[str, tuple[int, int | None, str]]:
    return {
        quota.type.name: (quota.year, quota.planned, quota.text) for quota in CellQuota.objects.select_related("type")
    }


def test_quotas_come_in_with_their_number_their_words_and_who_leads(
    plan: Plan, housing: Organization, agriculture: Organization, tmp_path: Path
) -> None:
    status, printed = run(
        plan, annex([1, "无废小区", "≥5", "市住建局"], [2, "无废乡村", "２家", "市农牧局、市住建局"]), tmp_path
    )
    assert (status, printed["kind"], counts(printed), printed["problems"]) == (0, "cells", (2, 0, 0), [])
    assert quotas() == {"无废小区": (2024, 5, "≥5"), "无废乡村": (2024, 2, "２家")}
    assert set(CellQuota.objects.get(type__name="无废乡村").leads.all()) == {housing, agriculture}


def test_a_type_is_met_under_another_of_its_names(plan: Plan, tmp_path: Path) -> None:
    CellType.objects.create(plan=plan, name="无废小区", aliases=["无废社区"])
    run(plan, annex([1, "“无废”社区", "3", "市住建局"]), tmp_path)
    assert CellType.objects.count() == 1 and quotas() == {"无废小区": (2024, 3, "3")}


def test_a_known_type_is_made_under_its_usual_name(plan: Plan, tmp_path: Path) -> None:
    run(plan, annex([1, "无废校园", "3", "市住建局"]), tmp_path)
    made = CellType.objects.get()
    assert made.name == "无废学校" and "无废校园" in made.aliases


def test_two_rows_that_would_be_one_type_stay_two(plan: Plan, tmp_path: Path) -> None:
    rows: list[Row] = [[1, "无废工厂（陶瓷）", "3", "市住建局"], [2, "无废工厂（铝型材）", "4", "市住建局"]]
    run(plan, annex(*rows), tmp_path)
    assert quotas() == {"无废工厂（陶瓷）": (2024, 3, "3"), "无废工厂（铝型材）": (2024, 4, "4")}
    assert counts(run(plan, annex(*rows), tmp_path)[1]) == (0, 0, 2)


def test_years_as_columns_make_a_quota_each(plan: Plan, tmp_path: Path) -> None:
    heading = ["序号", "细胞类型", "2023年", "2024年", "2025年", "牵头部门"]
    status, printed = run(plan, annex([1, "无废医院", "1", None, "3", "市住建局"], heading=heading), tmp_path)
    assert (status, counts(printed)) == (0, (1, 0, 0))
    assert dict(CellQuota.objects.values_list("year", "planned")) == {2023: 1, 2025: 3}


def test_without_a_year_anywhere_it_is_the_plan_s_last(plan: Plan, tmp_path: Path) -> None:
    run(plan, annex([1, "无废医院", "1", "市住建局"], title="细胞创建分工表"), tmp_path)
    assert CellQuota.objects.get().year == plan.last_year


def test_every_cell_that_cannot_be_read_is_told_and_no_other(plan: Plan, tmp_path: Path) -> None:
    status, printed = run(
        plan,
        annex(
            [1, "无废医院", "1", "市住建局"],
            [2, "无废商超", "若干", "市商务局"],
            [3, None, "5", "市住建局"],
            [4, "无废景区", "2.5", "市农牧局"],
            [5, "无废医院", "2", "市住建局"],
            ["合计", None, "8", None],
        ),
        tmp_path,
    )
    assert (status, counts(printed)) == (1, (3, 0, 0))
    assert problem_cells(printed) == ["C4", "D4", "B5", "C6", "B7"]
    assert CellQuota.objects.get(text="若干").planned is None


def test_a_second_import_changes_nothing_and_a_changed_file_only_what_is_new(plan: Plan, tmp_path: Path) -> None:
    run(plan, annex([1, "无废医院", "1", "市住建局"], [2, "无废学校", "4", "市住建局"]), tmp_path)
    again = annex([1, "无废医院", "1", "市住建局"], [2, "无废学校", "6", "市住建局"])
    assert counts(run(plan, again, tmp_path)[1]) == (0, 1, 1)
    assert quotas()["无废学校"] == (2024, 6, "6")


@pytest.mark.parametrize(
    ("written", "name"),
    [("无废企业", "无废工厂"), ("学校", "无废学校"), ("“无废”景区", "无废旅游休闲区"), ("无废饭店", "无废饭店（酒店、餐厅）"), ("节约型机关", "无废公共机构（学校、医院除外）")],
)  # fmt: skip
def test_a_kind_is_recognized_by_its_names(written: str, name: str) -> None:
    found = find(written)
    assert found is not None and found.name == name


def test_what_is_no_known_kind_is_not_taken_for_one() -> None:
    assert find("无废银行") is None and find("") is None


def test_no_name_of_a_known_kind_leads_to_another() -> None:
    for known in known_types():
        assert all(find(name) == known for name in (known.name, *known.aliases))


def test_a_type_of_several_years_in_several_rows_is_one_type(plan: Plan, tmp_path: Path) -> None:
    heading = ["细胞类型", "年份", "创建数量"]
    rows: list[Row] = [["无废学校", "2024年", 2], ["“无废”学校", 2025, 3], ["学校", 2025, 4]]
    status, printed = run(plan, annex(*rows, heading=heading), tmp_path)
    assert (status, counts(printed), problem_cells(printed)) == (1, (2, 0, 0), ["A5"])
    assert CellType.objects.count() == 1
    assert dict(CellQuota.objects.values_list("year", "planned")) == {2024: 2, 2025: 3}
