"""Small true things to write, and the back door that a tamperer would use."""

from contextlib import contextmanager
from pathlib import Path
from typing import Any

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.incident import Call
from console.domain.task import Task
from db.check import Report, check
from db.engine import dial
from db.opened import Opened
from db.store import Store
from db.work import Work

WRITER = "officer-1"


def line(w: Work, subject: str = "s-1", **more: Any) -> Entry:
    return Entry(
        **{"kind": "note", "subject_kind": Kind.TASK, "subject_id": subject, "at": w.now, **more}
    )


def task(id_: str, at: Any, **more: Any) -> Task:
    given = {
        "id": id_,
        "event_id": "e-1",
        "response_id": None,
        "level": None,
        "code": "",
        "title": "组织危险区人员转移",
        "detail": "",
        "unit": "临溪镇",
        "issued_at": at,
        "due_at": None,
    }
    return Task(**{**given, **more})


def put_task(store: Store, id_: str = "", **more: Any) -> str:
    """One acknowledged write: a row, a line, an operation and the line's own operation."""
    with store.write(WRITER, "task.issue") as w:
        made = task(id_ or w.new_id(), w.now, **more)
        w.save(made)
        w.log(line(w, made.id, kind="task_issued"))
    return made.id


def call(id_: str, at: Any, **more: Any) -> Call:
    given = {
        "id": id_,
        "reporter": "汪一一",
        "phone": "100 0000 0001",
        "place_text": "临溪镇孔灵村",
        "content": "院墙倒塌,汪一一家三口在外",
        "received_at": at,
    }
    return Call(**{**given, **more})


def put_call(store: Store, id_: str = "", **more: Any) -> str:
    with store.write(WRITER, "call.take") as w:
        made = call(id_ or w.new_id(), w.now, **more)
        w.save(made)
        w.log(
            line(w, made.id, kind="call_taken", subject_kind=Kind.CALL, private={"who": "汪一一"})
        )
    return made.id


def counts(store: Store) -> tuple[int, ...]:
    """Rows of task, lines, groups, keys."""
    with store.read() as read:
        return tuple(
            read.connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()
            for name in ("task", "journal", "outbox", "subject_key")
        )


def looked_at(opened: Opened) -> Report:
    with opened.store.read() as read:
        return check(read, opened.file)


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


@contextmanager
def back_door(opened: Opened):
    """The driver with the key and without our rules: what somebody with both could do."""
    connection = dial(opened.store.path, opened.key, read_only=False)
    try:
        connection.execute("DROP TRIGGER IF EXISTS journal_stays")
        connection.execute("DROP TRIGGER IF EXISTS journal_kept")
        yield connection
    finally:
        connection.close()


def fingerprint(folder: Path) -> dict[str, bytes]:
    """Every file below but the lock, which belongs to the system."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }
