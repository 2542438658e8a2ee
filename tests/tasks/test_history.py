"""The history of a thing, in words."""

from datetime import date
from decimal import Decimal

from indicators.models import Plan
from tasks.models import Project, Task
from tasks.transitions import create_project, edit_project, edit_task
from tests.factories import create_task
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.changes import Change, told


def changes(row: Task | Project) -> set[Change]:
    (latest, *_earlier) = told(Record.objects.about(row), type(row))
    return set(latest.changes)


def test_fields_and_values_are_told_by_their_names(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User
) -> None:
    task = create_task(plan, due_on=None)
    new = {
        "lead": housing,
        "due_on": date(2025, 6, 30),
        "stage": "done",
        "due_kind": "range",
        "cooperating": [agriculture],
    }
    edit_task(task, by=wu, based_on=1, changes=new)
    assert changes(task) == {
        Change("牵头单位", "—", str(housing)),
        Change("完成时限", "—", "2025年6月30日"),
        Change("进展", "未开展", "已完成"),
        Change("时限类型", "—", "起止时间"),
        Change("配合单位", "—", str(agriculture)),
    }


def test_a_sum_of_money_is_told_as_it_was_and_is(plan: Plan, wu: User) -> None:
    project = create_project(plan, by=wu, fields={"code": "1", "name": "x", "investment_planned": Decimal("12000.5")})
    assert Change("总投资（万元）", "", "12,000.5") in changes(project)
    edit_project(project, by=wu, based_on=1, changes={"investment_planned": None})
    assert changes(project) == {Change("总投资（万元）", "12,000.5", "—")}


def test_a_number_written_another_way_is_no_change(plan: Plan, wu: User) -> None:
    project = create_project(plan, by=wu, fields={"code": "1", "name": "x", "investment_planned": Decimal("5")})
    edit_project(project, by=wu, based_on=1, changes={"investment_planned": Decimal("5.0")})
    assert [record.verb for record in Record.objects.about(project)] == ["project.created"]
