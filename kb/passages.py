"""The texts of a record for readers, each character of which has a place in the file.

A rule looks at the text as readers get it: folded, its quotes and escapes gone. The place of what it finds is worked
out by laying the text over the characters of the file again, in one pass over both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from kb.source import Reference, Scalar, Span

if TYPE_CHECKING:
    from kb.base import Base
    from kb.record import Record

_BREAK = re.compile(r"[ \t]*(?:\r\n|\r|\n)\s*")
_HEADER = re.compile(r"[|>][-+0-9]*[^\r\n]*(?:\r\n|\r|\n)[ \t\r\n]*")
_SPACE = re.compile(r"\s+")
_ESCAPED_BREAK = re.compile(r"\\[ \t]*(?:\r\n|\r|\n)[ \t]*")
_WIDE = {"x": 2, "u": 4, "U": 8}


class Passage:
    """A text of a record: its field, what readers get, and where each part of it stands."""

    __slots__ = ("__dict__", "_base", "_path", "_scalar", "field", "text")

    def __init__(self, base: Base, path: str, field: str, scalar: Scalar) -> None:
        """Take a text of the file at `path`."""
        self.field = field
        self.text = scalar.text
        self._base = base
        self._path = path
        self._scalar = scalar

    @property
    def whole(self) -> Span:
        """The place of all of it, quotes and block indicator included."""
        return self._scalar.span

    def span(self, start: int, end: int) -> Span:
        """Give the place in the file of `text[start:end]`; of the whole text where the two cannot be laid together."""
        places = self._places
        if places is None or not 0 <= start <= end < len(places):
            return self.whole
        last = places[end - 1] + 1 if end > start else places[start]
        return self._base.lines(self._path).span(places[start], max(last, places[start]))

    @cached_property
    def _places(self) -> list[int] | None:
        """The offset of each character of the text in the file, and of its end."""
        lines = self._base.lines(self._path)
        start = lines.offset(self._scalar.line, self._scalar.column)
        end = lines.offset(self._scalar.end_line, self._scalar.end_column)
        is_body = self.field == "body" and self._path.endswith(".md")
        found = _align(self.text, lines.text[start:end], is_body=is_body)
        return None if found is None else [start + place for place in found]


def passages(base: Base, record: Record) -> Iterator[Passage]:
    """Give each text of a record or a translation, then the notes of its references under the references' field."""
    for name, scalar in record.texts():
        yield Passage(base, record.path, name, scalar)
    for name, declared in record.declaration.references:
        if declared.note:
            for reference in record.items(name):
                if isinstance(reference, Reference) and reference.note:
                    yield Passage(base, record.path, name, reference.note)


def _align(text: str, source: str, *, is_body: bool) -> list[int] | None:
    """Give for each character of a text the offset at which it is written in its source; nothing if they differ."""
    style = "" if is_body else _style(source)
    header = _HEADER.match(source) if style == "|" else None
    place = header.end() if header else len(style)
    if style in ("'", '"'):
        source = source[:-1]
    places: list[int] = []
    number = 0
    if style == "|" and (lead := _SPACE.match(text)):  # blank lines and deeper indentation before the first word
        places += [place] * lead.end()
        number = lead.end()
    while number < len(text):
        if style == '"' and (skipped := _ESCAPED_BREAK.match(source, place)):
            place = skipped.end()
            continue
        if gap := _BREAK.match(source, place):  # a break of the source stands for all white space of the text here
            wide = _SPACE.match(text, number)
            if wide is None:
                return None
            places += [place] * (wide.end() - number)
            number, place = wide.end(), gap.end()
            continue
        width = _width(text[number], source, place, style)
        if not width:
            break
        places.append(place)
        number, place = number + 1, place + width
    if text[number:].strip("\n"):
        return None
    places += [place] * (len(text) - number + 1)
    return places


def _style(source: str) -> str:
    """Give how a scalar is written: `|` for both sorts of block, a quote, or an empty string for a plain one."""
    if source[:1] in ("|", ">"):
        return "|"
    return source[0] if len(source) > 1 and source[0] in "'\"" and source[-1] == source[0] else ""


def _width(char: str, source: str, place: int, style: str) -> int:
    """Give how many characters of the source say one of the text; 0 when they do not say it."""
    written = source[place : place + 1]
    if style == '"' and written == "\\":
        kind = source[place + 1 : place + 2]
        return 2 + _WIDE.get(kind, 0) if kind else 0
    if style == "'" and source[place : place + 2] == "''":
        return 2 if char == "'" else 0
    return int(written == char)
