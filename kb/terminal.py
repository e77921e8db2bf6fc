"""What depends on the terminal: colour, width, and whether there is anyone to see progress."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from itertools import accumulate
from typing import TextIO
from unicodedata import category, east_asian_width

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}


class Style:
    """Puts colour on words, or leaves them alone."""

    def __init__(self, *, on: bool) -> None:
        """Say whether colour is wanted."""
        self.on = on

    def __call__(self, text: str, *names: str) -> str:
        """Give the text in the named colours."""
        if not self.on or not names or not text:
            return text
        return f"\x1b[{';'.join(_CODES[name] for name in names)}m{text}\x1b[0m"


def style_for(stream: TextIO) -> Style:
    """Give colour to a terminal that wants it, and to nothing else."""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Style(on=wanted and stream.isatty())


def width(default: int = 100) -> int:
    """Give the columns of the terminal."""
    return shutil.get_terminal_size((default, 24)).columns


def columns(text: str) -> int:
    """Count the terminal columns that a text takes: two for a wide East Asian character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(0 if _combines(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def _combines(char: str) -> bool:
    """Tell whether a character is drawn on the one before it, as accents and parts of Korean syllables are."""
    return char > "\u02ff" and (category(char) in ("Mn", "Me") or "\u1160" <= char <= "\u11ff")


def beginning(text: str, room: int) -> str:
    """Give as much of a text as fits into so many columns."""
    return text[: sum(width <= room for width in accumulate(columns(char) for char in text))]


def printable(text: str) -> str:
    """Make control characters visible, so that a hostile text cannot speak to the terminal."""
    return "".join(
        char if char.isprintable() or char == "\t" else f"\\u{ord(char):04x}" if ord(char) < 0x10000 else "\ufffd"
        for char in text
    )


def say(message: str) -> None:
    """Tell the user something on the error stream."""
    print(message, file=sys.stderr, flush=True)


class Progress:
    """One line on the error stream that says how far a long work is; silent where no one watches."""

    def __init__(self) -> None:
        """Look whether there is a terminal."""
        self._shown = sys.stderr.isatty()

    def step(self, message: str, done: int | None = None, total: int | None = None) -> None:
        """Replace the line."""
        if self._shown:
            count = f" {done:,}/{total:,}" if total else ""
            sys.stderr.write(f"\r\x1b[2K{message}{count}")
            sys.stderr.flush()

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


def table(rows: Iterable[tuple[str, ...]], gap: str = "  ") -> list[str]:
    """Align rows of words in columns."""
    listed = list(rows)
    widths = [max(columns(row[i]) for row in listed) for i in range(len(listed[0]))] if listed else []
    return [gap.join(cell + " " * (widths[i] - columns(cell)) for i, cell in enumerate(row)).rstrip() for row in listed]
