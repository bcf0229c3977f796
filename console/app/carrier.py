"""交换包 without a window: carried out with an approver, brought in again."""

import getpass
import sys
from pathlib import Path

from console.app.clerk import Office
from console.services.officers import Officers
from console.services.packets import Packets
from console.wording.packet import ANSWERED


def take_out(folder: Path, to: Path, login: str, approver: str) -> int:
    with Office(folder) as office:
        session = Officers(office.world).sign_in(login, getpass.getpass("经办人口令:"))
        secret = getpass.getpass("批准人口令或 PIN:")
        done = Packets(office.world).export(session.officer_id, approver, secret, to)
    left = f",另有 {done.left} 组未带上" if done.left else ""
    sys.stdout.write(f"{done.path.name}:{done.groups} 组,{-(-done.size // 1024)} KB{left}。\n")
    return 0


def bring_in(folder: Path, file: Path, login: str) -> int:
    with Office(folder) as office:
        session = Officers(office.world).sign_in(login, getpass.getpass("经办人口令:"))
        done = Packets(office.world).read_in(session.officer_id, file)
    if not done.came:
        sys.stdout.write("这个回执包此前已导入,没有新内容。\n")
        return 0
    told = "、".join(f"{ANSWERED[state]} {n} 组" for state, n in done.answers.items())
    sys.stdout.write(f"回音:{told or '无'};新收 {done.came} 组。\n")
    return 0
