"""The outline of a document, and the records of all bases by name."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol.types import DocumentSymbol, DocumentSymbolParams, SymbolKind, WorkspaceSymbol

from kb import markup
from kb.lsp.card import name
from kb.lsp.cursor import Key, keys, records_lines
from kb.lsp.matching import matches
from kb.lsp.view import View
from kb.passages import Passage, passages
from kb.record import Record
from kb.source import Span

MOST = 200
"""How many records are given for what somebody types."""

_KINDS = {"code": SymbolKind.Constant, "guide": SymbolKind.File, "term": SymbolKind.Key}


def outline(view: View, _: DocumentSymbolParams) -> list[DocumentSymbol]:
    """Give the records of a document, in each its fields, and in its texts their headings.

    A document that cannot be read has its fields.
    """
    if view.source is None:
        return []
    if not view.records:
        return _fields(view, 1, None)
    last = len(view.lines.starts)
    ends = [*(record.span.line - 1 for record in view.records[1:]), last]
    return [_record(view, record, end) for record, end in zip(view.records, ends, strict=True)]


def _record(view: View, record: Record, end: int) -> DocumentSymbol:
    assert view.source is not None
    is_markdown = view.source.is_markdown
    children = _fields(view, record.span.line + is_markdown, record)
    body = next((passage for passage in passages(view.base, record) if passage.field == "body"), None)
    if is_markdown and body:
        children += _headings(view, body)
    span = Span(record.span.line, 1, end, len(view.lines.line(end)) + 1)
    start = Span(*record.span[:2], record.span.line, len(view.lines.line(record.span.line)) + 1)
    return DocumentSymbol(
        name(record, view.base.config),
        _KINDS.get(record.kind, SymbolKind.Object),
        view.range(span),
        view.range(start),
        record.key + (f" ({record.language})" if record.language else ""),
        children=children,
    )


def _fields(view: View, line: int, record: Record | None) -> list[DocumentSymbol]:
    """Give the fields of the record that a line is in."""
    assert view.source is not None
    first, last = records_lines(view.lines, line, is_markdown=view.source.is_markdown)
    found = list(keys(view.lines, first, last))
    texts = {passage.field: passage for passage in passages(view.base, record)} if record else {}
    below = [*(key.line - 1 for key in found[1:]), last]
    return [
        _field(view, key, end, texts.get(key.name), record.text(key.name) if record else None)
        for key, end in zip(found, below, strict=False)
    ]


def _field(view: View, key: Key, below: int, passage: Passage | None, value: str | None) -> DocumentSymbol:
    while below > key.line and not view.lines.line(below).strip():
        below -= 1
    span = Span(key.line, key.column, below, len(view.lines.line(below)) + 1)
    shown = " ".join((value or "").split())
    return DocumentSymbol(
        key.name,
        SymbolKind.Field,
        view.range(span),
        view.range(key.span),
        shown if len(shown) <= 60 else shown[:59] + "…",
        children=_headings(view, passage) if passage else None,
    )


def _headings(view: View, passage: Passage) -> list[DocumentSymbol]:
    """Give the headings of a text, each with those below it."""
    if "#" not in passage.text:
        return []
    top: list[DocumentSymbol] = []
    path: list[tuple[int, DocumentSymbol]] = []
    for heading, span, whole in _extents(passage):
        symbol = DocumentSymbol(heading.text, SymbolKind.String, view.range(whole), view.range(span), children=[])
        while path and path[-1][0] >= heading.level:
            path.pop()
        siblings = path[-1][1].children if path else top
        assert isinstance(siblings, list)
        siblings.append(symbol)
        path.append((heading.level, symbol))
    return top


def _extents(passage: Passage) -> Iterator[tuple[markup.Heading, Span, Span]]:
    """Give each heading with its own place, and that of all until the next of its level or a higher one."""
    found = markup.headings(passage.text)
    starts = [passage.text.rfind("\n", 0, heading.end) + 1 for heading in found]
    ends = [len(passage.text.rstrip())] * len(found)
    pending: list[int] = []
    for number, heading in enumerate(found):
        while pending and found[pending[-1]].level >= heading.level:
            ends[pending.pop()] = _before_space(passage.text, starts[number])
        pending.append(number)
    for heading, start, end in zip(found, starts, ends, strict=True):
        yield heading, passage.span(start, heading.end), passage.span(start, end)


def _before_space(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end


def find(view: View, typed: str) -> list[WorkspaceSymbol]:
    """Give the records of a base that fit what somebody types: an id, a title, an alias, `smtp 504`."""
    config = view.base.config
    found, _ = matches(view.base, typed, tuple(view.base.ids), MOST)
    return [
        WorkspaceSymbol(
            view.location(match.record.path, Span(*match.record.span[:2], *match.record.span[:2])),
            name(match.record, config),
            _KINDS.get(match.record.kind, SymbolKind.Object),
            container_name=match.record.key,
        )
        for match in found
    ]
