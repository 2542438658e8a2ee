"""The real thing: the portal started by its one command, asked over the network, and stopped again."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from django.conf import settings
from redis import Redis

from tests.operation.test_supervisor import is_running
from tests.services import empty_database, free_port

pytestmark = pytest.mark.operation

START = 90.0  # seconds that a busy machine may take for what takes five
STOP = 20.0


class Portal:
    """`manage.py run_portal` with a data directory and a port of its own; what it says goes to a file."""

    def __init__(self, directory: Path, port: int, services: Mapping[str, str], *options: str) -> None:
        self.port = port
        self.said = directory / "said.txt"
        own = {"DATA_DIR": str(directory), "PORT": str(port), "PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
        with self.said.open("a", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run_portal", *options],
                cwd=settings.BASE_DIR,
                env={**own, **services},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def words(self) -> str:
        return self.said.read_text(encoding="utf-8").strip()

    def health(self) -> dict[str, Any]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            report: dict[str, Any] = json.loads(connection.getresponse().read())
        except (OSError, ValueError) as error:
            return {"status": f"no answer: {error}"}
        finally:
            connection.close()
        return report

    def wait_until_well(self) -> None:
        """Until web server, worker and beat have shown that they live. Fails with all that was said."""
        deadline = time.monotonic() + START
        while self.health()["status"] != "ok":
            assert self.process.poll() is None, self.words()
            assert time.monotonic() < deadline, f"{self.health()}\n{self.words()}"
            time.sleep(0.3)

    def family(self) -> list[int]:
        """The process and all that it has started, directly or not."""
        found = [self.process.pid]
        for pid in found:
            children = Path(f"/proc/{pid}/task/{pid}/children")
            found += [int(child) for child in children.read_text(encoding="ascii").split()]
        return found

    def stop(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(STOP)


@pytest.fixture
def services(worker_id: str) -> Iterator[dict[str, str]]:
    """The database and the queue that the tests were given, if any, as empty ones that nobody else uses."""
    given: dict[str, str] = {}
    with ExitStack() as afterwards:
        if os.environ.get("REDIS_URL"):
            number = 1 + int(worker_id.removeprefix("gw")) if worker_id != "master" else 1
            given["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()
            Redis.from_url(given["REDIS_URL"]).flushdb()
        if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
            given["DATABASE_URL"] = afterwards.enter_context(empty_database(os.environ["DATABASE_URL"]))
        yield given


@pytest.fixture
def start(tmp_path: Path, services: dict[str, str]) -> Iterator[Callable[..., Portal]]:
    """Starts the portal on a port, always with the same data; none outlives its test."""
    started: list[Portal] = []

    def start_on(port: int, *options: str) -> Portal:
        started.append(Portal(tmp_path, port, services, *options))
        return started[-1]

    yield start_on
    for portal in started:
        portal.process.kill()
        portal.process.wait()


@pytest.fixture
def portal(start: Callable[..., Portal]) -> Portal:
    running = start(free_port())
    running.wait_until_well()
    return running


def wait_for_words(portal: Portal, words: str) -> None:
    deadline = time.monotonic() + START
    while words not in portal.words():
        assert time.monotonic() < deadline, portal.words()
        time.sleep(0.1)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_ctrl_c_leaves_no_process_behind(portal: Portal) -> None:
    assert f"http://localhost:{portal.port}" in portal.words()
    family = portal.family()
    assert len(family) >= 4, "the command, web server, worker and beat"
    assert portal.stop(signal.SIGINT) == 0
    assert not [pid for pid in family if is_running(pid)]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_a_killed_worker_is_replaced(portal: Portal) -> None:
    worker = next(pid for pid in portal.family() if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"))
    os.kill(worker, signal.SIGKILL)
    wait_for_words(portal, "worker ended (-9)")
    assert portal.stop(signal.SIGTERM) == 0


def test_a_second_start_keeps_what_is_there(portal: Portal, start: Callable[..., Portal], tmp_path: Path) -> None:
    def what_is_there() -> tuple[str, int]:
        collected = (tmp_path / "static" / ".collected").stat().st_mtime_ns
        return (tmp_path / "secret_key").read_text(encoding="ascii"), collected

    before = what_is_there()
    assert portal.stop(signal.SIGTERM) == 0
    start(portal.port).wait_until_well()
    assert what_is_there() == before


def test_a_port_that_is_taken_is_said_in_one_line(start: Callable[..., Portal]) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        portal = start(other.getsockname()[1])
        assert portal.process.wait(START) == 2
    assert len(portal.words().splitlines()) == 1
    assert str(portal.port) in portal.words()


def test_the_demonstration_prints_accounts_that_let_people_in(start: Callable[..., Portal]) -> None:
    portal = start(free_port(), "--demo")
    wait_for_words(portal, f"http://localhost:{portal.port}")
    password = re.search(r"password: (\S+)", portal.words())
    accounts = re.findall(r"^ {4}([a-z][a-z-]*)\s{2,}", portal.words(), re.MULTILINE)
    assert password
    assert len(accounts) >= 7, "one for each role"
    for account in accounts:
        assert signs_in(portal, account, password[1]), account
    assert portal.stop(signal.SIGINT) == 0


def signs_in(portal: Portal, username: str, password: str) -> bool:
    """As a browser does: the form, then its answer; whoever is let in holds a session."""
    cookies = CookieJar()
    browser = build_opener(HTTPCookieProcessor(cookies))
    address = f"http://localhost:{portal.port}/sign-in"
    with browser.open(address, timeout=20) as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert token
    form = {"csrfmiddlewaretoken": token[1], "username": username, "password": password}
    browser.open(address, urlencode(form).encode(), timeout=20).close()
    return "session" in {cookie.name for cookie in cookies}
