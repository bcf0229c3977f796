"""The page's forms: made when first wanted, opened over the page, saved through the service.

What was typed stays in the form until it is saved, whatever else happens on the page.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject

from console.domain.metric import Metrics
from console.domain.reading import ReadingDraft
from console.panes.situation.entry import OutsideForm, ReadingForm
from console.panes.situation.keeper import Keeper
from console.panes.situation.paste_form import PasteForm
from console.services.glance.situation import ReadingRow
from console.widgets.pane import Pane
from resources.places import neighbours
from resources.plans import metrics

# Who starts responses above and beside this county: 省、市、毗邻、部门.
ORGANS = ("省防指", "市防指", "省水利厅", "市水利局", "省气象局", "县气象局")

Form = ReadingForm | OutsideForm | PasteForm


class Desk(QObject):
    """`enter()`, `correct(row)`, `paste()`, `outside()` open a form over the pane's page."""

    def __init__(self, pane: Pane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._metrics: Metrics = metrics()
        self._stations: Mapping[str, str | None] = {}
        self._reading: ReadingForm | None = None
        self._outside: OutsideForm | None = None
        self._paste: PasteForm | None = None
        self.keeper = Keeper(pane)
        self._saving: Form | None = None
        self._said = ""

    def know_stations(self, stations: Mapping[str, str | None]) -> None:
        """Names that a station may go by, with the code of its place."""
        if stations != self._stations:
            self._stations = stations
            self._tell_stations()

    # Opening --------------------------------------------------------------------------------

    def enter(self) -> None:
        form = self._reading_form()
        form.begin()
        self._pane.open_sheet(self.tr("录入监测值"), form, self.tr("写明时段、来源、标注"))

    def correct(self, row: ReadingRow) -> None:
        form = self._reading_form()
        form.begin(row.reading)
        self._pane.open_sheet(self.tr("更正监测值"), form, self.tr("原读数保留,写明原因"))

    def outside(self) -> None:
        if self._outside is None:
            organs = (*ORGANS, *(f"{place.name}防指" for place in neighbours()))
            self._outside = OutsideForm(self._metrics, organs, self._now, self._pane)
            self._outside.drafted.connect(self._on_outside)
            self._outside.abandoned.connect(self._pane.sheet_closed)
            self.keeper.watch("outside", self._outside)
        self._pane.open_sheet(
            self.tr("上级响应登记"), self._outside, self.tr("省、市、毗邻、部门")
        )

    def paste(self) -> None:
        if self._paste is None:
            self._paste = PasteForm(self._metrics, self._now, self._pane)
            self._paste.pasted.connect(self._on_pasted)
            self._paste.abandoned.connect(self._pane.sheet_closed)
            self.keeper.watch("paste", self._paste)
            self._tell_stations()
        self._pane.open_sheet(
            self.tr("粘贴监测数据"), self._paste, self.tr("先核对读作什么,再保存")
        )

    def _reading_form(self) -> ReadingForm:
        if self._reading is None:
            self._reading = ReadingForm(self._metrics, self._now, self._pane)
            self._reading.drafted.connect(self._on_reading)
            self._reading.abandoned.connect(self._pane.sheet_closed)
            self.keeper.watch("reading", self._reading)
            self._tell_stations()
        return self._reading

    # Saving ---------------------------------------------------------------------------------

    def _on_reading(self, draft: ReadingDraft) -> None:
        form = self._reading_form()
        if form.replaces is None:
            self._save(form, self._take, (draft,), self.tr("监测值已存本机"))
            return
        old, reason = form.replaces, form.reason()
        readings = self._pane.services.readings
        self._save(form, readings.correct, (old, draft, reason), self.tr("更正已存本机"))

    def _on_outside(self, draft: ReadingDraft) -> None:
        if self._outside is not None:
            self._save(self._outside, self._take, (draft,), self.tr("上级响应已存本机"))

    def _on_pasted(self, drafts: tuple[ReadingDraft, ...]) -> None:
        if self._paste is not None:
            self._save(
                self._paste, self._take, drafts, self.tr("%n 条监测值已存本机", "", len(drafts))
            )

    def _take(self, actor: str, *drafts: ReadingDraft) -> Any:
        return self._pane.services.readings.take(actor, drafts)

    def _save(self, form: Form, fn: Callable[..., Any], args: tuple[Any, ...], said: str) -> None:
        self._saving, self._said = form, said
        actor = self._pane.focus.officer
        self._pane.write(fn, actor, *args, done=self._on_saved, failed=form.refuse)

    def _on_saved(self, answer: Any) -> None:
        if self._saving is None:
            return
        self._saving.accept(answer)
        self._pane.bus.say(self._said, "ok")
        if self._saving is not self._paste or not self._paste.rows:
            self.keeper.drop(self._saving)
            self._pane.sheet_closed.emit()
        self._saving = None

    def _tell_stations(self) -> None:
        if self._reading is not None:
            self._reading.set_stations(self._stations)
        if self._paste is not None:
            self._paste.set_stations(self._stations)

    def _now(self) -> datetime:
        now: datetime = self._pane.services.world.clock.now()
        return now
