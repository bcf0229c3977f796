"""Sixty pixels that answer in three seconds: level and since when, what is due, who is on watch,
what has not gone up yet, what time it is.
"""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.domain.changes import Kind
from console.domain.level import gravest
from console.services.glance.bar import ActiveResponse, NearestDue, SituationGlance
from console.shell.desk import Desk
from console.theme import hold, set_tone
from console.theme.fonts import px
from console.widgets.countdown import urgency
from console.widgets.level_badge import LevelBadge
from console.widgets.pane import Asking
from console.widgets.panel import Dot
from console.wording import UNKNOWN, clock_seconds, clock_time, date_weekday, near_time, span
from console.wording.seat import WAITING
from console.wording.shell import LINK, PRODUCT

HEIGHT = 60
ORDER = (
    "date",
    "words",
    "caption",
    "leader",
    "no_caption",
    "until",
    "product",
    "link",
    "watch",
    "due",
)
STEPS = len(ORDER)
EXCHANGE = "exchange"  # the room behind the chip of link and outbox


class SituationBar(Asking):
    """Asks like a pane, because it is one; it is only always there."""

    name, title = "situation_bar", "形势栏"
    watches = frozenset(
        {
            Kind.RESPONSE,
            Kind.DUE,
            Kind.WATCH,
            Kind.OFFICER,
            Kind.TASK,
            Kind.INCIDENT,
            Kind.JOURNAL,
            Kind.VERDICT,
        }
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.services, desk.bus, desk.focus, desk.runner, parent)
        self._desk = desk
        self._glance = SituationGlance()
        hold(self, height=HEIGHT)
        frame = QFrame(self)
        frame.setObjectName("Situation")
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self._row = QHBoxLayout(frame)
        self._row.setContentsMargins(px(20), 0, px(20), 0)
        self._row.setSpacing(px(18))
        self._product = QLabel(desk.title or PRODUCT)
        self._product.setProperty("role", "product")
        self._due_form = "full"
        self._row.addWidget(self._product)
        self._row.addSpacing(px(8))
        self._chips: list[_Chip] = []
        self._quiet = QLabel("无启动响应")
        self._quiet.setProperty("role", "quiet")
        self._row.addWidget(self._quiet)
        self._due = _Pill()
        self._row.addWidget(self._due)
        self._row.addStretch(1)
        self._leader, self._watch = _Two("带班领导"), _Two("主班 / 副班")
        self._row.addWidget(self._leader)
        self._row.addWidget(self._watch)
        self._link = _Pill(dot=True)
        self._row.addWidget(self._link)
        self._clock = QLabel()
        self._clock.setProperty("role", "clock")
        self._date = QLabel()
        self._date.setProperty("role", "quiet")
        self._row.addWidget(self._clock)
        self._row.addWidget(self._date)
        self._fitting = QTimer(self)  # a turn later: an unpolished label measures too short
        self._fitting.setSingleShot(True)
        self._fitting.setInterval(20)
        self._fitting.timeout.connect(self._fit)
        self._proof = QTimer(self)  # and once more when everything has its new face
        self._proof.setSingleShot(True)
        self._proof.setInterval(70)
        self._proof.timeout.connect(self._fit_if_long)
        self._fitting.timeout.connect(self._proof.start)
        self._link.pressed.connect(self._on_pressed)
        desk.bus.link.connect(self._on_link)
        self.show_glance(self._glance)

    def _on_pressed(self) -> None:
        self.page_asked.emit(EXCHANGE)

    @property
    def at_rest(self) -> bool:
        """Measured as well as answered: a bar that is about to be fitted is not what is seen."""
        measuring = self._fitting.isActive() or self._proof.isActive()
        return super().at_rest and not measuring

    def ask(self, read: Any) -> SituationGlance:
        return self._desk.situation(read, self._desk.clock.now())

    def show_glance(self, glance: SituationGlance) -> None:
        self._glance = glance
        self._show_chips(glance.responses)
        self._leader.set(glance.leader)
        self._watch.set(" / ".join(n or UNKNOWN for n in (glance.primary, glance.secondary)))
        self.on_tick(self._desk.clock.now())
        self._fitting.start()

    def _on_link(self, _state: object) -> None:
        self.refresh()

    def show_failure(self, sentence: str) -> None:
        self._link.set(f"形势未能读取:{sentence}", "bad")

    def on_tick(self, now: datetime) -> None:
        self._clock.setText(clock_seconds(now))
        self._date.setText(date_weekday(now))
        for chip in self._chips:
            chip.tick(now)
        self._show_due(self._glance.due, now)
        if now.second == 0 or self._row.sizeHint().width() > self.width():
            self._fitting.start()  # an hour more makes a longer word

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fitting.start()

    def changeEvent(self, event: QEvent) -> None:
        """Larger type leaves less room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_fitting"):
            self._fitting.start()

    def texts(self) -> list[str]:
        """What can be read on the bar, for tests."""
        return [w.text() for w in self.findChildren(QLabel) if w.isVisibleTo(self) and w.text()]

    def _show_chips(self, responses: tuple[ActiveResponse, ...]) -> None:
        while len(self._chips) < len(responses):
            chip = _Chip()
            self._chips.append(chip)
            self._row.insertWidget(1 + len(self._chips), chip)
        for number, chip in enumerate(self._chips):
            chip.setVisible(number < len(responses))
            if number < len(responses):
                chip.set(responses[number])
        self._quiet.setVisible(not responses)
        worst = gravest(r.level for r in responses)
        self.setAccessibleDescription("" if worst is None else f"最高 {int(worst)} 级")

    def _show_due(self, due: NearestDue | None, now: datetime) -> None:
        self._due.setVisible(due is not None)
        if due is None:
            return
        left = due.due_at - now
        over = left.total_seconds() < 0
        said = f"超时 {span(left)}" if over else f"还剩 {span(left)}"
        until = f"({clock_time(due.due_at)} 前)"
        shown = {"full": f"{due.title} {said}{until}", "title": f"{due.title} {said}"}
        tone = urgency(now, due.start, due.due_at)
        self._due.set(shown.get(self._due_form, said), tone)
        self._due.setToolTip(shown["full"])
        self._due.setAccessibleName(shown["full"])

    def _show_link(self, glance: SituationGlance, *, form: str = "full") -> None:
        said, tone = LINK.get(glance.link, (glance.link, "warn"))
        at = glance.uploaded_at
        near = near_time(at, self._desk.clock.now())
        pending = UNKNOWN if glance.pending is None else str(glance.pending)
        waits = f"已上报 {near}" if at and glance.pending == 0 else f"待上报 {pending}"
        names = zip(("未采纳", "隔离"), glance.aside, strict=True)
        told = [waits, *(f"{name} {count}" for name, count in names if count)]
        parts = {
            "full": ["已存本机", glance.link_words or said, *told],
            "count": ["已存本机", *told],
        }
        self._link.set(" · ".join(parts.get(form, told)), "", dot=tone)
        last = f"上次上报 {near}" if at else "尚无上报"
        self._link.setToolTip(f"{glance.link_words or said}\n{last}")

    def _fit(self) -> None:
        """What is least needed goes first when the room is short; level and time never go, and
        nothing is cut off: half a figure is a wrong one.
        """
        now = self._desk.clock.now()
        for step in range(STEPS + 1):
            self._leave_out(step)
            self._show_due(self._glance.due, now)
            for widget in (*self._chips, self._link, self._due):
                widget.updateGeometry()
            self._row.invalidate()
            if self._row.sizeHint().width() <= self.width():
                break
        self._lay_out()

    def _lay_out(self) -> None:
        """At once. To show a widget again is to lay out its row, so that trying what fits has
        squeezed the words; nobody may look before they have their room back.
        """
        inner = [frame.layout() for frame in (*self._chips, self._link, self._due)]
        for row in (*inner, self._row):
            if row is not None:
                row.activate()

    def _fit_if_long(self) -> None:
        self._row.invalidate()
        if self._row.sizeHint().width() > self.width():
            self._fit()

    def _leave_out(self, step: int) -> None:
        """The first `step` things of ORDER."""
        gone = set(ORDER[:step])
        self._date.setVisible("date" not in gone)
        self._leader.setVisible("leader" not in gone)
        self._watch.setVisible("watch" not in gone)
        self._product.setVisible("product" not in gone)
        short, none = "caption" in gone, "no_caption" in gone
        for chip in self._chips:
            chip.shorten(caption="" if none else "span" if short else "full")
        self._due_form = "left" if "due" in gone else "title" if "until" in gone else "full"
        form = "least" if "link" in gone else "count" if "words" in gone else "full"
        self._show_link(self._glance, form=form)


class _Chip(QFrame):
    """Level badge, name, since when and how long."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Chip")
        self._response: ActiveResponse | None = None
        self._form, self._full, self._span = "full", "", ""
        hold(self, height=38)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, px(12), 0)
        row.setSpacing(px(10))
        self._badge = LevelBadge(size="chip")
        self._name = QLabel()
        self._name.setProperty("role", "strong")
        self._caption = QLabel()
        self._caption.setProperty("role", "quiet")
        self._away = QLabel()
        self._away.setProperty("role", "strong")
        set_tone(self._away, "warn")
        self._away.hide()
        for widget in (self._badge, self._name, self._away, self._caption):
            row.addWidget(widget)

    def set(self, response: ActiveResponse) -> None:
        self._response = response
        self._badge.set_level(response.level, response.words)
        self._name.setText(response.name + ("(暂停)" if response.paused else ""))
        self._away.setText(WAITING if response.waiting else "")
        self._away.setVisible(response.waiting)

    def tick(self, now: datetime) -> None:
        if self._response is None:
            return
        since = self._response.since
        self._full = f"{clock_time(since)} 起 · {span(now - since)}"
        self._span = span(now - since)
        self._caption.setText(self._span if self._form == "span" else self._full)
        words = (self._badge.accessibleName(), self._name.text(), self._away.text(), self._full)
        said = " ".join(word for word in words if word)
        self.setAccessibleName(said)
        self.setToolTip(said)

    def shorten(self, *, caption: str) -> None:
        """full: since when and how long; span: how long; empty: the tip alone tells."""
        self._form = caption
        self._caption.setText(self._span if caption == "span" else self._full)
        self._caption.setVisible(bool(caption))


class _Two(QWidget):
    """A quiet caption over a name."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(10), 0, px(10))
        column.setSpacing(0)
        top = QLabel(caption)
        top.setProperty("role", "caption")
        self._name = QLabel(UNKNOWN)
        self._name.setProperty("role", "quiet")
        set_tone(self._name, "ink")
        column.addWidget(top)
        column.addWidget(self._name)
        self._caption = caption

    def set(self, name: str) -> None:
        self._name.setText(name or UNKNOWN)
        self.setAccessibleName(f"{self._caption} {name or UNKNOWN}")


class _Pill(QFrame):
    """A rounded line of text, with a dot before it if wanted. `pressed()` when it is clicked."""

    pressed = Signal()

    def __init__(self, *, dot: bool = False) -> None:
        super().__init__()
        self.setObjectName("Pill")
        hold(self, height=30)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(13), 0, px(13), 0)
        row.setSpacing(px(8))
        self._dot = Dot()
        self._words = QLabel()
        row.addWidget(self._dot)
        self._dot.setVisible(dot)
        row.addWidget(self._words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()

    def set(self, words: str, tone: str, dot: str = "") -> None:
        self._words.setText(words)
        set_tone(self, tone)
        set_tone(self._words, tone)
        if dot:
            self._dot.set(dot)
        self.setAccessibleName(words)
