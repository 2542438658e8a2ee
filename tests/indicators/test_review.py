"""Reviewing: the organization's reviewer passes on or returns, the office approves or returns; one page for both."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.models import Entry, EntryState, Plan, Round
from tests.factories import create_entry, create_quantity
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.notifications.models import Notification

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


@pytest.fixture
def submitted(plan: Plan, open_round: Round, housing: Organization, lin: User) -> list[Entry]:
    return [waiting(plan, open_round, housing, lin, code, EntryState.SUBMITTED) for code in ("a", "b", "c")]


def waiting(plan: Plan, round_: Round, body: Organization, by: User, code: str, state: str) -> Entry:
    quantity = create_quantity(plan, code, owner=body, name=f"数据项{code}")
    return create_entry(quantity, round_, Decimal(12), state=state, entered_by=by)


def address(round_: Round) -> str:
    return reverse("indicators:review", args=[round_.plan.code, round_.pk])


def ticked(entries: list[Entry], then: str = "pass", **more: str) -> dict[str, object]:
    versions = {f"version-{entry.pk}": str(entry.version) for entry in entries}
    return {"entry": [entry.pk for entry in entries], "then": then, **versions, **more}


def states() -> dict[str, str]:
    return dict(Entry.objects.values_list("quantity__code", "state"))


def test_the_reviewer_passes_what_is_ticked_and_the_office_approves_it(
    open_round: Round, submitted: list[Entry], gao: User, wu: User, signed_in: SignedIn
) -> None:
    page = signed_in(gao).post(address(open_round), ticked(submitted[:2]), follow=True).content.decode()
    assert "已通过 2 项" in page and states() == {"a": "checked", "b": "checked", "c": "submitted"}
    checked = list(Entry.objects.to_approve())
    page = signed_in(wu).post(address(open_round), ticked(checked), follow=True).content.decode()
    assert "审核通过 2 项" in page and states()["a"] == "approved"
    assert Record.objects.filter(verb="entry.approved").count() == 2


def test_a_return_takes_its_reason_to_the_reporter(
    open_round: Round, submitted: list[Entry], gao: User, lin: User, signed_in: SignedIn
) -> None:
    signed_in(gao).post(address(open_round), ticked(submitted[:1], "return", reason="请核对"))
    returned = Entry.objects.get(quantity__code="a")
    assert (returned.state, returned.return_reason) == (EntryState.RETURNED, "请核对")
    assert "请核对" in signed_in(lin).get(reverse("tasks:desk", args=[open_round.plan.code])).content.decode()


def test_a_return_without_a_reason_is_refused(
    open_round: Round, submitted: list[Entry], gao: User, signed_in: SignedIn
) -> None:
    page = signed_in(gao).post(address(open_round), ticked(submitted, "return", reason=" "), follow=True)
    assert "请写明原因" in page.content.decode() and set(states().values()) == {"submitted"}


def test_what_was_changed_meanwhile_stays_and_is_told(
    open_round: Round, submitted: list[Entry], gao: User, signed_in: SignedIn
) -> None:
    posted = ticked(submitted)
    submitted[0].swap(submitted[0].version, note="另一句说明")
    page = signed_in(gao).post(address(open_round), posted, follow=True).content.decode()
    assert states() == {"a": "submitted", "b": "checked", "c": "checked"}
    assert "1 项没有处理" in page and "已通过 2 项" in page


def test_nobody_checks_what_they_have_entered(
    open_round: Round, submitted: list[Entry], gao: User, signed_in: SignedIn
) -> None:
    Entry.objects.filter(pk=submitted[0].pk).update(entered_by=gao)
    page = signed_in(gao).post(address(open_round), ticked(submitted[:1]), follow=True).content.decode()
    assert states()["a"] == "submitted" and "填报人不能审核自己填的数据" in page


def test_the_same_request_twice_is_done_once(
    open_round: Round, submitted: list[Entry], gao: User, signed_in: SignedIn
) -> None:
    for _ in range(2):
        signed_in(gao).post(address(open_round), ticked(submitted, key="once"))
    assert Record.objects.filter(verb="entry.checked").count() == 3


def test_a_reviewer_sees_and_moves_only_the_own_organization_s(
    plan: Plan,
    open_round: Round,
    submitted: list[Entry],
    agriculture: Organization,
    zhao: User,
    gao: User,
    signed_in: SignedIn,
) -> None:
    foreign = waiting(plan, open_round, agriculture, zhao, "x", EntryState.SUBMITTED)
    page = signed_in(gao).get(address(open_round)).content.decode()
    assert "数据项a" in page and "数据项x" not in page
    signed_in(gao).post(address(open_round), ticked([foreign]))
    assert states()["x"] == "submitted"
    assert signed_in(gao).get(reverse("indicators:entry", args=[plan.code, foreign.pk])).status_code == 404
    answer = signed_in(gao).post(reverse("indicators:entry_return", args=[plan.code, foreign.pk]), {"reason": "x"})
    assert answer.status_code == 404


def test_only_figures_in_question_are_shown_where_that_is_asked(
    plan: Plan, open_round: Round, submitted: list[Entry], gao: User, signed_in: SignedIn
) -> None:
    Entry.objects.filter(pk=submitted[1].pk).update(value=-1)
    page = signed_in(gao).get(address(open_round), {"only": "asked"}).content.decode()
    assert "数据项b" in page and "数据项a" not in page and "小于合理下限" in page


def test_the_office_returns_what_it_has_approved_from_the_page_of_the_entry(
    plan: Plan, open_round: Round, submitted: list[Entry], wu: User, signed_in: SignedIn
) -> None:
    Entry.objects.filter(pk=submitted[0].pk).update(state=EntryState.APPROVED)
    page = reverse("indicators:entry", args=[plan.code, submitted[0].pk])
    assert "退回修改" in signed_in(wu).get(page).content.decode()
    sent = {"reason": "更正", f"version-{submitted[0].pk}": submitted[0].version}
    signed_in(wu).post(reverse("indicators:entry_return", args=[plan.code, submitted[0].pk]), sent)
    assert states()["a"] == "returned"


def test_the_page_s_queries_do_not_grow_with_what_waits(
    plan: Plan,
    open_round: Round,
    submitted: list[Entry],
    housing: Organization,
    lin: User,
    gao: User,
    signed_in: SignedIn,
) -> None:
    client = signed_in(gao)
    client.get(address(open_round))
    with CaptureQueriesContext(connection) as few:
        client.get(address(open_round))
    for number in range(30):
        waiting(plan, open_round, housing, lin, f"n{number}", EntryState.SUBMITTED)
    with CaptureQueriesContext(connection) as many:
        client.get(address(open_round))
    assert len(few) == len(many)


def whole(entries: list[Entry], then: str, **more: str) -> dict[str, object]:
    return {"whole": ",".join(f"{entry.pk}:{entry.version}" for entry in entries), "then": then, **more}


def test_what_has_no_question_is_passed_at_once_whatever_page_is_shown(
    open_round: Round, submitted: list[Entry], gao: User, signed_in: SignedIn
) -> None:
    Entry.objects.filter(pk=submitted[1].pk).update(value=-1)
    page = signed_in(gao).get(address(open_round), {"size": "20"}).content.decode()
    assert "通过没有疑问的 2 项" in page
    signed_in(gao).post(address(open_round), whole(submitted, "pass_clear"))
    assert states() == {"a": "checked", "b": "submitted", "c": "checked"}


def test_of_the_whole_list_nothing_moves_that_was_changed_since(
    open_round: Round, submitted: list[Entry], gao: User, signed_in: SignedIn
) -> None:
    posted = whole(submitted, "pass_clear")
    submitted[0].swap(submitted[0].version, note="另一句说明")
    signed_in(gao).post(address(open_round), posted)
    assert states() == {"a": "submitted", "b": "checked", "c": "checked"}


def test_the_whole_set_is_returned_with_one_reason(
    open_round: Round, submitted: list[Entry], gao: User, signed_in: SignedIn
) -> None:
    signed_in(gao).post(address(open_round), whole(submitted, "return_whole", reason="口径不对"))
    assert set(Entry.objects.values_list("state", "return_reason")) == {("returned", "口径不对")}


@pytest.mark.parametrize("nonsense", ["", "x", "1:", ":2", "99999999999:1", "-1:1", "１:1"])
def test_a_list_that_makes_no_sense_moves_nothing(
    open_round: Round, submitted: list[Entry], gao: User, signed_in: SignedIn, nonsense: str
) -> None:
    page = signed_in(gao).post(address(open_round), {"whole": nonsense, "then": "pass_clear"}, follow=True)
    assert page.status_code == 200 and set(states().values()) == {"submitted"}


def test_a_review_that_the_plan_does_without_says_so(
    plan: Plan, open_round: Round, submitted: list[Entry], gao: User, wu: User, signed_in: SignedIn
) -> None:
    Plan.objects.filter(pk=plan.pk).update(organization_review=False)
    assert "不要求部门审核" in signed_in(gao).get(address(open_round)).content.decode()
    page = signed_in(wu).get(address(open_round)).content.decode()
    assert "数据项a" in page and "不要求" not in page, "what was left waiting is the office's"


def test_a_comment_stays_with_the_entry_and_is_told(
    plan: Plan, open_round: Round, submitted: list[Entry], lin: User, gao: User, wu: User, signed_in: SignedIn
) -> None:
    entry = submitted[0]
    sent = {"text": " 请附<b>台账</b> ", "key": "once"}
    for _ in range(2):
        answer = signed_in(wu).post(reverse("indicators:entry_comment", args=[plan.code, entry.pk]), sent, follow=True)
    assert "请附&lt;b&gt;台账&lt;/b&gt;" in answer.content.decode(), "text stays text"
    assert [(each.text, each.by) for each in entry.comments.all()] == [("请附<b>台账</b>", wu)], "sent twice, kept once"
    told = Notification.objects.filter(kind="entry.commented")
    assert {notice.user for notice in told} == {lin, gao}, "the organization's people, not the one who wrote"
    assert "1 条意见" in signed_in(gao).get(address(open_round)).content.decode()


def test_the_office_hears_what_an_organization_answers(
    plan: Plan, open_round: Round, submitted: list[Entry], lin: User, gao: User, wu: User, signed_in: SignedIn
) -> None:
    signed_in(lin).post(reverse("indicators:entry_comment", args=[plan.code, submitted[0].pk]), {"text": "已附"})
    assert {notice.user for notice in Notification.objects.filter(kind="entry.commented")} == {gao, wu}


def test_a_stranger_says_nothing_about_an_entry(
    plan: Plan, submitted: list[Entry], zhao: User, lin: User, signed_in: SignedIn
) -> None:
    page = reverse("indicators:entry_comment", args=[plan.code, submitted[0].pk])
    assert signed_in(zhao).post(page, {"text": "x"}).status_code == 404
    empty = signed_in(lin).post(page, {"text": "  "}, follow=True)
    assert "请先写下意见" in empty.content.decode() and not submitted[0].comments.exists()
