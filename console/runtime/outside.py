"""What the console hands over to the desktop: a folder to be looked at in its file manager."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def show_folder(path: Path) -> bool:
    """False where no desktop answers; nothing waits for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
