"""Health check of one part of the portal, for containers: says nothing and exits 0 when it is well."""

import json
import time
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wastefree import heartbeat

TIMEOUT = 5.0


def web_problem(host: str, port: int) -> str:
    """Asks the web server whether it reaches its database; an empty answer means that it does.

    A silent worker is the worker's own check: restarting the web server would not help it.
    """
    connection = HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(settings.SITE_URL).netloc})
        report = json.loads(connection.getresponse().read())
    except (OSError, ValueError) as error:
        return f"no answer: {error}"
    finally:
        connection.close()
    return "" if report["database"] == "ok" else "the web server does not reach its database"


class Command(BaseCommand):
    help = "Checks one part of the portal: web, worker or beat."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("part", choices=["web", *heartbeat.SILENCE])

    def handle(self, *, part: str, **options: Any) -> None:
        if part == "web":
            problem = web_problem("127.0.0.1", settings.PORT)
        else:
            problem = "" if heartbeat.is_alive(part, time.time()) else f"no sign of life of {part}"
        if problem:
            raise CommandError(problem)
