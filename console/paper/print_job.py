"""Both files of a sheet written beside each other, whole or not at all.

Both are made in memory first; each is written under a passing name, forced to the disk and then
renamed, so that a full disk or a pulled stick never leaves half a paper under its right name.
"""

import errno
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from console.domain.refused import Unavailable
from console.paper.docx import docx
from console.paper.pdf import Fonts, pdf
from console.paper.sheet import Sheet
from console.wording.paper import LIST

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_LONGEST = 80  # characters; a name in UTF-8 takes three bytes for each and 255 are the limit


@dataclass(frozen=True, slots=True)
class Exported:
    """Where the files stand, and which fonts stand in for those of the standard."""

    pdf: Path
    docx: Path | None
    pages: int
    substitutes: tuple[str, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        return (self.pdf,) if self.docx is None else (self.pdf, self.docx)

    @property
    def names(self) -> str:
        """通知.pdf、.docx: one name is said once."""
        return LIST.join((self.pdf.name, *(path.suffix for path in self.paths[1:])))


def export(
    sheet: Sheet, folder: Path, stem: str, fonts: Fonts | None = None, *, editable: bool = True
) -> Exported:
    """`<stem>.pdf` and `<stem>.docx` in `folder`; an older paper of that name is replaced.

    What nobody is to edit is a PDF alone.
    """
    name = clean(stem)
    printed = pdf(sheet, fonts)
    files = {folder / f"{name}.pdf": printed.data}
    if editable:
        files[folder / f"{name}.docx"] = docx(sheet)
    paths = tuple(files)
    _put(paths, tuple(files.values()), folder)
    return Exported(paths[0], paths[1] if editable else None, printed.pages, printed.substitutes)


def clean(stem: str) -> str:
    """A name that Windows and a memory stick take as well."""
    name = _FORBIDDEN.sub("_", stem).strip(" .")[:_LONGEST].strip(" .")
    return name or "paper"


def _put(paths: tuple[Path, ...], contents: tuple[bytes, ...], folder: Path) -> None:
    waiting = [_beside(path, "part") for path in paths]
    try:
        for part, content in zip(waiting, contents, strict=True):
            _write(part, content)
        _rename(waiting, paths)
    except OSError as fault:
        raise answer(fault, folder) from fault
    finally:
        for part in waiting:
            _drop(part)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(f".{path.name}.{suffix}")


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _rename(waiting: Sequence[Path], paths: Sequence[Path]) -> None:
    """All or none: where one of the older papers is held open, the others are put back."""
    aside = [(path, _beside(path, "old")) for path in paths if path.exists()]
    moved: list[tuple[Path, Path]] = []
    try:
        for path, old in aside:
            path.replace(old)
            moved.append((path, old))
        for part, path in zip(waiting, paths, strict=True):
            part.replace(path)
    except OSError as fault:
        for path, old in moved:
            old.replace(path)
        if isinstance(fault, PermissionError):
            held = aside[len(moved)][0] if len(moved) < len(aside) else paths[0]
            raise Unavailable("paper_in_use", name=held.name) from fault
        raise
    for _path, old in moved:
        _drop(old)


def _drop(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return  # a stick that is gone takes its passing files with it


_CODES = {
    errno.ENOSPC: "paper_disk_full",
    errno.EDQUOT: "paper_disk_full",
    errno.EFBIG: "paper_disk_full",
    errno.EACCES: "paper_read_only",
    errno.EPERM: "paper_read_only",
    errno.EROFS: "paper_read_only",
    errno.ENOENT: "paper_no_folder",
    errno.ENOTDIR: "paper_no_folder",
}


def answer(fault: OSError, folder: Path) -> Unavailable:
    """What the disk's refusal means to an officer."""
    code = _CODES.get(fault.errno or 0, "paper_not_written")
    return Unavailable(code, folder=str(folder), reason=fault.strerror or "")
