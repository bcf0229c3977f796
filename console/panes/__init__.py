"""One package per room, none knows another.

Each has `commands` (COMMANDS, which load without the page), `card` (its tile on the wall) and
`page`. `console.app.compose` names the three; the page is loaded when it is first wanted.
"""
