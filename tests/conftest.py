"""The cast: the people of one city, as every test knows them.

    Lin     reporter of the housing department        Gao   its reviewer
    Zhao    reporter of the agriculture department    Wu    the office
    Sun     leader                                    Shen  auditor
    Wei     system administrator                      An    security administrator

All of them take part in one plan (`plan`), as does a region (`region`); the other plan's people are made where needed.
"""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from indicators.models import Plan, Round
from tests.factories import create_organization, create_plan, create_round, create_user
from wastefree.access import Role
from wastefree.accounts.models import Organization, User

ASKS_THE_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks no database is the same on either: `-m "not once"` leaves it out of the second run."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") is None and not fixtures & ASKS_THE_DATABASE:
            item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Ends, before the test database goes away, what a browser's last request may still hold open in PostgreSQL."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture
def office(db: None) -> Organization:
    return create_organization("office", "市无废办", kind=Organization.Kind.OFFICE, order=1)


@pytest.fixture
def housing(db: None) -> Organization:
    return create_organization("housing", "市住房和城乡建设局", short_name="市住建局", aliases=["住建局"], order=10)


@pytest.fixture
def agriculture(db: None) -> Organization:
    return create_organization("agriculture", "市农牧局", order=20)


@pytest.fixture
def region(db: None) -> Organization:
    return create_organization("east", "东城区", kind=Organization.Kind.REGION, order=50)


@pytest.fixture
def plan(office: Organization, housing: Organization, agriculture: Organization, region: Organization) -> Plan:
    return create_plan("city", organizations=[office, housing, agriculture, region])


@pytest.fixture
def open_round(plan: Plan) -> Round:
    """The third quarter of 2024, open."""
    return create_round(plan, year=2024, quarter=3)


@pytest.fixture
def lin(plan: Plan, housing: Organization) -> User:
    return create_user("lin", Role.REPORTER, display_name="林晓", organization=housing)


@pytest.fixture
def gao(plan: Plan, housing: Organization) -> User:
    return create_user("gao", Role.REVIEWER, display_name="高远", organization=housing)


@pytest.fixture
def zhao(plan: Plan, agriculture: Organization) -> User:
    return create_user("zhao", Role.REPORTER, display_name="赵敏", organization=agriculture)


@pytest.fixture
def wu(plan: Plan, office: Organization) -> User:
    return create_user("wu", Role.OFFICE, display_name="吴静", organization=office)


@pytest.fixture
def sun(plan: Plan, office: Organization) -> User:
    return create_user("sun", Role.LEADER, display_name="孙立", organization=office)


@pytest.fixture
def shen(db: None) -> User:
    return create_user("shen", Role.AUDITOR, display_name="沈明")


@pytest.fixture
def wei(db: None) -> User:
    return create_user("wei", Role.SYSTEM_ADMIN, display_name="魏强")


@pytest.fixture
def an(db: None) -> User:
    return create_user("an", Role.SECURITY_ADMIN, display_name="安然")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """Makes a browser in which the person is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
