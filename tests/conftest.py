"""What every test stands on: an offscreen Qt, no network, no silent warnings, nothing left over."""

import gc
import logging
import os
import socket
import threading
import traceback

# Before Qt is imported: a scaled desktop would change every bitmap and every width.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
for name in ("QT_SCALE_FACTOR", "QT_FONT_DPI", "QT_STYLE_OVERRIDE", "QT_SCREEN_SCALE_FACTORS"):
    os.environ.pop(name, None)

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

settings.register_profile(
    "dev",
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "ci",
    max_examples=300,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


# The files that take longest, longest first: two workers that begin with these end together.
LONGEST = (
    "test_architecture",
    "test_june_flood",
    "test_tree",
    "test_simulator",
    "test_kill",
    "test_care_page",
    "test_exchange_page",
    "test_at_the_desk",
    "test_apart",
    "test_papers_window",
    "test_registers_pane",
    "test_response_pane",
    "test_widgets_paged",
    "test_crash",
    "test_backup_restore",
    "test_coding",
    "test_client_promises",
    "test_decisions_apart",
    "test_relay",
    "test_demo_county",
)


def pytest_collection_modifyitems(items):
    """Whole files, in the order of LONGEST; the rest stand as they were found."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(LONGEST)))


@pytest.fixture(scope="session")
def exchange_server():
    """One embedded PostgreSQL for the whole run of a worker; each file has databases of its own."""
    from tests.support.far_end import server

    with server() as made:
        yield made


@pytest.fixture(scope="session")
def own_hasher():
    """The program's own way of hashing passwords, which takes a tenth of a second on purpose."""
    from console.services import officers

    return officers._HASHER


@pytest.fixture(scope="session", autouse=True)
def _hashes_cheaply(own_hasher):
    """The same hash with less work in it: half of the time of a county's founding was this."""
    from argon2 import PasswordHasher

    from console.services import officers

    officers._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    officers._HASHER = own_hasher


@pytest.fixture(scope="session", autouse=True)
def _recovery_keys_wrap_cheaply():
    """Likewise of every store that a test makes."""
    from db import keys

    own, keys._WORK = keys._WORK, 2
    yield
    keys._WORK = own


@pytest.fixture(autouse=True)
def _no_unexpected_log(caplog, request):
    """A WARNING that no test expects is a fault. Expect one with the `expected_log` marker-free
    way: `caplog.clear()` after having looked at it."""
    caplog.set_level(logging.WARNING)
    yield
    bad = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    if bad:
        pytest.fail("unexpected log: " + "; ".join(r.getMessage() for r in bad), pytrace=False)


LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch):
    """No test reaches beyond this machine."""
    real = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test reached for {address}")
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _nothing_left_over(request):
    """Threads and windows that a test started are gone when it ends; names what is not."""
    threads = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in threads and t.is_alive() and not t.daemon]
    for thread in left:
        thread.join(timeout=60)
    left = [t for t in left if t.is_alive()]
    if left:
        stacks = "\n".join(_where(t) for t in left)
        pytest.fail(f"threads left running:\n{stacks}", pytrace=False)
    _no_window_left()


def _where(thread):
    import sys

    frame = sys._current_frames().get(thread.ident)
    where = "".join(traceback.format_stack(frame)[-2:]) if frame else "?"
    return f"{thread.name}:\n{where}"


def _no_window_left():
    import sys

    widgets = sys.modules.get("PySide6.QtWidgets")
    app = widgets.QApplication.instance() if widgets else None
    if app is None:
        return
    app.sendPostedEvents(None, 52)  # DeferredDelete
    shown = [w for w in app.topLevelWidgets() if w.isVisible()]
    if shown:
        gc.collect()
        shown = [w for w in app.topLevelWidgets() if w.isVisible()]
    names = [f"{type(w).__name__}({w.objectName()})" for w in shown]
    for window in shown:
        window.close()
    if names:
        pytest.fail(f"windows left open: {names}", pytrace=False)


PATIENCE_MS = 120_000  # a wait that ends well ends at once; a busy machine fails no test


class PatientBot(QtBot):
    """Waits as long as it takes."""

    def waitUntil(self, callback, *, timeout=PATIENCE_MS):
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=PATIENCE_MS, **more):
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals, *, timeout=PATIENCE_MS, **more):
        return super().waitSignals(signals, timeout=timeout, **more)


@pytest.fixture(autouse=True)
def _collected_on_the_gui_thread(request):
    """As in the program (`console.runtime.tidying`): no worker comes upon a dead widget."""
    if "qapp" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            break
    gc.enable()


@pytest.fixture
def qtbot(qapp, request):
    return PatientBot(request)


@pytest.fixture(scope="session")
def qapp_args():
    return ["console-tests"]


@pytest.fixture
def themed(qapp):
    """The application in the dark theme, caret not blinking, so that two pictures are equal."""
    from console import theme

    qapp.setCursorFlashTime(0)
    theme.apply(qapp, "dark")
    return qapp
