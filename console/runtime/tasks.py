"""Work off the GUI thread that always comes back, and never fails in silence.

Three lanes: one writer (the store has one write connection), two readers (snapshots), two for
the network. What a ThreadPoolExecutor raises stays hidden in its future; here every future is
looked at. Answers (`Refused`, `Unavailable`) go to whoever asked; anything else is a fault of the
program and also reaches `sys.excepthook`, so that it leaves a crash file and the window stays.
"""

import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, QMetaMethod, QObject, Qt, Signal

from console.domain.changes import Changes
from console.domain.record import dataclass
from console.domain.refused import Answer


class Executor(Protocol):
    """Threads in the house, the same thread in a test."""

    def submit(self, fn: Callable[[], object], /) -> Future[object]: ...

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None: ...  # noqa: FBT001, FBT002 - the library's own signature


class InlineExecutor:
    """Runs at once on the caller's thread; the answer still arrives through the event loop."""

    def submit(self, fn: Callable[[], object], /) -> Future[object]:
        future: Future[object] = Future()
        try:
            future.set_result(fn())
        except Exception as error:  # noqa: BLE001 - it belongs in the future, as with a thread
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """Nothing is ever pending."""


@dataclass(frozen=True)
class Lanes:
    """The three executors; tests hand in inline ones."""

    writer: Executor
    reader: Executor
    network: Executor


def threads() -> Lanes:
    return Lanes(
        writer=ThreadPoolExecutor(1, "writer"),
        reader=ThreadPoolExecutor(2, "reader"),
        network=ThreadPoolExecutor(2, "network"),
    )


def inline() -> Lanes:
    one = InlineExecutor()
    return Lanes(one, one, one)


class Ticket(QObject):
    """One piece of work under way.

    `done(result)` or `failed(error)` fires once, on the GUI thread, never before control has
    returned to the event loop: connecting after submission can't miss it. Connect bound methods
    of QObjects only, so that the connection dies with the receiver.
    """

    done = Signal(object)
    failed = Signal(object)
    _settled = Signal(object)

    def __init__(self, runner: "Runner", what: str) -> None:
        super().__init__()
        self.what = what
        self.pending = True
        self._runner = runner
        self._settled.connect(self._settle, Qt.ConnectionType.QueuedConnection)

    def _arrive(self, future: Future[object]) -> None:
        """Runs on the worker; the queued signal crosses to the GUI thread."""
        self._settled.emit(future)

    def _settle(self, future: Future[object]) -> None:
        self.pending = False
        if future.cancelled():
            self._runner._closed(self)  # noqa: SLF001 - the two are one mechanism
            return
        error = future.exception()
        if error is None:
            self.done.emit(future.result())
        else:
            heard = self.isSignalConnected(QMetaMethod.fromSignal(self.failed))
            self.failed.emit(error)
            if not isinstance(error, Answer):
                sys.excepthook(type(error), error, error.__traceback__)
            elif not heard:
                self._runner.unheard.emit(error)
        self._runner._closed(self)  # noqa: SLF001


class Runner(QObject):
    """Hands work to the lanes. `committed(Changes)` fires after a write, and feeds the bus."""

    committed = Signal(object)  # Changes, only after COMMIT
    unheard = Signal(object)  # an Answer that nobody waited for; the window shows it

    def __init__(self, lanes: Lanes | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = lanes or threads()
        self._open: dict[Ticket, Future[object]] = {}
        self._shut = False
        self.stopping = Event()  # network work looks at it between two steps

    def write(self, fn: Callable[..., Any], *args: Any) -> Ticket:
        ticket = self._submit(self._lanes.writer, fn, args)
        ticket.done.connect(self._publish)
        return ticket

    def read(self, fn: Callable[..., Any], *args: Any) -> Ticket:
        return self._submit(self._lanes.reader, fn, args)

    def network(self, fn: Callable[..., Any], *args: Any) -> Ticket:
        return self._submit(self._lanes.network, fn, args)

    @property
    def busy(self) -> int:
        """How many tickets have not come back; a test waits for 0."""
        return len(self._open)

    def close(self, deadline: float = 5.0) -> list[str]:
        """Network first, then the writer to its last word, then the readers.

        Returns what was still unfinished at the deadline, so that the caller can say so.
        """
        self._shut = True
        self.stopping.set()
        self._lanes.network.shutdown(wait=False, cancel_futures=True)
        pending = dict(self._open)
        wait(pending.values(), timeout=deadline)
        left = [ticket.what for ticket, future in pending.items() if not future.done()]
        self._lanes.writer.shutdown(wait=not left)
        self._lanes.reader.shutdown(wait=not left, cancel_futures=True)
        for ticket in pending:
            QCoreApplication.sendPostedEvents(ticket)
        return left

    def _submit(self, lane: Executor, fn: Callable[..., Any], args: tuple[Any, ...]) -> Ticket:
        if self._shut:
            raise RuntimeError("the runner is closed")
        ticket = Ticket(self, getattr(fn, "__qualname__", repr(fn)))
        future = lane.submit(lambda: fn(*args))
        self._open[ticket] = future
        future.add_done_callback(ticket._arrive)  # noqa: SLF001
        return ticket

    def _closed(self, ticket: Ticket) -> None:
        self._open.pop(ticket, None)

    def _publish(self, result: object) -> None:
        changes = changes_in(result)
        if changes:
            self.committed.emit(changes)


def changes_in(result: object) -> Changes | None:
    """The Changes of a service's answer, alone or beside an id."""
    if isinstance(result, Changes):
        return result
    if isinstance(result, tuple):
        return next((part for part in result if isinstance(part, Changes)), None)
    return None
