"""What is shown when somebody points at something."""

from __future__ import annotations

import re

from lsprotocol.types import Hover, HoverParams, MarkupContent, MarkupKind

from kb.fields import Field, References
from kb.lsp.card import card
from kb.lsp.cursor import keys, records_lines
from kb.lsp.parts import parts_of
from kb.lsp.pointing import covers, pointed
from kb.lsp.view import View
from kb.rules import find, name_of
from kb.source import Span

_RULE = re.compile(r"\bKB[0-9]{3}\b")
_COMMENT = re.compile(r"(?:#|<!--)[^\n]{0,40}kb:[ \t]*ignore\[([^\]\n]*)")
_PART = re.compile(r"[ \t]*(?:-[ \t]+)?(\w+):")


def hover(view: View, params: HoverParams) -> Hover | None:
    """Say what stands at a place: a record, a field, a rule; nothing where there is nothing to say."""
    line, column = view.place(params.position)
    found = _rule(view, line, column) or _record(view, line, column) or _field(view, line, column)
    if found is None:
        return None
    text, span = found
    kind = MarkupKind.Markdown if view.able.markdown else MarkupKind.PlainText
    return Hover(MarkupContent(kind, text), view.range(span))


def _record(view: View, line: int, column: int) -> tuple[str, Span] | None:
    found = pointed(view, line, column)
    return (card(view.base, found.target), found.span) if found else None


def _rule(view: View, line: int, column: int) -> tuple[str, Span] | None:
    """Explain the rule that a comment names, or `kb.yaml`."""
    text = view.lines.line(line)
    if view.source is not None and not _COMMENT.search(text):
        return None
    for match in _RULE.finditer(text):
        rule = find(match.group())
        span = Span(line, match.start() + 1, line, match.end() + 1)
        if rule and covers(span, line, column):
            return f"## {rule.CODE} {name_of(rule)}\n\n{(rule.__doc__ or '').strip()}", span
    return None


def _field(view: View, line: int, column: int) -> tuple[str, Span] | None:
    """Say what a field is for, or a part of its items."""
    if view.source is None:
        return None
    declared = view.kind
    extent = records_lines(view.lines, line, is_markdown=view.source.is_markdown)
    above = [key for key in keys(view.lines, *extent) if key.line <= line]
    if not above or declared is None:
        return None
    field = declared.by_name.get(above[-1].name)
    if above[-1].line == line and covers(above[-1].span, line, column):
        return (_about(field), above[-1].span) if field else None
    match = _PART.match(view.lines.line(line))
    if match and field and isinstance(field.type, References):
        span = Span(line, match.start(1) + 1, line, match.end(1) + 1)
        doc = parts_of(field.type).get(match[1])
        if doc and covers(span, line, column):
            return doc, span
    return None


def _about(field: Field) -> str:
    traits = [word for word, is_so in (("required", field.required), ("translated", field.translated)) if is_so]
    return f"**{field.name}**" + (f" ({', '.join(traits)})" if traits else "") + f"\n\n{field.doc}"
