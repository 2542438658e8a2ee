"""Orders: from the draft to being struck off, and what may not be done on the way."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from indicators.models import Plan
from tasks.models import Extension, Order, OrderState, Reply
from tasks.transitions import (
    Refused,
    acknowledge_order,
    answer_order,
    ask_extension,
    close_order,
    decide_extension,
    edit_order,
    issue_order,
    proposed_number,
    reopen_order,
    send_back,
    withdraw_order,
)
from tasks.transitions.orders import create_order as draft_order
from tests.factories import NOON, create_attachment, create_order, create_project, create_reply, create_task
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.files.models import Attachment
from wastefree.versions import StaleError

TODAY = NOON.date()


@pytest.fixture
def draft(plan: Plan, housing: Organization, wu: User) -> Order:
    return create_order(plan, housing, by=wu, state=OrderState.DRAFT)


@pytest.fixture
def issued(draft: Order, wu: User, lin: User, gao: User) -> Order:
    return issue_order(draft, by=wu, at=NOON, based_on=1)


@pytest.fixture
def answered(issued: Order, housing: Organization, lin: User) -> Order:
    taken = acknowledge_order(issued, by=lin, at=NOON, based_on=issued.version)
    file = create_attachment(housing, lin)
    return answer_order(taken, "已清运完毕", [file], by=lin, at=NOON, based_on=taken.version)


def kinds(user: User) -> list[str]:
    return list(user.notifications.order_by("pk").values_list("kind", flat=True))


def code(refused: Any) -> str:
    return str(refused.value.code)


def test_from_issuing_to_striking_off(answered: Order, lin: User, gao: User, wu: User) -> None:
    closed = close_order(answered, "现场看过，属实", by=wu, at=NOON, based_on=answered.version)
    assert (closed.state, closed.ended_by, closed.ending) == (OrderState.CLOSED, wu, "现场看过，属实")
    verbs = Record.objects.about(closed).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["order.issued", "order.acknowledged", "order.answered", "order.closed"]
    assert kinds(lin) == kinds(gao) == ["order.issued", "order.closed"]
    assert kinds(wu) == ["order.answered"]


def test_acknowledging_has_the_working_days_of_the_plan_and_never_ends_after_the_due_day(
    plan: Plan, housing: Organization, draft: Order, wu: User
) -> None:
    """The eighth of October 2024 is a Tuesday, the twelfth a Saturday that is worked."""
    Plan.objects.filter(pk=plan.pk).update(acknowledge_days=4)
    assert issue_order(draft, by=wu, at=NOON, based_on=1).acknowledge_by == date(2024, 10, 12)
    soon = create_order(plan, housing, by=wu, state=OrderState.DRAFT, due_on=date(2024, 10, 9))
    assert issue_order(soon, by=wu, at=NOON, based_on=1).acknowledge_by == date(2024, 10, 9)


def test_what_is_due_before_it_is_issued_is_not_issued(plan: Plan, housing: Organization, wu: User, lin: User) -> None:
    late = create_order(plan, housing, by=wu, state=OrderState.DRAFT, due_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        issue_order(late, by=wu, at=NOON, based_on=1)
    assert code(refused) == "due_day_is_past"
    assert kinds(lin) == []


def test_a_visit_that_found_nothing_is_a_record_and_asks_nobody(plan: Plan, housing: Organization, wu: User) -> None:
    fields: dict[str, Any] = {"requirement": "", "due_on": None, "place": "垃圾转运站", "visited_on": TODAY}
    visit = create_order(plan, housing, by=wu, kind=Order.Kind.GUIDANCE, state=OrderState.DRAFT, **fields)
    closed = issue_order(visit, by=wu, at=NOON, based_on=1)
    assert (closed.state, closed.ended_by) == (OrderState.CLOSED, wu)
    with pytest.raises(Refused) as refused:
        reopen_order(closed, "看错了", by=wu, at=NOON, based_on=closed.version)
    assert code(refused) == "not_answered"


def test_numbers_run_by_kind_and_year_and_a_typed_one_counts(
    plan: Plan, housing: Organization, wu: User, draft: Order
) -> None:
    Order.objects.filter(pk=draft.pk).update(number="督办〔2024〕7号")
    create_order(plan, housing, by=wu, number="无废办督〔2024〕99号")
    create_order(plan, housing, by=wu, number="交办〔2024〕3号")
    assert proposed_number(plan, Order.Kind.SUPERVISION, 2024) == "督办〔2024〕8号"
    assert proposed_number(plan, Order.Kind.SUPERVISION, 2025) == "督办〔2025〕1号"
    assert proposed_number(plan, Order.Kind.ASSIGNMENT, 2024) == "交办〔2024〕4号"


def test_a_number_is_given_once(plan: Plan, housing: Organization, draft: Order, wu: User) -> None:
    fields = {"title": "又一张", "organization": housing, "due_on": TODAY, "requirement": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        draft_order(plan, Order.Kind.SUPERVISION, by=wu, fields={**fields, "number": draft.number})
    made = draft_order(plan, Order.Kind.SUPERVISION, by=wu, fields=fields)
    assert made.number.startswith("督办〔")


def test_it_is_about_one_thing_at_most(plan: Plan, housing: Organization, draft: Order) -> None:
    task, project = create_task(plan, lead=housing), create_project(plan, organization=housing)
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=draft.pk).update(task=task, project=project)
    Order.objects.filter(pk=draft.pk).update(task=task)
    assert Order.objects.about(task).get() == draft


def test_a_granted_extension_moves_the_day_and_a_refused_one_does_not(issued: Order, lin: User, wu: User) -> None:
    until = date(2024, 10, 31)
    asked = ask_extension(issued, until, "设备未到货", by=lin, at=NOON, based_on=issued.version)
    assert asked.due_on == date(2024, 10, 22)
    with pytest.raises(Refused) as refused:
        ask_extension(asked, until, "再问一次", by=lin, at=NOON, based_on=asked.version)
    assert code(refused) == "extension_waits"
    kept = decide_extension(asked, granted=False, answer="理由不充分", by=wu, at=NOON, based_on=asked.version)
    assert kept.due_on == date(2024, 10, 22)
    again = ask_extension(kept, until, "附了合同", by=lin, at=NOON, based_on=kept.version)
    moved = decide_extension(again, granted=True, answer="", by=wu, at=NOON, based_on=again.version)
    assert moved.due_on == until
    states = Extension.objects.order_by("pk").values_list("state", "before")
    assert list(states) == [("refused", date(2024, 10, 22)), ("granted", date(2024, 10, 22))]
    assert kinds(lin) == ["order.issued", "order.extension_refused", "order.extension_granted"]


@pytest.mark.parametrize("until", [date(2024, 10, 22), date(2024, 10, 1)])
def test_more_time_is_more(issued: Order, lin: User, until: date) -> None:
    with pytest.raises(Refused) as refused:
        ask_extension(issued, until, "x", by=lin, at=NOON, based_on=issued.version)
    assert code(refused) == "not_later"


def test_an_answer_that_was_sent_back_stays_and_a_new_one_follows(answered: Order, lin: User, wu: User) -> None:
    back = send_back(answered, "缺照片", due_on=date(2024, 10, 30), by=wu, at=NOON, based_on=answered.version)
    assert (back.state, back.due_on) == (OrderState.ACKNOWLEDGED, date(2024, 10, 30))
    again = answer_order(back, "补了照片", [], by=lin, at=NOON, based_on=back.version)
    assert again.state == OrderState.ANSWERED
    texts = Reply.objects.filter(order=answered).order_by("pk").values_list("kind", "text")
    assert list(texts) == [("answer", "已清运完毕"), ("sent_back", "缺照片"), ("answer", "补了照片")]


def test_closing_wants_files_or_the_offices_word(issued: Order, gao: User, wu: User) -> None:
    taken = acknowledge_order(issued, by=gao, at=NOON, based_on=issued.version)
    bare = answer_order(taken, "办完了", [], by=gao, at=NOON, based_on=taken.version)
    with pytest.raises(Refused) as refused:
        close_order(bare, "好", by=wu, at=NOON, based_on=bare.version)
    assert code(refused) == "no_evidence"
    closed = close_order(bare, "电话核实", without_files=True, by=wu, at=NOON, based_on=bare.version)
    assert closed.state == OrderState.CLOSED


def test_nobody_closes_what_they_answered(plan: Plan, office: Organization, wu: User) -> None:
    order = create_order(plan, office, by=wu, state=OrderState.ANSWERED)
    create_reply(order, wu, files=[create_attachment(office, wu)])
    with pytest.raises(Refused) as refused:
        close_order(order, "好", by=wu, at=NOON, based_on=order.version)
    assert code(refused) == "own_answer"


def test_of_two_who_close_the_second_is_told_and_changes_nothing(answered: Order, wu: User) -> None:
    close_order(answered, "属实", by=wu, at=NOON, based_on=answered.version)
    with pytest.raises(StaleError) as stale:
        close_order(answered, "也属实", by=wu, at=NOON, based_on=answered.version)
    assert isinstance(stale.value.current, Order)
    assert stale.value.current.ending == "属实"
    assert Record.objects.about(answered).filter(verb="order.closed").count() == 1


def test_a_button_pressed_twice_does_it_once(issued: Order, housing: Organization, lin: User) -> None:
    taken = acknowledge_order(issued, by=lin, at=NOON, based_on=issued.version, key="a")
    assert acknowledge_order(issued, by=lin, at=NOON, based_on=issued.version, key="a").version == taken.version
    answer_order(taken, "办完", [], by=lin, at=NOON, based_on=taken.version, key="b")
    answer_order(taken, "办完", [], by=lin, at=NOON, based_on=taken.version, key="b")
    assert Reply.objects.filter(order=issued).count() == 1


def test_a_mistaken_closing_is_taken_back(answered: Order, wu: User) -> None:
    closed = close_order(answered, "属实", by=wu, at=NOON, based_on=answered.version)
    again = reopen_order(closed, "点错了", by=wu, at=NOON, based_on=closed.version)
    assert (again.state, again.ended_at, again.ending) == (OrderState.ANSWERED, None, "")


def test_withdrawing_drops_what_was_asked_and_keeps_the_number(issued: Order, lin: User, wu: User) -> None:
    asked = ask_extension(issued, date(2024, 11, 1), "x", by=lin, at=NOON, based_on=issued.version)
    gone = withdraw_order(asked, "印错单位", by=wu, at=NOON, based_on=asked.version)
    assert (gone.state, gone.ending) == (OrderState.WITHDRAWN, "印错单位")
    assert Extension.objects.get().state == Extension.State.DROPPED
    with pytest.raises(Refused):
        acknowledge_order(gone, by=lin, at=NOON, based_on=gone.version)
    with pytest.raises(Refused):
        withdraw_order(gone, "再撤", by=wu, at=NOON, based_on=gone.version)


def test_what_is_issued_stays_as_it_was_issued(issued: Order, wu: User) -> None:
    with pytest.raises(Refused):
        edit_order(issued, by=wu, based_on=issued.version, changes={"title": "改了"})


Act = Callable[[Order, User], Any]


@pytest.mark.parametrize(
    "act",
    [
        lambda order, by: issue_order(order, by=by, at=NOON, based_on=order.version),
        lambda order, by: close_order(order, "x", by=by, at=NOON, based_on=order.version),
        lambda order, by: send_back(order, "x", by=by, at=NOON, based_on=order.version),
        lambda order, by: withdraw_order(order, "x", by=by, at=NOON, based_on=order.version),
        lambda order, by: decide_extension(order, granted=True, answer="", by=by, at=NOON, based_on=order.version),
        lambda order, by: edit_order(order, by=by, based_on=order.version, changes={"title": "x"}),
    ],
)
def test_what_is_the_offices_nobody_else_does(act: Act, answered: Order, lin: User, gao: User, sun: User) -> None:
    for user in (lin, gao, sun):
        with pytest.raises(PermissionDenied):
            act(answered, user)


@pytest.mark.parametrize(
    "act",
    [
        lambda order, by: acknowledge_order(order, by=by, at=NOON, based_on=order.version),
        lambda order, by: answer_order(order, "x", [], by=by, at=NOON, based_on=order.version),
        lambda order, by: ask_extension(order, date(2025, 1, 1), "x", by=by, at=NOON, based_on=order.version),
    ],
)
def test_what_is_the_organizations_nobody_else_does(
    act: Act, issued: Order, agriculture: Organization, wu: User, sun: User, zhao: User
) -> None:
    """Those who help see the order, and leave the answer to the one that was asked."""
    issued.cooperating.add(agriculture)
    assert Order.objects.visible_to(zhao).get() == issued
    for user in (wu, sun, zhao):
        with pytest.raises(PermissionDenied):
            act(issued, user)


def test_a_draft_is_seen_by_the_office_alone(draft: Order, lin: User, sun: User, wu: User) -> None:
    seen = [user.username for user in (lin, sun, wu) if Order.objects.visible_to(user).exists()]
    assert seen == ["wu"]


def test_files_are_seen_by_those_who_see_the_order(
    answered: Order, agriculture: Organization, office: Organization, zhao: User, sun: User, wu: User, lin: User
) -> None:
    proof = Attachment.objects.get()
    letter = create_attachment(office, wu)
    answered.files.add(letter)
    assert set(Attachment.objects.visible_to(sun)) == {proof, letter}
    assert set(Attachment.objects.visible_to(lin)) == {proof, letter}
    assert set(Attachment.objects.visible_to(zhao)) == set()
    answered.cooperating.add(agriculture)
    assert set(Attachment.objects.visible_to(zhao)) == {proof, letter}


def test_files_of_a_draft_are_nobody_elses(draft: Order, office: Organization, lin: User, wu: User) -> None:
    draft.files.add(create_attachment(office, wu))
    assert not Attachment.objects.visible_to(lin).exists()
