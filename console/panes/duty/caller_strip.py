"""Who rang about the chosen incident, with the number to call back, large enough to dial from."""

from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from console.panes.duty.phones import grouped, hidden
from console.services.glance.duty import Trace
from console.theme.fonts import px
from console.widgets.panel import Elided
from console.wording import clock_time, join


class CallerStrip(QFrame):
    """Full numbers only for somebody on watch, or after a logged look (D41)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(8), px(14), px(10))
        column.setSpacing(px(2))
        self.who, self.phone, self.said = Elided(), QLabel(), QLabel()
        self.who.setProperty("role", "quiet")
        self.phone.setProperty("role", "figure")
        self.said.setProperty("role", "quiet")
        self.said.setWordWrap(True)
        self.said.setMaximumHeight(px(60))
        wide = QSizePolicy.Policy
        self.said.setSizePolicy(wide.Ignored, wide.Preferred)
        for label in (self.who, self.phone, self.said):
            column.addWidget(label)
        self.hide()

    def set_low(self, low: bool) -> None:  # noqa: FBT001 - reads as a sentence
        """On a low screen the words stay in the log, the number stays here."""
        self.said.setVisible(not low)

    def show_trace(self, trace: Trace | None, *, full: bool) -> None:
        self.setVisible(trace is not None and bool(trace.calls))
        if trace is None or not trace.calls:
            return
        call = trace.calls[0]
        more = self.tr("另有 {} 个来电").format(len(trace.calls) - 1) if trace.calls[1:] else ""
        occurred = clock_time(call.occurred_at) if call.occurred_at else self.tr("不详")
        self.who.setText(
            join((call.reporter, self.tr("事发 {}").format(occurred), call.place_text, more))
        )
        self.phone.setText(grouped(call.phone) if full else hidden(call.phone) or "****")
        self.said.setText(" ".join(call.content[:200].split()))
        self.said.setToolTip(call.content[:2000])
        self.setAccessibleName(join((self.who.text(), self.phone.text())))
