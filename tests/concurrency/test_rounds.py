"""Rounds while people work: a reopening that ends, rounds that are completed twice, evidence that changes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Event

import pytest
from django.db import connections, transaction

from indicators.models import Entry, Plan, Reopening, Round
from indicators.transitions import (
    Refused,
    attach,
    close_round,
    complete_round,
    detach,
    end_reopening,
    reopen_for,
    save_entry,
    submit,
)
from tests.concurrency.test_entries import PEOPLE, all_at_once
from tests.factories import NOON, create_attachment, create_entry, create_quantity
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.files.models import Attachment
from wastefree.versions import StaleError

pytestmark = pytest.mark.django_db(transaction=True)

WEEK_LATER = date(2024, 10, 15)


@pytest.mark.parametrize("attempt", range(3))
def test_nothing_slips_in_when_a_reopening_ends(
    attempt: int, plan: Plan, open_round: Round, housing: Organization, lin: User, wu: User
) -> None:
    savers = PEOPLE - 1
    entries = [create_entry(create_quantity(plan, owner=housing), open_round) for _ in range(savers)]
    close_round(open_round, by=wu, based_on=1)
    reopening = reopen_for(open_round, housing, "数据有误", until=WEEK_LATER, by=wu, at=NOON)
    assert reopening is not None
    first = Entry.objects.get(pk=entries[0].pk).version
    warm = Event()

    def save(person: int) -> list[Decimal]:
        saved: list[Decimal] = []
        for number in range(200):
            figure = Decimal(1 + attempt * 1000 + number)
            try:
                save_entry(entries[person], figure, "", by=lin, at=NOON, based_on=first + number)
            except (Refused, StaleError):
                return saved
            saved.append(figure)
            warm.set()
        return saved

    def end() -> list[Decimal | None]:
        warm.wait(30)
        end_reopening(reopening, by=wu, at=NOON)
        return list(Entry.objects.order_by("pk").values_list("value", flat=True))

    def work(person: int) -> list[Decimal] | list[Decimal | None]:
        return save(person) if person < savers else end()

    *saved, at_the_end = all_at_once(work)
    assert list(Entry.objects.order_by("pk").values_list("value", flat=True)) == at_the_end
    assert at_the_end == [figures[-1] if figures else None for figures in saved]
    assert not Entry.objects.filter(locked=False).exists()


def test_a_reopening_that_several_end_is_ended_once(
    plan: Plan, open_round: Round, housing: Organization, wu: User
) -> None:
    create_entry(create_quantity(plan, owner=housing), open_round)
    close_round(open_round, by=wu, based_on=1)
    reopening = reopen_for(open_round, housing, "数据有误", until=WEEK_LATER, by=wu, at=NOON)
    assert reopening is not None
    all_at_once(lambda person: end_reopening(Reopening.objects.get(pk=reopening.pk), by=None, at=NOON))
    assert Record.objects.filter(verb="round.reclosed_for").count() == 1


def test_one_organization_is_reopened_once(plan: Plan, open_round: Round, housing: Organization, wu: User) -> None:
    create_entry(create_quantity(plan, owner=housing), open_round)
    close_round(open_round, by=wu, based_on=1)

    def work(person: int) -> bool:
        try:
            reopen_for(open_round, housing, f"第 {person} 次", until=WEEK_LATER, by=wu, at=NOON)
        except Refused as refused:
            assert refused.code in {"reopened_already", "nothing_to_reopen"}
            return False
        return True

    assert sum(all_at_once(work)) == 1
    assert Reopening.objects.running().count() == 1


def test_a_round_that_several_ticks_complete_gets_each_entry_once(
    plan: Plan, open_round: Round, housing: Organization, lin: User
) -> None:
    for _ in range(20):
        create_quantity(plan, owner=housing)
    added = all_at_once(lambda person: complete_round(Round.objects.get(pk=open_round.pk), by=None))
    assert sum(added) == 20 == Entry.objects.count()
    assert Record.objects.filter(verb="round.completed").count() == 1


@pytest.fixture
def entry(plan: Plan, open_round: Round, housing: Organization) -> Entry:
    return create_entry(create_quantity(plan, owner=housing), open_round, 5)


@pytest.fixture
def ledger(housing: Organization, lin: User) -> Attachment:
    return create_attachment(housing, lin)


def alone(work: Callable[[], None]) -> None:
    """In a thread of its own, with a connection of its own."""
    try:
        work()
    finally:
        connections.close_all()


def one_after_the_other(first: Callable[[], object], second: Callable[[], None]) -> None:
    """`second` begins while the transaction of `first` is still open, and must wait for its end."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waiting = pool.submit(alone, second)
            with pytest.raises(TimeoutError):
                waiting.result(0.5)
        waiting.result(30)


Ending = Callable[[Entry, Round, User, User], object]


def hand_in(entry: Entry, round_: Round, reporter: User, office: User) -> object:
    return submit([Entry.objects.with_context().get(pk=entry.pk)], by=reporter, at=NOON)


def lock_all(entry: Entry, round_: Round, reporter: User, office: User) -> object:
    return close_round(Round.objects.get(pk=round_.pk), by=office, based_on=1)


endings = pytest.mark.parametrize("ending", [hand_in, lock_all])


@endings
def test_an_entry_whose_evidence_changes_is_handed_in_or_closed_afterwards(
    ending: Ending, entry: Entry, ledger: Attachment, open_round: Round, lin: User, wu: User
) -> None:
    seen: list[list[str]] = []

    def end() -> None:
        ending(entry, open_round, lin, wu)
        seen.append(list(entry.evidence.values_list("name", flat=True)))

    one_after_the_other(lambda: attach(entry, ledger, by=lin), end)
    assert seen == [["台账.pdf"]]


@endings
@pytest.mark.parametrize("change", [attach, detach])
def test_evidence_does_not_change_once_the_entry_is_handed_in_or_closed(
    ending: Ending,
    change: Callable[..., None],
    entry: Entry,
    ledger: Attachment,
    open_round: Round,
    lin: User,
    wu: User,
) -> None:
    if change is detach:
        attach(entry, ledger, by=lin)
    before = list(entry.evidence.all())

    def too_late() -> None:
        with pytest.raises(Refused):
            change(entry, ledger, by=lin)

    one_after_the_other(lambda: ending(entry, open_round, lin, wu), too_late)
    assert list(entry.evidence.all()) == before
