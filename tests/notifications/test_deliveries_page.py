"""The system administrator sees what could not be sent, and sends it again."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import create_user
from tests.notifications.test_notify import FACTS
from wastefree.access import Role
from wastefree.accounts.models import User
from wastefree.audit.models import Record
from wastefree.notifications.models import Delivery
from wastefree.notifications.notify import notify

Browser = Callable[[User], Client]


def message(user: User, key: str, *, failed: bool = False) -> Delivery:
    user.email = f"{user.username}@city.example"
    user.save()
    notify(user, "entry.returned", key, {**FACTS, "reason": "机密的原因"})
    delivery = Delivery.objects.get(notification__key=key, notification__user=user)
    if failed:
        delivery.attempts = 7
        delivery.save()
        delivery.give_up("SMTPRecipientsRefused: 550 no such mailbox")
    return delivery


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM_ADMIN}))
def test_others_do_not_see_the_messages(role: Role, signed_in: Browser, db: None) -> None:
    browser = signed_in(create_user("", role))
    assert browser.get("/deliveries/").status_code == 403
    assert browser.post("/deliveries/retry").status_code == 403


def test_what_failed_is_shown_with_its_error(wei: User, lin: User, signed_in: Browser) -> None:
    message(lin, "1", failed=True)
    page = signed_in(wei).get("/deliveries/").content.decode()
    assert "550 no such mailbox" in page
    assert "lin@city.example" in page


def test_what_the_notice_says_is_none_of_their_business(wei: User, lin: User, signed_in: Browser) -> None:
    message(lin, "1")
    assert "机密的原因" not in signed_in(wei).get("/deliveries/").content.decode()


def test_what_failed_is_queued_again_and_recorded(wei: User, lin: User, signed_in: Browser) -> None:
    failed, waiting = message(lin, "1", failed=True), message(lin, "2")
    signed_in(wei).post("/deliveries/retry")
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == (Delivery.State.WAITING, 0)
    assert [record.target_id for record in Record.objects.filter(verb="delivery.retried")] == [str(failed.pk)]
    assert waiting.attempts == 0


def test_the_list_is_searched_and_filtered(wei: User, lin: User, gao: User, signed_in: Browser) -> None:
    browser = signed_in(wei)
    failed, waiting = message(lin, "1", failed=True), message(gao, "2")

    def found(query: str) -> list[Delivery]:
        return list(browser.get(f"/deliveries/?{query}").context["page"])

    assert found("state=failed") == [failed]
    assert found("q=gao@") == [waiting]
    assert found("q=林晓") == [failed]


def test_a_longer_list_asks_no_more_of_the_database(
    wei: User, lin: User, signed_in: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = signed_in(wei)
    for number in range(40):
        message(lin, str(number))
    with django_assert_max_num_queries(9):
        assert len(browser.get("/deliveries/").context["page"]) == 40
