"""Task annexes: sections, who answers, until when; and what the plan leaves open."""

from datetime import date
from pathlib import Path

from indicators.models import Plan
from tasks.models import Task
from tests.annex.annexes import Row, cells, counts, run, workbook
from wastefree.accounts.models import Organization, User
from wastefree.changes import change

HEADING: Row = ["序号", "重点领域", "工作任务", "具体措施", "牵头单位", "配合单位", "完成时限"]
FIRST: Row = [
    1,
    "（一）工业领域",
    "推进大宗工业固体废物综合利用",
    "建设示范基地",
    "市住建局",
    "市农牧局",
    "2024年4月底前",
]
SECOND: Row = [2, None, "推进绿色工厂建设", None, "市住建局", None, "常态工作"]


def annex(*rows: Row, heading: Row = HEADING, title: str = "附件2 重点任务清单", merged: tuple[str, ...] = ()) -> bytes:
    return workbook(("任务", [[title], heading, *rows]), merged=merged)


def responsible(*names: str, plan: Plan, tmp_path: Path) -> Task:
    """The task of which the plan says only who is responsible."""
    heading = ["序号", "任务名称", "责任单位"]
    run(plan, annex([1, "推进源头减量", "".join(names)], heading=heading), tmp_path)
    return Task.objects.get()


def test_a_task_comes_in_with_its_section_who_answers_and_until_when(
    plan: Plan, housing: Organization, agriculture: Organization, tmp_path: Path
) -> None:
    status, printed = run(plan, annex(FIRST, SECOND, merged=("B3:B4",)), tmp_path)
    assert (status, printed["kind"], counts(printed), printed["problems"]) == (0, "tasks", (2, 0, 0), [])
    first, second = Task.objects.order_by("order")
    assert first.section is not None and first.section == second.section
    assert (first.lead, list(first.cooperating.all())) == (housing, [agriculture])
    assert (first.due_text, first.due_on, first.is_ongoing) == ("2024年4月底前", date(2024, 4, 30), False)
    assert (second.due_on, second.is_ongoing) == (None, True)


def test_of_several_bodies_none_is_taken_for_the_lead(
    plan: Plan, housing: Organization, agriculture: Organization, tmp_path: Path
) -> None:
    task = responsible("市住建局、市农牧局按职责分工负责", plan=plan, tmp_path=tmp_path)
    assert task.lead is None and set(task.cooperating.all()) == {housing, agriculture}


def test_groups_that_are_not_named_one_by_one_are_kept_as_groups(
    plan: Plan, housing: Organization, tmp_path: Path
) -> None:
    task = responsible("市住建局牵头，各县（市、区）政府配合", plan=plan, tmp_path=tmp_path)
    assert task.lead == housing and task.collectives == ["各县(市、区)政府"]


def test_a_lead_that_the_office_has_named_stays_when_the_file_comes_again(
    plan: Plan, wu: User, housing: Organization, tmp_path: Path
) -> None:
    task = responsible("市住建局、市农牧局按职责分工负责", plan=plan, tmp_path=tmp_path)
    change(task, by=wu, verb="task.edited", based_on=1, changes={"lead": housing, "cooperating": []})
    responsible("市住建局、市农牧局按职责分工负责", plan=plan, tmp_path=tmp_path)
    task = Task.objects.get()
    assert task.lead == housing and [str(body) for body in task.cooperating.all()] == ["市农牧局"]


def test_a_day_on_which_the_office_has_decided_stays(plan: Plan, wu: User, tmp_path: Path) -> None:
    row: Row = [*FIRST[:6], "省里出文件后"]
    run(plan, annex(row), tmp_path)
    change(Task.objects.get(), by=wu, verb="task.edited", based_on=1, changes={"due_on": date(2024, 9, 30)})
    assert counts(run(plan, annex(row), tmp_path)[1]) == (0, 0, 1)
    assert Task.objects.get().due_on == date(2024, 9, 30)


def test_a_month_without_a_year_takes_the_year_of_the_title(plan: Plan, tmp_path: Path) -> None:
    run(plan, annex([*FIRST[:6], "10月底前"], title="2024年重点任务清单"), tmp_path)
    assert Task.objects.get().due_on == date(2024, 10, 31)


def test_numbers_that_begin_again_in_each_section_are_made_unique(plan: Plan, tmp_path: Path) -> None:
    rows: list[Row] = [["一、工业"], [1, "甲"], [2, "乙"], ["二、农业"], [1, "丙"]]
    file = annex(*rows, heading=["序号", "任务名称"])
    run(plan, file, tmp_path)
    found = {
        task.title: (task.code, task.section and task.section.name) for task in Task.objects.select_related("section")
    }
    assert found == {"甲": ("1", "一、工业"), "乙": ("2", "一、工业"), "丙": ("3", "二、农业")}
    assert counts(run(plan, file, tmp_path)[1]) == (0, 0, 3)


def test_the_same_title_in_two_sections_is_two_tasks(plan: Plan, tmp_path: Path) -> None:
    rows: list[Row] = [[1, "工业", "加强宣传"], [2, "农业", "加强宣传"], [3, "农业", "加强宣传"]]
    status, printed = run(plan, annex(*rows, heading=["序号", "领域", "任务名称"]), tmp_path)
    assert (status, counts(printed), cells(printed)) == (1, (2, 0, 0), ["C5"])


def test_a_title_that_is_a_whole_paragraph_loses_nothing(plan: Plan, tmp_path: Path) -> None:
    long = "推进工业固体废物源头减量。" * 20
    run(plan, annex([1, None, long, "一是……", None, None, None]), tmp_path)
    task = Task.objects.get()
    assert (task.title, task.content) == (long[:200], f"{long}\n一是……")


def test_every_cell_that_cannot_be_read_is_told_and_no_other(plan: Plan, tmp_path: Path) -> None:
    status, printed = run(
        plan,
        annex(
            FIRST,
            [2, None, None, "措施", "市住建局", None, None],
            [3, None, "乙任务", None, "市环卫局", "市农牧局", "尽快"],
            [4, None, "丙任务", None, "市住建局", "市林业局、市农牧局", "10月底前"],
            SECOND,
        ),
        tmp_path,
    )
    assert (status, counts(printed)) == (1, (4, 0, 0))
    assert cells(printed) == ["C4", "E5", "G5", "F6", "G6"]


def test_a_second_import_changes_nothing_and_a_changed_file_only_what_is_new(plan: Plan, tmp_path: Path) -> None:
    run(plan, annex(FIRST, SECOND), tmp_path)
    assert counts(run(plan, annex(FIRST, SECOND), tmp_path)[1]) == (0, 0, 2)
    assert counts(run(plan, annex([*FIRST[:6], "2024年6月底前"], SECOND), tmp_path)[1]) == (0, 1, 1)
    assert Task.objects.get(code="1").due_on == date(2024, 6, 30)
