"""The navigation and the switch between plans, as every page shows them."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import EntryState, Plan, Round
from tests.factories import NOON, create_entry, create_plan, create_quantity, create_round
from wastefree.access import Role
from wastefree.accounts.models import Organization, User

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


def current(page: str) -> str:
    """The address of the entrance that is marked as the one that the page belongs to; all marked ones are the same."""
    found: set[str] = set(re.findall(r'<a[^>]*href="([^"]+)"[^>]*aria-current="page"', page))
    assert len(found) == 1, found
    return found.pop()


def test_the_switch_leads_to_the_other_plan(plan: Plan, office: Organization, wu: User, signed_in: SignedIn) -> None:
    other = create_plan("later", name="下一轮方案", organizations=[office])
    page = signed_in(wu).get(reverse("indicators:indicators", args=[plan.code])).content.decode()
    link = f'href="{reverse("indicators:indicators", args=[other.code])}"'
    assert link in page and "下一轮方案" in page


def test_a_figure_belongs_to_reporting_and_a_quantity_to_the_indicators(
    plan: Plan, open_round: Round, housing: Organization, wu: User, signed_in: SignedIn
) -> None:
    entry = create_entry(create_quantity(plan, "a", owner=housing), open_round, 12)
    office = signed_in(wu)
    entry_page = office.get(reverse("indicators:entry", args=[plan.code, entry.pk])).content.decode()
    quantities = office.get(reverse("indicators:quantities", args=[plan.code])).content.decode()
    setup = office.get(reverse("indicators:plan", args=[plan.code])).content.decode()
    assert current(entry_page) == reverse("indicators:rounds", args=[plan.code])
    assert current(quantities) == reverse("indicators:indicators", args=[plan.code])
    assert current(setup) == reverse("indicators:plans")


def test_what_a_reporter_fills_in_belongs_to_the_desk_and_to_the_rounds_for_who_is_of_the_office_too(
    plan: Plan, open_round: Round, lin: User, signed_in: SignedIn
) -> None:
    grid = reverse("indicators:grid", args=[plan.code, open_round.pk])
    assert current(signed_in(lin).get(grid).content.decode()) == reverse("tasks:desk", args=[plan.code])
    lin.grants.create(role=Role.OFFICE)
    assert current(signed_in(lin).get(grid).content.decode()) == reverse("indicators:rounds", args=[plan.code])


def test_the_office_is_told_on_every_page_how_much_waits_for_it(
    plan: Plan, open_round: Round, housing: Organization, wu: User, lin: User, signed_in: SignedIn
) -> None:
    for number, state in enumerate((EntryState.CHECKED, EntryState.CHECKED, EntryState.SUBMITTED, EntryState.APPROVED)):
        entry = create_entry(create_quantity(plan, f"q{number}", owner=housing), open_round, 12, state=state)
    entry.corrections.create(by=lin, value=13, reason="年鉴", at=NOON)
    later = create_plan("later", organizations=[housing])
    create_entry(create_quantity(later, owner=housing), create_round(later), 12, state=EntryState.CHECKED)
    indicators = reverse("indicators:indicators", args=[plan.code])
    assert '<span aria-hidden="true">3</span>' in signed_in(wu).get(indicators).content.decode()
    assert "link-count" not in signed_in(lin).get(indicators).content.decode()
