"""Comments that hide findings: `# kb: ignore[KB301]`, and `<!-- kb: ignore[KB301] -->` in Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from kb.source import Lines, Span

MARK = "kb: ignore"
_YAML = re.compile(r"#[ \t]*kb:[ \t]*ignore\b(?:\[([^\]\n]*)\])?")
_HTML = re.compile(r"<!--[ \t]*kb:[ \t]*ignore\b(?:\[([^\]\n]*)\])?[ \t]*-->")


class Suppression(NamedTuple):
    """A comment that hides the findings of some rules on some lines."""

    span: Span
    rules: tuple[tuple[str, Span], ...]
    """The codes or names in it, with their places; empty when the comment names none."""
    first: int
    last: int
    """The lines whose findings it hides."""

    def covers(self, line: int) -> bool:
        """Tell whether a finding on that line is within reach."""
        return self.first <= line <= self.last


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
    html = body is not None
    for pattern in (_YAML, _HTML) if html else (_YAML,):
        for match in pattern.finditer(lines.text):
            span = lines.span(match.start(), match.end())
            in_body = html and body is not None and span.line >= body[0]
            if in_body != (pattern is _HTML) and not (pattern is _HTML and span.line < documents[0][0]):
                continue
            if not is_comment(span.line, span.column):
                continue
            first, last = _reach(lines, span, documents, body)
            found.append(Suppression(span, _rules(lines, match), first, last))
    return found


def _reach(
    lines: Lines, span: Span, documents: list[tuple[int, int]], body: tuple[int, int] | None
) -> tuple[int, int]:
    text = lines.line(span.line)
    if text[: span.column - 1].strip() or text[span.end_column - 1 :].strip():
        return span.line, span.line
    if body and span.line >= body[0]:
        before = "".join(lines.line(number) for number in range(body[0], span.line))
        if not before.replace("<!--", "").replace("-->", "").strip():
            return 1, body[1]
        return span.line + 1, span.line + 1
    previous = 0
    for first, last in documents:
        if previous < span.line < first:
            return first if not body else 1, body[1] if body else last
        previous = last
    return span.line + 1, span.line + 1


def _rules(lines: Lines, match: re.Match[str]) -> tuple[tuple[str, Span], ...]:
    if match.group(1) is None:
        return ()
    start = match.start(1)
    return tuple(
        (part.group(), lines.span(start + part.start(), start + part.end()))
        for part in re.finditer(r"[^\s,]+", match.group(1))
    )
