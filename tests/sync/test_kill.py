"""kill -9 of a real console and of the real service, PostgreSQL stopped in the middle of a push:
what a console had said was kept is kept, and every group stands at the far end exactly once.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from db.clock import SystemClock
from db.opening import open_store
from db.sync import state
from db.sync.enrolling import enrol
from db.sync.line import HttpLine
from tests.support.world import key_place

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("CONSOLE_KILLS", "12"))
WRITES = 3


class Gateway:
    """`python -m db.gateway serve` on a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = steady_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.codes: list[str] = []
        self.process: subprocess.Popen[str] | None = None

    def start(self, stderr: int | None = None) -> None:
        """Returns when it answers; what it prints at its first start are the enrolment codes."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "db.gateway", *self._told()],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("  "):
                self.codes.append(line.split()[-1])
            if self.url in line:
                self._listens()
                return
        raise AssertionError("the service did not start")

    def _told(self) -> tuple[str, ...]:
        return "--folder", str(self.folder), "serve", "--port", str(self.port)

    def _listens(self) -> None:
        """It says where it will be a moment before it is there."""
        pause = threading.Event()
        for _ in range(2400):
            try:
                socket.create_connection(("127.0.0.1", self.port), 5).close()
            except OSError:
                pause.wait(0.05)
            else:
                return
        raise AssertionError("the service does not listen")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(120)
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    def stop_database(self) -> None:
        """`immediate`: as a power cut; the next start recovers from the log."""
        pid = int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)

    def clear(self) -> None:
        self.kill()
        pid_file = self.folder / "postgres" / "postmaster.pid"
        if pid_file.exists():
            os.kill(int(pid_file.read_text().split()[0]), signal.SIGINT)
        pause = threading.Event()
        for _ in range(2400):  # its folder goes next
            if not pid_file.exists():
                break
            pause.wait(0.05)


def steady_port() -> int:
    """Free over a restart too: it lies below those that the system deals out by itself."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port


@pytest.fixture
def gateway():
    """Not under pytest's own folder: every other run shuts that to all but its owner."""
    with TemporaryDirectory(prefix="gateway-", ignore_cleanup_errors=True) as folder:
        made = Gateway(Path(folder))
        made.start()
        yield made
        made.clear()


def enrolled(folder: Path, gateway: Gateway) -> Path:
    clock = SystemClock()
    opened = open_store(folder / "store", key_place(folder), clock)
    line = HttpLine(gateway.url, "", 1, 1, clock)
    enrol(opened.store, line, gateway.url, gateway.codes.pop())
    line.close()
    opened.close()
    return folder


def lives(folder: Path, step: int, writes: int = WRITES) -> list[str]:
    """One life of a console; the tasks that it said it had written down."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.sync.killing", str(folder), str(writes), str(step)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 3, -signal.SIGKILL}, done.stderr[-2000:]
    return done.stdout.split()


def held(folder: Path) -> tuple[set[str], int, int]:
    """Tasks here, how far it has read, what still waits."""
    opened = open_store(folder / "store", key_place(folder), SystemClock())
    with opened.store.read() as read:
        tasks = {row[0] for row in read.connection.exec_driver_sql("SELECT id FROM task")}
        cursor = state.stand(read.connection).cursor
    waits = opened.store.waiting()
    opened.close()
    return tasks, cursor, waits


def agree(one: Path, other: Path, said: set[str]) -> None:
    for folder in (one, other, one):
        for _ in range(2):
            lives(folder, 0, writes=0)
    here, there = held(one), held(other)
    assert said <= here[0]
    assert here == there
    assert not here[2]


def test_a_console_killed_at_any_step_loses_nothing_and_says_nothing_twice(tmp_path, gateway):
    one, other = (enrolled(tmp_path / name, gateway) for name in ("one", "other"))
    said: set[str] = set()
    for kill in range(KILLS):
        said |= set(lives(one if kill % 3 else other, 5 + kill * 2))
    agree(one, other, said)


def test_the_service_killed_and_its_database_stopped_lose_nothing_that_was_answered(
    tmp_path, gateway
):
    one, other = (enrolled(tmp_path / name, gateway) for name in ("one", "other"))
    said: set[str] = set()
    for blow in (gateway.stop_database, gateway.kill):
        pushing = subprocess.Popen(
            [sys.executable, "-m", "tests.sync.killing", str(one), "40", "0"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert pushing.stdout is not None
        for _ in range(40):
            said.add(pushing.stdout.readline().strip())
        blow()
        pushing.wait(240)
        pushing.stdout.close()
        gateway.kill()
        gateway.start()
    agree(one, other, said)


def test_a_service_that_begins_while_its_database_goes_down_waits_for_it(gateway):
    for _ in range(3):
        gateway.kill()
        gateway.stop_database()
        gateway.start()
