"""When the program itself is at fault: a file that can be handed over, and the window stays.

A command post must not vanish. Every operation has committed before, so nothing is lost. The file
holds no names, no phones and no sentences (D40): of a message only its ASCII words are kept, long
digits crossed out. Nothing is sent by itself.
"""

import re
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

KEPT = 20  # a fault in a paint event repeats; the first files tell the story


class Crash(QObject):
    """`happened(Path | None)` on the GUI thread after a fault was written down."""

    happened = Signal(object)
    _crossed = Signal(object)

    def __init__(
        self,
        folder: Path,
        now: Callable[[], datetime],
        version: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._now = now
        self._version = version
        self._seen: dict[str, int] = {}
        self._before: tuple[Any, Any, Any] | None = None
        self._crossed.connect(self.happened, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread
        sys.unraisablehook = self._on_unraisable

    def remove(self) -> None:
        if self._before is not None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
            self._before = None

    def report(self, error: BaseException) -> Path | None:
        """Written on whichever thread it happened; heard on the GUI thread. Once per fault."""
        story = tell(error, self._version)
        kind = story.splitlines()[-1]
        self._seen[kind] = self._seen.get(kind, 0) + 1
        if self._seen[kind] > 1 or len(self._seen) > KEPT:
            return None
        path = self._write(story)
        self._crossed.emit(path)
        return path

    def _write(self, story: str) -> Path | None:
        path = self._folder / f"fault-{self._now():%Y%m%d-%H%M%S}-{len(self._seen):02d}.txt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_text(story, "utf-8")
        except OSError:
            return None  # a full disk: the window still says that something is wrong
        return path

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.report(error.with_traceback(trace))

    def _on_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            self.report(args.exc_value)

    def _on_unraisable(self, args: Any) -> None:
        if args.exc_value is not None:
            self.report(args.exc_value)


def tell(error: BaseException, version: str) -> str:
    """The fault in lines of code, the last line saying what and where."""
    lines = [f"version {version}", f"python {sys.version.split()[0]}"]
    frames = traceback.extract_tb(error.__traceback__)
    lines += [f"  {_short(f.filename)}:{f.lineno} {f.name}: {f.line}" for f in frames]
    cause = error.__cause__ or error.__context__
    if cause is not None:
        lines.append(f"after {type(cause).__name__}: {blanked(str(cause))}")
    where = f"{_short(frames[-1].filename)}:{frames[-1].lineno}" if frames else "?"
    lines.append(f"{type(error).__name__} at {where}: {blanked(str(error))}")
    return "\n".join(lines)


def blanked(text: str) -> str:
    """A message without anything that could name a person: no Chinese, no long digits."""
    ascii_only = "".join(c if c.isascii() and c.isprintable() else "·" for c in text)
    return re.sub(r"\d[\d\s-]{4,}\d", "#", re.sub(r"·+", "·", ascii_only))[:300]


def _short(path: str) -> str:
    """From the package on: a home directory is a name, too."""
    parts = Path(path).parts
    for root in ("console", "db", "resources", "site-packages", "lib"):
        if root in parts:
            return "/".join(parts[parts.index(root) :])
    return parts[-1] if parts else "?"
