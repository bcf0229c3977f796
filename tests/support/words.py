"""`make words`: which words on screen have slipped past the two places where words belong.

Lists Chinese captions outside `tr()` in rooms with a screen, enum members without a Chinese label,
phrases said twice in the wording package, and the wrong words that decision D16 settled. Prints;
the test beside it (tests/console/test_words.py) holds the parts that must be empty.
"""

import ast
import re
import sys
from collections import defaultdict
from enum import Enum
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import console.domain
import console.wording

ROOT = Path(__file__).resolve().parents[2]
SCREEN = ("panes", "shell", "widgets")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# 左错右对: settled words. 事情 and 左 alone are too common to look for.
WRONG = {
    "来电人": "报告人",
    "用左": "采用本机",
    "用右": "采用对方",
    "等宽带": "待网络恢复",
    "重排缺口": "补排缺班",
    "县消防大队": "县消防救援大队",
    "降级": "调整为…级",
    "存下": "保存",
}


def _inside_tr(tree: ast.AST) -> set[int]:
    kept: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"tr", "translate"}:
            kept |= {id(inner) for inner in ast.walk(node)}
    return kept


def _docstrings(tree: ast.AST) -> set[int]:
    kept: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                kept.add(id(first.value))
    return kept


def bare_captions() -> list[str]:
    """Chinese string literals of the screen rooms that no translator would ever see."""
    found = []
    for room in SCREEN:
        for path in sorted((ROOT / "console" / room).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            skip = _inside_tr(tree) | _docstrings(tree)
            for node in ast.walk(tree):
                if not isinstance(node, ast.Constant) or id(node) in skip:
                    continue
                if isinstance(node.value, str) and CHINESE.search(node.value):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.value[:40]}")
    return found


def labels() -> dict[type[Enum], str]:
    """Enums that have a label table in the wording package, by where it stands."""
    found: dict[type[Enum], str] = {}
    for info in iter_modules(console.wording.__path__):
        module = import_module(f"console.wording.{info.name}")
        for name, value in vars(module).items():
            if isinstance(value, dict) and value:
                key = next(iter(value))
                if isinstance(key, Enum):
                    found.setdefault(type(key), f"{info.name}.{name}")
    return found


def unlabelled() -> list[str]:
    """Members of a labelled enum that the table forgets: they would show as an English word."""
    found = []
    for info in iter_modules(console.wording.__path__):
        module = import_module(f"console.wording.{info.name}")
        for name, value in vars(module).items():
            if not (isinstance(value, dict) and value and not name.startswith("_")):
                continue
            kinds = {type(key) for key in value if isinstance(key, Enum)}
            if len(kinds) == 1 and name.isupper():
                missing = [m for m in kinds.pop() if m not in value]
                found += [f"{info.name}.{name}: {m!r}" for m in missing]
    return found


def repeated() -> list[str]:
    """The same long phrase under two codes: one of them will be forgotten at the next change."""
    said: dict[str, list[str]] = defaultdict(list)
    for kind in ("REFUSALS", "ENTRIES"):
        for code, phrase in console.wording.table(kind).items():
            said[phrase].append(code)
    return [f"{phrase} ← {', '.join(codes)}" for phrase, codes in said.items() if len(codes) > 1]


def wrong_words() -> list[str]:
    found = []
    files = [*(ROOT / "console").rglob("*.py"), *(ROOT / "resources").rglob("*.toml")]
    for path in sorted(files):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for wrong, right in WRONG.items():
                if wrong in line:
                    found.append(f"{path.relative_to(ROOT)}:{number}: {wrong} → {right}")
    return found


def main() -> int:
    for title, rows in (
        ("没有进 tr() 的屏幕文字", bare_captions()),
        ("缺中文标签的枚举值", unlabelled()),
        ("说了两遍的句子", repeated()),
        ("已定不用的词", wrong_words()),
    ):
        sys.stdout.write(f"\n{title}:{len(rows)}\n")
        sys.stdout.write("".join(f"  {row}\n" for row in rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
