"""A new one-time password: for administrators, to whom nobody may give one on the pages."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wastefree.accounts.models import User, fold_username
from wastefree.accounts.transitions import reset_password


class Command(BaseCommand):
    help = "Gives an account a new one-time password, which is printed; ends its sessions and lifts a lock."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.active().filter(username=fold_username(options["username"])).first()
        if user is None:
            raise CommandError(f"There is no account {options['username']!r} in use.")
        password = reset_password(user, by=None, key=secrets.token_hex(16))
        self.stdout.write(f"Account: {user.username}")
        self.stdout.write(f"One-time password: {password}")
