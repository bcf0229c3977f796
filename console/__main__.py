"""The command line: run, shot, check, plan, import, export, backup, recover, enrol.

Every answer is a Chinese sentence; the exit code is 0 where all is well, 1 where something was
found or refused, 2 where the words of the call are off.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from console.domain.refused import Answer
from console.wording import refusal

PROGRAM = "python -m console"
DEMO = "demo"


def main(argv: Sequence[str] | None = None) -> int:
    """Parses, runs, and turns a refusal into a sentence on the error stream."""
    asked = _parser().parse_args(argv)
    try:
        return int(asked.run(asked))
    except Answer as answer:
        sys.stderr.write(refusal(answer) + "\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(PROGRAM, description="县应急指挥台")
    verbs = parser.add_subparsers(required=True, metavar="命令")
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--folder", type=Path, help="存放本机库的文件夹(默认在用户数据目录)")
    where.add_argument("--demo", action="store_true", help="演示县:人员、队伍、物资都是编的")

    run = verbs.add_parser("run", parents=[where], help="打开指挥台")
    run.add_argument("--read-only", action="store_true", help="只读方式打开(库正由别处使用时)")
    run.add_argument("--story", action="store_true", help="演示县里重放 2024 年 6 月洪水到响应中")
    run.add_argument(
        "--scale",
        type=int,
        choices=(0, 1, 10, 100),
        default=1,
        help="新建演示县的规模:1 为全县一年,10、100 为加倍的日志、流水、责任人、班次,0 为最小",
    )
    run.add_argument("--bench", choices=("wall", "curves"), help=argparse.SUPPRESS)
    run.set_defaults(run=_run)

    shot = verbs.add_parser("shot", help="把总览和各页画成 PNG(不需要显示器)")
    shot.add_argument("--to", type=Path, default=Path("build/shots"), help="文件夹")
    shot.add_argument("--all", action="store_true", help="每页、每种主题、每种尺寸")
    shot.add_argument(
        "--page",
        default="wall",
        help="wall duty response forces supplies situation registers care exchange",
    )
    shot.add_argument("--theme", default="dark", help="dark light contrast")
    shot.add_argument("--size", default="1920x1080", help="宽x高")
    shot.add_argument("--quiet", action="store_true", help="常态(没有洪水)")
    shot.set_defaults(run=_shot)

    check = verbs.add_parser("check", parents=[where], help="证明记录没有被改动或丢失")
    check.set_defaults(run=_check)

    plan = verbs.add_parser("plan", help="检查一份预案文件,逐条指出文件、行、字段")
    plan.add_argument("file", type=Path)
    plan.set_defaults(run=_plan)

    import_ = verbs.add_parser("import", parents=[where], help="导入监测数据文本或新版预案")
    import_.add_argument("what", choices=("readings", "plan"))
    import_.add_argument("file", type=Path)
    import_.add_argument("--login", required=True, help="经办人登录名(口令另行输入)")
    import_.set_defaults(run=_import)

    export = verbs.add_parser("export", parents=[where], help="导出日志、监测、库存为 CSV")
    export.add_argument("what", choices=("journal", "readings", "stock"))
    export.add_argument("--to", type=Path, required=True)
    export.set_defaults(run=_export)

    backup = verbs.add_parser("backup", parents=[where], help="备份本机库,列出备份,从备份恢复")
    backup.add_argument("what", nargs="?", choices=("make", "list", "restore"), default="make")
    backup.add_argument("name", nargs="?", default="", help="恢复哪一份(文件名)")
    backup.add_argument("--login", default="", help="系统管理员登录名(口令另行输入)")
    backup.add_argument("--reason", default="", help="恢复的缘由")
    backup.set_defaults(run=_backup)

    packet = verbs.add_parser(
        "packet", parents=[where], help="导出交换包(须有人批准),导入省平台的回执包"
    )
    packet.add_argument("what", choices=("export", "import"))
    packet.add_argument("path", type=Path, help="导出到哪个文件夹;导入哪个文件")
    packet.add_argument("--login", required=True, help="经办人登录名(口令另行输入)")
    packet.add_argument("--approver", default="", help="批准人登录名(由其本人输入口令)")
    packet.set_defaults(run=_packet)

    first = verbs.add_parser("first", parents=[where], help="新建一个县的库,登记首个系统管理员")
    first.set_defaults(run=_first)

    _joining_and_keys(verbs, where)
    return parser


def _joining_and_keys(verbs: Any, where: argparse.ArgumentParser) -> None:
    enrol = verbs.add_parser("enrol", parents=[where], help="本机入网:凭入网码接入县数据交换")
    enrol.add_argument("--gateway", default="", help="省平台地址,如 http://127.0.0.1:8765")
    enrol.add_argument("--code", default="", help="省平台给的入网码(中断后续取不用)")
    enrol.add_argument("--name", default="", help="本机名称,如 二号席")
    enrol.add_argument("--login", default="", help="取回后给谁设首个口令(口令另行输入)")
    enrol.add_argument(
        "--link", choices=("command", "satellite"), default="command", help="本机所接链路"
    )
    enrol.set_defaults(run=_enrol)

    recover = verbs.add_parser("recover", parents=[where], help="用恢复码找回本机库的钥匙")
    recover.add_argument("--new", action="store_true", help="换一个新的恢复码,旧的作废")
    recover.set_defaults(run=_recover)


def _folder(asked: argparse.Namespace) -> Path:
    if asked.folder is not None:
        return Path(asked.folder)
    import platformdirs

    base = Path(platformdirs.user_data_dir("county-emergency-console", appauthor=False))
    return base / (DEMO if asked.demo else "live")


def _run(asked: argparse.Namespace) -> int:
    gc.disable()  # a start makes things and throws none away; `app.run` puts it back once painted
    from console.runtime.imports import unwatched

    unwatched()
    from console.app import compose, run

    env = compose.environment(
        _folder(asked), demo=asked.demo, read_only=asked.read_only, size=asked.scale
    )
    if env.has_display:
        return run.run(env, bench=asked.bench or "", story=asked.story)
    print("没有显示器:把演示县的总览画成图片。")
    return _draw("wall", "dark", "1920x1080", Path("build"))


def _shot(asked: argparse.Namespace) -> int:
    if asked.all:
        return _draw("", "", "", asked.to)
    return _draw(asked.page, asked.theme, asked.size, asked.to, quiet=asked.quiet)


def _draw(page: str, theme: str, size: str, to: Path, *, quiet: bool = False) -> int:
    """No page named: all of them."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from console.app import shots

    pictures = shots.wanted(page=page, theme=theme, size=size) if page else shots.every()
    for path in shots.take(pictures, to, quiet=quiet):
        print(path)
    return 0


def _check(asked: argparse.Namespace) -> int:
    from console.app import clerk

    return clerk.check(_folder(asked))


def _plan(asked: argparse.Namespace) -> int:
    from console.app import clerk

    return clerk.lint(asked.file)


def _import(asked: argparse.Namespace) -> int:
    from console.app import clerk

    return clerk.bring_in(_folder(asked), asked.what, asked.file, asked.login)


def _packet(asked: argparse.Namespace) -> int:
    from console.app import carrier

    if asked.what == "export":
        return carrier.take_out(_folder(asked), asked.path, asked.login, asked.approver)
    return carrier.bring_in(_folder(asked), asked.path, asked.login)


def _export(asked: argparse.Namespace) -> int:
    from console.app import clerk

    return clerk.take_out(_folder(asked), asked.what, asked.to)


def _backup(asked: argparse.Namespace) -> int:
    from console.app import clerk

    if asked.what == "list":
        return clerk.list_copies(_folder(asked))
    if asked.what == "restore":
        return clerk.put_back(_folder(asked), asked.name, asked.login, asked.reason)
    return clerk.back_up(_folder(asked))


def _first(asked: argparse.Namespace) -> int:
    from console.app import clerk

    return clerk.first(_folder(asked))


def _enrol(asked: argparse.Namespace) -> int:
    from console.app import enrolling

    given = enrolling.Asked(
        gateway=asked.gateway,
        code=asked.code,
        name=asked.name,
        login=asked.login,
        link=asked.link,
        demo=asked.demo,
    )
    return enrolling.enrol(_folder(asked), given)


def _recover(asked: argparse.Namespace) -> int:
    from console.app import clerk

    if asked.new:
        return clerk.new_recovery(_folder(asked))
    return clerk.recover(_folder(asked))


if __name__ == "__main__":
    sys.exit(main())
