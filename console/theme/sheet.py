"""The one application stylesheet, built from ordered parts with the theme's tokens filled in.

Never a stylesheet on a widget: re-styling 1,500 of them cost 237 ms, a palette change nothing.
Variants are dynamic properties (`role`, `tone`, `main`), set through `set_tone` and `set_role`.
"""

import re
from string import Template

from console.theme.tokens import Tokens

GROUND = """
QWidget { color: $ink; font-size: ${fs15}px; }
QMainWindow, QWidget#Desk, QWidget#Wall, QStackedWidget#Pages { background: $ground; }
QFrame#Panel { background: $surface; border: 1px solid $line; border-radius: 10px; }
QWidget#PanelHeader { border-bottom: 1px solid $line; }
QFrame#Rule { background: $line; border: none; }
QToolTip { background: $raised; color: $ink; border: 1px solid $line_strong; padding: 4px 8px; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
"""

TEXT = """
QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${fs15}px; font-weight: 600; }
QLabel[role="quiet"] { font-size: ${fs13}px; color: $dim; }
QLabel[role="caption"] { font-size: ${fs12}px; color: $dim; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="table"] { font-size: ${fs14}px; }
QLabel[role="figure"] { font-size: ${fs21}px; font-weight: 600; }
QLabel[role="value"] { font-size: ${fs21}px; font-weight: 600; }
QLabel[role="product"] { font-size: ${fs18}px; font-weight: 700; }
QLabel[role="spoken"] { font-size: ${fs18}px; }
QLabel[role="clock"] { font-size: ${fs22}px; font-weight: 600; }
QLabel[tone="dim"] { color: $dim; }
QLabel[tone="faint"] { color: $faint; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="info"] { color: $accent_ink; }
QLabel[tone="ink"] { color: $ink; }
"""

BUTTONS = """
QPushButton { background: $raised; color: $ink; border: 1px solid $line_strong; border-radius: 6px;
  padding: 5px 13px; font-size: ${fs13}px; font-weight: 500; }
QPushButton:hover { border-color: $accent_ink; }
QPushButton:pressed { background: $line; }
QPushButton:disabled { color: $faint; border-color: $line; background: transparent; }
QPushButton:focus { border: 2px solid $accent_ink; padding: 4px 12px; }
QPushButton:checked { background: $accent_soft; border-color: $accent_ink; }
QPushButton[main="true"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[main="true"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[main="true"]:focus { border: 2px solid $ink; }
QPushButton[main="true"]:disabled { background: $raised; color: $faint; border-color: $line; }
QPushButton[flat="true"] { background: transparent; border-color: transparent; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 3px; }
QToolButton:hover { background: $raised; }
QToolButton:focus { border-color: $accent_ink; }
"""

FIELDS = """
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit {
  background: $raised; color: $ink; border: 1px solid $line_strong; border-radius: 6px;
  padding: 6px 10px; font-size: ${fs15}px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {
  border: 2px solid $accent_ink; padding: 5px 9px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { color: $faint; background: transparent; }
QLineEdit:read-only { background: transparent; }
QLineEdit[refused="true"], QPlainTextEdit[refused="true"], QComboBox[refused="true"] { border-color: $bad; }
QLineEdit[refused="true"]:focus, QPlainTextEdit[refused="true"]:focus, QComboBox[refused="true"]:focus {
  border: 2px solid $bad; }
QComboBox { padding-right: 24px; }
QComboBox:focus { padding-right: 23px; }
QComboBox::drop-down { subcontrol-origin: border; subcontrol-position: center right; border: none; width: 26px; }
QComboBox::down-arrow { width: 0; height: 0; border-left: 5px solid $raised;
  border-right: 5px solid $raised; border-top: 6px solid $dim; }
QComboBox::down-arrow:disabled { border-left-color: $surface; border-right-color: $surface; border-top-color: $line_strong; }
QSpinBox::up-button, QSpinBox::down-button { subcontrol-origin: border; border: none; width: 24px; }
QSpinBox::up-button { subcontrol-position: top right; }
QSpinBox::down-button { subcontrol-position: bottom right; }
QSpinBox::up-arrow, QSpinBox::down-arrow { width: 0; height: 0; border-left: 4px solid $raised;
  border-right: 4px solid $raised; }
QSpinBox::up-arrow { border-bottom: 5px solid $dim; }
QSpinBox::down-arrow { border-top: 5px solid $dim; }
QComboBox QAbstractItemView, QListView#Choices { background: $surface; color: $ink;
  border: 1px solid $line_strong; border-radius: 6px; outline: none; padding: 4px;
  selection-background-color: $accent; selection-color: $on_accent; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox:focus, QRadioButton:focus { color: $accent_ink; }
QCheckBox::indicator, QListView::indicator { width: 14px; height: 14px; border: 2px solid $faint; border-radius: 4px;
  background: $surface; }
QCheckBox::indicator:checked, QListView::indicator:checked { background: $accent_ink; border-color: $accent_ink; }
QRadioButton::indicator { width: 14px; height: 14px; border: 2px solid $faint; border-radius: 9px; background: $surface; }
QRadioButton::indicator:checked { border: 5px solid $accent_ink; width: 8px; height: 8px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent_ink; }
QListView::indicator:disabled { border-color: $line; background: $line; }
QGroupBox { border: 1px solid $line; border-radius: 6px; margin-top: 10px; padding-top: 8px; }
"""

LISTS = """
QTableView, QListView, QTreeView { background: transparent; border: none; outline: none; color: $ink;
  gridline-color: $line; font-size: ${fs14}px; selection-background-color: $raised; selection-color: $ink; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: $dim; border: none; border-bottom: 1px solid $line;
  padding: 0 14px; font-size: ${fs12}px; font-weight: 400; height: 38px; }
QTableCornerButton::section { background: transparent; border: none; }
QTreeView::item { height: 36px; }
QTreeView::item:selected, QListView::item:selected { background: $raised; color: $ink; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: $line_strong; border-radius: 3px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: transparent; border: none; width: 0; height: 0; }
QSplitter::handle { background: transparent; }
QMenu { background: $surface; border: 1px solid $line_strong; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $raised; }
"""

SHELL = """
QFrame#Situation { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame#Rail { background: $surface; border: none; border-right: 1px solid $line; }
QFrame#Status { background: $surface; border: none; border-top: 1px solid $line; }
QFrame#Status QLabel { font-size: ${fs12}px; color: $dim; }
QFrame#Status QLabel[tone="warn"] { color: $warn; }
QFrame#Status QLabel[tone="bad"] { color: $bad; }
QFrame#Chip { background: $raised; border: 1px solid $line_strong; border-radius: 6px; }
QFrame#Pill { background: transparent; border: 1px solid $line_strong; border-radius: 15px; }
QFrame#Pill[tone="warn"] { border-color: $warn; }
QFrame#Pill[tone="bad"] { border-color: $bad; }
QFrame#Pill QLabel { font-size: ${fs13}px; }
QFrame#Drawer { background: $surface; border: 1px solid $line_strong; border-radius: 10px; }
QFrame#Overlay { background: $surface; border: 1px solid $line_strong; border-radius: 10px; }
QFrame#Notice { background: $raised; border: 1px solid $line_strong; border-radius: 6px; }
QFrame#Notice[tone="bad"] { border-color: $bad; }
QFrame#Notice[tone="warn"] { border-color: $warn; }
QFrame#Notice[tone="ok"] { border-color: $ok; }
QLabel[role="cap"] { font-size: ${fs11}px; color: $dim; border: 1px solid $line_strong; border-radius: 4px;
  padding: 1px 6px; }
QProgressBar { background: $raised; border: 1px solid $line; border-radius: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QFrame#Link { border: none; border-left: 1px solid $line; }
QFrame#LinkFirst { border: none; }
QFrame#Difference { border: none; border-bottom: 1px solid $line; }
QFrame#Value { background: transparent; border: 1px solid $line_strong; border-radius: 8px; }
QFrame#Value[chosen="true"] { border: 2px solid $accent_ink; }
QFrame#Tag { background: transparent; border: 1px solid $line_strong; border-radius: 4px; }
"""

# Type sizes are named ($fs15); of the rest, hairlines stay what they are.
LENGTH = re.compile(r"(?<=[\s:])(\d+)px")
HAIR = 2

PARTS = (GROUND, TEXT, BUTTONS, FIELDS, LISTS, SHELL)


def _length(pixels: int, scale: float) -> str:
    return f"{pixels if pixels <= HAIR else round(pixels * scale)}px"


def build(tokens: Tokens, scale: float) -> str:
    """The whole sheet; a token that a theme lacks is an error at start, not a black widget."""
    sizes = {f"fs{px}": round(px * scale) for px in (11, 12, 13, 14, 15, 18, 21, 22)}
    lengths = LENGTH.sub(lambda found: _length(int(found[1]), scale), "".join(PARTS))
    return Template(lengths).substitute(tokens.colors, **sizes)
