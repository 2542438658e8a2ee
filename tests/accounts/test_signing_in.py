"""Signing in: one answer for every failure, a limit that a burst cannot outrun, and no way out of the portal."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD
from wastefree.accounts import signing_in
from wastefree.accounts.attempts import LIMIT, LOCK, WINDOW, Locked, forget, reserve
from wastefree.accounts.models import SignInAttempts, User
from wastefree.audit.models import Record

SIGN_IN = "/sign-in"
NOW = datetime(2024, 10, 8, 4, 0, tzinfo=UTC)


def attempt(client: Client, username: str = "lin", password: str = "wrong", **fields: str) -> Any:
    return client.post(SIGN_IN, {"username": username, "password": password, **fields})


def errors(response: Any) -> list[str]:
    return list(response.context["form"].non_field_errors())


def test_the_right_password_leads_to_work(client: Client, lin: User) -> None:
    response = attempt(client, password=PASSWORD)
    assert response.status_code == 302
    assert response["Location"] == reverse("home")
    assert client.session["_auth_user_id"] == str(lin.pk)


@pytest.mark.parametrize("name", ["LIN", " lin ", "ｌｉｎ"])
def test_a_name_is_known_in_every_form(name: str, client: Client, lin: User) -> None:
    assert attempt(client, name, PASSWORD).status_code == 302


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(client: Client, lin: User) -> None:
    wrong, unknown = attempt(client), attempt(client, "nobody")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert errors(wrong) == errors(unknown) != []


def test_a_closed_account_gets_the_same_answer(client: Client, lin: User) -> None:
    User.objects.filter(pk=lin.pk).update(is_active=False)
    assert errors(attempt(client, password=PASSWORD)) == errors(attempt(client, "nobody"))


def test_what_was_typed_as_name_comes_back_and_the_password_does_not(client: Client, lin: User) -> None:
    page = attempt(client, password="secret words").content.decode()
    assert 'value="lin"' in page
    assert "secret words" not in page


def test_after_five_failures_even_the_right_password_waits(client: Client, lin: User) -> None:
    for _ in range(LIMIT):
        attempt(client)
    assert attempt(client, password=PASSWORD).status_code == 422
    assert "_auth_user_id" not in client.session


def test_a_name_that_nobody_has_is_locked_alike(client: Client, lin: User) -> None:
    with time_machine.travel(NOW):
        for _ in range(LIMIT):
            attempt(client)
            attempt(client, "nobody")
        assert errors(attempt(client)) == errors(attempt(client, "nobody"))


def test_the_lock_ends(client: Client, lin: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(LIMIT):
            attempt(client)
        clock.shift(LOCK - timedelta(seconds=1))
        assert attempt(client, password=PASSWORD).status_code == 422
        clock.shift(timedelta(seconds=1))
        assert attempt(client, password=PASSWORD).status_code == 302


def test_failures_long_ago_do_not_count(lin: User) -> None:
    for number in range(LIMIT - 1):
        reserve("lin", "10.0.0.1", NOW + timedelta(seconds=number))
    assert reserve("lin", "10.0.0.1", NOW + WINDOW).count == 1


def test_success_forgives_the_failures_before(client: Client, lin: User) -> None:
    for _ in range(LIMIT - 1):
        attempt(client)
    attempt(client, password=PASSWORD)
    assert not SignInAttempts.objects.exists()


def test_somebody_elsewhere_is_not_locked_out_with_the_attacker(client: Client, lin: User) -> None:
    for _ in range(LIMIT):
        attempt(client)
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert attempt(elsewhere, password=PASSWORD).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_burst_gets_no_more_looks_than_the_limit() -> None:
    looks: list[str] = []

    def look(request: object, **credentials: str) -> None:
        looks.append(credentials["username"])

    def burst(number: int) -> int:
        try:
            return int(attempt(Client(), "lin").status_code)
        finally:
            connection.close()

    with patch.object(signing_in, "authenticate", look), ThreadPoolExecutor(16) as crowd:
        assert set(crowd.map(burst, range(32))) == {422}
    assert len(looks) == LIMIT


def test_the_attempt_beyond_the_limit_is_told_until_when(lin: User) -> None:
    for _ in range(LIMIT):
        reserve("lin", "10.0.0.1", NOW)
    with pytest.raises(Locked) as lock:
        reserve("lin", "10.0.0.1", NOW + timedelta(minutes=1))
    assert lock.value.until == NOW + LOCK


def test_old_counts_are_thrown_away(lin: User) -> None:
    reserve("lin", "10.0.0.1", NOW)
    forget(NOW + timedelta(hours=23))
    assert SignInAttempts.objects.exists()
    forget(NOW + timedelta(hours=24))
    assert not SignInAttempts.objects.exists()


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example/x", "https:evil.example", "\\\\evil.example", "javascript:alert(1)"],
)
def test_nobody_is_led_out_of_the_portal(wanted: str, client: Client, lin: User) -> None:
    assert attempt(client, password=PASSWORD, next=wanted)["Location"] == reverse("home")


def test_who_was_sent_to_sign_in_returns_to_the_page(client: Client, lin: User) -> None:
    assert attempt(client, password=PASSWORD, next="/notifications/?page=2")["Location"] == "/notifications/?page=2"


def test_the_session_is_a_new_one_after_signing_in(client: Client, lin: User) -> None:
    client.session.save()
    before = client.session.session_key
    attempt(client, password=PASSWORD)
    assert client.session.session_key != before


def test_signing_in_and_failing_are_recorded(client: Client, lin: User) -> None:
    attempt(client)
    attempt(client, password=PASSWORD)
    verbs = list(Record.objects.filter(verb__startswith="user.sign").order_by("pk").values_list("verb", "actor_name"))
    assert verbs == [("user.sign_in_failed", ""), ("user.signed_in", "林晓")]


def test_a_password_typed_as_name_is_not_written_down(client: Client, lin: User) -> None:
    attempt(client, "my secret words")
    assert "my secret words" not in Record.objects.get(verb="user.sign_in_failed").target_name


def test_signing_out_ends_the_session(signed_in: Callable[[User], Client], lin: User) -> None:
    browser = signed_in(lin)
    cookie = browser.cookies["session"].value
    assert browser.post("/sign-out").status_code == 302
    old = Client()
    old.cookies["session"] = cookie
    assert old.get("/profile").status_code == 302


def test_signing_out_wants_a_form(signed_in: Callable[[User], Client], lin: User) -> None:
    assert signed_in(lin).get("/sign-out").status_code == 405


def test_the_language_of_the_account_is_spoken(client: Client, lin: User) -> None:
    User.objects.filter(pk=lin.pk).update(language="en")
    assert attempt(client, password=PASSWORD).cookies["django_language"].value == "en"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "10.1.1.1", "127.0.0.1"),
        (1, "10.1.1.1", "10.1.1.1"),
        (1, "6.6.6.6, 10.1.1.1", "10.1.1.1"),
        (2, "6.6.6.6, 10.1.1.1, 10.0.0.2", "10.1.1.1"),
        (2, "10.1.1.1", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "<script>", "127.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_our_own_proxies_are_believed(
    proxies: int, forwarded: str, address: str, client: Client, lin: User, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = proxies
    client.post(SIGN_IN, {"username": "lin", "password": "wrong"}, headers={"X-Forwarded-For": forwarded})
    assert SignInAttempts.objects.get().address == address
