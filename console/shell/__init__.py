"""The window: situation bar, rail, wall, palette, status line, login."""
