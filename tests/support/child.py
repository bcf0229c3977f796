"""A second console: another process on the same store, which can be killed or be held back.

`start("write_on", folder)` runs the function of that name below in a fresh interpreter.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import traceback
from pathlib import Path

from console.domain.refused import Answer, Unavailable
from console.wording import refusal
from db import migrations, opening
from db.schema import SCHEMA_NO
from tests.support.store import line, looked_at, put_call, put_task
from tests.support.world import HandClock, key_place, opened

ROOT = Path(__file__).parents[2]
_RUN = "import sys; from tests.support import child; child.main(sys.argv[1:])"


def start(name: str, *args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _RUN, name, *map(str, args)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(name: str, *args: object) -> list[str]:
    """Its lines, once it has ended by itself."""
    with start(name, *args) as child:
        out, _ = child.communicate()
    assert child.returncode == 0, (name, child.returncode)
    return out.splitlines()


def fates(name: str, calls: list[tuple[object, ...]]) -> list[int]:
    """How each of the calls ended, each in a process that has done nothing before.

    They are forked from one that has loaded the program: that takes longer than all the rest.
    """
    told = json.dumps([[str(word) for word in call] for call in calls])
    return [int(line) for line in run("each", name, told)]


def each(name: str, calls: str) -> None:
    for args in json.loads(calls):
        pid = os.fork()
        if not pid:
            try:
                globals()[name](*args)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)  # nobody outlives his fate
        say(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def main(args: list[str]) -> None:
    globals()[args[0]](*args[1:])


def say(*words: object) -> None:
    """A whole line in one write: two threads talk, and a kill may come at any moment."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def said(job) -> None:
    """What a job was answered: its code and the officer's sentence."""
    try:
        job()
    except Answer as answer:
        say(answer.code)
        say(refusal(answer))
    else:
        say("ok")


# -- what a child does -------------------------------------------------------------------------


def write_on(folder: str) -> None:
    """Two officers and a draft, until killed; an id is said once its write is on disk."""
    book = opened(Path(folder))

    def officer(put) -> None:
        while True:
            say(put(book.store))

    threading.Thread(target=officer, args=(put_call,), daemon=True).start()
    threading.Thread(target=officer, args=(put_task,), daemon=True).start()
    n = 0
    while True:
        n += 1
        book.store.keep_draft("intake/1", f"第 {n} 稿")
        if n % 5 == 0:
            book.anchor()


def hold(folder: str) -> None:
    """Has the store open; writes one task for each line that comes in."""
    book = opened(Path(folder))
    say("open", os.getpid())
    for _ in sys.stdin:
        say(put_task(book.store))
    book.close()
    say("closed")


def read_beside(folder: str) -> None:
    """Opens read-only and says how many tasks there are, for each line that comes in."""
    clock = HandClock()
    book = opening.open_store(
        Path(folder) / "store", key_place(Path(folder)), clock, read_only=True
    )
    from console.domain.task import Task

    for _ in sys.stdin:
        with book.store.read() as read:
            say(read.count(Task))
    said(lambda: put_task(book.store))
    book.close()


def without_powers(folder: str, read_only: str = "") -> None:
    """Opens as somebody for whom the permissions of a file count, even if that is root."""
    give_up_powers()
    path, clock = Path(folder), HandClock()

    def job() -> None:
        book = opening.open_store(
            path / "store", key_place(path), clock, read_only=bool(read_only)
        )
        say(len(looked_at(book).findings))
        book.close()

    said(job)


def give_up_powers() -> None:
    """Root passes over permissions; without the capabilities to do so it does no more."""
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    assert libc.capset(header, (ctypes.c_uint32 * 6)()) == 0


def full_disk(folder: str) -> None:
    """The disk takes no more (a limit on the size of files), then it does again."""
    book = opened(Path(folder))
    put_task(book.store)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = max(p.stat().st_size for p in (Path(folder) / "store").iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 30_000, hard))
    written = 1
    try:
        while True:
            put_task(book.store, detail="x" * 2000)
            written += 1
    except Unavailable as answer:
        say(answer.code)
        say(refusal(answer))
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    put_task(book.store)
    report = looked_at(book)
    say(report.rows - written - 1, len(report.findings))
    book.close()


def killed_at(step: str, what: str, folder: str) -> None:
    """Dies at the n-th call that db makes while doing `what`; says how many there were if none."""
    seen = 0

    def count(frame, event, _):
        nonlocal seen
        if event in {"call", "c_call"} and "/db/" in frame.f_code.co_filename:
            seen += 1
            if seen == int(step):
                os.kill(os.getpid(), signal.SIGKILL)

    path = Path(folder)
    if what == "upgrade":
        second_step()
    if what == "copy":
        book = opened(path)
    sys.setprofile(count)
    if what == "copy":
        from db import backup

        backup.take(book.store.path, book.key, book.file, book.store.clock.now(), keep=2)
    else:
        book = opened(path)
    sys.setprofile(None)
    book.close()
    say(seen)


def restore_until(folder: str, step: str) -> None:
    """Puts a copy back and dies before the n-th step that the disk sees; 0: says how many."""
    from db import backup, restoring

    path = Path(folder)
    path.mkdir()
    book = opened(path)
    for n in range(3):
        put_task(book.store, f"t-{n}")
    made = backup.take(book.store.path, book.key, book.file, book.store.clock.now(), keep=2)
    put_task(book.store, "t-later")
    seen = 0

    def audit(event: str, _args: object) -> None:
        nonlocal seen
        if event in {"os.rename", "os.link", "os.remove", "open", "shutil.copyfile"} and counting:
            seen += 1
            if seen == int(step):
                os.kill(os.getpid(), signal.SIGKILL)

    counting = True
    sys.addaudithook(audit)
    head = restoring.prepare(
        made.path,
        book.folder,
        book.key,
        book.store.clock,
        incarnation=2,
        purged=(),
        tell=lambda w: w.log(line(w, "store", kind="restored")),
        actor="officer-1",
    )
    book.close()
    opening.exchange(book.folder, key_place(path), head, "000000004-20240620T070000Z")
    counting = False
    say(seen)


def upgraded(folder: str) -> None:
    """What the next version finds: schema, findings, and what its step carried over."""
    second_step()
    book = opened(Path(folder))
    with book.store.read() as read:
        sql = "SELECT id FROM second ORDER BY id"
        ids = [row[0] for row in read.connection.exec_driver_sql(sql)]
    say(book.file.schema)
    say(len(looked_at(book).findings))
    say(*ids)
    book.close()


def second_step() -> None:
    """A program of the next version: one more step of the schema."""

    def up(connection) -> None:
        connection.execute("CREATE TABLE second(id TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT")
        connection.execute("INSERT INTO second SELECT id, title FROM task")
        connection.execute("ALTER TABLE draft ADD COLUMN second TEXT")

    migrations.STEPS = (*migrations.STEPS[:SCHEMA_NO], up)
    opening.SCHEMA_NO = SCHEMA_NO + 1


def pull_on(folder: str) -> None:
    """Takes in what the far end has, in small slices, until killed or done; a cursor is said once
    its slice is on disk.
    """
    from console.domain.link import Pace
    from db import keys, opening
    from db.sync import receive, state
    from db.sync.engine import Engine
    from db.sync.enrolling import connect
    from db.sync.pace import Chunk

    receive._FIRST = receive._LEAST = receive._MOST = 3
    place = keys.KeyPlace(Path(folder), use_keyring=False)
    book = opening.open_store(Path(folder) / "store", place, HandClock())
    line_ = connect(book.store, book.store.clock, 1)

    def heard(_changes: object) -> None:
        with book.store.read() as read:
            say(state.stand(read.connection).cursor)

    say("go")
    Engine(book.store, line_, book.store.clock, Chunk(Pace()), heard=heard).round()
    say("done")
    line_.close()
    book.close()
