"""A plan copied for the next period: what is taken along, what starts fresh, what somebody must look at."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cells.models import CellQuota, CellType
from indicators.models import FormerBasis, Plan, Rule, Target
from tasks.copying import Choice, copy, new_deadline
from tasks.models import Project, Task
from tests.factories import (
    create_baseline,
    create_cell,
    create_cell_quota,
    create_cell_type,
    create_indicator,
    create_milestone,
    create_organization,
    create_plan,
    create_project,
    create_quantity,
    create_section,
    create_target,
    create_task,
    create_user,
)
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.accounts.transitions import succeed_organization
from wastefree.audit.models import Record

SignIn = Callable[[User], Client]
NEXT: dict[str, Any] = {
    "code": "next", "name": "下一轮方案", "city": "青山市", "baseline_year": 2025, "first_year": 2026, "last_year": 2028,
}  # fmt: skip
ALL = Choice(targets=True, tasks=True, cell_types=True, projects=True)


def made(source: Plan, by: User, choice: Choice = ALL) -> Plan:
    return copy(source, choice, by=by, key="once", **NEXT)


def test_tasks_come_with_their_owners_links_and_words_and_start_fresh(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User, lin: User
) -> None:
    section = create_section(plan, "工业领域")
    indicator = create_indicator(plan, "7")
    task = create_task(
        plan, "3", lead=housing, cooperating=[agriculture], section=section, stage=Task.Stage.DONE, progress="已建成",
        reported_by=lin, due_text="10月底前", due_on=date(2024, 10, 31), responsible_text="市住建局牵头",
    )  # fmt: skip
    task.indicators.add(indicator)
    copied = made(plan, wu).tasks.get()
    assert (copied.code, copied.title, copied.responsible_text) == ("3", task.title, "市住建局牵头")
    assert copied.lead == housing and list(copied.cooperating.all()) == [agriculture]
    assert copied.section and copied.section.name == "工业领域" and copied.section.plan.code == "next"
    assert copied.indicators.get().plan.code == "next" and copied.indicators.get().code == "7"
    assert (copied.due_on, copied.due_text) == (date(2027, 10, 31), "10月底前")
    assert (copied.stage, copied.progress, copied.reported_by) == (Task.Stage.NOT_STARTED, "", None)
    task.refresh_from_db()
    assert task.stage == Task.Stage.DONE and task.plan == plan


@pytest.mark.parametrize(
    ("text", "due_on", "expected"),
    [
        ("10月底前", date(2024, 10, 31), (date(2027, 10, 31), True)),
        ("2024年底前", date(2024, 12, 31), (None, False)),  # a year of the old plan
        ("2027年6月底前", date(2027, 6, 30), (date(2027, 6, 30), True)),
        ("十四五期间", date(2025, 12, 31), (None, False)),
        ("常态工作", None, (None, True)),
        ("每季度", None, (None, True)),
        ("", None, (None, True)),
        ("", date(2024, 2, 29), (date(2027, 2, 28), False)),  # nobody wrote why
        ("视情况而定吧", date(2024, 5, 1), (date(2027, 5, 1), False)),
        ("视情况而定吧", None, (None, False)),
        ("10月底前", None, (None, False)),  # of which year nobody knows
    ],
)
def test_the_deadline_of_a_copied_task(text: str, due_on: date | None, expected: tuple[date | None, bool]) -> None:
    old = Plan(first_year=2023, last_year=2025)
    assert new_deadline(text, due_on, old, Plan(first_year=2026, last_year=2028)) == expected


def test_targets_move_with_the_years_and_those_that_name_one_are_to_be_confirmed(plan: Plan, wu: User) -> None:
    indicator = create_indicator(plan, "1")
    create_baseline(indicator, "35")
    create_target(indicator, "≥80%", year=2024)
    create_target(indicator, "≥85%", year=2025, quarter=2)
    create_target(indicator, "较2022年提高5个百分点", year=2025)
    region = create_organization("south", kind=Organization.Kind.REGION)
    create_target(indicator, "≥60%", year=2025, region=region)
    copied = made(plan, wu)
    rows = Target.objects.filter(indicator__plan=copied)
    assert {(each.year, each.quarter, each.text, each.region, each.readable) for each in rows} == {
        (2027, 0, "≥80%", None, True),
        (2028, 2, "≥85%", None, True),
        (2028, 0, "较2022年提高5个百分点", None, False),
        (2028, 0, "≥60%", region, True),
    }
    assert copied.indicators.get().baselines.get().year == 2022
    record = Record.objects.about(copied).get(verb="plan.copied")
    assert record.after["targets"] == 4 and record.after["unconfirmed"] == 1


def test_what_a_person_decided_about_a_target_is_kept_unless_it_names_a_year(plan: Plan, wu: User) -> None:
    indicator = create_indicator(plan, "1")
    conditions = [{"kind": "at_least", "value": "9"}]
    create_target(indicator, "争取全区前列", year=2025)
    Target.objects.update(conditions=conditions, readable=True, read_by_person=True)
    target = Target.objects.get(indicator__plan=made(plan, wu))
    assert target.read_by_person and target.readable and target.conditions == conditions


def test_rules_come_along_and_former_formulas_do_not(plan: Plan, wu: User) -> None:
    indicator = create_indicator(plan, "1", formula="a / b")
    FormerBasis.objects.create(indicator=indicator, until=date(2023, 12, 31), formula="a")
    create_quantity(plan, "gone", is_active=False)
    Rule.objects.create(plan=plan, name="产生量", left="a", right="b")
    Rule.objects.create(plan=plan, name="旧关系", left="gone", right="b")
    Rule.objects.create(plan=plan, name="停用的", left="a", right="b", is_active=False)
    copied = made(plan, wu)
    assert [rule.name for rule in copied.rules.all()] == ["产生量"]
    own = copied.indicators.get()
    assert own.formula == "a / b" and not own.former_bases.exists()
    assert {quantity.plan for quantity in own.quantities.all()} == {copied}


def test_bodies_that_were_merged_are_replaced_by_their_successors(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User
) -> None:
    create_indicator(plan, "1", formula="a", lead=housing)
    create_task(plan, lead=housing, cooperating=[agriculture])
    succeed_organization(housing, agriculture, on=date(2025, 3, 1), by=wu, based_on=1)
    copied = made(plan, wu)
    assert housing not in copied.organizations.all() and agriculture in copied.organizations.all()
    assert copied.indicators.get().lead == copied.quantities.get().owner == agriculture
    assert copied.tasks.get().lead == agriculture and not copied.tasks.get().cooperating.exists()


def test_cells_start_anew_their_types_and_yearly_numbers_come_along(
    plan: Plan, housing: Organization, wu: User
) -> None:
    type_ = create_cell_type(plan, "无废学校", aliases=["绿色学校"])
    create_cell(type_, "实验小学")
    quota = create_cell_quota(type_, year=2025, planned=4, text="4所")
    quota.leads.add(housing)
    copied = made(plan, wu)
    own = CellType.objects.get(plan=copied)
    assert (own.name, own.aliases, own.cells.count()) == ("无废学校", ["绿色学校"], 0)
    moved = CellQuota.objects.get(plan=copied)
    assert (moved.year, moved.planned, moved.text, list(moved.leads.all())) == (2028, 4, "4所", [housing])


def test_projects_that_go_on_come_along_if_asked_for(plan: Plan, housing: Organization, wu: User) -> None:
    create_project(plan, "1", organization=housing, stage="started", investment_done="20")
    create_project(plan, "2", stage="completed")
    create_project(plan, "3", stage="stopped")
    [project] = Project.objects.filter(plan=made(plan, wu))
    assert (project.code, project.stage, project.organization) == ("1", "started", housing)
    assert project.investment_done == 20


def test_what_is_not_ticked_stays_behind(plan: Plan, wu: User) -> None:
    create_target(create_indicator(plan, "1"), "≥80%")
    create_task(plan)
    create_project(plan, stage="started")
    create_cell_type(plan)
    copied = made(plan, wu, Choice(targets=False, tasks=False, cell_types=False, projects=False))
    assert copied.indicators.count() == 1 and not Target.objects.filter(indicator__plan=copied).exists()
    assert not (copied.tasks.exists() or copied.projects.exists() or copied.cell_types.exists())


def test_the_reviews_that_the_plan_goes_through_stay_as_they_are(plan: Plan, wu: User) -> None:
    plan.office_review = False
    plan.save()
    copied = made(plan, wu)
    assert copied.organization_review and not copied.office_review


def test_asked_twice_it_is_made_once(plan: Plan, wu: User) -> None:
    create_task(plan)
    first, second = made(plan, wu), made(plan, wu)
    assert first == second and Task.objects.filter(plan=first).count() == 1
    assert Record.objects.about(first).filter(verb="plan.taken_along").count() == 1


# --- the page --------------------------------------------------------------------------------------------------------


def form(**said: Any) -> dict[str, Any]:
    settings = {"due_days": 12, "closing_days": 30, "on_track_margin": "0.05", "behind_margin": "0.2", "key": "page"}
    ticks = {"take_targets": "on", "take_tasks": "on", "take_cell_types": "on"}
    reviews = {"organization_review": "on", "office_review": "on"}
    return {**NEXT, **settings, **ticks, **reviews, **said}


def test_the_office_copies_on_a_page_and_is_told_what_to_look_at(plan: Plan, wu: User, signed_in: SignIn) -> None:
    create_target(create_indicator(plan, "1"), "较2022年提高5个百分点")
    create_task(plan, due_text="2024年底前")
    browser, where = signed_in(wu), reverse("tasks:plan_copy", args=[plan.code])
    assert browser.get(where).context["form"]["first_year"].value() == 2026
    for _twice in range(2):
        answer = browser.post(where, form())
        assert answer["Location"] == reverse("indicators:plan", args=["next"])
    page = browser.get(answer["Location"])
    assert page.context["taken_along"]["undated"] == 1 and page.context["taken_along"]["unconfirmed"] == 1
    assert "1 项任务的时限" in page.content.decode()
    listed = browser.get(reverse("tasks:tasks", args=["next"]), {"only": "undated"})
    assert [task.due_text for task in listed.context["page"]] == ["2024年底前"]
    assert Plan.objects.count() == 2


def test_a_form_with_a_mistake_comes_back(plan: Plan, wu: User, signed_in: SignIn) -> None:
    answer = signed_in(wu).post(reverse("tasks:plan_copy", args=[plan.code]), form(code=plan.code))
    assert answer.status_code == 422 and Plan.objects.count() == 1


def test_nobody_copies_the_plan_of_another_city(plan: Plan, signed_in: SignIn) -> None:
    stranger = create_user("", Role.OFFICE, organization=create_organization())
    create_plan("theirs", organizations=[stranger.organization] if stranger.organization else [])
    assert signed_in(stranger).get(reverse("tasks:plan_copy", args=[plan.code])).status_code == 404


def test_the_tree_and_the_milestones_come_along_and_nothing_is_reached_or_decided_yet(plan: Plan, wu: User) -> None:
    below = create_task(
        plan, "1.1", order=1, due_text="每季度", due_on=None, due_kind="recurring", due_rule="quarterly"
    )
    top = create_task(
        plan, "1", order=2, starts_on=date(2024, 2, 29), due_text="省出台文件后2个月", due_kind="event",
        event_on=date(2024, 9, 30), due_on=date(2024, 11, 30), status_override="slow", status_reason="督查",
    )  # fmt: skip
    Task.objects.filter(pk=below.pk).update(parent=top)
    create_milestone(top, "立项", due_on=date(2024, 6, 30), weight=3, reached_on=date(2024, 6, 1))
    copied = {task.code: task for task in made(plan, wu).tasks.all()}
    assert copied["1.1"].parent == copied["1"]
    assert (copied["1.1"].due_kind, copied["1.1"].due_rule) == ("recurring", "quarterly")
    assert (copied["1"].starts_on, copied["1"].event_on, copied["1"].status_override) == (date(2027, 2, 28), None, "")
    milestone = copied["1"].milestones.get()
    assert (milestone.name, milestone.due_on, milestone.weight, milestone.reached_on) == (
        "立项", date(2027, 6, 30), 3, None
    )  # fmt: skip
