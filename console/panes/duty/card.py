"""The duty tile on the wall: who stands, who comes, the figures, what happened last."""

from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.domain.changes import Kind
from console.domain.figure import FigureKind
from console.domain.roster import Post
from console.panes.duty.figure_row import figures
from console.panes.duty.lines import moments
from console.panes.duty.phones import hidden
from console.services.glance.duty import KINDS, DutyCard, Person, WatchView, card
from console.theme import set_tone
from console.theme.fonts import px
from console.widgets.figures import FigureRow
from console.widgets.pane import Card
from console.widgets.panel import Elided
from console.widgets.timeline import DOTS, Timeline
from console.wording import UNKNOWN, clock_time, join, local, span
from console.wording.duty import GAP, LATE, MODE, POST
from console.wording.response import LEVEL

_SHOWN = (Post.LEADER, Post.HEAD, Post.PRIMARY, Post.SECONDARY)
_HARM = (FigureKind.DEAD, FigureKind.MISSING, FigureKind.INJURED)


class DutyTile(Card):
    """Numbers in full only for somebody who stands on the watch (D41)."""

    name: ClassVar[str] = "duty"
    title: ClassVar[str] = "值守"
    watches: ClassVar[frozenset[Kind]] = KINDS

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.facts: DutyCard | None = None
        self.panel.add_button(self.tr("交接班"), "duty.handover", "F6")
        self.panel.add_button(self.tr("接报"), "duty.intake", "F2", main=True)
        self._people = QHBoxLayout()
        self._people.setContentsMargins(px(14), px(10), px(14), px(10))
        self._people.setSpacing(px(8))
        self._posts = [_PostCell() for _ in range(4)]
        for cell in self._posts:
            self._people.addWidget(cell, 1)
        self.body.addLayout(self._people)
        self.panel.add_rule()
        self.gap, self.then = QLabel(), Elided()
        self.gap.setProperty("role", "quiet")
        set_tone(self.gap, "bad")
        self.then.setProperty("role", "quiet")
        row = QHBoxLayout()
        row.setContentsMargins(px(14), px(8), px(14), px(8))
        row.setSpacing(px(16))
        row.addWidget(self.gap)
        row.addWidget(self.then, 1)
        self.body.addLayout(row)
        self.panel.add_rule()
        self.figures = FigureRow()
        self.body.addWidget(self.figures)
        self.panel.add_rule()
        self.log = Timeline(DOTS, title=self.tr("日志"))
        self.body.addWidget(self.log, 1)
        self.focus.signed.connect(self._on_signed)

    def ask(self, read: Any) -> DutyCard:
        return card(read, self.services.world.clock.now())

    def show_glance(self, glance: DutyCard) -> None:
        self.facts = glance
        self._show_watch(glance.on)
        self.gap.setVisible(bool(glance.gaps))
        if glance.gaps:
            gap = glance.gaps[0]
            here = local(gap.starts)
            day = f"{here.month} 月 {here.day} 日"
            self.gap.setText(GAP.format(day=day, post=POST[gap.post], missing=gap.missing))
        self.then.setText(_next(glance.then))
        self.figures.show_figures(figures(glance.figures, glance.now))
        self.log.show_moments(moments(glance.lines, glance.now, names=False))

    def show_failure(self, sentence: str) -> None:
        self.log.show_failure(sentence)
        self.header.set_subtitle(sentence)

    def _show_watch(self, on: WatchView | None) -> None:
        if on is None:
            self.header.set_subtitle(self.tr("没有在班的班次"))
        else:
            level = f"({LEVEL[on.level]})" if on.level is not None else ""
            hours = f"{clock_time(on.starts)}–{clock_time(on.ends)}"
            over = on.late(self.services.world.clock.now())
            late = LATE.format(span=span(over)) if over else ""
            self.header.set_subtitle(join((late, MODE[on.mode] + level, hours)))
        full = on is not None and on.holds(self.focus.officer)
        groups = [(post, on.on(post)) for post in _SHOWN] if on is not None else []
        shown = [(post, people) for post, people in groups if people]
        for number_, cell in enumerate(self._posts):
            cell.setVisible(number_ < len(shown))
            if number_ < len(shown):
                cell.show_post(*shown[number_], full=full)

    def _on_signed(self, _officer: str) -> None:
        if self.facts is not None:
            self._show_watch(self.facts.on)


class _PostCell(QWidget):
    """A post, who stands on it, and how to reach them."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        self._post, self._name, self._phone = QLabel(), QLabel(), Elided()
        self._post.setProperty("role", "caption")
        self._name.setProperty("role", "strong")
        self._phone.setProperty("role", "quiet")
        for label in (self._post, self._name, self._phone):
            column.addWidget(label)

    def show_post(self, post: Post, people: tuple[Person, ...], *, full: bool) -> None:
        self._post.setText(POST[post])
        self._name.setText("、".join(p.name for p in people))
        first = people[0].phone
        self._phone.setText((first if full else hidden(first)) or UNKNOWN)
        self.setAccessibleName(f"{POST[post]} {self._name.text()} {self._phone.text()}")


def _next(then: WatchView | None) -> str:
    if then is None:
        return "下一班未排"
    names = " / ".join(p.name for p in then.people if p.post in _SHOWN)
    return f"下一班 {clock_time(then.starts)} {names}"
