"""A city starts without any account; the first ones are made on the command line."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record


def password_in(printed: str) -> str:
    found = re.search(r"One-time password: (\S+)", printed)
    assert found
    return found[1]


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "auditor", "office"])
def test_an_administrator_is_made_and_must_change_the_password(
    role: str, db: None, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_admin", "Wei", "--name", "魏强", "--role", role)
    user = User.objects.get()
    assert (user.username, user.display_name, user.roles) == ("wei", "魏强", {Role(role)})
    client.post("/sign-in", {"username": "wei", "password": password_in(capsys.readouterr().out)})
    assert client.get("/profile")["Location"] == "/password"


def test_somebody_of_the_office_belongs_to_it(db: None) -> None:
    call_command("create_admin", "wu", "--name", "吴静", "--role", "office")
    call_command("create_admin", "li", "--name", "李平", "--role", "office")
    office = Organization.objects.get()
    assert office.kind == "office"
    assert office.users.count() == 2


def test_the_command_line_is_recorded_too(db: None) -> None:
    call_command("create_admin", "wei", "--name", "魏强", "--role", "auditor")
    assert set(Record.objects.values_list("verb", flat=True)) == {"user.created", "roles.changed"}


@pytest.mark.parametrize("name", ["wei", "ＷＥＩ"])
def test_a_name_is_taken_in_every_form(name: str, wei: User) -> None:
    with pytest.raises(CommandError, match="already"):
        call_command("create_admin", name, "--name", "魏强", "--role", "auditor")


def test_a_name_with_spaces_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="spaces"):
        call_command("create_admin", "wei qiang", "--name", "魏强", "--role", "auditor")


def test_business_roles_are_not_made_here(db: None) -> None:
    with pytest.raises(CommandError):
        call_command("create_admin", "lin", "--name", "林晓", "--role", "reporter")


def test_an_administrator_gets_a_new_password(wei: User, client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("reset_password", "wei")
    client.post("/sign-in", {"username": "wei", "password": password_in(capsys.readouterr().out)})
    assert client.session["_auth_user_id"] == str(wei.pk)


def test_nobody_gets_no_password(db: None) -> None:
    with pytest.raises(CommandError, match="no account"):
        call_command("reset_password", "nobody")
