"""The measures of GB/T 9704-2012 in points, said once for PDF and docx.

The type area is 156 by 225 mm: 28 characters of 3号 on a line and 22 lines of 28.95 pt on a page.
"""

MM = 72 / 25.4

PAGE_WIDTH = 210 * MM
PAGE_HEIGHT = 297 * MM
TOP = 37 * MM
LEFT = 28 * MM
RIGHT = 26 * MM
BOTTOM = 35 * MM
WIDTH = PAGE_WIDTH - LEFT - RIGHT
HEIGHT = PAGE_HEIGHT - TOP - BOTTOM

CHARACTERS = 28
LINES = 22
LINE = 28.95
CELL = WIDTH / CHARACTERS

SIZE_2 = 22.0  # 2号, the title
SIZE_3 = 16.0  # 3号, the body
SIZE_4 = 14.0  # 4号, page number and 版记
TITLE_LINE = 36.0

MARK_DROP = 35 * MM  # from the top of the type area to the top of the organ's mark
MARK_SIZE = 46.0  # at most; a long name is set smaller so that it fits
NUMBER_GAP = 2 * LINE
SEPARATOR_DROP = 4 * MM
SEPARATOR = 0.7 * MM
PAGE_NUMBER_DROP = 7 * MM
RULE_OUTER = 0.35 * MM
RULE_INNER = 0.25 * MM
DATE_RIGHT = 4 * CELL  # room for the seal: the date ends four characters from the edge
SEAL_LINES = 2  # blank lines above a sealed signature; the seal's top stays within one of the text

TABLE_PAD = 3.0
TABLE_LEADING = 1.4
ASCENT = 0.88  # of the em above the baseline in a Han font


def mark_size(characters: int) -> float:
    """The organ's mark as large as it may be on one line."""
    return min(MARK_SIZE, WIDTH / max(characters, 1))
