"""The README says what the program does: its table of commands is the registry's own."""

import os
from pathlib import Path

from console.app.rooms import ENTRIES
from console.runtime.commands import Registry
from console.shell.commands import room_commands, window_commands

README = Path(__file__).resolve().parents[2] / "README.md"
BEGIN, END = "<!-- commands -->\n", "<!-- /commands -->"


def test_the_readme_lists_every_command_with_its_key():
    commands = [command for entry in ENTRIES for command in entry.commands]
    told = Registry([*commands, *room_commands(ENTRIES), *window_commands()]).markdown() + "\n"
    text = README.read_text("utf-8")
    before, rest = text.split(BEGIN)
    written, after = rest.split(END)
    if os.environ.get("CONSOLE_REFRESH"):
        README.write_text(before + BEGIN + told + END + after, "utf-8")
        written = told
    assert written == told, "CONSOLE_REFRESH=1 python -m pytest tests/console/test_readme.py"


def test_every_make_word_of_the_readme_is_in_the_makefile():
    makefile = (README.parent / "Makefile").read_text("utf-8")
    for word in ("run", "test", "bench", "shots", "pictures", "words", "lock"):
        assert f"make {word}" in README.read_text("utf-8")
        assert f"\n{word}:" in makefile
