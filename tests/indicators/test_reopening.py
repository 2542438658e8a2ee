"""A closed round is opened again for one organization, until a day; and what was late stays late."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils import timezone

from indicators.jobs import turn
from indicators.models import Entry, Plan, Reopening, Round
from indicators.transitions import (
    Refused,
    change_days,
    close_round,
    end_reopening,
    mark_late,
    reopen_for,
    reopen_round,
    save_entry,
    submit,
    withdraw,
)
from tests.factories import create_entry, create_quantity
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.notifications.models import Notification

NOW = datetime(2024, 11, 5, 2, 0, tzinfo=UTC)
UNTIL = date(2024, 11, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(plan: Plan, open_round: Round, housing: Organization, lin: User, wu: User) -> Entry:
    return create_entry(create_quantity(plan, "own", owner=housing), open_round)


@pytest.fixture
def other(plan: Plan, open_round: Round, agriculture: Organization, zhao: User) -> Entry:
    return create_entry(create_quantity(plan, "other", owner=agriculture), open_round)


@pytest.fixture
def closed(open_round: Round, own: Entry, other: Entry, wu: User) -> Round:
    return close_round(open_round, by=wu, based_on=open_round.version)


def now(entry: Entry) -> Entry:
    return Entry.objects.with_context().get(pk=entry.pk)


def reopen(round_: Round, organization: Organization, by: User, reason: str = "数据有误") -> Reopening:
    made = reopen_for(round_, organization, reason, until=UNTIL, by=by, at=NOW)
    assert made is not None
    return made


def save(entry: Entry, by: User, value: int = 5) -> None:
    save_entry(now(entry), Decimal(value), "", by=by, at=NOW, based_on=now(entry).version)


def test_one_organization_types_again_and_no_other(
    closed: Round, own: Entry, other: Entry, housing: Organization, lin: User, zhao: User, wu: User
) -> None:
    reopen(closed, housing, wu)
    save(own, lin)
    assert submit([now(own)], by=lin, at=NOW).done
    with pytest.raises(Refused, match="locked"):
        save(other, zhao)
    assert Notification.objects.get(user=lin, kind="round.reopened_for").context["reason"] == "数据有误"
    assert Record.objects.get(verb="round.reopened_for").reason == "数据有误"


def test_after_its_last_day_it_is_locked_again(
    closed: Round, own: Entry, housing: Organization, lin: User, wu: User
) -> None:
    made = reopen(closed, housing, wu)
    turn(timezone.make_aware(datetime.combine(UNTIL, time(23))))
    assert not now(own).locked, "the last day counts"
    turn(timezone.make_aware(datetime.combine(date(2024, 11, 21), time(0, 5))))
    assert now(own).locked
    ended = Reopening.objects.get(pk=made.pk).ended_at
    assert ended is not None
    end_reopening(made, by=None, at=NOW)
    assert Reopening.objects.get(pk=made.pk).ended_at == ended, "a second end changes nothing"


def test_a_save_over_the_lock_is_refused(closed: Round, own: Entry, housing: Organization, lin: User, wu: User) -> None:
    made = reopen(closed, housing, wu)
    seen = now(own)
    end_reopening(made, by=wu, at=NOW)
    with pytest.raises(Refused, match="locked"):
        save_entry(seen, Decimal(1), "", by=lin, at=NOW, based_on=seen.version)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"until": date(2024, 11, 4)}, "day_is_past"),
        ({"again": True}, "reopened_already"),
        ({"nobody": True}, "nothing_to_reopen"),
        ({"open": True}, "round_still_open"),
    ],
)
def test_what_cannot_be_reopened(
    closed: Round, housing: Organization, region: Organization, wu: User, change: dict[str, object], code: str
) -> None:
    if "again" in change:
        reopen(closed, housing, wu)
    if "open" in change:
        reopen_round(closed, "全部", closes_on=UNTIL, by=wu, based_on=closed.version, at=NOW)
    reason, until = str(change.get("reason", "有误")), change.get("until", UNTIL)
    assert isinstance(until, date)
    with pytest.raises(Refused, match=code):
        reopen_for(closed, region if "nobody" in change else housing, reason, until=until, by=wu, at=NOW)


def test_reopening_the_whole_round_ends_the_single_ones(closed: Round, housing: Organization, wu: User) -> None:
    reopen(closed, housing, wu)
    reopen_round(closed, "全部", closes_on=UNTIL, by=wu, based_on=closed.version, at=NOW)
    assert not Reopening.objects.running()


def test_late_is_late_for_ever(open_round: Round, own: Entry, lin: User, wu: User) -> None:
    day_after = open_round.due_on.replace(day=open_round.due_on.day + 1)
    assert mark_late(open_round, open_round.due_on) == 0, "the day itself is in time"
    assert mark_late(open_round, day_after) == 1 and mark_late(open_round, day_after) == 0
    change_days(open_round, due_on=UNTIL, closes_on=UNTIL, by=wu, based_on=open_round.version, today=day_after)
    save(own, lin)
    submit([now(own)], by=lin, at=NOW)
    assert now(own).late, "a later day makes it no earlier"


def test_handed_in_late_is_late_though_no_tick_came(open_round: Round, own: Entry, lin: User) -> None:
    save(own, lin)
    submit([now(own)], by=lin, at=NOW)
    assert now(own).late and now(own).first_submitted_at == NOW


def test_in_time_stays_in_time_when_it_is_returned_but_not_when_it_is_taken_back(
    open_round: Round, own: Entry, lin: User
) -> None:
    in_time = datetime(2024, 10, 8, 2, 0, tzinfo=UTC)
    save(own, lin)
    submit([now(own)], by=lin, at=in_time)
    assert not now(own).late
    withdraw([now(own)], by=lin, at=in_time)
    submit([now(own)], by=lin, at=NOW)
    assert now(own).late


def test_an_open_round_gets_what_has_come_to_be_owed_since(
    plan: Plan, open_round: Round, own: Entry, housing: Organization
) -> None:
    create_quantity(plan, "new", owner=housing)
    turn(NOW.replace(month=10, day=8))
    assert open_round.entries.filter(quantity__code="new").count() == 1
