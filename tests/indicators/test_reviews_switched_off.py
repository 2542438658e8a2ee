"""Either review can be switched off for a plan; what waited for it then is lost to nobody."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from indicators.models import Entry, EntryState, Plan, Round
from indicators.transitions import approve, check, may, return_, save_entry, submit, withdraw
from tests.factories import create_entry, create_quantity
from wastefree.accounts.models import Organization, User
from wastefree.notifications.models import Notification

NOW = datetime(2024, 10, 9, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(plan: Plan, open_round: Round, housing: Organization, lin: User, gao: User, wu: User) -> Entry:
    made = create_entry(create_quantity(plan, owner=housing), open_round)
    return save_entry(made, Decimal(5), "", by=lin, at=NOW, based_on=made.version)


def now(entry: Entry) -> Entry:
    return Entry.objects.with_context().get(pk=entry.pk)


def switch_off(plan: Plan, review: str) -> None:
    Plan.objects.filter(pk=plan.pk).update(**{review: False})


def test_without_the_organizations_review_the_office_comes_next(plan: Plan, entry: Entry, lin: User, wu: User) -> None:
    switch_off(plan, "organization_review")
    assert submit([now(entry)], by=lin, at=NOW).done
    assert now(entry).state == EntryState.CHECKED
    assert Notification.objects.get(user=wu).kind == "entries.handed_in"
    assert approve([now(entry)], by=wu, at=NOW).done
    assert (now(entry).state, now(entry).checked_by) == (EntryState.APPROVED, None)


def test_without_the_organizations_review_a_reporter_still_takes_back(plan: Plan, entry: Entry, lin: User) -> None:
    switch_off(plan, "organization_review")
    submit([now(entry)], by=lin, at=NOW)
    assert now(entry).is_withdrawable and list(Entry.objects.withdrawable()) == [entry]
    assert withdraw([now(entry)], by=lin, at=NOW).done
    assert now(entry).state == EntryState.DRAFT


def test_what_waited_for_the_organizations_review_is_the_offices(plan: Plan, entry: Entry, lin: User, wu: User) -> None:
    submit([now(entry)], by=lin, at=NOW)
    assert not approve([now(entry)], by=wu, at=NOW).done, "the organization checks first"
    switch_off(plan, "organization_review")
    assert list(Entry.objects.to_approve()) == [entry] and not Entry.objects.to_check()
    assert approve([now(entry)], by=wu, at=NOW).done
    assert now(entry).state == EntryState.APPROVED


def test_without_the_offices_review_the_organizations_word_counts(
    plan: Plan, entry: Entry, lin: User, gao: User
) -> None:
    switch_off(plan, "office_review")
    submit([now(entry)], by=lin, at=NOW)
    assert check([now(entry)], by=gao, at=NOW).done
    assert (now(entry).state, now(entry).approved_by) == (EntryState.APPROVED, gao)
    assert may(now(entry), "return", gao) and return_([now(entry)], "错了", by=gao, at=NOW).done


def test_one_review_stays(plan: Plan) -> None:
    switch_off(plan, "office_review")
    with pytest.raises(IntegrityError), transaction.atomic():
        switch_off(plan, "organization_review")
