"""The whole portal on one machine, by one command: web server, worker and beat, until Ctrl-C."""

import os
import signal
import socket
import sys
from http.client import HTTPConnection
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from wastefree.static import collect_if_changed
from wastefree.supervisor import Program, Supervisor

FEWEST_WEB_WORKERS, MOST_WEB_WORKERS = 2, 8
THREADS_PER_WEB_WORKER = 4
# Celery warns every root user, since a message could be code (pickle); ours are JSON and nothing else.
NO_ROOT_WARNING = ("-W", "ignore:You're running the worker with superuser privileges")


def why_not_listen(host: str, port: int) -> str:
    """One line in both languages if the address cannot be had, else nothing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            return (
                f"端口 {port} 不可用，可能已被其他程序占用，请换一个端口 / "
                f"Port {port} cannot be used ({error.strerror}), try another: PORT={port + 1} make run"
            )
    return ""


def answers(host: str, port: int) -> bool:
    """Whether a web server answers there, whatever it says."""
    connection = HTTPConnection(host, port, timeout=2)
    try:
        connection.request("HEAD", "/", headers={"Host": urlsplit(settings.SITE_URL).netloc})
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def web_workers(cores: int) -> int:
    return max(FEWEST_WEB_WORKERS, min(MOST_WEB_WORKERS, cores))


def programs(host: str, port: int, cores: int) -> list[Program]:
    """Web server, worker and beat, as commands of the Python that runs this one."""
    web = ["granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", str(web_workers(cores)), "--blocking-threads", str(THREADS_PER_WEB_WORKER)]
    web += ["--respawn-failed-workers", "--workers-kill-timeout", "5", "--no-ws", "--log-level", "warning"]
    celery = ["celery", "--quiet", "--app", "wastefree", "--skip-checks"]
    worker = ["worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "warning"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [
        Program("web", [sys.executable, "-m", *web, "wastefree.wsgi:application"]),
        # Told to end it would first finish its jobs, with nobody left to wait: so it is killed outright.
        Program("worker", [sys.executable, *NO_ROOT_WARNING, "-m", *celery, *worker], at_our_death=signal.SIGKILL),
        Program("beat", [sys.executable, "-m", *celery, "beat", "--loglevel", "warning", "--pidfile="]),
    ]


class Greeting:
    """Prints the address and the demonstration accounts, once, when the web server answers."""

    def __init__(self, command: BaseCommand, accounts: str) -> None:
        self.command = command
        self.accounts = accounts
        self.printed = False

    def __call__(self) -> None:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.BIND, settings.BIND)
        if not self.printed and answers(host, settings.PORT):
            self.printed = True
            self.command.stdout.write(self.text())
            self.command.stdout.flush()

    def text(self) -> str:
        rule = "─" * 72
        address = f"无废城市建设管理平台已启动 / The portal is running:\n\n    {settings.SITE_URL}\n"
        accounts = f"{self.accounts}\n" if self.accounts else ""
        end = f"数据目录 / Data: {settings.DATA_DIR}\n按 Ctrl-C 停止 / Ctrl-C stops it"
        return f"{rule}\n{address}\n{accounts}{end}\n{rule}"


class Command(BaseCommand):
    help = "Prepares the database and the static files, then runs web server, worker and beat until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demonstration city if the portal is empty")

    def handle(self, *, demo: bool, **options: Any) -> None:
        problem = why_not_listen(settings.BIND, settings.PORT)
        if problem:
            self.stderr.write(problem)
            sys.exit(2)
        supervisor = Supervisor(programs(settings.BIND, settings.PORT, cores()), self.say)
        try:
            supervisor.run(Greeting(self, self.prepare(demo)))
        except KeyboardInterrupt:  # while still preparing: afterwards the supervisor listens itself
            sys.exit(130)
        self.say("已停止 / Stopped")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def prepare(self, demo: bool) -> str:
        """Brings database and static files up to date; returns the demonstration accounts as text, if any."""
        self.say("正在准备数据库和静态文件…… / Preparing database and static files …")
        call_command("migrate", interactive=False, verbosity=0)
        collect_if_changed()
        if not demo:
            return ""
        self.say("正在检查示范数据…… / Looking after the demonstration city …")
        accounts = StringIO()
        call_command("load_demo", if_empty=True, stdout=accounts)
        return accounts.getvalue()
