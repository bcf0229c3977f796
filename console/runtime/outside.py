"""What the console hands over to the desktop: a folder, or a file that only shows something."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def show_folder(path: Path) -> bool:
    """False where no desktop answers; nothing waits for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def show_file(path: Path, *, harmless: bool) -> bool:
    """With the desktop's own program; of what might run instead of show, only its folder."""
    return show_folder(path if harmless else path.parent)
