"""Places in the units of the protocol: the only module that counts in them.

kb counts lines and columns from 1 in code points; the protocol counts from 0, and columns in UTF-16 code units unless
editor and server have agreed on code points.
"""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol.types import Position, PositionEncodingKind, Range

from kb.source import Lines, Span

UTF16 = PositionEncodingKind.Utf16
CODE_POINTS = PositionEncodingKind.Utf32


def preferred(offered: Sequence[PositionEncodingKind | str] | None) -> PositionEncodingKind:
    """Choose the unit of columns: code points where the editor offers them, since nothing is converted then."""
    return CODE_POINTS if CODE_POINTS in (offered or ()) else UTF16


class Columns:
    """Converts places in both directions, in the unit that was agreed on."""

    def __init__(self, unit: PositionEncodingKind | str | None = UTF16) -> None:
        """Count columns in `unit`: code points, or else UTF-16."""
        self._is_exact = unit == CODE_POINTS

    def position(self, lines: Lines, line: int, column: int) -> Position:
        """Give the protocol's position of a line and column; a column beyond the line means its end."""
        before = lines.line(line)[: column - 1]
        return Position(line - 1, len(before) if self._is_exact else _units(before))

    def range(self, lines: Lines, span: Span) -> Range:
        """Give the protocol's range of a span."""
        return Range(self.position(lines, *span[:2]), self.position(lines, *span[2:]))

    def place(self, lines: Lines, position: Position) -> tuple[int, int]:
        """Give the line and column of a position; beyond the text, the nearest that there is."""
        if position.line >= len(lines.starts):
            return len(lines.starts), len(lines.line(len(lines.starts))) + 1
        text = lines.line(position.line + 1)
        if self._is_exact or text.isascii():
            return position.line + 1, min(position.character, len(text)) + 1
        units = 0
        for column, char in enumerate(text, 1):
            units += 2 if ord(char) > 0xFFFF else 1
            if units > position.character:
                return position.line + 1, column
        return position.line + 1, len(text) + 1

    def span(self, lines: Lines, range_: Range) -> Span:
        """Give the span of a range."""
        return Span(*self.place(lines, range_.start), *self.place(lines, range_.end))


def whole(lines: Lines, span: Span) -> Span:
    """Give a span that can be seen: one of a whole file (an empty one) becomes its first line."""
    if span[:2] != span[2:]:
        return span
    return Span(span.line, 1, span.line, len(lines.line(span.line)) + 1)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)
