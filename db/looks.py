"""What an unreadable file is: damaged, or not ours at all. Without the key SQLite can't tell."""

from codecs import getincrementaldecoder
from pathlib import Path

from console.domain.refused import Unavailable
from db.engine import PAGE
from db.storefile import StoreFile

SALT = 16
_PLAIN = b"SQLite format 3\0"


def salt(path: Path) -> str:
    """How an encrypted file begins; it stays the same for the file's life."""
    with path.open("rb") as file:
        return file.read(SALT).hex()


def refuse_other_files(path: Path) -> None:
    """A file that can't be the store is not even opened: empty, another program's, plain text."""
    begin = _begin(path)
    if not begin:
        raise Unavailable("store_damaged", path=path.name)
    if begin.startswith(_PLAIN) or _is_text(begin):
        raise Unavailable("store_foreign", path=path.name)
    if len(begin) < PAGE:
        raise Unavailable("store_damaged", path=path.name)


def verdict(path: Path, file: StoreFile) -> Unavailable:
    """Why a file that looked encrypted can't be read with the right key."""
    ours = not file.salt or salt(path) == file.salt
    return Unavailable("store_damaged" if ours else "store_foreign", path=path.name)


def _begin(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(PAGE)
    except OSError as error:
        raise Unavailable("store_unreachable", path=path.name) from error


def _is_text(begin: bytes) -> bool:
    """Encrypted bytes are not UTF-8 for a whole page, nor free of control characters."""
    try:
        text = getincrementaldecoder("utf-8")().decode(begin)  # the end may cut a character
    except UnicodeDecodeError:
        return False
    return all(c.isprintable() or c in "\r\n\t\f" for c in text)
