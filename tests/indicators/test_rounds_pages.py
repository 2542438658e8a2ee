"""What the office does with a round in the browser: open, urge, close, open again."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from indicators.models import Entry, Plan, Round
from indicators.reporting import next_round
from tests.factories import create_entry, create_indicator, create_quantity, create_round
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.lib.workdays import on_or_after
from wastefree.notifications.models import Notification

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


def act(client: Client, name: str, round_: Round, **fields: object) -> str:
    """Presses a button of the round's page and returns the page that follows."""
    round_.refresh_from_db()
    address = reverse(f"indicators:{name}", args=[round_.plan.code, round_.pk])
    return client.post(address, {"version": round_.version, **fields}, follow=True).content.decode()


def test_the_next_round_is_opened_and_its_reporters_are_told(
    plan: Plan, housing: Organization, lin: User, wu: User, signed_in: SignedIn
) -> None:
    create_indicator(plan, formula="a", lead=housing)
    office, address = signed_in(wu), reverse("indicators:rounds", args=[plan.code])
    offered = office.get(address).context["form"]
    days = {name: offered[name].value() for name in ("period", "opens_on", "due_on", "closes_on")}
    answer = office.post(address, {**days, "open_now": "on"}, follow=True)
    page = answer.content.decode()
    assert "已开放填报，共 1 项" in page
    assert Entry.objects.get().organization == housing
    assert Notification.objects.filter(user=lin).exists()


def test_what_is_offered_next_is_always_a_period_of_the_plan(plan: Plan) -> None:
    plan.rounds.all().delete()
    offered = []
    while suggestion := next_round(plan, date(plan.last_year + 3, 6, 1)):
        create_round(plan, year=suggestion.period.year, quarter=suggestion.period.quarter)
        offered.append(suggestion.period.year)
    years = {plan.baseline_year, *plan.years}
    assert set(offered) == years and len(offered) == 5 * len(years)


def test_who_owes_is_urged_once_a_day(
    plan: Plan, open_round: Round, housing: Organization, lin: User, wu: User, signed_in: SignedIn
) -> None:
    create_entry(create_quantity(plan, "a", owner=housing), open_round)
    office = signed_in(wu)
    assert "已催办 1 人" in act(office, "round_urge", open_round)
    told = Notification.objects.filter(user=lin).count()
    assert "今天已经催办过" in act(office, "round_urge", open_round)
    assert Notification.objects.filter(user=lin).count() == told == 1


def test_a_closed_round_opens_again_only_with_a_reason(open_round: Round, wu: User, signed_in: SignedIn) -> None:
    office = signed_in(wu)
    assert "填报期已关闭" in act(office, "round_close", open_round)
    later = on_or_after(timezone.localdate() + timedelta(days=10)).isoformat()
    act(office, "round_reopen", open_round, reason="  ", closes_on=later)
    open_round.refresh_from_db()
    assert open_round.state == Round.State.CLOSED
    assert "已重新开放" in act(office, "round_reopen", open_round, reason="补报统计年鉴数据", closes_on=later)
    open_round.refresh_from_db()
    assert open_round.state == Round.State.OPEN
    assert Record.objects.filter(verb="round.reopened", reason="补报统计年鉴数据").exists()


def test_a_round_that_somebody_else_closed_meanwhile_is_not_touched(
    open_round: Round, wu: User, signed_in: SignedIn
) -> None:
    office, seen = signed_in(wu), open_round.version
    act(office, "round_close", open_round)
    address = reverse("indicators:round_close", args=[open_round.plan.code, open_round.pk])
    office.post(address, {"version": seen})
    assert Record.objects.filter(verb="round.closed").count() == 1


def test_a_leader_looks_and_changes_nothing(open_round: Round, sun: User, signed_in: SignedIn) -> None:
    leader = signed_in(sun)
    page = leader.get(reverse("indicators:round", args=[open_round.plan.code, open_round.pk])).content.decode()
    assert "催办" not in page and "关闭填报" not in page
    address = reverse("indicators:round_close", args=[open_round.plan.code, open_round.pk])
    assert leader.post(address, {"version": open_round.version}).status_code == 403
