"""Forms for one reading and for another level's response; each gives a `ReadingDraft`.

The officer types what the telephone says: metric, station, figure, window, source, mark. What is
wrong is said by the rule itself (`reading.check`), under the field or above the button.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from console.domain.evidence import Mark
from console.domain.level import Level
from console.domain.metric import Metric, MetricKind, Metrics
from console.domain.reading import Reading, ReadingDraft
from console.domain.refused import Refused
from console.widgets.complete import Choice, CompleteField
from console.widgets.form import Form
from console.widgets.time_field import TimeField
from console.wording import local
from console.wording.response import LEVEL
from console.wording.situation import MOST, NOT_STARTED, OWN, RANGES, SPANS
from console.wording.store import MARK

Now = Callable[[], datetime]


class DraftForm(Form):
    """A form whose `drafted(ReadingDraft)` follows `submitted` once the fields can be read."""

    drafted = Signal(object)

    def __init__(self, now: Now, *, parent: QWidget | None = None) -> None:
        super().__init__(columns=2, parent=parent)
        self._now = now
        self.submitted.connect(self._on_submitted)

    def draft(self, values: Mapping[str, Any]) -> ReadingDraft:
        raise NotImplementedError

    def _on_submitted(self, values: Mapping[str, Any]) -> None:
        try:
            draft = self.draft(values)
        except Refused as no:
            self.refuse(no)
            return
        self.set_busy(True)
        self.drafted.emit(draft)

    def accept(self, _answer: object = None) -> None:
        """Saved: the next one begins with the same metric, times and source."""
        self.set_busy(False)
        self.forgive()
        for key in ("station", "value", "note", "organ"):
            if key in self._fields and isinstance(field := self._fields[key], QLineEdit):
                field.clear()

    def moment(self, key: str) -> datetime | None:
        field = self.field(key)
        if not isinstance(field, TimeField):
            raise TypeError(key)
        try:
            return field.moment()
        except Refused as no:
            raise Refused(no.code, **{**no.facts, "field": key}) from None


class ReadingForm(DraftForm):
    """指标、站点、数值、时段、来源、标注."""

    def __init__(self, metrics: Metrics, now: Now, parent: QWidget | None = None) -> None:
        super().__init__(now, parent=parent)
        self._metrics = metrics
        self._codes: Mapping[str, str | None] = {}
        self.which = QComboBox()
        for one in metrics.values():
            if one.kind is not MetricKind.LEVEL:
                self.which.addItem(one.name, one.id)
        self.station = CompleteField(hint=self.tr("全县的数不填"))
        self.value = QLineEdit()
        self.span = _combo(SPANS.items())
        self.add_field("metric", self.tr("指标"), self.which, required=True)
        self.add_field("station", self.tr("站点"), self.station)
        self.add_field("value", self.tr("数值"), self.value, required=True)
        self.add_field("span", self.tr("时段内"), self.span, required=True)
        self.add_field("start", self.tr("起"), TimeField(now, hint="0619 0800"))
        self.add_field("end", self.tr("止"), TimeField(now, hint="1500 或 -5"), required=True)
        self.add_field("source", self.tr("来源"), QLineEdit(), required=True)
        self.add_field("mark", self.tr("标注"), _combo(_marks()), required=True)
        self.add_field("is_max", self.tr("范围"), _combo(RANGES.items()), required=True)
        self.add_field("note", self.tr("备注或更正原因"), QLineEdit())
        self.replaces: str | None = None
        self.which.currentIndexChanged.connect(self._on_metric)
        self._on_metric()

    def begin(self, old: Reading | None = None) -> None:
        """A new reading, or the correction of one: its fields are laid in, the figure is not."""
        self.forgive()
        self.replaces = old.id if old else None
        if old is None:
            return
        self.restore(
            {
                "metric": old.metric,
                "station": old.station,
                "value": "",
                "span": str(old.span_minutes or 0),
                "start": f"{local(old.window_start):%Y-%m-%d %H:%M}" if old.window_start else "",
                "end": f"{local(old.window_end):%Y-%m-%d %H:%M}",
                "source": old.source,
                "mark": str(old.mark),
                "is_max": MOST if old.is_max else OWN,
                "note": "",
            }
        )

    def reason(self) -> str:
        return str(self.values()["note"]).strip()

    def set_stations(self, stations: Mapping[str, str | None]) -> None:
        self._codes = stations
        self.station.set_choices([Choice(name, name) for name in stations])

    def draft(self, values: Mapping[str, Any]) -> ReadingDraft:
        metric = self._metrics[str(values["metric"])]
        end = self.moment("end")
        if end is None:
            raise Refused("field_missing", label=self.tr("止"), field="end")
        station = str(values["station"]).strip() if metric.per_station else ""
        return ReadingDraft(
            metric=metric.id,
            value=_figure(str(values["value"]), metric),
            window_start=self.moment("start") if metric.windowed else None,
            window_end=end,
            span_minutes=int(values["span"]) or None if metric.windowed else None,
            station=station,
            place_code=self._codes.get(station),
            is_max=values["is_max"] == MOST,
            source=str(values["source"]).strip(),
            mark=Mark(str(values["mark"])),
            note=str(values["note"]).strip(),
        )

    def _on_metric(self) -> None:
        metric = self._metrics[str(self.which.currentData())]
        grades = "、".join(f"{n} {word}" for n, word in enumerate(metric.grades))
        self.value.setPlaceholderText(grades or metric.unit)
        for key in ("start", "span"):
            self.field(key).setEnabled(metric.windowed)
        self.station.setEnabled(metric.per_station)


class OutsideForm(DraftForm):
    """省、市、毗邻、部门启动了几级:单位、类别、级别、时间."""

    def __init__(
        self,
        metrics: Metrics,
        organs: Iterable[str],
        now: Now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(now, parent=parent)
        kinds = [(m.id, m.name) for m in metrics.values() if m.kind is MetricKind.LEVEL]
        self.organ = CompleteField([Choice(name, name) for name in organs])
        levels = [*((int(level), LEVEL[level]) for level in reversed(Level)), (0, NOT_STARTED)]
        self.add_field("organ", self.tr("单位"), self.organ, required=True)
        self.add_field("kind", self.tr("类别"), _combo(kinds), required=True)
        self.add_field("level", self.tr("级别"), _combo(levels), required=True)
        self.add_field("end", self.tr("启动时间"), TimeField(now), required=True)
        self.add_field("source", self.tr("来源"), QLineEdit(), required=True)
        self.add_field("mark", self.tr("标注"), _combo(_marks()), required=True)
        self.add_field("note", self.tr("备注"), QLineEdit(), span=2)

    def draft(self, values: Mapping[str, Any]) -> ReadingDraft:
        end = self.moment("end")
        if end is None:
            raise Refused("field_missing", label=self.tr("启动时间"), field="end")
        return ReadingDraft(
            metric=str(values["kind"]),
            value=Decimal(int(values["level"])),
            window_end=end,
            station=str(values["organ"]).strip(),
            source=str(values["source"]).strip(),
            mark=Mark(str(values["mark"])),
            note=str(values["note"]).strip(),
        )


def _figure(text: str, metric: Metric) -> Decimal:
    """298.7, 298.7mm, full-width digits, or the word of a grade."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace(",", "")
    if plain in metric.grades:
        return Decimal(metric.grades.index(plain))
    for unit in sorted((metric.unit, *dict(metric.units)), key=len, reverse=True):
        if plain.endswith(unicodedata.normalize("NFKC", unit)):
            plain = plain.removesuffix(unicodedata.normalize("NFKC", unit))
            return _decimal(plain) * (metric.factor(unit) or 1)
    return _decimal(plain)


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Refused("figure_unreadable", text=text, field="value") from None
    if not value.is_finite():
        raise Refused("figure_unreadable", text=text, field="value")
    return value


def _marks() -> list[tuple[str, str]]:
    return [(str(mark), MARK[mark]) for mark in (Mark.PENDING, Mark.VERIFIED, Mark.SUGGESTED)]


def _combo(items: Iterable[tuple[Any, str]]) -> QComboBox:
    box = QComboBox()
    for data, words in items:
        box.addItem(words, str(data))  # text: a form takes 0 for an empty field
    return box
