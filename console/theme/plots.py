"""pyqtgraph in the house colours. The library is handed in: it is loaded late, never at start."""

from typing import Any

from console.theme.fonts import font
from console.theme.tokens import color


def defaults(library: Any) -> None:
    """Before the first plot, and again after a theme switch. Width 1: wider lines cost 2.5–8×."""
    library.setConfigOptions(background=color("surface"), foreground=color("dim"), antialias=False)


def axes(plot: Any) -> None:
    """Quiet axes with the caption type; the grid only just there."""
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(color("line_strong"))
        axis.setTextPen(color("dim"))
        axis.setStyle(tickFont=font("caption"))
    plot.showGrid(x=True, y=True, alpha=0.12)
    plot.setMenuEnabled(False)
    plot.hideButtons()
