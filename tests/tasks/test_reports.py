"""Progress reports of tasks and projects: owed with the rounds, reviewed like figures, and what they change when approved."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from indicators.models import EntryState, Plan, Round
from indicators.transitions import (
    Refused,
    approve,
    check,
    close_round,
    complete_round,
    mark_late,
    open_round,
    reopen_for,
    return_,
    submit,
    urge,
)
from indicators.transitions.review import save
from tasks.duties import by_key, duties
from tasks.handover import Order, hand_over
from tasks.models import Milestone, ProgressReport, Project, ProjectReport, Task, TaskReport
from tasks.transitions import edit_task
from tests.factories import (
    NOON,
    create_attachment,
    create_project,
    create_project_report,
    create_round,
    create_task,
    create_task_report,
    create_user,
)
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.files.models import Attachment
from wastefree.notifications.models import Notification

SignIn = Callable[[User], Client]
Part = TaskReport.Part


@pytest.fixture
def task(plan: Plan, housing: Organization, agriculture: Organization) -> Task:
    return create_task(plan, "3", title="生活垃圾分类", lead=housing, cooperating=[agriculture])


def fresh(report: Any) -> Any:
    return type(report).objects.with_context().get(pk=report.pk)


def through(report: ProgressReport, *people: User, at: datetime = NOON) -> None:
    """Handed in by the first, checked by the second, approved by the third; as far as people are given."""
    for step, by in zip((submit, check, approve), people, strict=False):
        moved = step([fresh(report)], by=by, at=at)
        assert moved.done, [problem for _row, problem in moved.left]


def typed(report: ProgressReport, **said: Any) -> dict[str, Any]:
    return {
        f"{report.anchor}-{name}": value
        for name, value in {"version": report.version, "key": report.anchor, **said}.items()
    }


def page_of(round_: Round) -> str:
    return reverse("tasks:progress", args=[round_.plan.code, round_.pk])


def test_a_quarter_asks_the_lead_and_lets_the_others_add(
    plan: Plan, task: Task, housing: Organization, agriculture: Organization, wu: User
) -> None:
    create_task(plan, "done", lead=housing, stage="done")
    create_task(plan, "nobody's")
    create_project(plan, "P", organization=housing, stage="started")
    create_project(plan, "stopped", organization=housing, stage="stopped")
    round_ = create_round(plan, state=Round.State.PLANNED)
    assert open_round(round_, by=wu, based_on=1) == 2, "what one may add is not owed"
    made = set(TaskReport.objects.values_list("task__code", "part", "organization__code"))
    assert made == {("3", "lead", "housing"), ("3", "cooperating", "agriculture")}
    assert ProjectReport.objects.get().stage == "started", "it begins where the project stands"
    assert Record.objects.get(verb="round.opened").after["task_reports"] == 2
    assert complete_round(round_, by=wu) == 0
    create_task(plan, "later", lead=agriculture)
    assert complete_round(round_, by=wu) == 1


def test_a_year_asks_for_no_progress(plan: Plan, task: Task, wu: User) -> None:
    with pytest.raises(Refused):
        open_round(create_round(plan, quarter=0, state=Round.State.PLANNED), by=wu, based_on=1)


def test_what_is_approved_stands_in_the_task_and_nothing_before(
    task: Task, open_round: Round, lin: User, gao: User, wu: User
) -> None:
    report = create_task_report(task, open_round)
    said = {"progress": "已建成 12 个点位。", "problem": "缺经费", "percent": 60}
    save(report, said, by=lin, at=NOON, based_on=1)
    through(report, lin, gao)
    task.refresh_from_db()
    assert (task.progress, task.percent) == ("", None)
    approve([fresh(report)], by=wu, at=NOON)
    task.refresh_from_db()
    assert (task.stage, task.progress, task.problem, task.percent) == ("in_progress", *said.values())
    assert (task.reported_by, task.reported_at) == (lin, NOON)
    record = Record.objects.about(task).get()
    assert (record.verb, record.actor, record.after["percent"]) == ("task.reported", wu, 60)
    assert [each.step for each in report.revisions.all()] == ["approved", "checked", "submitted", "saved"]


def test_the_newest_approved_round_counts_whichever_is_approved_last(
    plan: Plan, task: Task, lin: User, gao: User, wu: User
) -> None:
    older, newer = create_round(plan, quarter=2), create_round(plan, quarter=3)
    second = create_task_report(task, newer, "新", percent=100, finished=True, entered_by=lin)
    first = create_task_report(task, older, "旧", percent=10, entered_by=lin)
    for report in (second, first):
        through(report, lin, gao, wu)
    task.refresh_from_db()
    assert (task.progress, task.stage) == ("新", "done")
    return_([fresh(second)], "请附证明", by=wu, at=NOON)
    task.refresh_from_db()
    assert (task.progress, task.stage, task.percent) == ("旧", "in_progress", 10), "what was returned counts no more"


def test_a_project_keeps_its_money_where_none_is_said(
    plan: Plan, open_round: Round, housing: Organization, lin: User, gao: User, wu: User
) -> None:
    project = create_project(plan, organization=housing, investment_done=Decimal(50))
    report = create_project_report(project, open_round, "主体完工", stage="under_construction", entered_by=lin)
    through(report, lin, gao, wu)
    project.refresh_from_db()
    assert (project.stage, project.investment_done) == ("under_construction", Decimal(50))
    return_([fresh(report)], "数额？", by=wu, at=NOON)
    save(fresh(report), {"investment_done": Decimal("1200.5")}, by=lin, at=NOON, based_on=fresh(report).version)
    through(report, lin, gao, wu)
    assert Project.objects.get(pk=project.pk).investment_done == Decimal("1200.5")


def test_nobody_approves_their_own_and_empty_words_are_not_handed_in(
    task: Task, open_round: Round, housing: Organization
) -> None:
    both = create_user("both", Role.REPORTER, Role.REVIEWER, organization=housing)
    report = create_task_report(task, open_round)
    [(_row, problem)] = submit([fresh(report)], by=both, at=NOON).left
    assert isinstance(problem, Refused) and problem.code == "no_words"
    save(fresh(report), {"progress": "好"}, by=both, at=NOON, based_on=1)
    through(report, both)
    [(_row, problem)] = check([fresh(report)], by=both, at=NOON).left
    assert isinstance(problem, Refused) and problem.code == "own_entry"


def test_closing_locks_and_reopening_for_one_organization_unlocks(
    task: Task, open_round: Round, housing: Organization, lin: User, wu: User
) -> None:
    report = create_task_report(task, open_round)
    close_round(open_round, by=wu, based_on=1)
    with pytest.raises(Refused, match="locked"):
        save(report, {"progress": "晚了"}, by=lin, at=NOON, based_on=2)
    reopen_for(open_round, housing, "补报", until=date(2030, 1, 1), by=wu, at=timezone.now())
    assert save(report, {"progress": "补上"}, by=lin, at=NOON, based_on=3).progress == "补上"


def test_who_owes_is_marked_late_and_urged_for_figures_and_reports_together(
    task: Task, open_round: Round, lin: User, zhao: User, wu: User
) -> None:
    lead = create_task_report(task, open_round)
    part = create_task_report(task, open_round, organization=zhao.organization, part=Part.COOPERATING)
    late = date(2024, 12, 1)
    assert mark_late(open_round, late) == 1
    assert (fresh(lead).late, fresh(part).late) == (True, False)
    bodies = Organization.objects.all()
    assert urge(open_round, bodies, by=wu, today=late) == 1, "who only helps is left in peace"
    notice = Notification.objects.get(user=lin)
    assert notice.context["count"] == 1 and notice.url == page_of(open_round)


def test_a_new_lead_gets_what_is_still_open(task: Task, open_round: Round, agriculture: Organization, wu: User) -> None:
    report = create_task_report(task, open_round, "写了一半")
    edit_task(task, by=wu, based_on=1, changes={"lead": agriculture, "cooperating": []})
    assert fresh(report).organization == agriculture
    assert Record.objects.about(report).get().verb == "task_report.moved"
    assert report.revisions.get().progress == "写了一半"


def test_what_others_of_the_task_write_is_seen_when_it_is_handed_in(
    task: Task, open_round: Round, lin: User, zhao: User
) -> None:
    part = create_task_report(
        task, open_round, "收了 20 户", organization=zhao.organization, part=Part.COOPERATING, entered_by=zhao
    )
    part.evidence.add(create_attachment(part.organization, zhao))
    assert not TaskReport.objects.visible_to(lin).exists() and not Attachment.objects.visible_to(lin).exists()
    through(part, zhao)
    assert TaskReport.objects.visible_to(lin).get() == part and Attachment.objects.visible_to(lin).exists()
    assert not TaskReport.objects.changeable_by(lin).exists()


def test_a_card_saves_itself(task: Task, open_round: Round, lin: User, signed_in: SignIn) -> None:
    report = create_task_report(task, open_round)
    address = reverse("tasks:task_report_save", args=[task.plan.code, report.pk])
    answer = signed_in(lin).post(
        address, typed(report, progress="写好了", percent="６０%"), headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'name="{report.anchor}-version" value="2"' in page and "提交 1 项" in page
    assert (fresh(report).progress, fresh(report).percent) == ("写好了", 60)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"percent": "140"}, "0 到 100"),
        ({"percent": "很多"}, "0 到 100"),
        ({"percent": "40", "finished": "on"}, "进度应是 100"),
    ],
)
def test_a_percent_that_cannot_be_is_refused_in_place(
    said: dict[str, str], words: str, task: Task, open_round: Round, lin: User, signed_in: SignIn
) -> None:
    report = create_task_report(task, open_round)
    address = reverse("tasks:task_report_save", args=[task.plan.code, report.pk])
    answer = signed_in(lin).post(address, typed(report, progress="好", **said), headers={"HX-Request": "true"})
    assert answer.status_code == 422 and words in answer.content.decode()
    answer = signed_in(lin).post(page_of(open_round), typed(report, progress="好", **said))
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and f'value="{said["percent"]}"' in page
    assert fresh(report).version == 1


def test_two_who_write_at_once_see_both_texts(
    task: Task, open_round: Round, lin: User, housing: Organization, signed_in: SignIn
) -> None:
    report = create_task_report(task, open_round)
    other = create_user("other", Role.REPORTER, display_name="何平", organization=housing)
    save(report, {"progress": "他写的"}, by=other, at=NOON, based_on=1)
    address = reverse("tasks:task_report_save", args=[task.plan.code, report.pk])
    browser = signed_in(lin)
    mine = typed(report, progress="我写的", problem="", next_step="")
    answer = browser.post(address, mine, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 409 and all(words in page for words in ("他写的", "我写的", "何平"))
    assert fresh(report).progress == "他写的"
    chosen = {**mine, f"{report.anchor}-version": 2, f"{report.anchor}-key": "k2", "choice": "mine"}
    assert browser.post(address, chosen, headers={"HX-Request": "true"}).status_code == 200
    assert fresh(report).progress == "我写的"


def test_the_page_hands_in_what_is_ready_and_takes_it_back(
    plan: Plan, task: Task, open_round: Round, housing: Organization, lin: User, signed_in: SignIn
) -> None:
    written, empty = (
        create_task_report(task, open_round),
        create_task_report(create_task(plan, lead=housing), open_round),
    )
    project = create_project_report(create_project(plan, organization=housing), open_round)
    browser = signed_in(lin)
    sent = {**typed(written, progress="写好了"), **typed(empty), **typed(project, stage="started", progress="开工")}
    page = browser.post(page_of(open_round), {**sent, "then": "submit", "key": "x"}, follow=True).content.decode()
    assert "已提交 2 项进展" in page
    assert [fresh(each).state for each in (written, empty, project)] == ["submitted", "draft", "submitted"]
    taken = {"task_report": written.pk, f"version-{written.pk}": fresh(written).version}
    browser.post(reverse("tasks:progress_take_back", args=[plan.code, open_round.pk]), taken)
    assert fresh(written).state == EntryState.DRAFT


def test_the_office_approves_those_without_questions_and_returns_the_others(
    plan: Plan, task: Task, open_round: Round, housing: Organization, lin: User, wu: User, signed_in: SignIn
) -> None:
    said = {"state": EntryState.CHECKED, "entered_by": lin}
    clear = create_task_report(task, open_round, "建成", percent=40, **said)
    asked = create_task_report(create_task(plan, lead=housing), open_round, "全部完成", finished=True, **said)
    address = reverse("tasks:task_review", args=[plan.code, open_round.pk])
    browser = signed_in(wu)
    page = browser.get(address).content.decode()
    assert "通过没有疑问的 1 项" in page and "没有佐证材料" in page
    browser.post(address, {"whole": f"{clear.pk}:1,{asked.pk}:1", "then": "pass_clear"})
    assert [fresh(each).state for each in (clear, asked)] == ["approved", "checked"]
    browser.post(address, {"entry": asked.pk, f"version-{asked.pk}": 1, "then": "return", "reason": "请附证明"})
    assert fresh(asked).return_reason == "请附证明"
    assert "请附证明" in Notification.objects.get(user=lin, kind="task_report.returned").context["reason"]


def test_the_task_shows_every_round_and_the_report_every_text(
    task: Task, open_round: Round, lin: User, gao: User, wu: User, signed_in: SignIn
) -> None:
    report = create_task_report(task, open_round)
    for number, words in enumerate(("初稿", "改过的"), 1):
        save(fresh(report), {"progress": words}, by=lin, at=NOON, based_on=number)
    through(report, lin, gao, wu)
    browser = signed_in(wu)
    page = browser.get(reverse("tasks:task", args=[task.plan.code, task.pk])).content.decode()
    assert "2024年第三季度" in page and "改过的" in page
    page = browser.get(reverse("tasks:task_report", args=[task.plan.code, report.pk])).content.decode()
    assert "初稿" in page and "退回修改" in page


def test_milestones_that_a_report_names_are_reached_when_it_is_approved(
    task: Task, open_round: Round, lin: User, gao: User, wu: User, signed_in: SignIn
) -> None:
    first, second = (Milestone.objects.create(task=task, name=name, due_on=date(2024, 9, 30)) for name in "甲乙")
    report = create_task_report(task, open_round)
    address = reverse("tasks:task_report_save", args=[task.plan.code, report.pk])
    assert "甲" in signed_in(lin).get(page_of(open_round)).content.decode()
    signed_in(lin).post(address, typed(report, progress="好", reached=[first.pk]), headers={"HX-Request": "true"})
    TaskReport.objects.update(entered_at=NOON)
    through(report, lin, gao)
    assert not Milestone.objects.exclude(reached_on=None).exists()
    approve([fresh(report)], by=wu, at=NOON)
    assert Milestone.objects.get(pk=first.pk).reached_on == date(2024, 9, 30), "in the round, though written after it"
    assert Milestone.objects.get(pk=second.pk).reached_on is None
    assert Record.objects.about(first).get().verb == "milestone.reached"


def test_a_project_that_goes_back_wants_a_reason(
    plan: Plan, open_round: Round, housing: Organization, lin: User, gao: User, wu: User
) -> None:
    project = create_project(plan, organization=housing, stage="under_construction")
    report = create_project_report(project, open_round, "停工", stage="stopped", entered_by=lin)
    [(_row, problem)] = submit([fresh(report)], by=lin, at=NOON).left
    assert isinstance(problem, Refused) and problem.code == "stage_unexplained"
    save(fresh(report), {"stage_reason": "资金未到位"}, by=lin, at=NOON, based_on=1)
    through(report, lin, gao, wu)
    project.refresh_from_db()
    assert (project.stage, project.stage_reason) == ("stopped", "资金未到位")


def test_open_reports_are_handed_over_with_what_stands_in_them(
    task: Task, open_round: Round, housing: Organization, region: Organization, lin: User, wu: User
) -> None:
    report = create_task_report(task, open_round, "写了一半", entered_by=lin)
    held = by_key(duties(task.plan, housing, NOON.date()))
    assert {duty.kind.name for duty in held.values()} == {"task_lead", "task_report"}
    hand_over(task.plan, housing, dict.fromkeys(held, region), Order(on=NOON.date(), reason="机构改革"), by=wu, at=NOON)
    assert fresh(report).organization == region
    assert report.revisions.get().step == "moved"


def test_who_owes_reports_stands_with_who_owes_figures(
    task: Task, open_round: Round, lin: User, wu: User, signed_in: SignIn
) -> None:
    report = create_task_report(task, open_round)
    create_task_report(task, open_round, organization=lin.organization, part=Part.COOPERATING)
    address = reverse("indicators:round_completeness", args=[task.plan.code, open_round.pk])
    page = signed_in(wu).get(address).content.decode()
    assert "还欠 1 项" in page and reverse("tasks:task_report", args=[task.plan.code, report.pk]) in page
    page = signed_in(wu).get(reverse("indicators:round", args=[task.plan.code, open_round.pk])).content.decode()
    assert "催办未报的 1 家" in page


def test_approving_eight_reports_asks_no_more_than_approving_two(
    plan: Plan, open_round: Round, housing: Organization, wu: User
) -> None:
    """Each by somebody else, and each of a task about which somebody else wrote before."""
    earlier = create_round(plan, year=2023, quarter=4)
    asked = []
    for count in (2, 2, 8):  # the first time makes what is kept afterwards
        reports = []
        for _each in range(count):
            task = create_task(plan, lead=housing, reported_by=create_user(), reported_at=NOON)
            said = {"entered_by": create_user(), "entered_at": NOON}
            create_task_report(task, earlier, "已开工。", state="approved", **said)
            reports.append(create_task_report(task, open_round, "已建成。", state="checked", **said))
        with CaptureQueriesContext(connection) as queries:
            assert len(approve(reports, by=wu, at=NOON).done) == count
        asked.append(len(queries))
    assert asked[1] == asked[2]
