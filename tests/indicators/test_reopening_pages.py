"""One organization's entries opened again in the browser; what is late; who was urged."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from indicators.models import Entry, Plan, Reopening, Round
from indicators.readiness import readiness
from indicators.transitions import close_round
from tests.factories import create_entry, create_quantity, create_round, create_user
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.lib.workdays import on_or_after
from wastefree.notifications.models import Notification

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


@pytest.fixture
def own(plan: Plan, open_round: Round, housing: Organization, lin: User) -> Entry:
    return create_entry(create_quantity(plan, "own", owner=housing, name="产生量"), open_round, 5)


@pytest.fixture
def other(plan: Plan, open_round: Round, agriculture: Organization, zhao: User) -> Entry:
    return create_entry(create_quantity(plan, "other", owner=agriculture), open_round)


@pytest.fixture
def closed(open_round: Round, own: Entry, other: Entry, wu: User) -> Round:
    return close_round(open_round, by=wu, based_on=open_round.version)


def press(client: Client, name: str, round_: Round, **fields: object) -> str:
    round_.refresh_from_db()
    address = reverse(f"indicators:{name}", args=[round_.plan.code, round_.pk])
    return client.post(address, {"version": round_.version, **fields}, follow=True).content.decode()


def reopen(client: Client, round_: Round, organization: Organization, reason: str = "数据有误") -> str:
    until = on_or_after(timezone.localdate() + timedelta(days=5)).isoformat()
    return press(client, "round_reopen_for", round_, organization=organization.code, until=until, reason=reason)


def test_a_closed_round_opens_for_one_organization_with_a_reason_and_is_ended_early(
    closed: Round, own: Entry, other: Entry, housing: Organization, lin: User, wu: User, signed_in: SignedIn
) -> None:
    office = signed_in(wu)
    assert "没有保存" in reopen(office, closed, housing, reason=" ")
    page = reopen(office, closed, housing)
    assert "单独开放，已通知填报人" in page and "开放中" in page and "提前结束" in page
    made = Reopening.objects.get()
    assert "已结束" in press(office, "round_reopening_end", closed, reopening=made.pk)
    assert "已经结束" in press(office, "round_reopening_end", closed, reopening=made.pk)
    own.refresh_from_db()
    assert own.locked


def test_it_is_on_the_desk_and_can_be_handed_in(
    closed: Round, own: Entry, housing: Organization, lin: User, zhao: User, wu: User, signed_in: SignedIn
) -> None:
    reopen(signed_in(wu), closed, housing)
    desk = reverse("tasks:desk", args=[closed.plan.code])
    grid = reverse("indicators:grid", args=[closed.plan.code, closed.pk])
    reporter = signed_in(lin)
    page = reporter.get(desk).content.decode()
    assert "单独开放到" in page and grid in page
    assert grid not in signed_in(zhao).get(desk).content.decode()
    assert "填报期已关闭" not in (page := reporter.get(grid).content.decode()) and "提交 1 项" in page
    assert "开放到" in page and "数据有误" in page
    own.refresh_from_db()
    typed = {f"e{own.pk}-version": own.version, f"e{own.pk}-figure": "5", "then": "submit"}
    reporter.post(grid, typed)
    own.refresh_from_db()
    assert own.state == "submitted"


def test_the_list_of_rounds_says_which_are_reopened_and_how_many_were_late(
    closed: Round, own: Entry, housing: Organization, wu: User, signed_in: SignedIn
) -> None:
    office = signed_in(wu)
    reopen(office, closed, housing)
    Entry.objects.filter(pk=own.pk).update(late=True)
    page = office.get(reverse("indicators:rounds", args=[closed.plan.code])).content.decode()
    assert "单独开放 1 家" in page and '<strong class="bad">1</strong>' in page


def test_only_those_who_are_late_are_urged_and_it_says_who_asked_last(
    plan: Plan, open_round: Round, own: Entry, other: Entry, lin: User, zhao: User, wu: User, signed_in: SignedIn
) -> None:
    Entry.objects.filter(pk=own.pk).update(late=True)
    office = signed_in(wu)
    assert (
        "催办逾期的 1 家" in office.get(reverse("indicators:round", args=[plan.code, open_round.pk])).content.decode()
    )
    page = press(office, "round_urge", open_round, only="late")
    assert "已催办 1 人" in page
    assert not Notification.objects.filter(user=zhao).exists()
    notice = Notification.objects.get(user=lin)
    assert notice.kind == "round.overdue" and "已于" in notice.sentence
    rows = office.get(reverse("indicators:round", args=[plan.code, open_round.pk])).context["reporting"]
    assert {each.organization.code: asked and asked.by for each, asked in rows} == {
        "housing": "吴静",
        "agriculture": None,
    }


def test_a_missing_reviewer_is_told_only_where_their_review_is_asked_for(
    plan: Plan, open_round: Round, own: Entry, wu: User, signed_in: SignedIn
) -> None:
    here = reverse("indicators:round", args=[plan.code, open_round.pk])
    assert "没有审核员账号" in signed_in(wu).get(here).content.decode()
    assert readiness(plan).without_reviewer
    Plan.objects.filter(pk=plan.pk).update(organization_review=False)
    plan.refresh_from_db()
    assert "没有审核员账号" not in signed_in(wu).get(here).content.decode()
    assert not readiness(plan).without_reviewer


def test_a_plan_keeps_at_least_one_review(plan: Plan, wu: User, signed_in: SignedIn) -> None:
    office, here = signed_in(wu), reverse("indicators:plan_edit", args=[plan.code])
    form = office.get(here).context["form"]
    fields = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    switches = {"organization_review", "office_review"}
    answer = office.post(here, {name: value for name, value in fields.items() if name not in switches})
    assert answer.status_code == 422 and "至少要保留一个" in answer.content.decode()
    kept = {name: value for name, value in fields.items() if name != "organization_review"}
    office.post(here, kept)
    plan.refresh_from_db()
    assert (plan.organization_review, plan.office_review) == (False, True)


@pytest.fixture
def annual(plan: Plan, open_round: Round, housing: Organization) -> Round:
    """The whole year, open together with its third quarter."""
    made = create_round(plan, quarter=0, opens_on=open_round.opens_on, due_on=open_round.due_on)
    create_entry(create_quantity(plan, "yearly", owner=housing), made, 1)
    return made


def test_two_open_rounds_are_both_named_wherever_one_is(
    plan: Plan, open_round: Round, annual: Round, own: Entry, lin: User, gao: User, wu: User, signed_in: SignedIn
) -> None:
    Entry.objects.update(state="submitted", entered_by=lin)
    desk = reverse("tasks:desk", args=[plan.code])
    pages = {
        round_: [reverse(f"indicators:{name}", args=[plan.code, round_.pk]) for name in ("grid", "review")]
        for round_ in (open_round, annual)
    }
    for grid, review in pages.values():
        assert grid in signed_in(lin).get(desk).content.decode()
        assert review in signed_in(gao).get(desk).content.decode()
    assert pages[annual][0] in signed_in(lin).get(pages[open_round][0]).content.decode()
    assert pages[open_round][1] in signed_in(gao).get(pages[annual][1]).content.decode()
    Entry.objects.update(state="checked")
    office = signed_in(wu)
    rounds = office.get(reverse("indicators:rounds", args=[plan.code])).content.decode()
    dashboard = office.get(reverse("reports:dashboard", args=[plan.code])).content.decode()
    for round_, (_grid, review) in pages.items():
        assert review in rounds
        assert reverse("indicators:round", args=[plan.code, round_.pk]) in dashboard


def test_an_organization_that_owes_in_one_of_them_sees_that_one(
    plan: Plan, open_round: Round, annual: Round, region: Organization, wu: User, signed_in: SignedIn
) -> None:
    reporter = create_user("", Role.REPORTER, organization=region)
    create_entry(create_quantity(plan, "there", by_region=True), annual, organization=region)
    page = signed_in(reporter).get(reverse("tasks:desk", args=[plan.code])).content.decode()
    assert reverse("indicators:grid", args=[plan.code, annual.pk]) in page
    assert reverse("indicators:grid", args=[plan.code, open_round.pk]) not in page
