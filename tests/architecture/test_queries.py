"""Pages ask the database a fixed number of questions: ten times the rows, the same number of queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.models import Plan, Round
from tests import factories
from tests.architecture.places import ROUTES, Place, Route, make_place, read_to_the_end
from wastefree.access import Role
from wastefree.accounts.models import Organization, User

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # how often a page asks is the same on either database

PAGES = [route for route in ROUTES if route.policy]
READERS = ("lin", "gao", "wu", "sun", "shen", "wei", "an")


def grow(place: Place, times: int) -> None:
    """Adds `times` more of everything that a page may list: of the plan, of the organization, of each object."""
    for number in range(times):
        organization = factories.create_organization(kind=Organization.Kind.REGION if number % 2 else "department")
        user = factories.create_user("", Role.REPORTER, Role.REVIEWER, organization=organization)
        make_place(place.plan, place.round, organization, user)
        make_place_of(place, number)


def make_place_of(place: Place, number: int) -> None:
    """One more of everything of the place's own organization, and one more part of each of its objects."""
    plan, organization = place.plan, place.organization
    group = factories.create_group(plan, parent=factories.create_group(plan))
    quantity = factories.create_quantity(plan, owner=organization)
    indicator = factories.create_indicator(plan, formula=f"{quantity.code} * 2", lead=organization, group=group)
    factories.create_baseline(indicator, "35")
    factories.create_target(indicator, "≥40%")
    indicator.cooperating.add(organization)
    earlier = factories.create_round(plan, year=2020 + number // 4, quarter=number % 4 + 1)
    factories.create_entry(quantity, earlier, str(number), entered_by=place.user)
    entry = factories.create_entry(quantity, place.round, str(number), entered_by=place.user)
    entry.evidence.add(factories.create_attachment(organization, place.user))
    place.entry.evidence.add(factories.create_attachment(organization, place.user))
    section = factories.create_section(plan)
    task = factories.create_task(plan, lead=organization, cooperating=[organization], section=section)
    below = factories.create_task(plan, lead=organization, section=section, parent=task)
    factories.create_task(plan, section=place.task.section, parent=place.task)
    for each in (task, below, place.task):
        factories.create_milestone(each)
    project = factories.create_project(plan, organization=organization, region=organization)
    for round_ in (earlier, place.round):  # of the same task and project in many rounds, and of many in the same round
        state = "submitted" if number % 2 else "draft"
        said = {"state": state, "entered_by": place.user, "entered_at": factories.NOON}
        factories.create_task_report(task, round_, "好", **said)
        factories.create_project_report(project, round_, "好", **said)
    factories.create_task_report(place.task, earlier, "好", entered_by=place.user)
    factories.create_project_report(place.project, earlier, "好", entered_by=place.user)
    place.task_report.evidence.add(factories.create_attachment(organization, place.user))
    factories.create_cell(place.cell_type, organization=organization, region=organization)
    factories.create_handover(plan, organization, by=place.user)
    factories.create_handed_duty(place.handover, organization)
    files = [factories.create_attachment(organization, place.user)]
    factories.create_reply(place.order, place.user, files=files)
    order = factories.create_order(plan, organization, by=place.user, task=place.task)
    order.cooperating.add(organization)
    follow_up = factories.create_order(plan, organization, by=place.user, kind="follow_up", meeting=place.meeting)
    follow_up.cooperating.add(organization)
    factories.create_order(plan, organization, by=place.user, kind="follow_up")
    factories.create_meeting(plan, attendees=[organization])
    place.meeting.attendees.add(organization)
    place.order.files.add(factories.create_attachment(organization, place.user))
    factories.create_user("", Role.REPORTER, organization=organization)
    factories.create_notice(place.user, place.round)
    needed = factories.create_edition_quantity(place.edition)
    factories.create_edition_indicator(place.edition, formula=f"{needed.code} * 2")


def queries(client: Client, address: str) -> list[str]:
    read_to_the_end(client.get(address))  # the first visit may make what is kept afterwards
    with CaptureQueriesContext(
        connection,
    ) as asked:
        read_to_the_end(client.get(address))
    return [query["sql"] for query in asked.captured_queries]


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_ten_times_the_rows_need_no_more_queries(
    route: Route,
    plan: Plan,
    open_round: Round,
    housing: Organization,
    lin: User,
    signed_in: Callable[[User], Client],
    request: pytest.FixtureRequest,
) -> None:
    place = make_place(plan, open_round, housing, lin)
    make_place_of(place, 11)
    people = [user for user in map(request.getfixturevalue, READERS) if route.policy & user.roles]
    before = {user: queries(signed_in(user), place.address(route)) for user in people}
    grow(place, 10)
    for user in people:
        after = queries(signed_in(user), place.address(route))
        assert len(after) <= len(before[user]), difference(user, before[user], after)


def difference(user: User, before: list[str], after: list[str]) -> str:
    """Says which kind of query there is more of."""

    def kinds(asked: list[str]) -> dict[str, int]:
        heads = [sql.split(" WHERE ")[0][:200] for sql in asked]
        return {head: heads.count(head) for head in heads}

    counted: dict[str, Any] = kinds(before)
    more = {head: number for head, number in kinds(after).items() if number > counted.get(head, 0)}
    return f"{user.username}: {len(before)} queries became {len(after)}; more of: {more}"
