"""From the start of the process to the painted wall, against a bare window; and to the curves."""

from pathlib import Path

from tests.bench.measure import Figure, interleaved, python

BARE = ("-m", "tests.bench.bare_window")
RUN = ("-m", "console", "run", "--demo", "--bench")


def figures(folder: Path, rounds: int) -> list[Figure]:
    where = ("--folder", str(folder))
    taken = interleaved(
        {
            "bare": python(*BARE),
            "wall": python(*RUN, "wall", *where),
            "curves": python(*RUN, "curves", *where),
        },
        rounds,
    )
    bare, wall = taken["bare", "painted"], taken["wall", "painted"]
    first, curves = taken["wall", "first"], taken["curves", "curves"]
    return [
        Figure("总览带数据画出 ÷ 空白窗口", wall / bare, 5, "倍"),
        Figure("地图和曲线画出 ÷ 空白窗口", curves / bare, 10, "倍"),
        Figure("窗口骨架画出 ÷ 空白窗口", first / bare, None, "倍"),
        Figure("空白窗口画出", bare * 1000, None, "ms"),
        Figure("总览带数据画出", wall * 1000, None, "ms"),
        Figure("地图和曲线画出", curves * 1000, None, "ms"),
    ]
