"""What came back over a line, and whom it is from.

Three outcomes and no fourth: a `Reply` that is surely ours, a `Problem` that the far end said in
words, or `LineDown`, where nobody knows whether the request arrived. All that is sent may be sent
again byte for byte (G3), so that `LineDown` always means: the same bytes, later.

A hotel's log-in page, a proxy's error page and a body cut in half all look like success to a
careless reader: without `X-Epoch` nothing is believed, a redirect is somebody else, and what does
not unpack to its end was never received.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from console.domain.record import dataclass
from db.sync import wire

# How a line was down.
UNREACHED = "unreached"  # refused, no route, no such name: it never arrived
SILENT = "silent"  # not a byte within the stall
CUT = "cut"  # closed or damaged on the way
NOT_OURS = "not_ours"  # somebody else answered: a log-in page, a redirect, a proxy's own page
BROKEN = "broken"  # the far end failed (5xx) and does not know itself
TLS = "tls"  # a certificate that is not the county's
CLOSED = "closed"  # we hung up ourselves

_BROKEN = {500, 502, 504}  # whatever they carry: the outcome is unknown
_WELL, _ELSEWHERE, _FAILED = 2, 3, 5  # hundreds
_LONGEST_WAIT = 24 * 3600.0


class LineDown(Exception):  # noqa: N818 - a state of the line, not a fault
    """The outcome is unknown: the same bytes go again, later.

    `came` is what there was of an answer when it broke off, head and all: only for who proves the
    whole by a sum of its own.
    """

    def __init__(
        self,
        kind: str,
        reason: str = "",
        retry_after: float | None = None,
        came: "Reply | None" = None,
    ) -> None:
        super().__init__(kind, reason)
        self.kind = kind
        self.reason = reason
        self.retry_after = retry_after
        self.came = came


class Told(dict[str, Any]):
    """An answer's words. Where one is missing that the contract knows, somebody else spoke."""

    def __missing__(self, name: str) -> Any:
        raise LineDown(NOT_OURS, f"no {name}")


@dataclass(frozen=True, slots=True)
class Reply:
    """A success; `body` is unpacked. `took` seconds from the first byte out to the last byte in."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    took: float = 0.0

    def json(self) -> dict[str, Any]:
        """The body as an object; what is not one came from somebody else or was cut."""
        try:
            found = wire.loads(self.body)
        except wire.Malformed as error:
            raise LineDown(CUT, error.reason) from error
        if not isinstance(found, dict):
            raise LineDown(NOT_OURS, "not an object")
        return Told(found)

    def groups(self) -> tuple[dict[str, Any], list[bytes]]:
        """The head and the lines of a body of groups."""
        try:
            head, lines = wire.unpack(self.body)
        except wire.Malformed as error:
            raise LineDown(CUT, error.reason) from error
        return Told(head), lines


def judged(came: Reply, now: datetime) -> Reply:
    """`came` with its body unpacked, or the reason why it is not an answer."""
    headers, status = came.headers, came.status
    pause = _pause(headers.get("Retry-After", ""), now)
    if status // 100 == _ELSEWHERE:
        raise LineDown(NOT_OURS, f"redirect {status}")
    if status in _BROKEN:
        raise LineDown(BROKEN, str(status), pause)
    if status // 100 != _WELL:
        raise _problem(came, pause)
    if not headers.get(wire.EPOCH_HEADER):
        raise LineDown(NOT_OURS, f"{status} {headers.get('Content-Type', '')}".strip())
    return Reply(status, headers, _unpacked(came), came.took)


def _problem(came: Reply, pause: float | None) -> Exception:
    """A refusal in our words, or what somebody between said."""
    kind = came.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == wire.PROBLEM_TYPE:
        told = _facts(_unpacked(came))
        code = told.pop("code", None)
        if isinstance(code, str) and code:
            return wire.Problem(came.status, code, told, pause)
    if came.status // 100 == _FAILED:
        return LineDown(BROKEN, str(came.status), pause)
    return LineDown(NOT_OURS, f"{came.status} {kind}".strip(), pause)


def _facts(body: bytes) -> dict[str, Any]:
    """Empty where a HEAD request, or something between, left none."""
    try:
        found = wire.loads(body)
    except wire.Malformed:
        return {}
    return found if isinstance(found, dict) else {}


def _unpacked(came: Reply) -> bytes:
    try:
        return wire.inflate(came.body, came.headers.get("Content-Encoding", "").strip().lower())
    except wire.Malformed as error:
        raise LineDown(CUT, error.reason) from error
    except wire.TooLarge as error:
        raise LineDown(NOT_OURS, "too large unpacked") from error


def _pause(told: str, now: datetime) -> float | None:
    """`Retry-After` as seconds from now: it may be a number or a date; never more than a day."""
    told = told.strip()
    if not told:
        return None
    if told.isdecimal() and told.isascii():
        return min(float(told), _LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(told)
    except (ValueError, TypeError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), _LONGEST_WAIT)
