"""What is said instead of a page."""

from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from indicators.models import Plan
from wastefree.accounts.models import User

pytestmark = pytest.mark.django_db


def test_an_address_that_does_not_exist_says_what_may_be_wrong(lin: User, signed_in: Callable[[User], Client]) -> None:
    answer = signed_in(lin).get("/nowhere/")
    assert answer.status_code == 404 and "没有找到这一页" in answer.content.decode()


def test_a_page_for_another_role_says_whom_to_ask(plan: Plan, lin: User, signed_in: Callable[[User], Client]) -> None:
    answer = signed_in(lin).get(reverse("reports:dashboard", args=[plan.code]))
    assert answer.status_code == 403 and "请联系无废办" in answer.content.decode()


def test_a_form_without_its_token_leads_back_to_its_page() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        reverse("accounts:sign_in"), {"username": "x"}, headers={"Referer": "http://testserver/sign-in"}
    )
    assert answer.status_code == 403 and 'href="http://testserver/sign-in"' in answer.content.decode()


def test_the_page_of_the_portal_s_own_failure_needs_nothing_of_it() -> None:
    page = render_to_string("500.html")
    assert "出错了" in page and "{%" not in page and "/static/" not in page
