"""Comments that hide findings: `# kb: ignore[KB301]`, and `<!-- kb: ignore[KB301] -->` in Markdown."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from kb.markup import SUPPRESSION
from kb.source import Lines, Span

MARK = re.compile(r"kb:[ \t]*ignore\b")
"""What every such comment has in it."""
_YAML = re.compile(r"#[ \t]*kb:[ \t]*ignore\b(?:\[([^\[\]\n]*)\])?")
_HTML = SUPPRESSION
_OTHER = re.compile(r"[ \t]#")
"""Another comment in the same line."""


class Suppression(NamedTuple):
    """A comment that hides the findings of some rules on some lines."""

    span: Span
    rules: tuple[tuple[str, Span], ...]
    """The codes or names in it, with their places; empty when the comment names none."""
    first: int
    last: int
    """The lines whose findings it hides: one, or those of a record."""


def find(
    lines: Lines,
    documents: list[tuple[int, int]],
    is_comment: Callable[[int, int], bool],
    body: tuple[int, int] | None = None,
) -> list[Suppression]:
    """Find the suppressions of one file.

    `documents` are the first and last line of each record's mapping; `body` the first and last line of a Markdown
    body. On a line with content a comment hides that line. On a line of its own it hides the whole record that
    begins after it, or, inside a record, the next line.
    """
    found = []
    places = _Places(lines, documents, body)
    for pattern in (_YAML, _HTML) if body else (_YAML,):
        for match in pattern.finditer(lines.text):
            span = lines.span(match.start(), match.end())
            if pattern not in places.notations(span.line) or not is_comment(span.line, span.column):
                continue
            found.append(Suppression(span, _rules(lines, match), *places.reach(span, pattern)))
    return sorted(found)


def removal(lines: Lines, comment: Suppression, number: int | None = None) -> Span:
    """Give what to delete so that a comment is gone, or the rule of that number in it.

    A comment goes with the words that explain it, the spaces before it, and its line when nothing else stands there.
    """
    if number is not None:
        spans = [span for _, span in comment.rules]
        if number + 1 < len(spans):
            return Span(*spans[number][:2], *spans[number + 1][:2])
        return Span(*spans[number - 1][2:], *spans[number][2:])
    line, start, end = comment.span.line, comment.span.column - 1, comment.span.end_column - 1
    text = lines.line(line)
    if text[start] == "#":
        other = _OTHER.search(text, end)
        end = other.start() if other else len(text)
    before, after = text[:start], text[end:]
    if after.strip():
        return Span(line, start + 1, line, end + len(after) - len(after.lstrip()) + 1)
    if before.strip():
        return Span(line, len(before.rstrip()) + 1, line, len(text) + 1)
    if line < len(lines.starts):
        return Span(line, 1, line + 1, 1)
    return Span(max(line - 1, 1), len(lines.line(line - 1)) + 1, line, len(text) + 1)


class _Places:
    """Which lines a comment can speak for, by where it stands in the file."""

    def __init__(self, lines: Lines, documents: list[tuple[int, int]], body: tuple[int, int] | None) -> None:
        self.lines = lines
        self.documents = documents
        self.firsts = [first for first, _ in documents]
        self.body = body

    def notations(self, line: int) -> tuple[re.Pattern[str], ...]:
        """Give how comments are written on a line: `<!-- -->` in a Markdown body, either before the first field."""
        if self.body is None or self.documents[0][0] <= line < self.body[0]:
            return (_YAML,)
        return (_HTML,) if line >= self.body[0] else (_YAML, _HTML)

    def reach(self, comment: Span, notation: re.Pattern[str]) -> tuple[int, int]:
        """Give the first and last line that a comment speaks for. One in YAML goes on to the end of its line."""
        text = self.lines.line(comment.line)
        before = text[: comment.column - 1].strip()
        if notation is _YAML:
            is_alone = not before or before.startswith("#")
        else:
            is_alone = not before and not text[comment.end_column - 1 :].strip()
        if not is_alone:
            return comment.line, comment.line
        if self.body and (comment.line < self.documents[0][0] or self.body[0] <= comment.line < self.first_of_body):
            return 1, self.body[1]
        number = bisect_right(self.firsts, comment.line)
        if not self.body and number < len(self.firsts) and (not number or self.documents[number - 1][1] < comment.line):
            return self.documents[number]
        line = self.following.get(comment.line, comment.line + 1)
        return line, line

    @cached_property
    def first_of_body(self) -> int:
        """The first line of the body that is not a comment."""
        assert self.body is not None
        first = self.body[0]
        return first if self._is_content(first) else self.following[first]

    @cached_property
    def following(self) -> dict[int, int]:
        """For each line, the next one that is neither blank nor a comment."""
        following = {}
        line = len(self.lines.starts) + 1
        for number in range(len(self.lines.starts), 0, -1):
            following[number] = line
            if self._is_content(number):
                line = number
        return following

    def _is_content(self, number: int) -> bool:
        text = self.lines.line(number).strip()
        notations = self.notations(number)
        is_yaml = _YAML in notations and text.startswith("#")
        is_html = _HTML in notations and text.startswith("<!--") and text.endswith("-->")
        return bool(text) and not is_yaml and not is_html


def _rules(lines: Lines, match: re.Match[str]) -> tuple[tuple[str, Span], ...]:
    if match.group(1) is None:
        return ()
    start = match.start(1)
    return tuple(
        (part.group(), lines.span(start + part.start(), start + part.end()))
        for part in re.finditer(r"[^\s,]+", match.group(1))
    )
