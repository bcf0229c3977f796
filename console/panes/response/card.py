"""The 响应 tile: badge, why, the eight steps, and the first tasks by their deadline."""

from datetime import datetime
from typing import Any, ClassVar

from PySide6.QtWidgets import QLabel

from console.domain.changes import Kind
from console.domain.finding import Finding, Verdict
from console.domain.response import LIVING
from console.panes.response.stages import circles
from console.panes.response.tables import task_table
from console.panes.response.tr import tr
from console.services.findings import short_why
from console.services.glance.response import KINDS, ResponseView, actions_open, response_view
from console.theme import set_tone
from console.widgets.level_badge import LevelBadge
from console.widgets.pane import Card
from console.widgets.stepper import Stepper
from console.wording import join
from console.wording.finding import gap_words
from console.wording.response import ACTION
from console.wording.seat import WAITING
from resources.plans import metrics

SHOWN = 12


class ResponseCard(Card):
    """The same glance as the page, without what only the page shows."""

    name: ClassVar[str] = "response"
    title: ClassVar[str] = "响应"
    watches: ClassVar[frozenset[Kind]] = KINDS
    follows_focus: ClassVar[bool] = True

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.badge = LevelBadge()
        self.header.add_lead(self.badge)
        self.away = QLabel()
        self.away.setProperty("role", "strong")
        set_tone(self.away, "warn")
        self.away.hide()
        self.header.add_lead(self.away)
        self.approving = self.header.add_button(self.tr("批准"), "response.approve", main=True)
        self.approving.hide()
        self.suggest = self.header.add_button(self.tr("建议启动"), "response.suggest", main=True)
        self.steps = Stepper()
        self.tasks = task_table(narrow=True)
        self.body.addWidget(self.steps)
        self.body.addWidget(self.tasks, 1)

    def ask(self, read: Any) -> ResponseView:
        now = self.services.world.clock.now()
        return response_view(read, now, self.focus.response, whole=False)

    def show_glance(self, glance: ResponseView) -> None:
        response, plan = glance.response, glance.plan
        living = response is not None and response.state in LIVING
        level = response.level if response is not None and living else None
        self.badge.set_level(level, plan.level_name(level) if plan and level else "")
        self.away.setText(WAITING if glance.provisional else "")
        self.away.setVisible(glance.provisional)
        self.header.set_title(tr("{n}应急响应").format(n=plan.kind if plan else ""))
        self.header.set_subtitle(why(glance))
        self.suggest.setText(tr("建议{act}").format(act=ACTION[actions_open(response)[0]]))
        self.approving.setVisible(glance.proposal is not None)
        self.suggest.setVisible(glance.proposal is None)
        self.steps.show_steps(circles(glance))
        self.tasks.show_rows(list(glance.tasks)[:SHOWN])
        self.on_tick(self.services.world.clock.now())

    def show_failure(self, sentence: str) -> None:
        super().show_failure(sentence)
        self.tasks.show_failure(sentence)

    def on_tick(self, now: datetime) -> None:
        self.tasks.tick(now)


def why(view: ResponseView) -> str:
    """What is met and by which reading, then what the next level is short of."""
    judgement, plan = view.judgement, view.plan
    asked = tr("{act}建议待批准").format(act=ACTION[view.proposal.action]) if view.proposal else ""
    said = short_why(judgement, plan)
    if judgement is not None and judgement.best is None and not said:
        said = tr("尚无达到的条件")
    if judgement is None or plan is None or judgement.nearest is None:
        return join((asked, said))
    nearest = judgement.nearest
    gap = gap_words(nearest.finding, metrics())
    name = plan.level_name(nearest.level)
    return join((asked, said, _next(nearest.finding, name, gap)))


def _next(finding: Finding, name: str, gap: str) -> str:
    """距三级差 18 mm; 三级未知(至多差 20 mm), because a bound does not make it known."""
    if finding.verdict is not Verdict.UNKNOWN and gap:
        return tr("距{name}{gap}").format(name=name, gap=gap)
    return tr("{name}未知").format(name=name) + (f"({gap})" if gap else "")
