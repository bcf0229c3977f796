"""交换: how we stand with the province, what waits for it, and what two workstations disagree on."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.domain.changes import Kind
from console.domain.difference import Choice
from console.domain.linking import Standing
from console.domain.refused import Answer
from console.panes.exchange.columns import tr
from console.panes.exchange.differences_panel import DifferencesPanel
from console.panes.exchange.forms import CallForm, DiscardForm, OtherForm, ShortForm
from console.panes.exchange.groups_panel import GroupsPanel
from console.panes.exchange.links_strip import FetchBar, LinksStrip, TroubleLine
from console.panes.exchange.outside import OutsideDesk
from console.runtime.bus import Bus
from console.runtime.focus import Focus
from console.runtime.tasks import Runner
from console.services.exchange import Settlement
from console.services.exchange import view as exchange
from console.services.exchange.aside import Aside
from console.services.exchange.differences import DifferenceRow
from console.services.exchange.view import ExchangeView, GroupRow, ShortRow
from console.services.registers.listing import on_watch
from console.services.registers.names import Names
from console.theme.fonts import px
from console.widgets.pane import Pane
from console.wording import refusal, table
from console.wording.exchange import ALL_AGREE, NOBODY_ELSE, NONE_KNOWN


class ExchangePane(Pane):
    name = "exchange"
    title = "交换"
    watches = frozenset(Kind)  # everything that is written waits here

    def __init__(
        self,
        services: Any,
        bus: Bus,
        focus: Focus,
        runner: Runner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(services, bus, focus, runner, parent)
        self._names = Names(services.world)
        self._view: ExchangeView | None = None
        self._full = self._revealed = self._busy = False
        self._other: OtherForm | None = None
        self._call: CallForm | None = None
        self._short: ShortForm | None = None
        self._why_form: DiscardForm | None = None
        self.top = self.panel(tr("链路与上报"))
        self.top.add_button(tr("导出交换包"), "exchange.carry", "Alt+O")
        self.top.add_button(tr("导入交换包"), "exchange.bring", "Alt+I")
        self.join_button = self.top.add_button(tr("入网"), "exchange.join", "Alt+R", main=True)
        self.sync_button = self.top.add_button(tr("立即同步"), "exchange.sync", "Alt+T", main=True)
        self.strip = LinksStrip()
        self.top.body.addWidget(self.strip)
        self.trouble = TroubleLine()
        self.top.body.addWidget(self.trouble)
        self.fetched = FetchBar()
        self.top.body.addWidget(self.fetched)
        self.body.addWidget(self.top)
        row = QHBoxLayout()
        row.setSpacing(px(12))
        self.groups = GroupsPanel()
        self.groups.section_asked.connect(self.show_section)
        self.groups.command_asked.connect(self.command_asked)
        self.groups.judge_by(self._why_no)
        row.addWidget(self.groups, 42)
        self.differences = DifferencesPanel()
        self.differences.judge_by(self._why_not)
        self.differences.answered.connect(self.command_asked)
        self.differences.chosen.connect(self._on_chosen)
        row.addWidget(self.differences, 58)
        self.body.addLayout(row, 1)
        self.setFocusProxy(self.differences.list)
        bus.link.connect(self._on_link)
        focus.signed.connect(self._on_signed)
        self.outside = OutsideDesk(self)

    # Reading --------------------------------------------------------------------------------

    def ask(self, read: Any) -> tuple[ExchangeView, bool]:
        now = self.services.world.clock.now()
        watching = on_watch(read, self.focus.officer, now)
        full = watching or self._revealed
        return exchange.view(read, self._names, now, self.services.link, full=full), watching

    def show_glance(self, glance: tuple[ExchangeView, bool]) -> None:
        view, watching = glance
        self._view, self._busy = view, False
        self._full = watching or self._revealed
        self.top.header.set_subtitle(view.summary)
        self.strip.show_links(view.links)
        self.trouble.show_trouble(view.trouble)
        self.fetched.show_progress(view)
        self.join_button.setVisible(not self.why_no_join())
        self.sync_button.setVisible(view.enrolled)
        self.groups.show_view(view, self.services.world.clock.now())
        self.differences.show_rows(view.differences, self._none_known(view))
        self.badge_changed.emit(view.wanting)

    def _none_known(self, view: ExchangeView) -> str:
        if not view.enrolled:
            return NOBODY_ELSE
        online = self.services.link.standing is Standing.ONLINE
        return ALL_AGREE if online and not view.trouble else NONE_KNOWN

    def show_record(self, kind: Kind, id_: str) -> bool:
        return kind is Kind.DIFFERENCE and self.differences.choose(id_)

    def show_failure(self, sentence: str) -> None:
        self._busy = False
        self.groups.table.show_failure(sentence)
        super().show_failure(sentence)

    def show_section(self, key: str) -> None:
        self.groups.show_section(key)
        self.groups.table.setFocus()

    def _on_link(self, _state: object) -> None:
        self.refresh()

    def _on_signed(self, _officer: str) -> None:
        """Another officer at the desk: what was revealed is hidden again."""
        self._revealed = False
        self.refresh()

    def _on_chosen(self) -> None:
        for form in (self._other, self._call):
            row = self.differences.current()
            if form is not None and row is not None and form.isVisible():
                form.show_row(row)

    # Whether --------------------------------------------------------------------------------

    def why_no_difference(self) -> str:
        return "" if self.differences.current() is not None else tr("没有待核的数据不一致。")

    def why_no_mine(self) -> str:
        return self._why("exchange.mine")

    def why_no_theirs(self) -> str:
        return self._why("exchange.theirs")

    def why_no_other(self) -> str:
        return self._why("exchange.other")

    def why_no_short(self) -> str:
        row = self.groups.tables["shortfalls"].current()
        if not isinstance(row, ShortRow):
            return tr("请先在“差额”里选一处。")
        return tr("这一处已办结。") if row.settled_at is not None else ""

    def why_no_group(self) -> str:
        return "" if self._aside() is not None else tr("请先在“未采纳”或“隔离”里选一条。")

    def why_no_log(self) -> str:
        view = self._view
        told = view is not None and bool(view.acked or view.rejected or view.quarantined)
        return "" if told else tr("尚无上报。")

    def why_no_aside(self) -> str:
        row = self._aside()
        if row is None:
            return self.why_no_group()
        return "" if row.subject is not None else tr("这一条没有可改的记录。")

    def why_no_sync(self) -> str:
        return "" if self._enrolled() else tr("本机尚未入网。")

    def why_no_link(self) -> str:
        return "" if self.settings is not None else tr("设置不可用。")

    def why_no_join(self) -> str:
        """Whom the province does not know any more joins once more."""
        stopped = self.services.link.standing is Standing.STOPPED
        return tr("本机已入网。") if self._enrolled() and not stopped else ""

    def why_no_packet(self) -> str:
        return self.why_no_sync()

    def _enrolled(self) -> bool:
        return self.services.link.standing is not Standing.ALONE or (
            self._view is not None and self._view.enrolled
        )

    def why_no_reveal(self) -> str:
        return tr("号码已是全号。") if self._full else ""

    def _why_no(self, command: str) -> str:
        asked = {
            "exchange.mend": self.why_no_aside,
            "exchange.short": self.why_no_short,
            "exchange.export": self.why_no_group,
            "exchange.discard": self.why_no_group,
            "exchange.save_log": self.why_no_log,
        }
        return asked[command]()

    def _why(self, command: str) -> str:
        row = self.differences.current()
        return self.why_no_difference() if row is None else self._why_not(row).get(command, "")

    def _why_not(self, row: DifferenceRow) -> dict[str, str]:
        """By command: a decision is the decider's, some fields are no text, a hidden number can't
        be typed over.
        """
        choices = {
            "exchange.mine": row.left.choice,
            "exchange.theirs": row.right.choice,
            "exchange.other": Choice.OTHER,
        }
        sentences = table("REFUSALS")
        return {
            command: sentences[row.barred[choice]]
            for command, choice in choices.items()
            if choice in row.barred
        }

    # Doing ----------------------------------------------------------------------------------

    def sync_now(self) -> None:
        self.outside.sync_now()

    def join(self) -> None:
        self.outside.join()

    def choose_link(self) -> None:
        self.outside.choose_link()

    def carry_out(self) -> None:
        self.outside.carry_out()

    def bring_in(self) -> None:
        self.outside.bring_in()

    def settle_mine(self) -> None:
        row = self.differences.current()
        if row is not None:
            self._conclude(Settlement(id=row.id, choice=row.left.choice))

    def settle_theirs(self) -> None:
        row = self.differences.current()
        if row is not None:
            self._conclude(Settlement(id=row.id, choice=row.right.choice))

    def settle_other(self) -> None:
        row = self.differences.current()
        if row is None:
            return
        if self._other is None:
            self._other = OtherForm(self)
            self._other.submitted.connect(self._on_other)
            self._other.abandoned.connect(self.sheet_closed)
        self._other.show_row(row)
        self.open_sheet(tr("另行填写"), self._other, f"{row.title} · {row.label}")

    def call(self) -> None:
        row = self.differences.current()
        if row is None:
            return
        if self._call is None:
            self._call = CallForm(self)
            self._call.submitted.connect(self._on_called)
            self._call.abandoned.connect(self.sheet_closed)
        self._call.show_row(row)
        self.open_sheet(tr("电话核实"), self._call, f"{row.title} · {row.label}")

    def settle_shortfall(self) -> None:
        row = self.groups.tables["shortfalls"].current()
        if not isinstance(row, ShortRow):
            return
        if self._short is None:
            self._short = ShortForm(self)
            self._short.submitted.connect(self._on_counted)
            self._short.abandoned.connect(self.sheet_closed)
        self._short.show_row(row)
        self.open_sheet(tr("办结差额"), self._short, row.item)

    def _on_counted(self, _values: object) -> None:
        form = self._short
        closing = form.closing() if form is not None else None
        if form is None or closing is None:
            return
        form.set_busy(True)
        act = self.services.exchange.settle_shortfall
        self.write(act, self.focus.officer, closing, done=self._on_saved, failed=form.refuse)

    def mend(self) -> None:
        row = self._aside()
        if row is not None and row.subject is not None:
            self.record_asked.emit(*row.subject)

    def export(self) -> None:
        row = self._aside()
        if row is not None:
            act = Aside(self.services.world).export
            ticket = self.write(act, self.focus.officer, row.n, failed=self._on_refused)
            ticket.done.connect(self._on_exported)

    def save_log(self) -> None:
        self.outside.save_log()

    def _on_exported(self, made: object) -> None:
        path = made[0] if isinstance(made, tuple) else ""
        self.bus.say(tr("已导出:{path}").format(path=path), "ok", "window.papers")

    def discard(self) -> None:
        row = self._aside()
        if row is None:
            return
        if self._why_form is None:
            self._why_form = DiscardForm(self)
            self._why_form.submitted.connect(self._on_discarded)
            self._why_form.abandoned.connect(self.sheet_closed)
        self._why_form.show_row(row)
        self.open_sheet(tr("弃置"), self._why_form, row.kind)

    def _on_discarded(self, values: dict[str, Any]) -> None:
        form = self._why_form
        if form is None or form.row is None:
            return
        form.set_busy(True)
        act = Aside(self.services.world).discard
        self.write(
            act,
            self.focus.officer,
            form.row.n,
            values["reason"],
            done=self._on_gone,
            failed=form.refuse,
        )

    def _on_gone(self, _changes: object) -> None:
        if self._why_form is not None:
            self._why_form.set_busy(False)
        self.sheet_closed.emit()
        self.bus.say(tr("已弃置,日志里仍可查。"), "ok")

    def _aside(self) -> GroupRow | None:
        """The chosen row of the two lists of what was not taken."""
        if self.groups.section not in {"rejected", "quarantined"}:
            return None
        row = self.groups.table.current()
        return row if isinstance(row, GroupRow) and row.n > 0 else None

    def reveal(self) -> None:
        """Written down first (D41)."""
        act = self.services.officers.reveal
        self.write(act, self.focus.officer, tr("数据不一致"), done=self._on_revealed)

    def _on_revealed(self, _changes: object) -> None:
        self._revealed = True
        self.refresh()

    def _conclude(self, settlement: Settlement) -> None:
        """One key, one difference: a second press waits until the first has been shown."""
        if self._busy:
            return
        self._busy = True
        act = self.services.exchange.settle
        self.write(
            act, self.focus.officer, settlement, done=self._on_settled, failed=self._on_refused
        )

    def _on_settled(self, _changes: object) -> None:
        self.bus.say(tr("已核定,两个值都留在历史里。"), "ok")

    def _on_refused(self, error: object) -> None:
        self._busy = False
        if isinstance(error, Answer):
            self.bus.say(refusal(error), "warn")

    def _on_other(self, _values: object) -> None:
        self._save(self._other)

    def _on_called(self, _values: object) -> None:
        self._save(self._call)

    def _save(self, form: OtherForm | CallForm | None) -> None:
        settlement = None if form is None else form.settlement()
        if form is None or settlement is None:
            return
        form.set_busy(True)
        act = self.services.exchange.settle
        ticket = self.write(act, self.focus.officer, settlement, failed=form.refuse)
        ticket.done.connect(self._on_saved)

    def _on_saved(self, changes: object) -> None:
        for form in (self._other, self._call, self._short):
            if form is not None:
                form.set_busy(False)
                form.row = None
        self.sheet_closed.emit()
        self._on_settled(changes)
