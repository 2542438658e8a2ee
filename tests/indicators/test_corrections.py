"""An approved figure is replaced by another on the office's word; the old one is kept, and counts until then."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from indicators.models import Correction, Entry, EntryState, Plan, Round
from indicators.transitions import (
    Refused,
    accept_correction,
    approve,
    check,
    close_round,
    propose_correction,
    refuse_correction,
    save_entry,
    submit,
    withdraw_correction,
)
from indicators.values import values
from tests.factories import create_entry, create_indicator, create_quantity
from wastefree.access import Role
from wastefree.accounts.models import Grant, Organization, User
from wastefree.audit.models import Record
from wastefree.lib.figures import MISSING, Figure
from wastefree.lib.periods import Period
from wastefree.notifications.models import Notification
from wastefree.versions import StaleError

FIRST, LATER = datetime(2024, 10, 9, 2, 0, tzinfo=UTC), datetime(2025, 3, 1, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(plan: Plan, open_round: Round, housing: Organization, lin: User, gao: User, wu: User) -> Entry:
    """Approved, in a closed round: a provisional 100."""
    quantity = create_quantity(plan, "generated", owner=housing, accumulation="point_in_time")
    create_indicator(plan, "1", formula="generated")
    made = create_entry(quantity, open_round)
    save_entry(made, Decimal(100), "", by=lin, at=FIRST, based_on=made.version, provisional=True)
    submit([now(made)], by=lin, at=FIRST)
    check([now(made)], by=gao, at=FIRST)
    approve([now(made)], by=wu, at=FIRST)
    close_round(open_round, by=wu, based_on=open_round.version)
    return now(made)


def now(entry: Entry) -> Entry:
    return Entry.objects.with_context().get(pk=entry.pk)


def propose(entry: Entry, by: User, figure: Figure = Decimal(97), reason: str = "统计局定数") -> Correction:
    made = propose_correction(entry, figure, "定数", reason, provisional=False, by=by, at=LATER, based_on=entry.version)
    assert made is not None
    return made


def value(plan: Plan, as_of: datetime | None = None) -> Figure:
    [found] = values(plan, Period(2024, 3), as_of=as_of).values()
    return found.figure


def test_the_final_figure_replaces_the_provisional_one(plan: Plan, entry: Entry, lin: User, wu: User) -> None:
    made = propose(entry, lin)
    assert value(plan) == 100, "the old figure counts until the office has decided"
    assert Notification.objects.get(user=wu, kind="correction.proposed").context["reason"] == "统计局定数"
    accept_correction(made, by=wu, at=LATER, based_on=made.version)
    held = now(entry)
    assert (held.value, held.provisional, held.locked) == (Decimal(97), False, True)
    assert held.state == EntryState.APPROVED
    assert value(plan) == 97
    assert Notification.objects.get(user=lin, kind="correction.accepted")
    record = Record.objects.get(verb="entry.corrected")
    assert (record.before["figure"], record.after["figure"], record.reason) == ("100", "97", "统计局定数")


def test_what_was_seen_before_can_be_seen_again(plan: Plan, entry: Entry, lin: User, wu: User) -> None:
    made = propose(entry, lin)
    accept_correction(made, by=wu, at=LATER, based_on=made.version)
    assert value(plan, as_of=LATER - timedelta(seconds=1)) == 100
    assert value(plan, as_of=LATER) == 97
    assert value(plan, as_of=FIRST - timedelta(seconds=1)) is MISSING, "nothing was approved yet"


@pytest.mark.parametrize(
    ("figure", "reason", "code"), [(MISSING, "有误", "empty"), (Decimal(97), " ", "reason_missing")]
)
def test_a_correction_wants_a_figure_and_a_reason(
    entry: Entry, lin: User, figure: Figure, reason: str, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        propose(entry, lin, figure, reason)


def test_the_same_figure_is_no_correction(entry: Entry, lin: User) -> None:
    with pytest.raises(Refused, match="same_figure"):
        propose_correction(entry, Decimal(100), "", "有误", provisional=True, by=lin, at=LATER, based_on=entry.version)


def test_one_waits_at_a_time(entry: Entry, lin: User) -> None:
    propose(entry, lin)
    with pytest.raises(Refused, match="correction_waits"):
        propose(entry, lin, Decimal(98))


def test_only_an_approved_figure_is_corrected(plan: Plan, housing: Organization, lin: User, open_round: Round) -> None:
    draft = create_entry(create_quantity(plan, "other", owner=housing), open_round, 5)
    with pytest.raises(Refused, match="not_approved"):
        propose(draft, lin)


def test_a_stranger_corrects_nothing(entry: Entry, zhao: User, gao: User, lin: User) -> None:
    with pytest.raises(Refused, match="not_yours"):
        propose(entry, zhao)
    made = propose(entry, lin)
    with pytest.raises(Refused, match="not_yours"):
        accept_correction(made, by=gao, at=LATER, based_on=made.version)
    with pytest.raises(Refused, match="not_yours"):
        withdraw_correction(made, by=zhao, at=LATER, based_on=made.version)


def test_nobody_accepts_their_own(entry: Entry, lin: User) -> None:
    made = propose(entry, lin)
    Grant.objects.create(user=lin, role=Role.OFFICE)
    both = User.objects.get(pk=lin.pk)
    with pytest.raises(Refused, match="own_entry"):
        accept_correction(made, by=both, at=LATER, based_on=made.version)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(pk=made.pk).update(state="accepted", decided_by=lin)


def test_a_refused_one_changes_nothing_and_says_why(plan: Plan, entry: Entry, lin: User, wu: User) -> None:
    made = propose(entry, lin)
    with pytest.raises(Refused, match="reason_missing"):
        refuse_correction(made, "", by=wu, at=LATER, based_on=made.version)
    refuse_correction(made, "年鉴未公布", by=wu, at=LATER, based_on=made.version)
    assert value(plan) == 100
    assert Notification.objects.get(user=lin, kind="correction.refused").context["reason"] == "年鉴未公布"
    with pytest.raises(Refused, match="wrong_state"):
        accept_correction(made, by=wu, at=LATER, based_on=made.version)


def test_a_decision_over_another_version_is_told(entry: Entry, lin: User, wu: User) -> None:
    made = propose(entry, lin)
    with pytest.raises(StaleError):
        accept_correction(made, by=wu, at=LATER, based_on=made.version + 1)
    assert now(entry).value == 100


def test_one_taken_back_makes_room_for_another(entry: Entry, lin: User) -> None:
    made = propose(entry, lin)
    withdraw_correction(made, by=lin, at=LATER, based_on=made.version)
    assert propose(entry, lin, Decimal(98)).state == Correction.State.PROPOSED


def test_asked_twice_it_is_proposed_once(entry: Entry, lin: User) -> None:
    for _ in range(2):
        propose_correction(
            entry, Decimal(1), "", "有误", provisional=False, by=lin, at=LATER, based_on=entry.version, key="k"
        )
    assert Correction.objects.count() == 1
