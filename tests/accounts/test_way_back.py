"""When a session has ended: nobody loses the page, and everybody comes back to it."""

from django.test import Client
from django.urls import reverse

from wastefree.accounts.models import User


def test_a_page_is_returned_to(client: Client, db: None) -> None:
    assert client.get("/notifications/?page=2")["Location"] == "/sign-in?next=%2Fnotifications%2F%3Fpage%3D2"


def test_a_form_leads_back_to_the_page_on_which_it_stood(client: Client, lin: User) -> None:
    response = client.post("/notifications/read", headers={"Referer": "http://testserver/notifications/?page=2"})
    assert response["Location"] == "/sign-in?next=%2Fnotifications%2F%3Fpage%3D2"


def test_a_form_of_another_site_leads_to_the_front_door(client: Client, db: None) -> None:
    response = client.post("/notifications/read", headers={"Referer": "http://evil.example/x"})
    assert response["Location"] == "/sign-in?next=%2F"


def test_a_part_of_a_page_leaves_the_page_as_it_is(client: Client, db: None) -> None:
    response = client.post(reverse("notifications:read_all"), headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response.content == b""
