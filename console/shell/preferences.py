"""Settings that an officer may want at night: theme and type size. They take effect at once."""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.runtime.settings import DISTANCE, FIT, LOCK_AFTER, SCALE, SOUND, THEME, Settings
from console.theme import hold, tokens
from console.theme.fonts import px
from console.widgets.panel import Panel

SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)
LOCKS = (0, 10, 30, 60, 120)
# A step of type for each step back; a proposal of ours, no standard.
DISTANCES = {1.0: "桌面,约 0.6 米", 1.25: "会商桌,约 3 米", 1.5: "大厅后排,约 6 米"}
FITS = {True: "按窗口宽度放大", False: "不放大"}


class Preferences(QWidget):
    """Writes to `Settings`; whoever listens to `changed` acts."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(12), px(12), px(12), px(12))
        panel = Panel("设置", "立即生效;主题、字号和总览布局各人各记,其余为本机所有人")
        outer.addWidget(panel)
        self.theme, self.scale, self.lock = QComboBox(), QComboBox(), QComboBox()
        self.fit, self.sound, self.distance = QComboBox(), QComboBox(), QComboBox()
        for name in tokens.names():
            self.theme.addItem(tokens.load(name).title, name)
        for factor in SCALES:
            self.scale.addItem(
                f"{factor:.0%}" + ("(长辈大字)" if factor == SCALES[2] else ""), factor
            )
        for minutes in LOCKS:
            self.lock.addItem(f"{minutes} 分钟" if minutes else "不自动锁屏", minutes)
        self.sound.addItem("新告警响一声", True)
        self.sound.addItem("不响,只显示", False)
        for fits, words in FITS.items():
            self.fit.addItem(words, fits)
        for factor, words in DISTANCES.items():
            self.distance.addItem(words, factor)
        for title, box in (
            ("主题", self.theme),
            ("字号", self.scale),
            ("大屏字号", self.fit),
            ("离屏幕", self.distance),
            ("无操作锁屏", self.lock),
            ("告警声", self.sound),
        ):
            panel.body.addWidget(_line(title, box))
        panel.body.addStretch(1)
        self.follow("")
        self.theme.activated.connect(self._on_chosen)
        self.scale.activated.connect(self._on_chosen)
        self.fit.activated.connect(self._on_chosen)
        self.lock.activated.connect(self._on_chosen)
        self.sound.activated.connect(self._on_chosen)
        self.distance.activated.connect(self._on_chosen)
        settings.changed.connect(self.follow)

    def follow(self, _path: str) -> None:
        self.theme.setCurrentIndex(self.theme.findData(self._settings.get(THEME)))
        self.scale.setCurrentIndex(self.scale.findData(self._settings.get(SCALE)))
        self.fit.setCurrentIndex(self.fit.findData(self._settings.get(FIT)))
        self.lock.setCurrentIndex(self.lock.findData(self._settings.get(LOCK_AFTER)))
        self.sound.setCurrentIndex(self.sound.findData(self._settings.get(SOUND)))
        self.distance.setCurrentIndex(self.distance.findData(self._settings.get(DISTANCE)))

    def _on_chosen(self, _index: int) -> None:
        # Read them all first: the first change makes `follow` set the other boxes back.
        theme, scale, lock = (b.currentData() for b in (self.theme, self.scale, self.lock))
        fit, sound = bool(self.fit.currentData()), bool(self.sound.currentData())
        distance = float(self.distance.currentData() or 1.0)
        self._settings.set(THEME, theme)
        self._settings.set(SCALE, scale)
        self._settings.set(FIT, fit)
        self._settings.set(LOCK_AFTER, lock)
        self._settings.set(SOUND, sound)
        self._settings.set(DISTANCE, distance)


def _line(title: str, box: QComboBox) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(px(14), px(10), px(14), px(4))
    label = QLabel(title)
    hold(label, width=140, least=True)
    label.setBuddy(box)
    box.setAccessibleName(title)
    hold(box, width=240, least=True)
    row.addWidget(label)
    row.addWidget(box)
    row.addStretch(1)
    return line
