"""The first administrator of a city: `manage.py create_admin wei --name 魏强 --role system_admin`."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wastefree.access import ADMINISTRATORS, Role
from wastefree.accounts.forms.users import USERNAME
from wastefree.accounts.models import Organization, User, fold_username
from wastefree.accounts.transitions import create_organization, create_user

ROLES = sorted(ADMINISTRATORS | {Role.OFFICE})


class Command(BaseCommand):
    help = "Makes an account with a one-time password, which is printed. A city starts without any account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--role", required=True, choices=[role.value for role in ROLES])

    def handle(self, *args: Any, **options: Any) -> None:
        username, role = fold_username(options["username"]), Role(options["role"])
        if not USERNAME.fullmatch(username):
            raise CommandError("A user name has 2 to 50 letters, digits or . @ - _ and no spaces.")
        if User.objects.filter(username=username).exists():
            raise CommandError(f"There is already an account {username!r}. A new password: manage.py reset_password.")
        fields = {"username": username, "display_name": options["name"], "organization": _body_of(role)}
        _user, password = create_user(by=None, fields=fields, roles=[role], key=secrets.token_hex(16))
        self.stdout.write(f"Account: {username}")
        self.stdout.write(f"One-time password: {password}")
        self.stdout.write("It is shown only now, and has to be changed at the first sign-in.")


def _body_of(role: Role) -> Organization | None:
    """The office's people belong to the office, which is made if the city has none yet; administrators to no body."""
    if role is not Role.OFFICE:
        return None
    office = Organization.objects.active().of_kind(Organization.Kind.OFFICE).first()
    return office or create_organization(
        by=None, fields={"code": "office", "name": "无废办", "kind": Organization.Kind.OFFICE, "order": 1}
    )
