"""Duties handed over from one organization to another, and taken back; what is finished stays where it is."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cells.models import Cell
from indicators.models import Entry, EntryState, Indicator, Plan, Round
from indicators.transitions import approve, complete_round, open_round, save_entry
from indicators.values import values
from tasks.duties import Remark, by_key, duties, in_other_plans
from tasks.handover import AlreadyTakenBack, DutiesChanged, Order, hand_over, take_back
from tasks.models import Handover, Project, Task
from tests.factories import (
    NOON,
    create_attachment,
    create_cell,
    create_cell_quota,
    create_cell_type,
    create_entry,
    create_indicator,
    create_organization,
    create_plan,
    create_project,
    create_quantity,
    create_round,
    create_task,
    create_user,
)
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.files.models import Attachment
from wastefree.lib.figures import MISSING
from wastefree.lib.periods import Period
from wastefree.notifications.models import Notification
from wastefree.versions import StaleError

SignIn = Callable[[User], Client]
REASON = "市住建局并入市农牧局"
ORDER = Order(on=date(2024, 10, 1), reason=REASON, document_number="青编发〔2024〕3号")


def all_to(plan: Plan, source: Organization, receiver: Organization | None) -> dict[Any, Organization | None]:
    return dict.fromkeys(by_key(duties(plan, source, NOON.date())), receiver)


def hand(plan: Plan, source: Organization, receiver: Organization, by: User, order: Order = ORDER) -> Handover:
    made = hand_over(plan, source, all_to(plan, source, receiver), order, by=by, at=NOON)
    assert made is not None
    return made


def lines(handover: Handover) -> dict[str, tuple[str, str]]:
    """Kind to the receiver's code and the remark; there is one duty of each kind where this is asked."""
    found = handover.lines.select_related("receiver")
    return {line.kind: (line.receiver.code if line.receiver else "", line.remark) for line in found}


@pytest.fixture
def region_west(plan: Plan) -> Organization:
    west = create_organization("west", "西城区", kind=Organization.Kind.REGION, order=51)
    plan.organizations.add(west)
    return west


# --- each kind of duty -----------------------------------------------------------------------------------------------


def test_indicators_quantities_tasks_projects_cells_and_quotas_change_hands(
    plan: Plan, housing: Organization, agriculture: Organization, office: Organization, wu: User
) -> None:
    led = create_indicator(plan, lead=housing)
    led.cooperating.add(agriculture, office)
    helped = create_indicator(plan, lead=office)
    helped.cooperating.add(housing)
    quantity = create_quantity(plan, owner=housing)
    task = create_task(plan, lead=housing, cooperating=[agriculture])
    help_task = create_task(plan, lead=agriculture, cooperating=[housing])
    project = create_project(plan, organization=housing)
    type_ = create_cell_type(plan)
    cell = create_cell(type_, organization=housing)
    quota = create_cell_quota(type_, year=2024)
    quota.leads.add(housing)
    handover = hand(plan, housing, agriculture, wu)
    for row in (led, helped, quantity, task, help_task, project, cell, quota):
        before = row.version
        row.refresh_from_db()
        assert row.version == before + 1
    assert led.lead == agriculture and list(led.cooperating.all()) == [office]
    assert list(helped.cooperating.all()) == [agriculture]
    assert quantity.owner == agriculture and project.organization == agriculture and cell.organization == agriculture
    assert task.lead == agriculture and not task.cooperating.exists()
    assert help_task.lead == agriculture and not help_task.cooperating.exists()
    assert list(quota.leads.all()) == [agriculture]
    assert set(lines(handover).values()) == {("agriculture", "")}
    assert not duties(plan, housing, NOON.date())


def test_each_changed_row_has_its_record_and_the_handover_one_of_its_own(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User
) -> None:
    both = create_indicator(plan, lead=housing)
    both.cooperating.add(housing)  # two duties in one row: one change
    create_task(plan, lead=housing)
    handover = hand(plan, housing, agriculture, wu)
    assert Record.objects.about(both).get().reason == REASON
    assert Record.objects.filter(verb="duty.handed_over").count() == 2
    record = Record.objects.about(handover).get()
    assert record.verb == "handover.made" and record.after["document_number"] == ORDER.document_number
    both.refresh_from_db()
    assert both.lead == agriculture and not both.cooperating.exists()


def test_what_is_finished_stays_under_the_old_name(
    plan: Plan, open_round: Round, housing: Organization, agriculture: Organization, lin: User, wu: User
) -> None:
    quantity = create_quantity(plan, owner=housing)
    closed = create_round(plan, quarter=2, state=Round.State.CLOSED)
    past = create_entry(quantity, closed, "4", state=EntryState.SUBMITTED, locked=True, entered_by=lin)
    approved = create_entry(quantity, open_round, "5", state=EntryState.APPROVED, entered_by=lin)
    done = create_task(plan, lead=housing, stage=Task.Stage.DONE)
    built = create_project(plan, organization=housing, stage=Project.Stage.COMPLETED)
    type_ = create_cell_type(plan)
    named = create_cell(type_, organization=housing, state=Cell.State.NAMED, named_on=date(2024, 1, 1))
    old = create_cell_quota(type_, year=2023)
    old.leads.add(housing)
    hand(plan, housing, agriculture, wu)
    for row in (past, approved, done, built, named, old):
        row.refresh_from_db()
        assert row.version == 1
    assert past.organization == approved.organization == done.lead == built.organization == housing
    assert past.entered_by == lin


# --- entries ---------------------------------------------------------------------------------------------------------


def test_open_entries_move_with_what_stands_in_them(
    plan: Plan, open_round: Round, housing: Organization, agriculture: Organization, lin: User, zhao: User, wu: User
) -> None:
    entries = [
        create_entry(create_quantity(plan, owner=housing), open_round, "3", state=state, entered_by=lin)
        for state in ("draft", "returned", "submitted", "checked")
    ]
    saved = save_entry(entries[0], Decimal(7), "台账", by=lin, at=NOON, based_on=1)
    hand(plan, housing, agriculture, wu)
    for entry, state in zip(entries, ("draft", "returned", "submitted", "checked"), strict=True):
        entry.refresh_from_db()
        assert (entry.organization, entry.state, entry.entered_by) == (agriculture, state, lin)
    assert entries[0].value == 7
    assert [(each.step, each.by, each.value) for each in entries[0].revisions.all()] == [
        ("moved", wu, Decimal(7)),
        ("saved", lin, Decimal(7)),
    ]
    typed = save_entry(entries[0], Decimal(8), "", by=zhao, at=NOON, based_on=saved.version + 1)
    assert typed.value == 8


def test_the_receiver_confirms_again_what_was_handed_in_if_the_office_says_so(
    plan: Plan, open_round: Round, housing: Organization, agriculture: Organization, lin: User, gao: User, wu: User
) -> None:
    quantity = create_quantity(plan, owner=housing)
    entry = create_entry(
        quantity, open_round, "3", state="checked", entered_by=lin, submitted_by=lin, checked_by=gao, checked_at=NOON
    )
    hand(plan, housing, agriculture, wu, Order(on=NOON.date(), reason="r", confirm_again=True))
    entry.refresh_from_db()
    assert entry.state == "draft" and entry.checked_by is None and entry.submitted_by is None
    assert entry.value == 3 and entry.revisions.get().state == "draft"


def test_evidence_goes_with_the_entry(
    plan: Plan, open_round: Round, housing: Organization, agriculture: Organization, lin: User, zhao: User, wu: User
) -> None:
    entry = create_entry(create_quantity(plan, owner=housing), open_round, "3", entered_by=lin)
    attachment = create_attachment(housing, lin)
    entry.evidence.add(attachment)
    assert attachment not in Attachment.objects.visible_to(zhao)
    hand(plan, housing, agriculture, wu)
    assert attachment in Attachment.objects.visible_to(zhao)
    assert attachment in Attachment.objects.visible_to(lin)


def test_a_years_sum_counts_each_quarter_once_whoever_reported_it(
    plan: Plan, housing: Organization, agriculture: Organization, lin: User, zhao: User, wu: User
) -> None:
    indicator = create_indicator(plan, formula="waste", lead=housing)
    quantity = indicator.quantities.get()

    def report(quarter: int, by: User) -> Round:
        round_ = create_round(plan, quarter=quarter, state=Round.State.PLANNED)
        open_round(round_, by=wu, based_on=round_.version)
        entry = round_.entries.get()
        Entry.objects.filter(pk=entry.pk).update(state="checked", value=quarter, entered_by=by)
        return round_

    for quarter in (1, 2):
        round_ = report(quarter, lin)
        approve(list(round_.entries.all()), by=wu, at=NOON)
    third = report(3, lin)
    hand(plan, housing, agriculture, wu)  # its third quarter is on the way, and goes on with the receiver
    approve(list(third.entries.select_related("round")), by=wu, at=NOON)
    assert complete_round(third, by=wu) == 0
    fourth = report(4, zhao)
    assert fourth.entries.get().organization == agriculture
    approve(list(fourth.entries.all()), by=wu, at=NOON)
    assert values(plan, Period(2024), indicators=[indicator])[indicator.pk].figure == 10
    assert Entry.objects.filter(quantity=quantity, round__year=2024).count() == 4


def test_completing_a_round_asks_nobody_again_for_what_the_old_owner_has_reported(
    plan: Plan, open_round: Round, housing: Organization, agriculture: Organization, lin: User, wu: User
) -> None:
    quantity = create_quantity(plan, owner=housing)
    create_entry(quantity, open_round, "5", state=EntryState.APPROVED, entered_by=lin)
    hand(plan, housing, agriculture, wu)
    assert complete_round(open_round, by=wu) == 0
    assert open_round.entries.get().organization == housing


# --- regions that merge ----------------------------------------------------------------------------------------------


def test_of_regions_that_merge_each_reports_the_running_round_and_the_receiver_the_next(
    plan: Plan, open_round: Round, region: Organization, region_west: Organization, wu: User
) -> None:
    indicator = create_indicator(plan, formula="garbage")
    quantity = indicator.quantities.get()
    quantity.by_region = True
    quantity.save()
    own = create_entry(quantity, open_round, "2", organization=region)
    create_entry(quantity, open_round, "3", organization=region_west)
    handover = hand(plan, region, region_west, wu, Order(on=NOON.date(), reason="合区", leaves=True))
    own.refresh_from_db()
    assert own.organization == region and own.version == 1
    assert lines(handover)["entry"] == ("", Remark.SAME_THERE)
    assert not handover.left_plan and region in plan.organizations.all()  # it has something left to report
    Entry.objects.update(state=EntryState.APPROVED)
    assert not duties(plan, region, NOON.date())
    plan.organizations.remove(region)
    following = create_round(plan, quarter=4, state=Round.State.PLANNED)
    open_round_count = open_round.entries.count()
    assert open_round_count == 2
    opened = open_next(following, wu)
    assert [entry.organization for entry in opened] == [region_west]
    assert values(plan, Period(2024, 3), indicators=[indicator])
    third = sum(entry.value or 0 for entry in open_round.entries.all())
    assert third == 5


def open_next(round_: Round, by: User) -> list[Entry]:
    open_round(round_, by=by, based_on=round_.version)
    return list(round_.entries.select_related("organization"))


def test_a_new_region_is_not_asked_again_for_what_those_merged_into_it_have_reported(
    plan: Plan, open_round: Round, region: Organization, region_west: Organization, wu: User
) -> None:
    quantity = create_quantity(plan, by_region=True)
    for body in (region, region_west):
        create_entry(quantity, open_round, "2", organization=body, state=EntryState.APPROVED)
    fresh = create_organization("fresh", "新区", kind=Organization.Kind.REGION)
    for body in (region, region_west):
        create_project(plan, region=body)
        order = Order(on=NOON.date(), reason="合区", leaves=True, successor=fresh)
        assert hand(plan, body, fresh, wu, order).dissolved
    assert complete_round(open_round, by=wu) == 0
    assert [entry.organization for entry in open_next(create_round(plan, quarter=4, state="planned"), wu)] == [fresh]


def test_a_region_gives_its_places_to_a_region_alone(
    plan: Plan, open_round: Round, region: Organization, region_west: Organization, agriculture: Organization, wu: User
) -> None:
    quantity = create_quantity(plan, by_region=True)
    create_entry(quantity, open_round, organization=region)
    create_project(plan, region=region)
    create_cell(create_cell_type(plan), region=region)
    kept = hand(plan, region, agriculture, wu)
    assert set(lines(kept).values()) == {("", Remark.NOT_A_REGION)}
    moved = hand(plan, region, region_west, wu)
    assert set(lines(moved).values()) == {("west", "")}
    assert Project.objects.get().region == region_west and Cell.objects.get().region == region_west


def test_a_cell_of_the_same_name_stays_in_the_old_region(
    plan: Plan, region: Organization, region_west: Organization, wu: User
) -> None:
    type_ = create_cell_type(plan)
    create_cell(type_, "实验小学", region=region)
    create_cell(type_, "实验小学", region=region_west)
    assert lines(hand(plan, region, region_west, wu))["cell_place"] == ("", Remark.SAME_THERE)


# --- the organization itself -----------------------------------------------------------------------------------------


def test_an_organization_that_has_given_all_leaves_and_is_said_to_be_merged(
    plan: Plan, housing: Organization, agriculture: Organization, lin: User, wu: User, signed_in: SignIn
) -> None:
    create_task(plan, lead=housing)
    order = Order(on=date(2025, 3, 8), reason=REASON, leaves=True, successor=agriculture)
    handover = hand(plan, housing, agriculture, wu, order)
    housing.refresh_from_db()
    assert (handover.left_plan, handover.dissolved) == (True, True)
    assert housing not in plan.organizations.all()
    assert (housing.is_active, housing.succeeded_by, housing.succeeded_on) == (False, agriculture, date(2025, 3, 8))
    listed = signed_in(wu).get(reverse("accounts:organizations"), {"state": "all"}).content.decode()
    assert "已并入 市农牧局（2025年3月）" in listed
    page = signed_in(wu).get(reverse("accounts:organization_edit", args=["housing"])).content.decode()
    assert "已并入 市农牧局（2025年3月）" in page
    shown = signed_in(wu).get(reverse("tasks:handover", args=[plan.code, handover.pk])).content.decode()
    assert lin.display_name in shown  # whose account is still to be seen to


def test_it_stays_in_use_while_another_plan_counts_on_it(
    plan: Plan, housing: Organization, agriculture: Organization, office: Organization, wu: User
) -> None:
    other = create_plan("other", organizations=[office, housing])
    create_task(other, lead=housing)
    create_task(plan, lead=housing)
    assert in_other_plans(plan, housing, NOON.date()) == [other]
    handover = hand(plan, housing, agriculture, wu, Order(on=NOON.date(), reason="r", successor=agriculture))
    housing.refresh_from_db()
    assert housing.is_active and housing.succeeded_by is None and not handover.dissolved


def test_nothing_ends_while_something_stays(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User
) -> None:
    create_task(plan, lead=housing)
    kept = create_project(plan, organization=housing)
    wanted = all_to(plan, housing, agriculture)
    wanted[("project", kept.pk, 1)] = None
    order = Order(on=NOON.date(), reason="r", leaves=True, successor=agriculture)
    handover = hand_over(plan, housing, wanted, order, by=wu, at=NOON)
    assert handover is not None and not handover.left_plan and not handover.dissolved
    assert lines(handover) == {"task_lead": ("agriculture", ""), "project": ("", Remark.CHOSEN)}
    kept.refresh_from_db()
    assert kept.organization == housing


def test_an_organization_for_which_a_closed_round_was_reopened_does_not_leave(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User
) -> None:
    closed = create_round(plan, quarter=2, state=Round.State.CLOSED)
    entry = create_entry(create_quantity(plan, owner=housing), closed, "3", state="returned", locked=False)
    handover = hand(plan, housing, agriculture, wu, Order(on=NOON.date(), reason="r", leaves=True))
    entry.refresh_from_db()
    assert entry.organization == housing and not handover.left_plan


def test_a_receiver_that_did_not_take_part_does_from_now_on_and_its_people_are_told(
    plan: Plan, housing: Organization, wu: User
) -> None:
    create_task(plan, lead=housing)
    fresh = create_organization("fresh", "市新局")
    reporter = create_user("new", Role.REPORTER, organization=fresh)
    handover = hand(plan, housing, fresh, wu)
    assert fresh in plan.organizations.all()
    notice = Notification.objects.get(user=reporter)
    assert notice.kind == "handover.made" and notice.context["count"] == 1
    assert handover in Handover.objects.visible_to(reporter)


# --- guarded ---------------------------------------------------------------------------------------------------------


def test_nothing_moves_if_a_duty_was_changed_since_it_was_seen(
    plan: Plan, housing: Organization, agriculture: Organization, office: Organization, wu: User
) -> None:
    task, project = create_task(plan, lead=housing), create_project(plan, organization=housing)
    wanted = all_to(plan, housing, agriculture)
    task.swap(1, lead=office)
    with pytest.raises(DutiesChanged) as told:
        hand_over(plan, housing, wanted, ORDER, by=wu, at=NOON)
    assert told.value.keys == {("task_lead", task.pk, 1)}
    project.refresh_from_db()
    assert project.organization == housing and not Handover.objects.exists()


def test_nothing_moves_if_a_duty_has_come_since(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User
) -> None:
    create_task(plan, lead=housing)
    wanted = all_to(plan, housing, agriculture)
    late = create_task(plan, lead=housing)
    with pytest.raises(DutiesChanged) as told:
        hand_over(plan, housing, wanted, ORDER, by=wu, at=NOON)
    assert told.value.keys == {("task_lead", late.pk, 1)}


def test_only_the_office_of_the_plan_hands_over_and_takes_back(
    plan: Plan, housing: Organization, agriculture: Organization, lin: User, sun: User, wei: User, wu: User
) -> None:
    create_task(plan, lead=housing)
    stranger = create_user("", Role.OFFICE, organization=create_organization())
    for somebody in (lin, sun, wei, stranger):
        with pytest.raises(PermissionDenied):
            hand_over(plan, housing, all_to(plan, housing, agriculture), ORDER, by=somebody, at=NOON)
    handover = hand(plan, housing, agriculture, wu)
    for somebody in (lin, sun, wei, stranger):
        with pytest.raises(PermissionDenied):
            take_back(handover, "r", by=somebody, at=NOON, based_on=1)


# --- taking back -----------------------------------------------------------------------------------------------------


def test_taken_back_everything_is_as_it_was(
    plan: Plan, open_round: Round, housing: Organization, agriculture: Organization, office: Organization, wu: User
) -> None:
    led = create_indicator(plan, lead=housing)
    led.cooperating.add(agriculture, office)
    shared = create_indicator(plan, lead=office)
    shared.cooperating.add(housing, agriculture)
    entry = create_entry(create_quantity(plan, owner=housing), open_round, "3")
    order = Order(on=NOON.date(), reason="r", leaves=True, successor=agriculture)
    handover = hand(plan, housing, agriculture, wu, order)
    handover.refresh_from_db()
    take_back(handover, "文件撤销", by=wu, at=NOON, based_on=handover.version)
    for row in (led, shared, entry, housing):
        row.refresh_from_db()
    assert led.lead == housing and set(led.cooperating.all()) == {agriculture, office}
    assert set(shared.cooperating.all()) == {housing, agriculture}
    assert entry.organization == housing and entry.quantity.owner == housing
    assert housing.is_active and housing.succeeded_by is None and housing in plan.organizations.all()
    assert all(line.taken_back for line in handover.lines.all())
    with pytest.raises(AlreadyTakenBack):
        take_back(handover, "r", by=wu, at=NOON, based_on=handover.version)


def test_what_is_finished_or_has_passed_on_is_not_taken_back(
    plan: Plan, open_round: Round, housing: Organization, agriculture: Organization, office: Organization, wu: User
) -> None:
    done, passed_on = create_task(plan, lead=housing), create_project(plan, organization=housing)
    entry = create_entry(create_quantity(plan, owner=housing), open_round)
    handover = hand(plan, housing, agriculture, wu)
    Task.objects.filter(pk=done.pk).update(stage=Task.Stage.DONE)
    Project.objects.filter(pk=passed_on.pk).update(organization=office)
    create_entry(entry.quantity, open_round, organization=housing)
    take_back(handover, "r", by=wu, at=NOON, based_on=1)
    told = {line.kind: line.remark for line in handover.lines.all()}
    assert told == {
        "quantity": "", "entry": Remark.CHANGED_HANDS, "task_lead": Remark.FINISHED, "project": Remark.CHANGED_HANDS,
    }  # fmt: skip
    with pytest.raises(StaleError):
        Handover.objects.get().swap(1)


# --- pages -----------------------------------------------------------------------------------------------------------


def address(plan: Plan, source: Organization, *receivers: Organization) -> str:
    first, *others = receivers
    asked = f"?to={first.pk}" + "".join(f"&also={body.pk}" for body in others)
    return reverse("tasks:hand_over", args=[plan.code, source.code]) + asked


def typed(page: Any, **said: Any) -> dict[str, Any]:
    """The form as it stands on the page."""
    rows = [row for _kind, _label, rows in page.context["groups"] for row in rows]
    fields = {row.field: row.chosen for row in rows}
    return {**fields, "on": "2024-10-01", "reason": REASON, "key": "k1", **said}


def test_the_office_chooses_the_receiver_sees_everything_and_hands_over(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User, signed_in: SignIn
) -> None:
    task, indicator = create_task(plan, lead=housing), create_indicator(plan, "1", lead=housing)
    browser = signed_in(wu)
    listed = browser.get(reverse("tasks:handovers", args=[plan.code]), {"source": housing.pk})
    assert listed["Location"] == reverse("tasks:hand_over", args=[plan.code, "housing"])
    page = browser.get(address(plan, housing, agriculture))
    assert page.context["cautions"].without_reporter == [agriculture]
    assert task.title in page.content.decode() and indicator.name in page.content.decode()
    answer = browser.post(address(plan, housing, agriculture), typed(page))
    made = Handover.objects.get()
    assert answer["Location"] == reverse("tasks:handover", args=[plan.code, made.pk])
    again = browser.post(address(plan, housing, agriculture), typed(page))
    assert again["Location"] == answer["Location"] and Handover.objects.count() == 1
    shown = browser.get(answer["Location"])
    assert task.title in shown.content.decode() and REASON in shown.content.decode()
    assert REASON in browser.get(reverse("tasks:handovers", args=[plan.code])).content.decode()


def test_the_preview_asks_the_database_no_more_for_many_duties(
    plan: Plan, open_round: Round, region: Organization, region_west: Organization, wu: User, signed_in: SignIn,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    browser, where = signed_in(wu), address(plan, region, region_west)

    def more() -> None:
        type_ = create_cell_type(plan)
        quantity = create_quantity(plan, by_region=True)
        for body in (region, region_west):
            create_entry(quantity, open_round, organization=body)
            create_cell(type_, "实验小学", organization=region, region=body)
        create_task(plan, lead=region, cooperating=[region])
        create_project(plan, organization=region, region=region)
        create_indicator(plan, lead=region).cooperating.add(region)
        create_cell_quota(type_).leads.add(region)

    more()
    browser.get(where)
    with CaptureQueriesContext(connection) as asked:
        browser.get(where)
    for _times in range(10):
        more()
    with django_assert_max_num_queries(len(asked)):
        assert browser.get(where).context["count"] > 60


def test_several_receivers_each_take_what_is_chosen_for_them(
    plan: Plan, housing: Organization, agriculture: Organization, office: Organization, wu: User, signed_in: SignIn
) -> None:
    first, second, third = (create_task(plan, str(number), lead=housing) for number in (1, 2, 3))
    browser, where = signed_in(wu), address(plan, housing, agriculture, office)
    said = {f"duty-task_lead-{second.pk}-1": str(office.pk), f"duty-task_lead-{third.pk}-1": ""}
    assert browser.post(where, typed(browser.get(where), **said)).status_code == 302
    assert [Task.objects.get(pk=task.pk).lead for task in (first, second, third)] == [agriculture, office, housing]


def test_a_changed_duty_is_told_and_the_choices_stay(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User, signed_in: SignIn
) -> None:
    task, other = create_task(plan, lead=housing), create_task(plan, lead=housing)
    browser, where = signed_in(wu), address(plan, housing, agriculture)
    form = typed(browser.get(where), **{f"duty-task_lead-{other.pk}-1": ""})
    task.swap(1, title="改了名的任务")
    answer = browser.post(where, form)
    assert answer.status_code == 409
    rows = {row.duty.row.pk: row for _kind, _label, rows in answer.context["groups"] for row in rows}
    assert rows[task.pk].changed and not rows[other.pk].changed and rows[other.pk].chosen == ""
    assert browser.post(where, typed(answer)).status_code == 302


def test_a_body_that_was_not_offered_receives_nothing(
    plan: Plan, housing: Organization, agriculture: Organization, office: Organization, wu: User, signed_in: SignIn
) -> None:
    task = create_task(plan, lead=housing)
    browser, where = signed_in(wu), address(plan, housing, agriculture)
    browser.post(where, typed(browser.get(where), **{f"duty-task_lead-{task.pk}-1": str(office.pk)}))
    task.refresh_from_db()
    assert task.lead == housing


def test_without_a_reason_nothing_is_handed_over(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User, signed_in: SignIn
) -> None:
    create_task(plan, lead=housing)
    browser, where = signed_in(wu), address(plan, housing, agriculture)
    assert browser.post(where, typed(browser.get(where), reason=" ")).status_code == 422
    assert not Handover.objects.exists()


def test_the_office_cannot_leave_its_own_plan(
    plan: Plan, office: Organization, agriculture: Organization, wu: User, signed_in: SignIn
) -> None:
    create_task(plan, lead=office)
    browser, where = signed_in(wu), address(plan, office, agriculture)
    assert "leaves" not in browser.get(where).context["form"].fields
    answer = browser.post(where, typed(browser.get(where), leaves="on", dissolved="on"))
    assert answer.status_code == 302
    office.refresh_from_db()
    assert office.is_active and office in plan.organizations.all()


def test_taking_back_on_the_page(
    plan: Plan, housing: Organization, agriculture: Organization, wu: User, sun: User, signed_in: SignIn
) -> None:
    task = create_task(plan, lead=housing)
    handover = hand(plan, housing, agriculture, wu, Order(on=NOON.date(), reason="r", leaves=True))
    assert handover.left_plan
    page = reverse("tasks:handover", args=[plan.code, handover.pk])
    assert signed_in(sun).get(page).context["form"] is None
    browser, back = signed_in(wu), reverse("tasks:handover_take_back", args=[plan.code, handover.pk])
    assert browser.post(back, {"reason": "", "version": 1, "key": "b"}).status_code == 422
    for _twice in range(2):
        browser.post(back, {"reason": "办错了", "version": 1, "key": "b"})
    task.refresh_from_db()
    assert task.lead == housing and task.version == 3
    shown = browser.get(page).content.decode()
    assert "办错了" in shown and "仍在参加单位里" in shown


def test_an_organization_sees_what_it_gave_and_received_and_no_other(
    plan: Plan, housing: Organization, agriculture: Organization, region: Organization, lin: User, zhao: User, wu: User
) -> None:
    create_task(plan, lead=housing)
    handover = hand(plan, housing, agriculture, wu)
    other = create_user("", Role.REPORTER, organization=region)
    assert handover in Handover.objects.visible_to(lin) and handover in Handover.objects.visible_to(zhao)
    assert not Handover.objects.visible_to(other).exists()


def test_an_unknown_missing_figure_moves_as_missing(
    plan: Plan, open_round: Round, housing: Organization, agriculture: Organization, wu: User
) -> None:
    entry = create_entry(create_quantity(plan, owner=housing), open_round)
    hand(plan, housing, agriculture, wu)
    entry.refresh_from_db()
    assert entry.figure is MISSING and Indicator.objects.count() == 0
