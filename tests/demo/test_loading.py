"""How the demonstration city is loaded: the same on the same day, on any day, once, and into nobody else's portal."""

import hashlib
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import models, transaction

from cells.models import Cell, CellQuota
from indicators.models import Entry, EntryState, Indicator, Plan, Quantity, Round, Target
from tasks.models import Project, Task
from tests.demo.conftest import TODAY
from tests.factories import create_user
from wastefree.accounts.models import Organization
from wastefree.demo import loading
from wastefree.demo.plan import PASSWORD
from wastefree.lib.periods import Period

pytestmark = pytest.mark.django_db


def digest() -> str:
    """Of all that was loaded, but for the keys and times that the database gives."""
    lines = []
    for model in (Organization, Indicator, Quantity, Target, Round, Entry, Task, Project, CellQuota, Cell):
        names = [field.attname for field in model._meta.concrete_fields if not isinstance(field, models.ForeignKey)]
        rows = model._default_manager.order_by("pk").values_list(*[n for n in names if n != "id"])
        lines += [repr(row) for row in rows]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_the_same_day_gives_the_same_city() -> None:
    digests = []
    for _ in range(2):
        with transaction.atomic():
            loading.load(TODAY)
            digests.append(digest())
            transaction.set_rollback(True)
    assert digests[0] == digests[1]


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2028, 2, 29), date(2026, 12, 31), date(2027, 4, 1)])
def test_it_stands_on_any_day(today: date) -> None:
    plan = loading.load(today)
    open_round = plan.rounds.get(state=Round.State.OPEN)
    assert open_round.period == Period.last_ended(today) and open_round.due_on > today
    assert open_round.entries.filter(state=EntryState.APPROVED).exists()
    assert not Cell.objects.filter(named_on__gt=today).exists()


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


def test_a_second_load_changes_nothing_and_lists_the_accounts_again() -> None:
    first = command("--today", "2026-11-24")
    before = digest()
    assert command() == command("--if-empty") == first and digest() == before
    assert PASSWORD in first and all(account.username in first for account in loading.accounts())


def test_a_city_s_own_installation_is_left_alone() -> None:
    create_user("own")
    assert command("--if-empty") == ""
    with pytest.raises(CommandError, match="已有数据"):
        command()
    assert not Plan.objects.exists()
