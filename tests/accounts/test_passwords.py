"""First passwords are shown once and changed at once; a new password ends the other sessions."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import PASSWORD
from wastefree.accounts.models import User
from wastefree.accounts.passwords import first_password, fresh_key

Browser = Callable[[User], Client]
NEW = "three rivers meet 2025"


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = "") -> int:
    fields = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post("/password", fields).status_code


def test_the_same_form_gives_the_same_first_password() -> None:
    assert first_password("lin", "key") == first_password("lin", "key")


def test_each_person_and_each_form_gets_another() -> None:
    given = {first_password(name, key) for name in ("lin", "gao") for key in ("a", "b")}
    assert len(given) == 4


def test_a_first_password_can_be_read_from_paper() -> None:
    signs = "".join(first_password("lin", fresh_key()) for _ in range(50)).replace("-", "")
    assert len(signs) == 50 * 16
    assert not set(signs) & set("lo01")


def test_a_first_password_needs_a_key() -> None:
    with pytest.raises(ValueError, match="key"):
        first_password("lin", "")


def test_whoever_has_a_first_password_can_only_change_it(signed_in: Browser, lin: User) -> None:
    User.objects.filter(pk=lin.pk).update(must_change_password=True)
    response = signed_in(lin).get("/profile")
    assert response.status_code == 302
    assert response["Location"] == "/password"


def test_after_the_change_the_work_begins(signed_in: Browser, lin: User) -> None:
    User.objects.filter(pk=lin.pk).update(must_change_password=True)
    browser = signed_in(lin)
    assert change(browser) == 302
    assert browser.get("/profile").status_code == 200


def test_the_old_password_is_asked_for(signed_in: Browser, lin: User) -> None:
    assert change(signed_in(lin), old="a guess of mine") == 422


@pytest.mark.parametrize("new", ["short", "password1234", PASSWORD])
def test_a_poor_password_is_refused(new: str, signed_in: Browser, lin: User) -> None:
    assert change(signed_in(lin), new=new) == 422
    lin.refresh_from_db()
    assert lin.check_password(PASSWORD)


def test_two_different_new_passwords_are_refused(signed_in: Browser, lin: User) -> None:
    assert change(signed_in(lin), again="three rivers meet 2026") == 422


def test_other_sessions_end_and_this_one_stays(signed_in: Browser, lin: User) -> None:
    here, elsewhere = signed_in(lin), signed_in(lin)
    change(here)
    assert here.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 302
