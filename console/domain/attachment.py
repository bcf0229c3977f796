"""A photograph, a recording, a paper that belongs to a record.

The row goes up with the record's own lane; the file follows when a link carries files, and a
reader who is faster sees 未到. The file is sealed under a key of its own, which stands in the row
among the personal fields of its subject: once the subject's key is destroyed (D18), every copy
of the file, here and at the province, is noise.
"""

from datetime import datetime
from pathlib import PurePath

from console.domain.changes import Kind
from console.domain.record import dataclass
from console.domain.refused import Refused

LARGEST = 100 << 20  # bytes, plain
_LONGEST_NAME = 120
_MEDIA = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_OTHER = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """Sealed: name, key. `sha256` and `sealed_size` are those of the sealed file.

    `file_time` is when the file was last written, as the disk that it came from says; None where
    it was added by a version that did not ask.
    """

    id: str
    subject_kind: Kind
    subject_id: str
    name: str
    key: str
    media_type: str
    size: int
    sha256: str
    sealed_size: int
    added_at: datetime
    added_by: str
    file_time: datetime | None = None


def sound_size(size: int) -> int:
    """Asked before a byte is read: 200 MB are refused at once."""
    if size > LARGEST:
        raise Refused("attachment_too_large", field="path", mib=-(-size >> 20), most=LARGEST >> 20)
    if not size:
        raise Refused("attachment_empty", field="path")
    return size


def sound_name(name: str) -> str:
    """The last part alone, short enough for a list, its ending kept."""
    plain = PurePath(name.replace("\\", "/")).name.strip()
    plain = "".join(c for c in plain if c.isprintable())
    if not plain or plain in {".", ".."}:
        raise Refused("attachment_unnamed", field="path")
    if len(plain) <= _LONGEST_NAME:
        return plain
    ending = PurePath(plain).suffix[:10]
    return plain[: _LONGEST_NAME - len(ending)] + ending


def media_type(name: str) -> str:
    return _MEDIA.get(PurePath(name).suffix.lower(), _OTHER)


def harmless(name: str) -> bool:
    """It shows or sounds; a program that somebody sent as a picture is not opened by a click."""
    return media_type(name) != _OTHER
