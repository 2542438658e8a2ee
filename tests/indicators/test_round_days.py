"""The days of a round: working days, told before they are taken, and the office may insist."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import Plan, Round
from indicators.transitions import Refused, change_days
from tests.factories import create_round
from wastefree.accounts.models import User

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]

SATURDAY, MONDAY = date(2024, 10, 19), date(2024, 10, 21)
MAKE_UP_SATURDAY = date(2024, 10, 12)
LATER = date(2024, 11, 20)


@pytest.fixture
def keeper(wu: User, signed_in: SignedIn) -> Client:
    return signed_in(wu)


def move(keeper: Client, round_: Round, due_on: date, closes_on: date = LATER, **more: str) -> str:
    typed = {"version": round_.version, "due_on": due_on.isoformat(), "closes_on": closes_on.isoformat(), **more}
    address = reverse("indicators:round_days", args=[round_.plan.code, round_.pk])
    page = keeper.post(address, typed, follow=True).content.decode()
    round_.refresh_from_db()
    return page


def test_a_day_off_is_told_with_the_next_working_day(open_round: Round, keeper: Client) -> None:
    before = open_round.due_on
    page = move(keeper, open_round, SATURDAY)
    assert "2024年10月19日 是休息日，下一个工作日是 2024年10月21日" in page
    assert 'name="move_days"' in page and 'name="keep_days"' in page
    assert open_round.due_on == before


def test_one_click_moves_it_on(open_round: Round, keeper: Client) -> None:
    assert "日期已修改" in move(keeper, open_round, SATURDAY, move_days="on")
    assert open_round.due_on == MONDAY


def test_the_office_may_insist(open_round: Round, keeper: Client) -> None:
    assert "日期已修改" in move(keeper, open_round, SATURDAY, keep_days="on")
    assert open_round.due_on == SATURDAY
    assert "日期已修改" in move(keeper, open_round, SATURDAY, date(2024, 11, 21)), "nobody is asked twice"


def test_a_saturday_that_is_worked_is_a_day_like_others(open_round: Round, keeper: Client) -> None:
    assert "日期已修改" in move(keeper, open_round, MAKE_UP_SATURDAY)


def test_years_that_the_calendar_does_not_know_say_so(plan: Plan, keeper: Client) -> None:
    far = create_round(plan, year=2035)
    page = keeper.get(reverse("indicators:round", args=[plan.code, far.pk])).content.decode()
    assert "2035 年" in page and "尚未公布" in page


def test_days_out_of_order_come_back_as_they_were_typed(open_round: Round, keeper: Client) -> None:
    page = move(keeper, open_round, LATER, date(2024, 11, 19))
    assert "日期顺序不对" in page and 'value="2024-11-20"' in page


def test_the_day_on_which_it_opens_is_moved_until_it_has_opened(plan: Plan, open_round: Round, wu: User) -> None:
    planned = create_round(plan, quarter=4, state=Round.State.PLANNED)
    first, due, last = date(2025, 1, 2), date(2025, 1, 13), date(2025, 1, 27)
    change_days(planned, opens_on=first, due_on=due, closes_on=last, by=wu, based_on=planned.version, today=first)
    assert Round.objects.get(pk=planned.pk).opens_on == first
    with pytest.raises(Refused, match="round_exists"):
        change_days(
            open_round, opens_on=first, due_on=due, closes_on=last, by=wu, based_on=open_round.version, today=first
        )
