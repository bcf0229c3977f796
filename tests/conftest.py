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
        thread.join(timeout=2.0)
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
