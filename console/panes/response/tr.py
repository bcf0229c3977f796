"""The page's captions for the translator, also where no widget is at hand."""

from PySide6.QtCore import QCoreApplication


def tr(text: str) -> str:
    return QCoreApplication.translate("response", text)
