"""Every page of the portal, over the network, alone and with many asking at once; `__main__` makes the database.

Figures depend on the machine: compare them with the floors on top of the same table, and with an earlier run on the
same machine, with nothing else.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.staticfiles.storage import staticfiles_storage  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from bench.city import City, build  # noqa: E402
from bench.load import ask  # noqa: E402
from tests.architecture.places import ROUTES, read_to_the_end  # noqa: E402
from tests.services import free_port  # noqa: E402
from wastefree.access import Role  # noqa: E402

HEADINGS = ("page", "as", "queries", "kB", "p50 ms", "p95 ms", "requests/s", "p95 ms, all at once")
LAYOUT = "{:<36} {:<14} {:>7} {:>8} {:>8} {:>8} {:>10} {:>19}"
# As whom a page is asked: the first of these that it lets in.
ORDER = (Role.OFFICE, Role.REPORTER, Role.REVIEWER, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


@dataclass(frozen=True)
class Page:
    """What is measured: an address, as whom, with which cookies, and how often it asks the database."""

    name: str
    path: str
    who: str
    headers: Mapping[str, str]
    queries: int | None


def floors() -> list[Page]:
    """What costs as little as anything can: a file, and a page that nobody has signed in to."""
    style = staticfiles_storage.url("css/base.css")
    return [
        Page("(floor) a static file", style, "", {}, 0),
        Page("(floor) the sign-in page", reverse("accounts:sign_in"), "", {}, None),
    ]


def pages(city: City, only: str) -> Iterator[Page]:
    """Every page that is simply there when asked, as the person to whom it is business."""
    for route in ROUTES:
        role = next((role for role in ORDER if role in route.policy), None)
        if role is None or only not in route.name:
            continue
        client = Client(SERVER_NAME="localhost")
        client.force_login(city.people[role])
        path = city.place.address(route)
        first = read_to_the_end(client.get(path))
        if first.status_code != 200:
            continue
        with CaptureQueriesContext(connection) as asked:
            read_to_the_end(client.get(path))
        cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        yield Page(route.name, path, role.value, {"Cookie": cookie}, len(asked))


@contextmanager
def web_server(port: int) -> Iterator[None]:
    options = ["--interface", "wsgi", "--port", str(port), "--workers", "2", "--blocking-threads", "4", "--no-ws"]
    command = [sys.executable, "-m", "granian", *options, "--log-level", "warning", "wastefree.wsgi:application"]
    server = subprocess.Popen(command)
    try:
        while not answers(port):
            if server.poll() is not None:
                raise RuntimeError("the web server did not start")
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait()


def answers(port: int) -> bool:
    with suppress(OSError):
        trial = HTTPConnection("127.0.0.1", port, timeout=5)
        trial.request("HEAD", "/")
        trial.getresponse()
        return True
    return False


def line(page: Page, port: int, options: argparse.Namespace) -> str:
    alone = ask(port, page.path, page.headers, connections=1, seconds=options.seconds)
    crowd = ask(port, page.path, page.headers, connections=options.connections, seconds=options.seconds)
    queries = "" if page.queries is None else page.queries
    figures = (
        f"{alone.size / 1000:.1f}",
        f"{alone.p50:.1f}",
        f"{alone.p95:.1f}",
        f"{crowd.per_second:.0f}",
        f"{crowd.p95:.0f}",
    )
    return LAYOUT.format(page.name, page.who, queries, *figures)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench pages", description="Measures every page of the portal.")
    parser.add_argument("--times", type=int, default=10, help="how many times a city's data (10)")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each page is asked (2)")
    parser.add_argument("--connections", type=int, default=16, help="how many ask at once (16)")
    parser.add_argument("--only", default="", help="only pages whose name contains this")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    print(f"Making {options.times} times a city's data in {connection.vendor} …", flush=True)
    city = build(options.times)
    measured = [*floors(), *pages(city, options.only)]
    connections.close_all()
    port = free_port()
    print(f"{options.connections} connections, {options.seconds:g} s each\n\n{LAYOUT.format(*HEADINGS)}", flush=True)
    with web_server(port):
        for page in measured:
            print(line(page, port, options), flush=True)


if __name__ == "__main__":
    main()
