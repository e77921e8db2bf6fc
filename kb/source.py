"""Where things are in a text: spans, and the lines that they point into.

Lines and columns count from 1, columns in Unicode code points, ends are exclusive. The one exception is
an editor protocol that wants other units: it converts at its own edge.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

BREAKS = re.compile(r"\r\n|\r|\n")


class Span(NamedTuple):
    """A stretch of a file: start inclusive, end exclusive, both counted from 1."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)


class Scalar(NamedTuple):
    """A value as its author wrote it (never guessed at by YAML), and where it stands."""

    text: str
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def span(self) -> Span:
        """The place of the value, quotes and block indicator included."""
        return Span(*self[1:5])


class Reference(NamedTuple):
    """A scalar that names another record, with the note that its author attached (`difference`, `reason`)."""

    text: str
    line: int
    column: int
    end_line: int
    end_column: int
    note: Scalar | None = None
    as_of: Scalar | None = None

    @property
    def span(self) -> Span:
        """The place of the name itself."""
        return Span(*self[1:5])


class Link(NamedTuple):
    """A `[[target#heading|label]]`, or a relative Markdown link to a record's file, inside a text."""

    target: str
    heading: str
    label: str
    field: str
    line: int
    column: int
    end_line: int
    end_column: int
    is_file: bool = False

    @property
    def span(self) -> Span:
        """The place of the whole link, brackets included."""
        return Span(*self[4:8])


def shown(text: str, limit: int = 60) -> str:
    """Give a text as messages show it: on one line, not too long, with nothing that cannot be seen."""
    flat = " ".join(text.split())
    if len(flat) > limit:
        flat = flat[: limit - 3] + "..."
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in flat)


def shared_ends(old: str, new: str) -> tuple[int, int]:
    """Give how many characters two texts share at their beginnings, and how many of the rest at their ends."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


class Lines:
    """A text cut into lines, to turn offsets into lines and columns and back.

    Only line feed, carriage return and the pair of them end a line, as in YAML 1.2, git and editors.
    """

    def __init__(self, text: str) -> None:
        """Index `text`, in one pass over it."""
        self.text = text
        if "\r" in text:
            self.starts = [0, *(match.end() for match in BREAKS.finditer(text))]
        else:  # three times as fast
            self.starts = [0, *accumulate([len(line) + 1 for line in text.split("\n")])]
            self.starts.pop()

    def position(self, offset: int) -> tuple[int, int]:
        """Give the line and column of an offset in code points."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Give the span between two offsets."""
        return Span(*self.position(start), *self.position(end))

    def offset(self, line: int, column: int) -> int:
        """Give the offset of a line and column, clamped to the text."""
        if line > len(self.starts):
            return len(self.text)
        return min(self.starts[line - 1] + column - 1, len(self.text))

    def line(self, number: int) -> str:
        """Give one line without its break, or an empty string beyond the text."""
        if not 1 <= number <= len(self.starts):
            return ""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end].rstrip("\r\n")
