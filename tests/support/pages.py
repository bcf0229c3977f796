"""The encrypted file opened page by page with nothing but its key, as a forensic reader would."""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_PAGE, _SALT, _IV, _HMAC = 4096, 16, 16, 64
_WAL_HEADER, _FRAME_HEADER = 32, 24
_RESERVE = _IV + _HMAC


def _plain(page: bytes, key: bytes, *, first: bool) -> bytes:
    body = page[_SALT if first else 0 : _PAGE - _RESERVE]
    iv = page[_PAGE - _RESERVE : _PAGE - _HMAC]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return decryptor.update(body) + decryptor.finalize()


def plain_bytes(path: Path, key: bytes) -> bytes:
    """All that lies in the file and in its WAL, live or left over."""
    data = path.read_bytes()
    found = [
        _plain(data[at : at + _PAGE], key, first=at == 0) for at in range(0, len(data), _PAGE)
    ]
    wal = path.with_name(path.name + "-wal")
    frames = wal.read_bytes()[_WAL_HEADER:] if wal.exists() else b""
    for at in range(0, len(frames), _FRAME_HEADER + _PAGE):
        number = int.from_bytes(frames[at : at + 4], "big")
        page = frames[at + _FRAME_HEADER : at + _FRAME_HEADER + _PAGE]
        found.append(_plain(page, key, first=number == 1))
    return b"".join(found)
