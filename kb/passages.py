"""The texts of a record for readers, each character of which has a place in the file.

A rule looks at the text as readers get it: folded, its quotes and escapes gone. The place of what it finds is worked
out by laying the text over the characters of the file again, in one pass over both.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from kb.finding import Edit
from kb.source import Scalar, Span

if TYPE_CHECKING:
    from kb.base import Base
    from kb.record import Record

_HEADER = re.compile(r"[|>][-+0-9]*[^\r\n]*(?:\r\n|\r|\n)[ \t\r\n]*")
_SPACE = re.compile(r"\s+")
_GAP = r"(?P<gap>(?<![ \t])[ \t]*+(?:\r\n|\r|\n)\s*+)"
_ESCAPE = r"(?P<escape>\\(?:x..|u.{4}|U.{8}|.))"
_STOPS = {
    style: re.compile(pattern, re.DOTALL)
    for style, pattern in {
        "": f"{_GAP}|(?P<escape>(?!))",
        "|": f"{_GAP}|(?P<escape>(?!))",
        "'": f"{_GAP}|(?P<escape>'')",
        '"': rf"\\[ \t]*+(?:\r\n|\r|\n)[ \t]*+|{_ESCAPE}|{_GAP}",
    }.items()
}
"""For each way to write a scalar, what stands in it otherwise than it reads."""
_NUMBER = attrgetter("number")


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
        pieces = self._pieces
        if pieces is None or not 0 <= start <= end <= len(self.text):
            return self.whole
        first = self._offset(pieces, start)
        return self._base.lines(self._path).span(
            first, max(first, self._offset(pieces, end - 1, 1)) if end > start else first
        )

    def wrap(self, start: int, end: int, before: str, after: str) -> Edit | None:
        """Give the edit that puts characters around `text[start:end]`, which stays as it is written.

        Nothing is given where that is not safe, or the words are written otherwise than they read.
        """
        span = self.span(start, end)
        lines = self._base.lines(self._path)
        written = lines.text[lines.offset(*span[:2]) : lines.offset(*span[2:])]
        if written.split() != self.text[start:end].split():
            return None
        if self._is_verbatim:  # nothing that is said within a line ends a block or a body
            return Edit(self._path, span, f"{before}{written}{after}")
        return self._base.editor(self._path).substitute(span, f"{before}{written}{after}")

    @property
    def _is_body(self) -> bool:
        return self.field == "body" and self._path.endswith(".md")

    @property
    def _is_verbatim(self) -> bool:
        return self._is_body or self._base.lines(self._path).line(self._scalar.line)[self._scalar.column - 1] in "|>"

    def _offset(self, pieces: list[_Piece], number: int, after: int = 0) -> int:
        """Give the offset in the file at which a character of the text begins, or `after` which it ends."""
        piece = pieces[bisect_right(pieces, number, key=_NUMBER) - 1]
        if piece.is_written_so:
            return self._start + piece.start + min(number - piece.number + after, piece.end - piece.start)
        return self._start + (piece.end if after else piece.start)

    @cached_property
    def _start(self) -> int:
        return self._base.lines(self._path).offset(self._scalar.line, self._scalar.column)

    @cached_property
    def _pieces(self) -> list[_Piece] | None:
        """The pieces of the file in which the text stands."""
        lines = self._base.lines(self._path)
        end = lines.offset(self._scalar.end_line, self._scalar.end_column)
        return _align(self.text, lines.text[self._start : end], is_body=self._is_body)


def passages(base: Base, record: Record) -> Iterator[Passage]:
    """Give each text of a record or a translation, then the notes of its references under the references' field."""
    for name, scalar in (*record.texts(), *record.reference_notes()):
        yield Passage(base, record.path, name, scalar)


class _Piece(NamedTuple):
    """A stretch of a text that stands in one piece of the file: from where in the text, and from where to where.

    White space that follows it in the text, but not there, is taken to stand at its end.
    """

    number: int
    start: int
    end: int
    is_written_so: bool
    """Whether it stands there as it is, and not as an escape."""


def _align(text: str, source: str, *, is_body: bool) -> list[_Piece] | None:
    """Give the pieces in which a text stands in its source; nothing if the two differ."""
    style = "" if is_body else _style(source)
    header = _HEADER.match(source) if style == "|" else None
    place = header.end() if header else len(style)
    last = len(source) - 1 if style in ("'", '"') else len(source)
    pieces: list[_Piece] = []
    number = 0
    if style == "|" and (lead := _SPACE.match(text)):  # blank lines and deeper indentation before the first word
        pieces.append(_Piece(0, place, place, False))
        number = lead.end()
    for stop in _STOPS[style].finditer(source, place, last):
        start, end = stop.span()
        if source[place:start] != text[number : number + start - place]:
            break
        pieces.append(_Piece(number, place, start, True))
        number, place = number + start - place, end
        if stop["escape"]:
            pieces.append(_Piece(number, start, end, False))
            number += 1
        elif stop["gap"]:  # a break of the source stands for all white space of the text here
            wide = _SPACE.match(text, number)
            if wide is None:
                break
            number = wide.end()
    rest = text[number:].rstrip()  # the end of a block is where its last word ends
    if rest != source[place : place + len(rest)]:
        return None
    return [*pieces, _Piece(number, place, place + len(rest), True)]


def _style(source: str) -> str:
    """Give how a scalar is written: `|` for both sorts of block, a quote, or an empty string for a plain one."""
    if source[:1] in ("|", ">"):
        return "|"
    return source[0] if len(source) > 1 and source[0] in "'\"" and source[-1] == source[0] else ""
