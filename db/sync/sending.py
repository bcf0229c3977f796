"""A file up a line, in pieces, from where the far end says that it stands: a console's or a relay's.

The far end's word counts (`offset`), so that an upload goes on from there after any break, whoever
brought the bytes that are there. A piece finds its own size, as a push does.
"""

from collections.abc import Callable

from console.domain.link import Pace
from console.domain.record import dataclass
from console.domain.refused import Unavailable
from db.sync import wire
from db.sync.line import Line, LineDown
from db.sync.pace import Chunk

BLOB_TYPE = "application/octet-stream"
_FIRST, _MOST = 64 << 10, 1 << 20  # bytes of a piece


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that is still owed; `done` bytes of `size` are there."""

    sha256: str
    size: int
    done: int


Note = Callable[[Waiting, int], None]


class Sender:
    """`piece` gives so many bytes of a file from a place on, `note` is told where the far end stands
    after each; `stopped` is asked between pieces.
    """

    def __init__(
        self,
        line: Line,
        pace: Pace,
        piece: Callable[[str, int, int], bytes],
        note: Note,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._line, self._stall = line, pace.stall
        self._piece, self._note, self._stopped = piece, note, stopped
        self.chunk = Chunk(pace)
        self.chunk.bytes = min(_FIRST, self.chunk.bytes)

    def sent(self, one: Waiting) -> bool:
        """Whether it is whole there now. A file that is spoilt here, or too large there, does not
        hold up the others.
        """
        try:
            return self.send(one)
        except Unavailable:
            return False
        except wire.Problem as said:
            if said.code not in {wire.MALFORMED, wire.TOO_LARGE}:
                raise
            return False

    def send(self, one: Waiting) -> bool:
        at = one.done
        while at < one.size and not self._stopped():
            stands = self._send_from(one, at)
            if stands == at:  # for ever, and nothing else would be exchanged
                raise LineDown("not_ours", "offset")
            at = stands
            self._note(one, at)
        return at >= one.size

    def _send_from(self, one: Waiting, at: int) -> int:
        """One piece; where the far end now stands."""
        piece = self._piece(one.sha256, at, min(self.chunk.bytes, one.size - at))
        try:
            reply = self._line.call(
                "POST",
                f"/v1/blob/{one.sha256}",
                body=piece,
                type_=BLOB_TYPE,
                query={"offset": str(at), "total": str(one.size)},
                stall=self._stall,
            )
        except wire.Problem as said:
            if said.code != wire.OFFSET_MISMATCH:
                raise
            return _offset(said.facts, one.size)
        except LineDown:
            self.chunk.halve()
            raise
        self.paced(reply.took, len(piece))
        return _offset(reply.json(), one.size)

    def paced(self, took: float, size: int) -> None:
        """Bytes are what is counted here; the chunk's operations follow them."""
        if size == self.chunk.bytes:
            self.chunk.took(took, self.chunk.ops)
            self.chunk.bytes = min(self.chunk.bytes, _MOST)


def _offset(told: dict[str, object], size: int) -> int:
    at = told.get("offset")
    if not isinstance(at, int) or not 0 <= at <= size:
        raise LineDown("not_ours", "offset")
    return at
