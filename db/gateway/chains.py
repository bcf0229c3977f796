"""Where every device's journal chain stands at the far end (D19), as stretches without a hole.

Lanes overtake each other, so lines arrive out of order; stretches grow together as the holes
fill. Two stretches that touch and do not fit are a broken chain, or two machines writing as one.
"""

from dataclasses import replace

from db.gateway.groups import Group
from db.gateway.shelf import Piece


def joined(pieces: list[Piece], group: Group) -> list[Piece] | None:
    """The stretches with the lines of `group` among them; None where they don't fit."""
    if not group.lines:
        return pieces
    new = Piece(
        group.device,
        int(group.lines[0][1]),
        int(group.lines[0][2]),
        int(group.lines[-1][2]),
        group.before,
        str(group.lines[-1][-1]),
    )
    kept: list[Piece] = []
    for piece in pieces:
        if piece.last < new.first - 1 or piece.first > new.last + 1:
            kept.append(piece)
        elif piece.last == new.first - 1:
            if piece.after != new.before:
                return None
            new = replace(new, first=piece.first, before=piece.before)
        elif piece.first == new.last + 1:
            if piece.before and new.after != piece.before:  # "" at a relay: not told
                return None
            new = replace(new, last=piece.last, after=piece.after)
        else:
            return None  # lines of these numbers are there already, with other groups
    return sorted([*kept, new], key=lambda piece: piece.first)
