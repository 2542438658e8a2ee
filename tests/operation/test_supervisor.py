"""The supervisor keeps programs running, and takes all of them down with it, whatever happens to it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from wastefree.supervisor import LONGEST_PAUSE, Program, Supervisor, pause_after

PATIENCE = 10.0  # seconds that a busy machine may take for what takes a tenth of one


def wait_for(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def is_running(pid: int) -> bool:
    """Whether the process lives; one that is dead and not yet collected by its parent does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def pids_in(file: Path) -> list[int]:
    return [int(line) for line in file.read_text(encoding="ascii").split()] if file.exists() else []


def python(code: str, *arguments: object) -> list[str]:
    return [sys.executable, "-c", code, *map(str, arguments)]


WRITE_PID = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); "
SLEEP = WRITE_PID + "time.sleep(60)"
DIE = WRITE_PID + "sys.exit(3)"
LEAVE_A_CHILD = (
    f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {SLEEP!r}, sys.argv[1]]); time.sleep(60)"
)
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEP


def run_until(condition: Callable[[], bool], programs: list[Program], said: list[str] | None = None) -> float:
    """Runs the supervisor here until `condition`, then tells it to stop as Ctrl-C would; seconds that stopping took."""
    told = 0.0

    def each_tick() -> None:
        nonlocal told
        if not told and condition():
            told = time.monotonic()
            os.kill(os.getpid(), signal.SIGINT)

    Supervisor(programs, (said if said is not None else []).append).run(each_tick)
    return time.monotonic() - told


def test_a_stop_ends_every_program(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    programs = [Program(name, python(SLEEP, pids)) for name in ("first", "second")]
    run_until(lambda: len(pids_in(pids)) == 2, programs)
    assert not any(is_running(pid) for pid in pids_in(pids))


def test_a_stop_ends_what_a_program_has_started_too(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    run_until(lambda: bool(pids_in(pids)), [Program("parent", python(LEAVE_A_CHILD, pids))])
    assert wait_for(lambda: not is_running(pids_in(pids)[0]))


def test_a_program_that_has_died_is_started_again(tmp_path: Path) -> None:
    pids, said = tmp_path / "pids", list[str]()
    run_until(lambda: len(pids_in(pids)) == 2, [Program("frail", python(DIE, pids))], said)
    assert "frail ended (3)" in said[0]


def test_a_program_that_does_not_listen_is_ended_after_the_grace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wastefree.supervisor.GRACE", 0.5)
    pids = tmp_path / "pids"
    assert run_until(lambda: bool(pids_in(pids)), [Program("deaf", python(DEAF, pids))]) < PATIENCE
    assert not is_running(pids_in(pids)[0])


def test_the_handlers_of_signals_are_put_back(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    pids = tmp_path / "pids"
    run_until(lambda: bool(pids_in(pids)), [Program("one", python(SLEEP, pids))])
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent has died")
def test_programs_end_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    code = (
        "import sys; from wastefree.supervisor import Program, Supervisor; "
        f"Supervisor([Program('one', [sys.executable, '-c', {SLEEP!r}, sys.argv[1]])], print).run(lambda: None)"
    )
    supervisor = subprocess.Popen(python(code, pids))
    assert wait_for(lambda: bool(pids_in(pids)))
    supervisor.kill()
    supervisor.wait()
    assert wait_for(lambda: not is_running(pids_in(pids)[0]))


@pytest.mark.parametrize(("deaths", "pause"), [(1, 0.5), (2, 1.0), (3, 2.0), (20, LONGEST_PAUSE)])
def test_the_pause_before_a_new_start_grows(deaths: int, pause: float) -> None:
    assert pause_after(deaths) == pause
