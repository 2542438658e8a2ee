"""Keeps a few programs running: starts them, starts the dead again, and takes all of them down with itself.

Each program leads a session of its own: Ctrl-C reaches the supervisor alone, and whatever a program leaves behind
is ended as one group. On Linux the kernel ends the programs if the supervisor itself is killed.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 8.0  # seconds that a program has to stop by itself; a job that is cut off is a row, and is taken up again
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0  # seconds after which an earlier death no longer counts
TICK = 0.2
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>

LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Program:
    """A command to keep running, and the signal that it gets if the supervisor dies without a word."""

    name: str
    command: Sequence[str]
    at_our_death: signal.Signals = signal.SIGTERM


def _die_with(parent: int, how: signal.Signals) -> None:
    """In the new process, before the program: asks the kernel for `how` when the parent is gone (Linux only)."""
    if LIBC is None:
        return
    LIBC.prctl(PR_SET_PDEATHSIG, how, 0, 0, 0)
    if os.getppid() != parent:  # it died before the kernel was asked
        os._exit(1)


def _start(program: Program) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        program.command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=partial(_die_with, os.getpid(), program.at_our_death),
    )


def _end_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def pause_after(deaths: int) -> float:
    """Seconds to wait before the next start: half a second after the first death, doubling up to half a minute."""
    return min(LONGEST_PAUSE, 0.5 * 2.0 ** (deaths - 1))


class Watched:
    """One program with its present process, if it has one, and its deaths so far."""

    def __init__(self, program: Program, say: Callable[[str], None]) -> None:
        self.program = program
        self.say = say
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0
        self.started = 0.0
        self.next_start = 0.0

    def look(self, now: float) -> None:
        """Starts the program if its time has come, or notes that it has died."""
        if self.process is None:
            if now >= self.next_start:
                self.process, self.started = _start(self.program), now
        elif self.process.poll() is not None:
            self._mourn(self.process, now)

    def _mourn(self, process: subprocess.Popen[bytes], now: float) -> None:
        _end_group(process.pid)
        self.deaths = 1 if now - self.started > STEADY_AFTER else self.deaths + 1
        pause = pause_after(self.deaths)
        self.process, self.next_start = None, now + pause
        name, code = self.program.name, process.returncode
        self.say(f"{name} 已退出({code}),{pause:g} 秒后重新启动 / {name} ended ({code}), starts again in {pause:g} s")

    def ask_to_stop(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def make_sure_it_stopped(self, deadline: float) -> None:
        """Waits until `deadline` (monotonic seconds), then ends the program and whatever it has left."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        _end_group(self.process.pid)
        self.process.wait()


class Supervisor:
    """Runs programs until it is told to stop by Ctrl-C, SIGTERM or SIGHUP; a second one cuts the grace short."""

    def __init__(self, programs: Sequence[Program], say: Callable[[str], None]) -> None:
        self.watched = [Watched(program, say) for program in programs]
        self.stopping = False
        self.hurried = False

    def run(self, each_tick: Callable[[], None]) -> None:
        """Returns when every program has ended; calls `each_tick` some times a second until then."""
        before = {number: signal.signal(number, self._told_to_stop) for number in STOP_SIGNALS}
        try:
            while not self.stopping:
                for watched in self.watched:
                    watched.look(time.monotonic())
                each_tick()
                time.sleep(TICK)
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.hurried = self.stopping
        self.stopping = True
        if self.hurried:
            self._end_all_now()

    def _end_all_now(self) -> None:
        for watched in self.watched:
            if watched.process is not None:
                _end_group(watched.process.pid)

    def _stop_all(self) -> None:
        for watched in self.watched:
            watched.ask_to_stop()
        deadline = time.monotonic() + GRACE
        for watched in self.watched:
            watched.make_sure_it_stopped(deadline)
