"""Changes of files in the form that `git apply` takes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from kb.terminal import Style, printable

_MARKS = {"+": "green", "-": "red", "@": "cyan"}


def patch(old: str, new: str, before: bytes, after: bytes, style: Style) -> str:
    """Give the change of a file from one path and content to another. Only line feeds end a line there, as in git."""
    header = "" if old == new else f"diff --git a/{old} b/{new}\nrename from {old}\nrename to {new}\n"
    return header + "".join(_changed(old, new, before, after, style))


def _changed(old: str, new: str, before: bytes, after: bytes, style: Style) -> Iterator[str]:
    for line in difflib.unified_diff(_lines(before), _lines(after), f"a/{old}", f"b/{new}"):
        text = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        colour = _MARKS.get(line[:1]) if style.on else None
        yield f"{style(printable(text[:-1]), colour)}\n" if colour else text


def _lines(data: bytes) -> list[str]:
    parts = data.decode("utf-8", "surrogateescape").split("\n")
    return [part + "\n" for part in parts[:-1]] + [parts[-1]] * bool(parts[-1])
