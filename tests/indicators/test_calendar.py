"""The whole year in advance: for everybody who works with the plan; arranged by the office in one step."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from indicators.calendar import year_of
from indicators.jobs import turn
from indicators.models import Entry, Plan, Round
from tests.factories import create_entry, create_quantity
from wastefree.accounts.models import Organization, User
from wastefree.lib import workdays

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _on_the_eighth_of_october() -> Iterator[None]:
    with time_machine.travel("2024-10-08 12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def here(plan: Plan) -> str:
    return reverse("indicators:calendar", args=[plan.code])


def test_everybody_sees_the_five_rounds_with_their_own_state(
    plan: Plan,
    open_round: Round,
    here: str,
    housing: Organization,
    lin: User,
    gao: User,
    wu: User,
    sun: User,
    zhao: User,
    signed_in: SignedIn,
) -> None:
    Round.objects.update(due_on=date(2024, 10, 12))
    create_entry(create_quantity(plan, "a", owner=housing), open_round, 1, state="submitted")
    create_entry(create_quantity(plan, "b", owner=housing), open_round, late=True)
    for user in (lin, gao, wu, sun, zhao):
        page = signed_in(user).get(here).content.decode()
        for words in ("2024年第一季度", "2024年第三季度", "全年", "还有 4 天", "周六，调休上班"):
            assert words in page, (user, words)
        assert ("还欠 1 项" in page and "逾期 1 项" in page) == (user != zhao)
        assert ("没有要填的" in page) == (user == zhao)
        assert ("安排 2024 年还缺的 4 个填报期" in page) == (user == wu)


def test_a_year_is_arranged_in_one_step_and_what_is_there_is_left_alone(
    plan: Plan, open_round: Round, here: str, wu: User, signed_in: SignedIn
) -> None:
    office = signed_in(wu)
    forms = office.get(here, {"year": 2024}).context["form"].forms
    typed = {
        form[name].html_name: form[name].value() for form in forms for name in ("opens_on", "due_on", "closes_on")
    } | {form["wanted"].html_name: "on" for form in forms}
    del typed["2024-1-wanted"]
    typed["2024-4-due_on"] = "2025-01-15"
    page = office.post(f"{here}?year=2024", typed, follow=True).content.decode()
    assert "已安排 3 个填报期" in page
    assert {round_.quarter for round_ in plan.rounds.filter(state="planned")} == {0, 2, 4}
    assert plan.rounds.get(quarter=4).due_on == date(2025, 1, 15)
    assert "没有新安排" in office.post(f"{here}?year=2024", typed, follow=True).content.decode()
    assert plan.rounds.count() == 4


def test_a_day_off_in_one_of_them_keeps_all_from_being_arranged(
    plan: Plan, here: str, wu: User, signed_in: SignedIn
) -> None:
    office = signed_in(wu)
    days = {"opens_on": "2024-04-01", "due_on": "2024-04-13", "closes_on": "2024-04-30"}
    typed = {f"2024-1-{name}": day for name, day in days.items()} | {"2024-1-wanted": "on"}
    answer = office.post(f"{here}?year=2024", typed)
    assert answer.status_code == 422 and "2024年4月15日" in answer.content.decode()
    assert not plan.rounds.exists()
    office.post(f"{here}?year=2024", {**typed, "2024-1-move_days": "on"})
    assert plan.rounds.get().due_on == date(2024, 4, 15)


def test_what_is_proposed_falls_on_working_days_and_opens_by_itself(
    plan: Plan, here: str, housing: Organization, wu: User, signed_in: SignedIn
) -> None:
    create_quantity(plan, owner=housing)
    office = signed_in(wu)
    forms = office.get(here, {"year": 2024}).context["form"].forms
    typed = {form[name].html_name: form[name].value() for form in forms for name in ("opens_on", "due_on", "closes_on")}
    assert all(workdays.is_working_day(day) for name, day in typed.items() if not name.endswith("opens_on"))
    office.post(f"{here}?year=2024", {**typed, "2024-4-wanted": "on"})
    round_ = plan.rounds.get()
    assert not Entry.objects.exists()
    turn(timezone.make_aware(datetime(2025, 1, 1, 0, 5)))
    round_.refresh_from_db()
    assert round_.is_open and Entry.objects.count() == 1


def test_nobody_but_the_office_arranges(plan: Plan, here: str, sun: User, signed_in: SignedIn) -> None:
    signed_in(sun).post(here, {"2024-1-wanted": "on"})
    assert not plan.rounds.exists()


def test_a_year_that_makes_no_sense_is_the_usual_one(plan: Plan, here: str, wu: User, signed_in: SignedIn) -> None:
    for year in ("", "x", "1999", "99999"):
        assert signed_in(wu).get(here, {"year": year}).context["year"] == 2024


def test_what_is_not_arranged_is_told_as_expected(plan: Plan) -> None:
    lines = year_of(plan, 2024, None, date(2024, 10, 8))
    assert [line.round for line in lines] == [None] * 5
    assert lines[2].due.on == date(2024, 10, 12) and lines[2].is_over


def test_the_days_go_into_a_calendar(plan: Plan, open_round: Round, here: str, lin: User, signed_in: SignedIn) -> None:
    answer = signed_in(lin).get(reverse("indicators:calendar_file", args=[plan.code]))
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert text.count("BEGIN:VEVENT") == 3 and "2024年第三季度填报截止" in text
