"""Imports at their own price: PySide6 looks into the source of every module imported after it.

It searches for its own name, to know where `from __feature__ import snake_case` may apply. We
never use that; reading every source file of ours was three hundredths of the way to the painted
wall. There is no switch for it, so the one function behind it is answered for it, and only where
it is found as it is known.
"""

import sys
from types import ModuleType

import PySide6.QtCore  # noqa: F401 - brings the watcher with it

_FEATURE = "shibokensupport.feature"
_LOOKS = "_mod_uses_pyside"


def unwatched() -> bool:
    """Has the modules imported from now on left unread; False where the watcher isn't as known."""
    feature = sys.modules.get(_FEATURE)
    if feature is None or not callable(getattr(feature, _LOOKS, None)):
        return False
    setattr(feature, _LOOKS, _unread)
    return True


def _unread(_module: ModuleType) -> bool:
    return False
