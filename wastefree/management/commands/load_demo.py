"""The demonstration city, for trying the portal out: never a part of a city's own installation."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wastefree.access import Role
from wastefree.demo import loading
from wastefree.demo.plan import PASSWORD


class Command(BaseCommand):
    help = "Loads the demonstration city into a migrated database, and prints its accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing if the portal is in use already")
        parser.add_argument(
            "--today", type=date.fromisoformat, help="the day on which the city stands, YYYY-MM-DD (default: today)"
        )

    def handle(self, *, if_empty: bool, today: date | None, **options: Any) -> None:
        if not loading.is_loaded():
            if not loading.is_empty():
                if if_empty:
                    return
                raise CommandError(
                    "已有数据，不再载入演示城市 / There are data already: the demonstration city needs an empty portal"
                )
            loading.load(today or timezone.localdate())
        self.stdout.write(listing())


def listing() -> str:
    """The accounts, one line each, with the one password of all."""
    lines = [f"演示账号 / Demonstration accounts        密码 / password: {PASSWORD}", ""]
    for account in loading.accounts():
        roles = "、".join(str(Role(role).label) for role in account.roles)
        lines.append(f"    {account.username:<18}{roles}（{loading.organization_name(account)}）")
    return "\n".join(lines)
