"""The demonstration city: its published facts, and that all else says that it is made up."""

from collections import Counter

import pytest
from django.db.models import Sum

from cells.models import Cell
from indicators.models import Entry, Plan, Quantity, Round, Target
from indicators.progress import Status
from indicators.values import ANY_STATE, values
from tasks.growth import growth
from tasks.models import Project, Task
from wastefree.access import Role
from wastefree.accounts.models import User
from wastefree.demo import loading
from wastefree.demo.plan import PASSWORD
from wastefree.files.models import Attachment
from wastefree.lib.periods import Period
from wastefree.notifications.models import Notification

pytestmark = pytest.mark.django_db


def test_its_numbers_are_those_that_were_published(city: Plan) -> None:
    kinds = Counter(city.organizations.values_list("kind", flat=True))
    assert kinds == {"office": 1, "department": 21, "region": 10}
    assert (city.indicators.count(), city.tasks.count(), city.projects.count()) == (52, 22, 80)
    assert city.cell_quotas.aggregate(Sum("planned"))["planned__sum"] == 110
    assert Counter(city.projects.values_list("stage", flat=True)) == {
        "completed": 32, "under_construction": 36, "planned": 12,
    }  # fmt: skip
    assert city.projects.aggregate(Sum("investment_planned"))["investment_planned__sum"] == 171 * 10_000, "万元"
    levels = growth(list(city.projects.all()))
    assert [levels[0].count, levels[-1].count, levels[-1].planned] == [33, 80, 171 * 10_000]
    early = city.projects.filter(completion_year__lt=city.last_year)
    assert (early.count(), early.aggregate(Sum("investment_planned"))["investment_planned__sum"]) == (61, 116 * 10_000)
    [intensity] = city.indicators.filter(code="1")
    assert intensity.baselines.get().text == "3.16"


def test_what_is_made_up_says_so(city: Plan) -> None:
    assert city.is_demo and "演示" in city.name and "演示" in city.document_number
    assert not User.objects.exclude(display_name__contains="演示").exists()
    assert not Project.objects.exclude(name__startswith="示例").exists()
    assert not Cell.objects.exclude(name__startswith="示例").exists()
    assert not Quantity.objects.exclude(source="演示数据").exists()
    assert all("演示" in attachment.name for attachment in Attachment.objects.all())
    assert not Task.objects.exclude(progress="").exclude(progress__contains="演示").exists()


def test_every_role_finds_something_to_do(city: Plan) -> None:
    open_round = Round.objects.get(state=Round.State.OPEN)
    people = {user.username: user for user in User.objects.all()}
    mine = Entry.objects.visible_to(people["reporter"]).in_round(open_round)
    assert mine.returned().count() == 1 and mine.owed().count() >= 4
    assert Entry.objects.visible_to(people["reviewer"]).to_check().exists()
    assert Entry.objects.visible_to(people["office"]).to_approve().exists()
    assert Notification.objects.filter(user=people["reporter"], kind="entry.returned").exists()
    assert Task.objects.without_lead().exists() and Target.objects.filter(readable=False).exists()


def test_the_dashboard_shows_a_city_and_not_a_success_story(city: Plan) -> None:
    found = Counter(value.status for value in values(city, Period(2026, 2)).values())
    assert found[Status.ON_TRACK] >= 15 and found[Status.ACHIEVED] >= 3
    assert found[Status.BEHIND] >= 2 and found[Status.OFF_TRACK] >= 3
    assert found[Status.NO_DATA] >= 1 and found[Status.NOT_JUDGED] >= 5
    with_submitted = values(city, Period(2026, 3), states=ANY_STATE).values()
    assert sum(value.status is not Status.NO_DATA for value in with_submitted) >= 35


def test_every_account_can_sign_in_with_its_one_role(city: Plan) -> None:
    for account in loading.accounts():
        user = User.objects.get(username=account.username)
        assert user.check_password(PASSWORD) and user.roles == {Role(role) for role in account.roles}
    assert {role for account in loading.accounts() for role in account.roles} == set(Role)
