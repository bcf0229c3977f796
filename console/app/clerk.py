"""What the command line does without a window: check, plan, import, export, backup, recover."""

import getpass
import sys
from pathlib import Path
from typing import Self

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.refused import Refused, Unavailable
from console.services import tables
from console.services.founding import found
from console.services.house import Services
from console.services.keeping import Keeping
from console.services.officers import Officers
from console.services.permission import SYSTEM
from console.services.plans import lint_plan
from console.services.restoring import Restoring, finish, rescue
from console.services.selfcheck import proofs
from console.services.world import SystemClock, World
from console.wording import UNKNOWN, full_time
from console.wording.plan import problem
from console.wording.reading import problem as reading_problem
from db import keys, opening

LOST = frozenset({"store_damaged", "store_gone"})  # what a copy is there for


class Office:
    """The store of a folder, opened for one errand and closed again."""

    def __init__(self, folder: Path, *, read_only: bool = False, recovery: str = "") -> None:
        place = keys.KeyPlace(folder / "keys")
        self.opened = opening.open_store(
            folder, place, SystemClock(), read_only=read_only, recovery=recovery
        )
        self.world = World(self.opened.store, SystemClock())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.opened.close()


def check(folder: Path) -> int:
    """Proves the record; 1 and a sentence for each thing that is wrong."""
    with Office(folder, read_only=True) as office:
        troubles = proofs(office.world, office.opened)
        lines = office.opened.store.head()[2]
    for sentence in troubles:
        sys.stdout.write(sentence + "\n")
    words = "记录完整:没有一条被改动或丢失" if not troubles else f"发现 {len(troubles)} 处不符"
    sys.stdout.write(f"{words}(日志 {lines} 条)。\n")
    return 1 if troubles else 0


def lint(file: Path) -> int:
    """Each fault of a plan file with line and field."""
    sheet = lint_plan(_text(file), file.name)
    for fault in sheet.problems:
        sys.stdout.write(problem(fault) + "\n")
    if sheet.plan is None:
        return 1
    sys.stdout.write(f"{sheet.plan.title}({sheet.plan.version}):没有问题。\n")
    return 0


def bring_in(folder: Path, what: str, file: Path, login: str) -> int:
    """Readings or a plan from a file, in the name of somebody who gives the password."""
    with Office(folder) as office:
        services = Services(office.world)
        session = services.officers.sign_in(login, getpass.getpass("口令:"))
        if what == "plan":
            services.plans.enter(session.officer_id, _text(file), file.name)
            sys.stdout.write("新版预案已启用。\n")
            return 0
        rows = services.readings.parse(_text(file))
        faulty = [row for row in rows if row.draft is None]
        for row in faulty:
            why = "".join(reading_problem(one) for one in row.problems)
            sys.stderr.write(f"第 {row.line} 行 {row.piece}:{why}\n")
        if faulty:
            raise Refused("import_faulty", count=len(faulty))
        drafts = [row.draft for row in rows if row.draft is not None]
        services.readings.take(session.officer_id, drafts)
        sys.stdout.write(f"已录入 {len(drafts)} 条监测值。\n")
    return 0


def take_out(folder: Path, what: str, to: Path) -> int:
    """A CSV that Excel opens in Chinese (UTF-8 with a mark)."""
    with Office(folder, read_only=True) as office, office.world.store.read() as read:
        tables.write_csv(to, tables.TABLES[what](read))
    sys.stdout.write(f"已导出到 {to.name}。\n")
    return 0


def back_up(folder: Path) -> int:
    with Office(folder) as office:
        Keeping(office.world, office.opened).copy_now()
    sys.stdout.write("已备份。\n")
    return 0


def list_copies(folder: Path) -> int:
    """Each copy with its time, size, lines, and how many came since."""
    with Office(folder, read_only=True) as office:
        copies = Restoring(office.world, office.opened).copies()
    for one in copies:
        since = UNKNOWN if one.since is None else f"{one.since} 条"
        kind = "(原库)" if one.aside else ""
        sys.stdout.write(
            f"{one.name}{kind}  {full_time(one.at)}  {one.size // 1024} KB"
            f"  日志 {one.lines} 条,此后又有 {since}\n"
        )
    if not copies:
        sys.stdout.write("尚无备份。\n")
    return 0


def put_back(folder: Path, name: str, login: str, reason: str) -> int:
    """From a copy, in the name of a 系统管理员; a store that can't be opened is no hindrance."""
    place, clock = keys.KeyPlace(folder / "keys"), SystemClock()
    password = getpass.getpass("口令:")
    try:
        with Office(folder) as office:
            session = Officers(office.world).confirm(login, password)
            restoring = Restoring(office.world, office.opened)
            order = restoring.prepare(session.officer_id, name, reason, password)
    except Unavailable as error:
        if error.code not in LOST:
            raise
        order = rescue(folder, place, clock, (name, reason, login, password))
    aside = finish(folder, place, order)
    sys.stdout.write(f"已从 {order.name} 恢复。原库另存为 {aside.parent.name}/{aside.name}。\n")
    return 0


def first(folder: Path) -> int:
    """A new county's store with its first administrator, who then registers everybody else."""
    with Office(folder) as office:
        found(office.world)
        login = input("登录名:")
        name = input("姓名:")
        password = getpass.getpass("口令:")
        if password != getpass.getpass("再输一遍口令:"):
            raise Refused("passwords_differ")
        Services(office.world).officers.found_first(login, name, password)
        if office.opened.recovery_key:
            sys.stdout.write(f"恢复码(只显示这一次,请抄下保管):{office.opened.recovery_key}\n")
    sys.stdout.write("已建库。打开指挥台后,由系统管理员登记人员。\n")
    return 0


def recover(folder: Path) -> int:
    """Opens with the printed recovery key and puts the key back."""
    with Office(folder, recovery=getpass.getpass("恢复码:")):
        sys.stdout.write("钥匙已找回,可以照常打开指挥台。\n")
    return 0


def new_recovery(folder: Path) -> int:
    """A new recovery key for a store whose key is at hand; the old one opens nothing any more."""
    with Office(folder) as office:
        key = office.opened.new_recovery_key()
        with office.world.store.write(SYSTEM, "store.recovery") as w:
            line = Entry(
                kind="recovery_renewed",
                subject_kind=Kind.SETTING,
                subject_id="store",
                at=w.now,
                important=True,
            )
            w.log(line)
    sys.stdout.write(f"新的恢复码(只显示这一次,请抄下保管,旧的作废):{key}\n")
    return 0


def _text(file: Path) -> str:
    """UTF-8 with or without a mark; anything else is refused with its name."""
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise Unavailable("import_unreadable", file=file.name) from error
    except UnicodeDecodeError as error:
        raise Refused("import_not_utf8", file=file.name) from error
