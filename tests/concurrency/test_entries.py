"""Several people at the same moment: what was acknowledged is there, what came too late is not, nothing is done twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier, Event
from typing import TypeVar

import pytest
from django.db import connections

from indicators.models import Entry, EntryRevision, Plan, Round
from indicators.transitions import Refused, close_round, open_round, plan_round, save_entry
from tests.factories import NOON, create_entry, create_quantity
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.lib.periods import Period
from wastefree.versions import StaleError

pytestmark = pytest.mark.django_db(transaction=True)

Result = TypeVar("Result")

PEOPLE = 8
SAVES = 10


@pytest.fixture
def entry(plan: Plan, open_round: Round, housing: Organization) -> Entry:
    return create_entry(create_quantity(plan, owner=housing), open_round)


def all_at_once(work: Callable[[int], Result], people: int = PEOPLE) -> list[Result]:
    """Does `work(0)`, `work(1)` … in a thread each, all starting together; raises what any of them raised."""
    start = Barrier(people)

    def one(number: int) -> Result:
        try:
            start.wait(30)
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(one, range(people)))


def save_until_acknowledged(entry: Entry, figure: Decimal, by: User) -> None:
    """As a person does who is told that somebody was quicker: looks again, and saves on top of that."""
    while True:
        based_on = Entry.objects.values_list("version", flat=True).get(pk=entry.pk)
        try:
            save_entry(entry, figure, "", by=by, at=NOON, based_on=based_on)
        except StaleError:
            continue
        return


def test_no_acknowledged_figure_is_lost(entry: Entry, lin: User) -> None:
    def work(person: int) -> list[Decimal]:
        figures = [Decimal(1000 * (person + 1) + number) for number in range(SAVES)]
        for figure in figures:
            save_until_acknowledged(entry, figure, lin)
        return figures

    acknowledged = sorted(figure for figures in all_at_once(work) for figure in figures)
    kept = EntryRevision.objects.filter(entry=entry)
    assert list(kept.order_by("value").values_list("value", flat=True)) == acknowledged
    entry.refresh_from_db()
    assert entry.version == 1 + PEOPLE * SAVES
    assert entry.value == kept.get(version=entry.version).value
    assert Record.objects.about(entry).count() == PEOPLE * SAVES


def test_of_several_who_saw_the_same_one_is_first_and_the_others_are_told(entry: Entry, lin: User) -> None:
    def work(person: int) -> bool:
        try:
            save_entry(entry, Decimal(person), "", by=lin, at=NOON, based_on=1)
        except StaleError as stale:
            assert isinstance(stale.current, Entry)
            return False
        return True

    assert sum(all_at_once(work)) == 1
    assert EntryRevision.objects.count() == 1


def test_a_request_that_is_sent_many_times_is_done_once(entry: Entry, lin: User) -> None:
    def work(person: int) -> int:
        return save_entry(entry, Decimal("12.5"), "", by=lin, at=NOON, based_on=1, key="one key").version

    assert set(all_at_once(work)) == {2}
    assert EntryRevision.objects.count() == 1
    assert Record.objects.about(entry).count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_nothing_slips_into_a_round_that_has_closed(
    attempt: int, plan: Plan, open_round: Round, housing: Organization, lin: User, wu: User
) -> None:
    savers = PEOPLE - 1
    entries = [create_entry(create_quantity(plan, owner=housing), open_round) for _ in range(savers)]
    warm = Event()

    def save(person: int) -> list[Decimal]:
        saved: list[Decimal] = []
        for number in range(200):
            figure = Decimal(1 + attempt * 1000 + number)
            try:
                save_entry(entries[person], figure, "", by=lin, at=NOON, based_on=1 + number)
            except (Refused, StaleError):
                return saved
            saved.append(figure)
            warm.set()
        return saved

    def close() -> list[Decimal | None]:
        warm.wait(30)
        close_round(open_round, by=wu, based_on=1)
        return list(Entry.objects.order_by("pk").values_list("value", flat=True))

    def work(person: int) -> list[Decimal] | list[Decimal | None]:
        return save(person) if person < savers else close()

    *saved, at_closing = all_at_once(work)
    assert list(Entry.objects.order_by("pk").values_list("value", flat=True)) == at_closing
    assert at_closing == [figures[-1] if figures else None for figures in saved]


def test_a_round_that_two_people_open_is_opened_once(plan: Plan, housing: Organization, wu: User) -> None:
    create_quantity(plan, owner=housing)
    days = [date(2024, 10, 1), date(2024, 10, 12), date(2024, 10, 31)]
    planned = plan_round(plan, Period(2024, 3), by=wu, opens_on=days[0], due_on=days[1], closes_on=days[2])

    def work(person: int) -> int:
        try:
            return open_round(Round.objects.get(pk=planned.pk), by=wu, based_on=1)
        except (Refused, StaleError):
            return 0

    assert sum(all_at_once(work)) == 1
    assert Entry.objects.count() == 1
