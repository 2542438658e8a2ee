"""Rounds open and close by themselves, on their days or as soon as the portal runs again."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from indicators.jobs import turn
from indicators.models import Entry, Plan, Round
from tests.factories import create_plan, create_quantity, create_round
from wastefree.accounts.models import Organization
from wastefree.audit.models import Record

pytestmark = pytest.mark.django_db

OPENS, CLOSES = date(2024, 10, 1), date(2024, 10, 31)


@pytest.fixture
def planned(plan: Plan, housing: Organization) -> Round:
    create_quantity(plan, owner=housing)
    return create_round(plan, state=Round.State.PLANNED, opens_on=OPENS, due_on=date(2024, 10, 12), closes_on=CLOSES)


def morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def state(round_: Round) -> str:
    return Round.objects.get(pk=round_.pk).state


def test_before_its_day_a_round_stays_shut(planned: Round) -> None:
    turn(morning(date(2024, 9, 30)))
    assert state(planned) == Round.State.PLANNED


@pytest.mark.parametrize("today", [OPENS, date(2024, 10, 9)], ids=["on its day", "after days without the portal"])
def test_a_round_opens(planned: Round, today: date) -> None:
    turn(morning(today))
    assert state(planned) == Round.State.OPEN
    assert Entry.objects.in_round(planned).count() == 1
    assert Record.objects.get(verb="round.opened").actor is None


def test_on_its_last_day_a_round_is_still_open(planned: Round) -> None:
    turn(morning(OPENS))
    turn(morning(CLOSES))
    assert state(planned) == Round.State.OPEN


def test_after_its_last_day_a_round_is_locked(planned: Round) -> None:
    turn(morning(OPENS))
    turn(morning(date(2024, 11, 1)))
    assert state(planned) == Round.State.CLOSED
    assert Entry.objects.in_round(planned).get().locked


def test_a_second_tick_changes_nothing(planned: Round) -> None:
    turn(morning(OPENS))
    turn(morning(OPENS))
    assert Entry.objects.in_round(planned).count() == 1


def test_a_plan_without_quantities_holds_up_no_other(planned: Round) -> None:
    empty = create_round(create_plan(first_year=2030, last_year=2031), state=Round.State.PLANNED, opens_on=OPENS)
    turn(morning(OPENS))
    assert (state(planned), state(empty)) == (Round.State.OPEN, Round.State.PLANNED)
