"""Everyone reads their own notices."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.notifications.test_notify import FACTS
from wastefree.accounts.models import User
from wastefree.notifications.models import Notification
from wastefree.notifications.notify import notify

Browser = Callable[[User], Client]


def told(user: User, key: str = "key", url: str = "/profile", reason: str = "x") -> Notification:
    notify(user, "entry.returned", key, {**FACTS, "reason": reason}, url)
    return Notification.objects.get(user=user, key=key)


def read(browser: Client, notice: Notification) -> str:
    return browser.post(reverse("notifications:read", args=[notice.pk]))["Location"]


def test_unread_notices_come_first(shen: User, signed_in: Browser) -> None:
    old, new = told(shen, "1"), told(shen, "2")
    browser = signed_in(shen)
    read(browser, new)
    assert list(browser.get("/notifications/").context["page"]) == [old, new]


def test_opening_a_notice_leads_to_its_matter_and_marks_it(shen: User, signed_in: Browser) -> None:
    notice = told(shen)
    assert read(signed_in(shen), notice) == "/profile"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_looking_at_the_list_marks_nothing(shen: User, signed_in: Browser) -> None:
    notice = told(shen)
    signed_in(shen).get("/notifications/")
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_are_marked_at_once_and_only_ones_own(shen: User, wei: User, signed_in: Browser) -> None:
    for number in range(3):
        told(shen, str(number))
    other = told(wei)
    signed_in(shen).post("/notifications/read")
    assert list(Notification.objects.unread()) == [other]


def test_somebody_elses_notice_does_not_exist(shen: User, wei: User, signed_in: Browser) -> None:
    notice = told(wei)
    browser = signed_in(shen)
    assert browser.post(reverse("notifications:read", args=[notice.pk])).status_code == 404
    assert notice not in browser.get("/notifications/").context["page"]


def test_a_notice_leads_nowhere_outside(shen: User, signed_in: Browser) -> None:
    assert read(signed_in(shen), told(shen, url="//evil.example")) == "/notifications/"


def test_a_reason_is_never_markup(shen: User, signed_in: Browser) -> None:
    told(shen, reason="<script>alert(1)</script>")
    assert "<script>alert" not in signed_in(shen).get("/notifications/").content.decode()


def test_an_empty_list_says_what_will_come(shen: User, signed_in: Browser) -> None:
    assert "还没有通知" in signed_in(shen).get("/notifications/").content.decode()


def test_a_longer_list_asks_no_more_of_the_database(
    shen: User, signed_in: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = signed_in(shen)
    for number in range(20):
        told(shen, str(number))
    with django_assert_max_num_queries(8):
        assert len(browser.get("/notifications/").context["page"]) == 20
