"""`python -m db.gateway`: serve, counties, workstations, status. Every answer is Chinese.

Without a database named in the environment it keeps one of its own in a folder, so that trying it
out takes one command.
"""

import argparse
import gc
import random
import secrets
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import uvicorn

from console.domain.changes import Kind
from console.domain.refused import Refused
from console.domain.station import Post, UpperLevel, UpperReceipt
from console.wording import refusal
from console.wording.packet import ANSWERED
from db.clock import SystemClock
from db.coding import from_ms
from db.gateway import packets, relay, relay_joining
from db.gateway.app import create
from db.gateway.blobs import Blobs
from db.gateway.desk import Desk
from db.gateway.heads import Heads
from db.gateway.postgres import database
from db.gateway.serving import Listening
from db.gateway.shelves_pg import ShelvesPg, engine
from db.ids import SharedIds
from db.sync import wire
from db.sync.line import HttpLine, LineDown
from db.sync.packet import SUFFIX

PORT = 8765
FOLDER = Path("build/gateway")
_CLOCK = SystemClock()
FIRST = ("341824", "绩溪县")
_LAST_SECONDS = 10  # for what is under way when it is told to stop
_SWITCH_SECONDS = 0.02
_KEEP_ALIVE = 75  # seconds; longer than a console's wait, or every other request finds it hung up


def main(argv: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(argv)
    try:
        return int(asked.run(asked))
    except wire.Problem as problem:
        sys.stderr.write(f"没有办成:{_SAID.get(problem.code, problem.code)}\n")
        return 1


_SAID = {wire.NO_SUCH_TENANT: "没有这个县,先用 tenant add 登记。"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m db.gateway", description="省级数据交换服务")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="自带数据库所在的文件夹")
    parser.add_argument("--dsn", default="", help="PostgreSQL 地址(缺省读 CONSOLE_GATEWAY_DSN)")
    verbs = parser.add_subparsers(required=True, metavar="命令")

    serve = verbs.add_parser("serve", help="开始服务")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=PORT)
    serve.add_argument("--quiet", action="store_true", help="不自动登记首个县、不打印入网码")
    serve.add_argument("--relay-of", default="", help="作为县中继:省平台的地址")
    serve.add_argument(
        "--code", default="", help="首次作为县中继时的入网码(device enrol --post relay)"
    )
    serve.set_defaults(run=_serve)

    tenant = verbs.add_parser("tenant", help="登记一个县")
    tenant.add_argument("what", choices=("add",))
    tenant.add_argument("code", help="六位代码")
    tenant.add_argument("name")
    tenant.set_defaults(run=_tenant)

    device = verbs.add_parser("device", help="发入网码,停用工作站")
    device.add_argument("what", choices=("enrol", "revoke"))
    device.add_argument("--tenant", default=FIRST[0])
    device.add_argument("--name", default="", help="如 二号席")
    device.add_argument("--post", choices=[str(post) for post in Post], default=str(Post.DESK))
    device.add_argument("--device", default="", help="停用哪一台(设备号)")
    device.set_defaults(run=_device)

    verbs.add_parser("status", help="各县到哪里、各工作站何时来过").set_defaults(run=_status)

    epoch = verbs.add_parser("epoch", help="查看历史编号;恢复备份后必须更换")
    epoch.add_argument("--rotate", action="store_true")
    epoch.set_defaults(run=_epoch)

    packet = verbs.add_parser("packet", help="导入工作站送来的交换包,写出回执包")
    packet.add_argument("what", choices=("import",))
    packet.add_argument("file", type=Path)
    packet.add_argument("--to", type=Path, help="回执包写到哪个文件夹(缺省与来包同处)")
    packet.add_argument(
        "--accept-revoked",
        default="",
        metavar="决定人",
        help="经决定,已停用工作站的包也收;写明决定人,记入该县日志",
    )
    packet.set_defaults(run=_packet)

    receipt = verbs.add_parser("receipt", help="上级签收一件报备")
    receipt.add_argument("kind", choices=("response", "approval", "document", "incident"))
    receipt.add_argument("id")
    receipt.add_argument("--receiver", required=True, help="签收人或单位")
    receipt.add_argument("--tenant", default=FIRST[0])
    receipt.add_argument("--level", choices=[str(one) for one in UpperLevel], default="city")
    receipt.set_defaults(run=_receipt)
    return parser


@contextmanager
def _shelves(asked: argparse.Namespace) -> Iterator[ShelvesPg]:
    with database(asked.folder, asked.dsn) as url:
        made = engine(url)
        try:
            yield ShelvesPg(made)
        finally:
            made.dispose()


def _serve(asked: argparse.Namespace) -> int:
    if asked.relay_of:
        return _relay(asked)
    # A push makes many small things and no rings of them: looking for rings costs a tenth of it.
    gc.set_threshold(100_000, 50, 100)
    # Threads wait for the database now and then and let the interpreter go by themselves; taking it
    # from each other in between costs a tenth under load.
    sys.setswitchinterval(_SWITCH_SECONDS)
    with _shelves(asked) as shelves:
        desk = Desk(shelves, _CLOCK.now)
        if not asked.quiet and not shelves.tenants():
            shelves.add(*FIRST)
            print(f"已登记 {FIRST[1]}({FIRST[0]})。两台工作站的入网码(24 小时内有效,一次一台):")
            for name in ("指挥席", "二号席"):
                print(f"  {name}  {desk.invite(FIRST[0], name)}")
        print(f"交换服务:http://{asked.host}:{asked.port}  历史编号 {desk.epoch}", flush=True)
        _listen(asked, shelves, desk)
    return 0


def _listen(asked: argparse.Namespace, shelves: ShelvesPg, desk: Desk) -> None:
    """Until it is told to stop."""
    dsn = shelves.engine.url.set(drivername="postgresql")
    heads = Heads(dsn.render_as_string(hide_password=False))
    config = uvicorn.Config(
        create(desk, heads, Blobs(shelves.engine)),
        host=asked.host,
        port=asked.port,
        log_level="warning",
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=_LAST_SECONDS,
    )
    with suppress(KeyboardInterrupt):  # said once more by uvicorn, when it has ended well
        Listening(config, heads).run()
    print("交换服务已停止。", flush=True)


def _relay(asked: argparse.Namespace) -> int:
    """县中继: the same service, and a thread that keeps in step with the province."""
    with _shelves(asked) as shelves:
        try:
            if not relay_joining.enrolled(shelves):
                relay_joining.enrol(
                    shelves, lambda d: _line(asked.relay_of, d), asked.code, "县中继"
                )
        except (LineDown, Refused) as said:
            words = refusal(said) if isinstance(said, Refused) else "连不上省平台"
            sys.stderr.write(f"不能作为县中继:{words}\n")
            return 1
        passing = relay.Relay(shelves, asked.relay_of, _CLOCK, random.SystemRandom().random, None)
        thread = threading.Thread(target=passing.run, name="relay")
        thread.start()
        county = passing.tenant
        print(f"县中继:{county.name}({county.code}),省平台 {asked.relay_of}。", flush=True)
        print(f"工作站改接 http://{asked.host}:{asked.port} 即可,断网期间照常交换。", flush=True)
        try:
            _listen(asked, shelves, Desk(shelves, _CLOCK.now, sign=True))
        finally:
            passing.stop()
            thread.join()
    return 0


def _line(url: str, device: str) -> HttpLine:
    return HttpLine(url, device, 1, 1, _CLOCK)


def _tenant(asked: argparse.Namespace) -> int:
    with _shelves(asked) as shelves:
        made = shelves.add(asked.code, asked.name)
        print(f"{made.name}({made.code})已登记。")
    return 0


def _device(asked: argparse.Namespace) -> int:
    with _shelves(asked) as shelves:
        desk = Desk(shelves, _CLOCK.now)
        if asked.what == "enrol":
            code = desk.invite(asked.tenant, asked.name, Post(asked.post))
            print(f"入网码 {code}(24 小时内有效,一次一台)")
            return 0
        return _revoke(desk, asked.device)


def _revoke(desk: Desk, device: str) -> int:
    station = desk.revoke(device)
    if station is None:
        print("没有这台工作站,或已经停用。")
        return 1
    print(f"{station.name} 已停用。它未上报的内容仍在该机,重新入网后照常上报。")
    return 0


def _status(asked: argparse.Namespace) -> int:
    with _shelves(asked) as shelves:
        for tenant in shelves.tenants():
            print(f"{tenant.code} {tenant.name}  序号 {shelves.head(tenant.id)}")
        for code, device, seen, _ in shelves.devices():
            at = "从未" if seen is None else f"{from_ms(seen) + timedelta(hours=8):%m-%d %H:%M}"
            state = " 已停用" if device.revoked else ""
            print(f"  {code} {device.name or device.id}  最近 {at}{state}")
    return 0


def _epoch(asked: argparse.Namespace) -> int:
    with _shelves(asked) as shelves:
        print(shelves.rotate() if asked.rotate else shelves.epoch())
    return 0


def _packet(asked: argparse.Namespace) -> int:
    try:
        data = asked.file.read_bytes()
    except OSError:
        sys.stderr.write(refusal(Refused("packet_unreadable", path=asked.file.name)) + "\n")
        return 1
    with _shelves(asked) as shelves:
        id_ = SharedIds(_CLOCK.now, secrets.token_bytes).next()
        try:
            desk = Desk(shelves, _CLOCK.now)
            done = packets.take(desk, data, id_, by=asked.accept_revoked.strip())
        except Refused as said:
            sys.stderr.write(refusal(said) + "\n")
            return 1
    back = (asked.to or asked.file.parent) / f"回执-{done.header.county}-{id_[-12:]}{SUFFIX}"
    back.write_bytes(done.reply)
    told = "、".join(f"{ANSWERED[state]} {n}" for state, n in done.answers.items() if n)
    print(f"来自 {done.header.sender_name or done.header.sender}:{done.header.count} 组,{told}。")
    if done.again:
        print(f"其中 {done.again} 组此前已收,没有重复登记。")
    print(f"回执包:{back.name},请送回原工作站导入。")
    return 0


def _receipt(asked: argparse.Namespace) -> int:
    at = _CLOCK.now()
    with _shelves(asked) as shelves:
        made = UpperReceipt(
            id=SharedIds(_CLOCK.now, secrets.token_bytes).next(),
            subject_kind=Kind(asked.kind),
            subject_id=asked.id,
            level=UpperLevel(asked.level),
            receiver=asked.receiver,
            at=at,
        )
        Desk(shelves, _CLOCK.now).publish(asked.tenant, [made])
    print(f"{asked.receiver} 已签收。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
