"""The roster at the head of the page: the month, what is missing, who should fill it, the shares."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.domain.roster import Mode
from console.panes.duty.roster_grid import RosterGrid
from console.panes.duty.share_bars import ShareBars
from console.services.glance.duty import DutyPage
from console.theme import set_tone
from console.theme.fonts import px
from console.widgets.panel import Panel
from console.wording import join, local, span
from console.wording.duty import ADVICE, GAP, LATE, LIVING_ADVICE, MODE, POST
from console.wording.response import LEVEL


class RosterPanel(Panel):
    """`show_page(DutyPage)`; `set_low` for screens without room to spare."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("值班表", "", parent)
        self.gap_words = QLabel()
        self.gap_words.setProperty("role", "quiet")
        self.header.add_widget(self.gap_words)
        self.add_button(self.tr("换班"), "duty.swap")
        self.add_button(self.tr("值守状态"), "duty.mode")
        self.fill_button = self.add_button(self.tr("补排缺班"), "duty.fill", main=True)
        self.grid = RosterGrid()
        self.shares = ShareBars()
        self.hint = QLabel()
        self.hint.setProperty("role", "quiet")
        self.hint.setContentsMargins(px(14), px(5), px(14), px(7))
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.grid)
        left.addWidget(self.hint)
        left.addStretch(1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(left, 1)
        row.addWidget(self.shares)
        self.body.addLayout(row)

    def set_low(self, low: bool) -> None:  # noqa: FBT001 - reads as a sentence
        self.shares.setVisible(not low)
        self.hint.setVisible(not low)
        self.grid.set_low(low)

    def show_page(self, page: DutyPage) -> None:
        month = page.month
        self.grid.show_month(month)
        self.shares.show_shares(month.shares)
        self.header.set_subtitle(self._subtitle(page))
        lacking = [
            GAP.format(day=_day(gap.starts), post=POST[gap.post], missing=gap.missing)
            for gap in month.gaps
        ]
        more = self.tr(" 等 {} 处").format(len(lacking)) if len(lacking) > 1 else ""
        self.gap_words.setText(lacking[0] + more if lacking else self.tr("本月无缺班"))
        set_tone(self.gap_words, "bad" if lacking else "ok")
        self.fill_button.allow("" if lacking else self.tr("本月没有缺班"))
        self.hint.setText(_advice(page))

    def _subtitle(self, page: DutyPage) -> str:
        title = self.tr("{} 年 {} 月").format(page.month.year, page.month.month)
        on = page.card.on
        if on is None:
            return join((title, self.tr("没有在班的班次")))
        level = f"({LEVEL[on.level]})" if on.level is not None else ""
        over = on.late(page.card.now)
        return join(
            (
                title,
                MODE[on.mode] + level,
                self.tr("每班 {} 人").format(len(on.people)),
                LATE.format(span=span(over)) if over > timedelta() else "",
            )
        )


def _day(moment: datetime) -> str:
    here = local(moment)
    return f"{here.month} 月 {here.day} 日"


def _advice(glance: DutyPage) -> str:
    month, on = glance.month, glance.card.on
    parts = []
    if glance.living is not None and on is not None and on.mode is not Mode.RESPONSE:
        parts.append(LIVING_ADVICE.format(level=LEVEL[glance.living], mode=MODE[on.mode]))
    if month.gaps and month.proposals:
        gap = month.gaps[0]
        who = month.names.get(month.proposals[0], "")
        parts.append(f"建议:{_day(gap.starts)}{POST[gap.post]} {who}")
    for hint in month.hints[:1]:
        who = month.names.get(hint.officer_id, hint.officer_id)
        parts.append(ADVICE[hint.advice].format(name=who, hours=hint.hours))
    return join(parts)
