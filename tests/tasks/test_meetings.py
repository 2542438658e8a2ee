"""Meetings: what is on an agenda, what is kept of it, what a decision becomes, and who may do what."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils.timezone import get_current_timezone

from indicators.models import Plan, Round
from tasks.agenda import agenda
from tasks.agendaitems import Arrangement, Item, Part, arranged, frozen, thawed
from tasks.cadence import looks_until, next_day
from tasks.models import Meeting, Order, OrderState
from tasks.transitions import (
    Refused,
    add_item,
    arrange_meeting,
    create_meeting,
    decide,
    hold_meeting,
    remove_meeting,
    reopen_meeting,
    write_minutes,
)
from tests import factories
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.notifications.models import Notification
from wastefree.versions import StaleError

SignIn = Callable[[User], Client]
TODAY = date(2024, 10, 8)
NOW = datetime(2024, 10, 8, 12, tzinfo=get_current_timezone())


@pytest.fixture(autouse=True)
def _on_the_eighth_of_october() -> Any:
    with time_machine.travel("2024-10-08 12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def meeting(plan: Plan, housing: Organization) -> Meeting:
    return factories.create_meeting(plan, held_on=TODAY, attendees=[housing])


def decision(body: Organization, **fields: Any) -> dict[str, Any]:
    usual = {"title": "报送清单", "requirement": "盖章报送", "organization": body, "due_on": date(2024, 10, 15)}
    return {**usual, **fields}


def keys(items: list[Item]) -> list[str]:
    return [item.key for item in items]


def part(items: list[Item], wanted: Part) -> list[tuple[str, str]]:
    return [(item.title, item.state) for item in items if item.part == wanted]


# --- pure ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "last", "today", "proposed"),
    [
        ("weekly", date(2024, 9, 9), date(2024, 9, 10), date(2024, 9, 18)),  # the 16th and 17th are a holiday
        ("weekly", date(2024, 9, 9), date(2024, 9, 30), date(2024, 9, 30)),
        ("half_monthly", date(2024, 11, 5), date(2024, 11, 6), date(2024, 11, 20)),
        ("half_monthly", date(2024, 12, 20), date(2024, 12, 21), date(2025, 1, 6)),  # the 5th is a Sunday
        ("monthly", date(2024, 10, 31), date(2024, 11, 1), date(2024, 12, 2)),  # of the 30th, a Saturday
        ("monthly", None, date(2024, 11, 1), None),
    ],
)
def test_the_next_day_follows_the_last_meeting_and_is_worked(
    kind: str, last: date | None, today: date, proposed: date | None
) -> None:
    assert next_day(kind, last, today) == proposed


def test_an_agenda_that_was_kept_is_read_back_as_it_was_and_no_other_form_is_guessed() -> None:
    item = Item("task:3", Part.TASKS, "任务", "late", "task", 3, (7,), "市住建局", date(2024, 9, 30), progress="好")
    assert thawed(frozen([item])) == [item]
    with pytest.raises(ValueError, match="99"):
        thawed({"schema": 99, "items": []})


def test_the_office_leaves_out_puts_first_and_adds() -> None:
    drawn = [Item(f"task:{number}", Part.TASKS, "任务") for number in (1, 2, 3)]
    arrangement = Arrangement(frozenset({"task:2"}), {"task:3": 1}).with_own(Item("", "", "通报"))
    kept = Arrangement.read(arrangement.to_keep())
    assert keys(arranged(drawn, kept)) == ["own:1", "task:3", "task:1"]
    assert keys(arranged(drawn, kept, whole=True)) == ["own:1", "task:3", "task:1", "task:2"]


# --- the agenda ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_agenda_has_what_is_late_and_what_is_due_until_the_next_meeting(
    plan: Plan, meeting: Meeting, housing: Organization, agriculture: Organization, wu: User, open_round: Round
) -> None:
    factories.create_task(plan, "1", lead=housing, title="逾期的", due_on=date(2024, 9, 30), problem="缺地")
    factories.create_task(plan, "2", lead=housing, title="将到期的", due_on=date(2024, 10, 15))
    factories.create_task(plan, "3", lead=housing, title="还早的", due_on=date(2024, 10, 16))
    factories.create_task(plan, "4", lead=housing, title="完成的", due_on=date(2024, 9, 1), stage="done")
    factories.create_project(plan, "5", organization=housing, name="该完工的", completion_year=2023)
    factories.create_project(plan, "6", organization=agriculture, completion_year=2025)
    factories.create_order(plan, housing, by=wu, title="没签收的", acknowledge_by=date(2024, 10, 11))
    factories.create_order(plan, housing, by=wu, title="在办的", state=OrderState.ACKNOWLEDGED)
    Round.objects.filter(pk=open_round.pk).update(due_on=date(2024, 10, 12))
    factories.create_entry(factories.create_quantity(plan, owner=housing), open_round)
    items = agenda(meeting, TODAY)
    assert part(items, Part.TASKS) == [("1 逾期的", "late"), ("2 将到期的", "due")]
    assert [item.problem for item in items if item.key.startswith("task")] == ["缺地", ""]
    assert part(items, Part.PROJECTS) == [("5 该完工的", "not_completed"), ("1 个重点项目还没有报过进展", "unreported")]
    assert [title.split()[-1] for title, _state in part(items, Part.ORDERS)] == ["没签收的"]
    assert part(items, Part.REPORTS) == [("2024年第三季度填报", "owed")]
    assert not part(items, Part.INDICATORS), "the weekly one has no indicators"


@pytest.mark.django_db
def test_the_monthly_one_has_indicators_that_are_behind_and_cells_against_their_numbers(
    plan: Plan, housing: Organization, open_round: Round
) -> None:
    monthly = factories.create_meeting(plan, held_on=TODAY, kind=Meeting.Kind.MONTHLY)
    for code in "ab":
        factories.create_quantity(plan, code, owner=housing, accumulation="point_in_time")
    indicator = factories.create_indicator(plan, formula="a / b * 100", lead=housing)
    factories.create_baseline(indicator, "35")
    factories.create_target(indicator, "≥90%")
    first, second = indicator.quantities.order_by("code")
    factories.create_entry(first, open_round, "1", state="approved", organization=housing)
    factories.create_entry(second, open_round, "10", state="approved", organization=housing)
    factories.create_cell_quota(factories.create_cell_type(plan, "无废学校"), planned=3)
    items = agenda(monthly, TODAY)
    assert part(items, Part.INDICATORS) == [(indicator.name, "off_track")]
    assert part(items, Part.CELLS) == [("无废学校", "short")]
    assert "计划 3 个，已命名 0 个" in items[-1].progress


@pytest.mark.django_db
def test_a_decision_is_an_order_whose_owner_is_told_and_stands_on_the_next_agenda_until_it_is_closed(
    plan: Plan, meeting: Meeting, housing: Organization, wu: User, lin: User
) -> None:
    task = factories.create_task(plan, "1", lead=housing, due_on=date(2024, 9, 30))
    order = decide(
        meeting, by=wu, at=NOW, fields=decision(housing, task=task), agenda_item=f"task:{task.pk}", key="once"
    )
    assert decide(meeting, by=wu, at=NOW, fields=decision(housing), key="once") is None
    assert order and (order.kind, order.state, order.meeting, order.task) == ("follow_up", "issued", meeting, task)
    assert order.number == "议定〔2024〕1号"
    assert Notification.objects.filter(user=lin, kind="order.issued").count() == 1
    assert part(agenda(meeting, TODAY), Part.FOLLOW_UPS) == [], "it was decided here"
    later = factories.create_meeting(plan, held_on=date(2024, 10, 15))
    assert part(agenda(later, TODAY), Part.FOLLOW_UPS) == [("议定〔2024〕1号 报送清单", "to_acknowledge")]
    late = agenda(later, date(2024, 10, 16))
    assert part(late, Part.FOLLOW_UPS) == [("议定〔2024〕1号 报送清单", "overdue")]
    Order.objects.update(state=OrderState.CLOSED)
    assert part(agenda(later, TODAY), Part.FOLLOW_UPS) == []


# --- the life of a meeting -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_holding_keeps_the_agenda_as_it_stood_and_reopening_opens_only_the_minutes(
    plan: Plan, meeting: Meeting, housing: Organization, wu: User
) -> None:
    task = factories.create_task(plan, "1", lead=housing, title="旧名", due_on=date(2024, 9, 30))
    held = hold_meeting(meeting, by=wu, at=NOW, based_on=1)
    task.title = "新名"
    task.save()
    assert part(agenda(held, TODAY), Part.TASKS) == [("1 旧名", "late")]
    with pytest.raises(Refused, match="meeting_held"):
        write_minutes(held, "纪要", by=wu, based_on=2)
    with pytest.raises(Refused, match="meeting_held"):
        decide(held, by=wu, at=NOW, fields=decision(housing))
    opened = reopen_meeting(held, "补记", by=wu, based_on=2)
    assert part(agenda(opened, TODAY), Part.TASKS) == [("1 旧名", "late")]
    again = write_minutes(opened, "纪要", by=wu, based_on=3)
    assert hold_meeting(again, by=wu, at=NOW + timedelta(days=9), based_on=4).agenda == held.agenda
    verbs = [record.verb for record in Record.objects.about(meeting)]
    assert verbs == ["meeting.held", "meeting.minutes_written", "meeting.reopened", "meeting.held"]
    assert Record.objects.about(meeting).get(verb="meeting.reopened").reason == "补记"


@pytest.mark.django_db
def test_what_a_meeting_refuses(plan: Plan, meeting: Meeting, housing: Organization, wu: User, lin: User) -> None:
    coming = factories.create_meeting(plan, held_on=date(2024, 10, 9))
    with pytest.raises(Refused, match="meeting_to_come"):
        hold_meeting(coming, by=wu, at=NOW, based_on=1)
    with pytest.raises(StaleError):
        hold_meeting(meeting, by=wu, at=NOW, based_on=7)
    with pytest.raises(Refused, match="meeting_not_held"):
        reopen_meeting(meeting, "x", by=wu, based_on=1)
    decide(meeting, by=wu, at=NOW, fields=decision(housing))
    with pytest.raises(Refused, match="meeting_not_empty"):
        remove_meeting(meeting, by=wu, based_on=1)
    with pytest.raises(StaleError):
        remove_meeting(coming, by=wu, based_on=7)
    remove_meeting(coming, by=wu, based_on=1)
    assert not Meeting.objects.filter(pk=coming.pk).exists()
    with pytest.raises(PermissionDenied):
        create_meeting(plan, by=lin, fields={"kind": "weekly", "title": "x", "held_on": TODAY})
    for step in (
        lambda: hold_meeting(meeting, by=lin, at=NOW, based_on=1),
        lambda: decide(meeting, by=lin, at=NOW, fields=decision(housing)),
        lambda: arrange_meeting(meeting, [], {}, by=lin, based_on=1),
    ):
        with pytest.raises(PermissionDenied):
            step()


@pytest.mark.django_db
def test_the_agenda_keeps_its_arrangement_when_something_new_comes_up(
    plan: Plan, meeting: Meeting, housing: Organization, wu: User
) -> None:
    first = factories.create_task(plan, "1", lead=housing, due_on=date(2024, 9, 30))
    arrange_meeting(meeting, [f"task:{first.pk}"], {}, by=wu, based_on=1)
    meeting.refresh_from_db()
    added = add_item(meeting, Item("", "", "学习文件"), by=wu, based_on=2)
    second = factories.create_task(plan, "2", lead=housing, due_on=date(2024, 9, 30))
    assert keys(agenda(added, TODAY)) == ["own:1", f"task:{second.pk}"]


# --- pages -----------------------------------------------------------------------------------------------------------


def page(browser: Client, meeting: Meeting, name: str = "meeting") -> str:
    answer = browser.get(reverse(f"tasks:{name}", args=[meeting.plan.code, meeting.pk]))
    return str(answer.content.decode()) if answer.status_code == 200 else str(answer.status_code)


@pytest.mark.django_db
def test_an_organization_sees_the_meetings_that_it_attends_and_its_own_part(
    plan: Plan, meeting: Meeting, housing: Organization, agriculture: Organization, lin: User, zhao: User,
    sun: User, wu: User, signed_in: SignIn,
) -> None:  # fmt: skip
    factories.create_task(plan, "1", lead=housing, title="住建的事", due_on=date(2024, 9, 30))
    factories.create_task(plan, "2", lead=agriculture, title="农牧的事", due_on=date(2024, 9, 30))
    factories.create_project(plan, organization=housing, completion_year=2023)
    decide(meeting, by=wu, at=NOW, fields=decision(housing, title="住建承办"))
    decide(meeting, by=wu, at=NOW, fields=decision(agriculture, title="农牧承办"))
    write_minutes(meeting, "会议要求", by=wu, based_on=1)
    seen = page(signed_in(lin), meeting)
    assert "住建的事" in seen and "住建承办" in seen
    assert "农牧的事" not in seen and "农牧承办" not in seen and "会议要求" not in seen
    answer = signed_in(lin).get(reverse("tasks:meeting", args=[plan.code, meeting.pk]))
    assert [line.number for group in answer.context["groups"] for line in group.lines] == [1, 3], "as the office has it"
    assert page(signed_in(zhao), meeting) == "404"
    assert all(words in page(signed_in(sun), meeting) for words in ("住建的事", "农牧的事", "会议要求"))
    for name in ("meeting_agenda", "meeting_sheet"):
        paper = page(signed_in(lin), meeting, name)
        assert "农牧" not in paper.split('class="paper ')[1] and "会议要求" not in paper


@pytest.mark.django_db
def test_a_line_becomes_a_decision_and_says_so(
    plan: Plan, meeting: Meeting, housing: Organization, wu: User, signed_in: SignIn
) -> None:
    task = factories.create_task(plan, "1", lead=housing, title="秸秆收储", due_on=date(2024, 9, 30))
    browser = signed_in(wu)
    address = reverse("tasks:meeting_decide", args=[plan.code, meeting.pk]) + f"?item=task:{task.pk}"
    form = browser.get(address).context["form"]
    assert "秸秆收储" in form.initial["title"] and form.initial["organization"] == housing.pk
    assert form.initial["due_on"] == looks_until("weekly", TODAY)
    past = {"title": "收储", "organization": housing.pk, "due_on": "2024-10-07", "requirement": "x", "key": "k"}
    assert browser.post(address, past).status_code == 422
    typed = {**past, "due_on": "2024-10-15"}
    assert browser.post(address, typed).status_code == 302
    assert browser.post(address, typed).status_code == 302, "pressed twice"
    order = Order.objects.get()
    assert (order.task, order.meeting, order.agenda_item) == (task, meeting, f"task:{task.pk}")
    shown = browser.get(reverse("tasks:meeting", args=[plan.code, meeting.pk])).context
    assert [row[0] for row in shown["decided"]] == [order]
    assert [row[0] for row in shown["groups"][0].lines[0].decided] == [order], "beside the line too"


@pytest.mark.django_db
def test_a_new_meeting_is_proposed_as_the_last_of_its_kind_was(
    plan: Plan, meeting: Meeting, housing: Organization, wu: User, signed_in: SignIn
) -> None:
    browser, address = signed_in(wu), reverse("tasks:meeting_create", args=[plan.code])
    assert browser.get(address + "?kind=monthly").context["form"].initial["held_on"] is None
    initial = browser.get(address + "?kind=weekly").context["form"].initial
    assert (initial["held_on"], initial["attendees"]) == (date(2024, 10, 15), [housing])
    assert initial["title"] == "2024年第2次周工作例会"
    typed = {"title": "例会", "held_on": "2024-10-08", "attendees": [housing.pk]}
    assert "这一天已有一次同类会议" in browser.post(address + "?kind=weekly", typed).content.decode()
    answer = browser.post(address + "?kind=weekly", {**typed, "held_on": "2024-10-15", "key": "k"})
    made = Meeting.objects.get(held_on=date(2024, 10, 15))
    assert answer.headers["Location"] == reverse("tasks:meeting", args=[plan.code, made.pk])
    listed = browser.get(reverse("tasks:meetings", args=[plan.code]) + "?year=2024&kind=weekly&state=planned")
    assert [each.pk for each in listed.context["page"]] == [made.pk, meeting.pk]


@pytest.mark.django_db
def test_the_office_arranges_closes_and_exports(
    plan: Plan, meeting: Meeting, housing: Organization, wu: User, signed_in: SignIn
) -> None:
    left, kept, _came_up_since = (
        factories.create_task(plan, code, lead=housing, title=f"=任务{code}", due_on=date(2024, 9, 30))
        for code in ("1", "2", "3")
    )
    browser = signed_in(wu)

    def at(name: str) -> str:
        return reverse(f"tasks:meeting_{name}", args=[plan.code, meeting.pk])

    lines = {"shown": [f"task:{left.pk}", f"task:{kept.pk}"], "kept": [f"task:{kept.pk}"], "version": 1, "key": "a"}
    wrong = browser.post(at("arrange"), {**lines, f"place-task:{kept.pk}": "第一"})
    assert wrong.status_code == 422 and "看不懂" in wrong.content.decode()
    assert browser.post(at("arrange"), lines).status_code == 302
    browser.post(at("arrange"), {"then": "add", "title": "通报", "version": 2, "key": "b"})
    answer = browser.get(at("export"))
    rows = list(openpyxl.load_workbook(BytesIO(b"".join(answer))).active.iter_rows(min_row=3, values_only=True))  # type: ignore[union-attr]
    assert rows[0] == ("序号", "议程部分", "事项", "责任单位", "时限", "进展", "存在问题", "下一步", "状态")
    assert [row[2] for row in rows[1:]] == ["通报", "2 =任务2", "3 =任务3"]
    browser.post(at("hold"), {"version": 2, "key": "c"})
    meeting.refresh_from_db()
    assert not meeting.is_held, "somebody has added a line since"
    browser.post(at("hold"), {"version": 3, "key": "d"})
    meeting.refresh_from_db()
    assert meeting.is_held
    assert browser.get(at("minutes")).status_code == 302, "closed"
    assert browser.post(at("reopen"), {"version": 4, "reason": ""}).status_code == 422
    assert browser.post(at("reopen"), {"version": 4, "reason": "补记", "key": "e"}).status_code == 302
