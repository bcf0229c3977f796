"""The floor of the start-up figures: a bare PySide6 window with one word in it, painted once."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel


class Bare(QLabel):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, self.painted)

    def painted(self):
        sys.stdout.write("painted\n")
        sys.stdout.flush()
        QApplication.quit()


app = QApplication(sys.argv)
window = Bare("绩溪县应急指挥台")
window.resize(1920, 1080)
window.show()
app.exec()
