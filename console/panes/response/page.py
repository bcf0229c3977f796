"""The 响应 page: where the response stands, why, who does what by when, and what went out.

Everything on it is one glance record. What can be done is in `acts`; this module only lays out
and shows.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from console.domain.changes import Kind
from console.domain.document import next_step
from console.domain.level import Level
from console.domain.response import LIVING
from console.panes.response.acts import Acts
from console.panes.response.lines import (
    condition_lines,
    conditions_title,
    level_lines,
    mark_note,
    moments,
)
from console.panes.response.outside import OutsideRow, cells
from console.panes.response.stages import pills
from console.panes.response.tables import paper_table, task_table
from console.panes.response.tr import tr
from console.panes.response.two_line import HIGH, TwoLine, TwoLineList
from console.panes.response.words import overtaken_words, papers_words, subtitle, tasks_words
from console.panes.response.work_acts import WorkActs
from console.services.glance.response import (
    KINDS,
    ResponseView,
    actions_open,
    response_view,
)
from console.services.reported import TONE as REPORT_TONE
from console.services.reported import words as report_words
from console.services.seat_view import seat_words
from console.theme import hold, set_property, set_tone
from console.theme.fonts import px
from console.widgets.level_badge import LevelBadge
from console.widgets.panel import CommandButton
from console.widgets.stepper import Stepper
from console.widgets.timeline import BADGES, Timeline
from console.wording import join
from console.wording.document import STEP
from console.wording.response import ACTION
from console.wording.seat import WAITING

NARROWEST = 500
PAPERS_HIGH = 118  # the head and two papers
LOW = 780  # below this height three lists at the right are one too many


class ResponsePane(Acts, WorkActs):
    """分级响应, whole."""

    name: ClassVar[str] = "response"
    title: ClassVar[str] = "响应"
    watches: ClassVar[frozenset[Kind]] = KINDS | {Kind.JOURNAL}  # the trace shows it
    follows_focus: ClassVar[bool] = True

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._low = False
        self._level: Level | None = None  # the level whose conditions are shown; None: by itself
        self._head()
        self.body.addWidget(self.head)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(px(12))
        side = self._left()
        split.addWidget(side)
        split.addWidget(self._right())
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 9)
        split.setSizes([640, 1160])
        side.setMinimumWidth(px(NARROWEST))
        self.body.addWidget(split, 1)

    # Layout -----------------------------------------------------------------------------------

    def _head(self) -> None:
        self.head = self.panel(self.title)
        self.badge = LevelBadge()
        self.head.header.add_lead(self.badge)
        self.away = QLabel()
        self.away.setProperty("role", "strong")
        set_tone(self.away, "warn")
        self.away.hide()
        self.head.header.add_lead(self.away)
        self.approving = self.head.add_button(self.tr("批准"), "response.approve", "Ctrl+P")
        self.deciding = self.head.add_button(self.tr("直接决定"), "response.direct")
        self.suggest = self.head.add_button(
            self.tr("建议启动"), "response.suggest", "Ctrl+J", main=True
        )
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, px(14), 0)
        self.steps = Stepper(pills=True)
        self.can = QLabel()
        self.can.setProperty("role", "quiet")
        self.told = QLabel()
        self.told.setProperty("role", "strong")
        self.told.setAccessibleName(self.tr("报备"))
        across.addWidget(self.steps, 1)
        across.addWidget(self.told)
        across.addWidget(self.can)
        self.head.body.addWidget(row)

    def _left(self) -> QWidget:
        side, column = _column()
        self.conditions_panel = self.panel(self.tr("条件"))
        self.conditions = TwoLineList(self.tr("条件"), self.tr("没有现行预案,不能研判"))
        self.conditions_panel.body.addWidget(self.conditions, 1)
        self.levels_panel = self.panel(self.tr("级别"))
        self.levels = TwoLineList(self.tr("级别"), self.tr("没有现行预案"))
        self.levels.chosen.connect(self._on_level)
        hold(self.levels, height=len(Level) * HIGH + 2, least=True)  # the ladder is seen whole
        self.levels_panel.body.addWidget(self.levels, 1)
        column.addWidget(self.conditions_panel, 3)
        column.addWidget(self.levels_panel, 2)
        return side

    def _right(self) -> QWidget:
        side, column = _column()
        self.tasks_panel = self.panel(self.tr("任务"))
        panel = self.tasks_panel
        acknowledging = panel.add_button(self.tr("签收"), "response.acknowledge", "Alt+A")
        finishing = panel.add_button(self.tr("完成"), "response.finish", "Alt+D")
        ordering = panel.add_button(self.tr("下达任务"), "response.order", "Alt+N", main=True)
        self.outside = OutsideRow()
        self.tasks_panel.body.addWidget(self.outside)
        self.tasks_panel.add_rule()
        self.tasks = task_table()
        self.tasks.opened.connect(self._on_task)
        self.tasks.chosen.connect(self._on_chosen)
        self.tasks_panel.body.addWidget(self.tasks, 1)
        self.papers_panel = self.panel(self.tr("文书"))
        receiving = self.papers_panel.add_button(self.tr("签收"), "response.receipts", "Alt+G")
        printing = self.papers_panel.add_button(self.tr("导出"), "response.print", "Alt+O")
        stepping = self.papers_panel.add_button(self.tr("下一步"), "response.next_step", "Alt+S")
        self.papers = paper_table()
        self.papers.opened.connect(self._on_paper)
        self.papers.chosen.connect(self._on_chosen)
        self.papers_panel.body.addWidget(self.papers, 1)
        self.trace_panel = self.panel(self.tr("经过"))
        self.trace = Timeline(BADGES, title=self.tr("经过"))
        self.trace_panel.body.addWidget(self.trace, 1)
        self._buttons: list[tuple[CommandButton, Callable[[], str]]] = [
            (self.approving, self.no_proposal),
            (self.deciding, self.no_ground),
            (self.suggest, self.no_plan),
            (acknowledging, self.no_issued_task),
            (finishing, self.no_open_task),
            (ordering, self.no_living),
            (receiving, self.no_published),
            (printing, self.no_paper_row),
            (stepping, self.no_next_step),
        ]
        self.setFocusProxy(self.tasks)
        column.addWidget(self.tasks_panel, 6)
        self.papers.setMinimumHeight(px(PAPERS_HIGH))
        column.addWidget(self.papers_panel, 2)
        column.addWidget(self.trace_panel, 3)
        return side

    # The pane's contract ------------------------------------------------------------------------

    def ask(self, read: Any) -> ResponseView:
        return response_view(read, self.services.world.clock.now(), self.focus.response)

    def show_glance(self, glance: ResponseView) -> None:
        self.view = glance
        self._show_head(glance)
        self.steps.show_steps(pills(glance))
        self._show_conditions()
        self.levels.show_lines(level_lines(glance))
        self.levels_panel.header.set_subtitle(mark_note(glance.judgement))
        self.outside.show_cells(cells(glance))
        self.tasks.show_rows(list(glance.tasks))
        self.papers.show_rows(list(glance.papers))
        self.trace.show_moments(moments(glance))
        self.badge_changed.emit(glance.waiting)
        self._on_chosen()
        self.on_tick(self.services.world.clock.now())
        self.do_later()

    def show_record(self, kind: Kind, id_: str) -> bool:  # noqa: ARG002 - tasks only
        self.tasks.setFocus()
        return self.tasks.choose(id_)

    def show_failure(self, sentence: str) -> None:
        super().show_failure(sentence)
        self.tasks.show_failure(sentence)
        self.papers.show_failure(sentence)
        self.conditions.show_failure(sentence)
        self.levels.show_failure(sentence)

    def on_tick(self, now: datetime) -> None:
        self.tasks.tick(now)
        self.papers.tick(now)
        if self.view is not None:
            self.head.header.set_subtitle(subtitle(self.view, now))
            self.tasks_panel.header.set_subtitle(tasks_words(self.view, now))
            self.papers_panel.header.set_subtitle(papers_words(self.view, now))

    # ------------------------------------------------------------------------------------------

    def _show_head(self, view: ResponseView) -> None:
        response, plan = view.response, view.plan
        kind = plan.kind if plan else self.title
        living = response is not None and response.state in LIVING
        level = response.level if response is not None and living else None
        self.badge.set_level(level, plan.level_name(level) if plan and level else "")
        self._show_standing(view)
        mark = view.told
        self.told.setText(report_words(mark))
        set_tone(self.told, REPORT_TONE[mark.stage] if mark else "dim")
        event = view.event.title if view.event else ""
        self.head.header.set_title(join((tr("{kind}应急响应").format(kind=kind), event)))
        actions = actions_open(response)
        set_property(self.approving, "main", view.proposal is not None)
        set_property(self.suggest, "main", view.proposal is None)
        self.suggest.setText(tr("建议{act}").format(act=ACTION[actions[0]]))
        can = join(tr("建议{act}").format(act=ACTION[a]) for a in actions)
        self.can.setText(self.tr("可办理:{can}").format(can=can))

    def _show_standing(self, view: ResponseView) -> None:
        """待县确认, or that the seat did not take what was decided here; else nothing."""
        words, tip, tone = "", "", "warn"
        if view.provisional:
            words, tip = WAITING, seat_words(view.seat) if view.seat else ""
        elif (gone := view.overtaken) is not None:
            words, tip, tone = overtaken_words(gone), gone.reason, "bad"
        self.away.setText(words)
        self.away.setToolTip(tip)
        self.away.setVisible(bool(words))
        set_tone(self.away, tone)

    def _show_conditions(self) -> None:
        view = self.view
        if view is None or view.judgement is None or view.plan is None:
            self.conditions.show_lines([])
            return
        level = self.level_shown()
        name = view.plan.level_name(level) if level else ""
        self.conditions_panel.header.set_title(self.tr("{level}条件").format(level=name))
        words = conditions_title(view.judgement, view.plan, level)
        plan = tr("《{title}》{version} 版").format(
            title=view.plan.title, version=view.plan.version
        )
        self.conditions_panel.header.set_subtitle(join((words, plan)))
        self.conditions.show_lines(condition_lines(view.judgement, level))

    def level_shown(self) -> Level | None:
        """The one that was chosen in the ladder; else the one in force, the best met, 四级."""
        view = self.view
        if self._level is not None or view is None:
            return self._level
        if view.response is not None and view.response.state in LIVING:
            return view.response.level
        best = view.judgement.best if view.judgement else None
        return best or Level.IV

    def _on_chosen(self, _row: object = None) -> None:
        """A button that can't be used says why."""
        for button, why_not in self._buttons:
            button.allow(why_not())
        step = next_step(paper.paper) if (paper := self._paper()) else None
        self._buttons[-1][0].setText(STEP[step] if step else self.tr("下一步"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low screen the trace makes room for the tasks; Alt+H brings it back."""
        super().resizeEvent(event)
        low = self.height() < px(LOW)
        if low != self._low:
            self._low = low
            self.trace_panel.setVisible(not low)
            self.papers_panel.setVisible(True)

    def toggle_trace(self) -> None:
        """经过 in the place of 文书 where there isn't room for both."""
        shown = self.trace_panel.isVisible()
        self.trace_panel.setVisible(not shown)
        self.papers_panel.setVisible(shown or not self._low)

    def _on_level(self, row: TwoLine) -> None:
        self._level = Level(int(row.key))
        self._show_conditions()


def _column() -> tuple[QWidget, QVBoxLayout]:
    side = QWidget()
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(12))
    return side, column
