"""Tasks stand below tasks; what cannot be is refused, and nothing is changed."""

from datetime import date
from typing import Any

import pytest

from indicators.models import Plan
from tasks.models import Task
from tasks.models.task import PLAN_ORDER
from tasks.soundness import Unsound
from tasks.transitions import create_task, edit_task
from tests.factories import create_plan, create_section
from tests.factories import create_task as task_in
from wastefree.accounts.models import Organization, User


def refused(task: Task, by: User, **changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(Unsound) as caught:
        edit_task(task, by=by, based_on=task.version, changes=changes)
    task.refresh_from_db()
    assert task.version == 1
    return [(fault.field, fault.code) for fault in caught.value.faults]


def chain(plan: Plan, *codes: str) -> list[Task]:
    made: list[Task] = []
    for code in codes:
        made.append(task_in(plan, code, parent=made[-1] if made else None))
    return made


def test_no_task_stands_below_itself_or_what_stands_below_it(plan: Plan, wu: User) -> None:
    top, middle, bottom = chain(plan, "1", "1.1", "1.1.1")
    for parent in (top, middle, bottom):
        assert refused(top, wu, parent=parent) == [("parent", "circle")]


def test_there_are_three_levels_and_no_more(plan: Plan, wu: User) -> None:
    *_above, bottom = chain(plan, "1", "1.1", "1.1.1")
    other, below = chain(plan, "2", "2.1")
    assert refused(task_in(plan, "3"), wu, parent=bottom) == [("parent", "too_deep")]
    assert refused(other, wu, parent=bottom.parent) == [("parent", "too_deep")]
    edit_task(below, by=wu, based_on=1, changes={"parent": bottom.parent})
    below.refresh_from_db()
    assert below.parent == bottom.parent


def test_a_task_stands_in_the_plan_and_the_section_of_the_one_above_it(plan: Plan, wu: User) -> None:
    section, other = create_section(plan), create_section(plan)
    task = task_in(plan, section=section)
    assert refused(task, wu, parent=task_in(plan, section=other)) == [("parent", "other_section")]
    assert refused(task, wu, parent=task_in(create_plan("elsewhere"))) == [("parent", "other_plan")]


def test_what_stands_below_goes_into_another_section_with_it(plan: Plan, wu: User) -> None:
    section = create_section(plan)
    top, middle, bottom = chain(plan, "1", "1.1", "1.1.1")
    edit_task(top, by=wu, based_on=1, changes={"section": section})
    for each in (middle, bottom):
        each.refresh_from_db()
        assert (each.section, each.version) == (section, 2)


def test_the_order_of_the_plan_keeps_what_belongs_together(plan: Plan) -> None:
    first, second = create_section(plan, order=1), create_section(plan, order=2)
    b = task_in(plan, "b", section=second, order=1)
    a = task_in(plan, "a", section=first, order=2)
    late = task_in(plan, "a2", section=first, parent=a, order=2)
    early = task_in(plan, "a1", section=first, parent=a, order=1)
    deep = task_in(plan, "a2.1", section=first, parent=late, order=0)
    before = task_in(plan, "0", section=first, order=1)
    assert list(Task.objects.order_by(*PLAN_ORDER)) == [before, a, early, late, deep, b]


def test_a_task_does_not_end_before_it_starts(plan: Plan, wu: User) -> None:
    task = task_in(plan, due_on=date(2024, 6, 30))
    assert refused(task, wu, starts_on=date(2024, 7, 1)) == [("starts_on", "disorder")]


def test_who_leads_does_not_help(plan: Plan, wu: User, housing: Organization) -> None:
    task = task_in(plan, cooperating=[housing])
    assert refused(task, wu, lead=housing) == [("cooperating", "twice")]


def test_nobody_is_named_who_is_closed_or_no_part_of_the_plan(
    plan: Plan, wu: User, housing: Organization, agriculture: Organization
) -> None:
    stranger = Organization.objects.create(code="stranger", name="外市单位")
    Organization.objects.filter(pk=agriculture.pk).update(is_active=False)
    agriculture.refresh_from_db()
    task = task_in(plan)
    assert refused(task, wu, lead=stranger) == [("lead", "stranger")]
    assert refused(task, wu, cooperating=[housing, agriculture]) == [("cooperating", "closed")]
    with pytest.raises(Unsound):
        create_task(plan, by=wu, fields={"code": "9", "title": "x", "lead": stranger})
    assert not Task.objects.filter(code="9").exists()
