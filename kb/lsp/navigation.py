"""From a name to the record, and from a record to all that names it."""

from __future__ import annotations

from lsprotocol.types import (
    DefinitionParams,
    DocumentHighlight,
    DocumentHighlightKind,
    DocumentHighlightParams,
    DocumentLink,
    DocumentLinkParams,
    Location,
    LocationLink,
    ReferenceParams,
)

from kb import markup
from kb.lsp.card import name
from kb.lsp.pointing import Pointed, naming, pointed, pointers, subject
from kb.lsp.view import View
from kb.passages import passages
from kb.record import Record
from kb.source import Span


def definition(view: View, params: DefinitionParams) -> list[Location] | list[LocationLink] | None:
    """Give where the record is that a reference or link names, or the heading in it."""
    found = pointed(view, *view.place(params.position))
    if found is None:
        return None
    target = found.target
    place = _heading(view, found) or Span(*target.span[:2], *target.span[:2])
    location = view.location(target.path, place)
    if not view.able.origins:
        return [location]
    return [LocationLink(location.uri, location.range, location.range, view.range(found.span))]


def _heading(view: View, found: Pointed) -> Span | None:
    """Give the place of the heading that a link names."""
    if not found.heading:
        return None
    for passage in passages(view.base, found.target):
        if passage.field == found.heading:
            return passage.whole
        for heading in markup.headings(passage.text) if "#" in passage.text else ():
            if heading.slug == found.heading:
                start = passage.text.rfind("\n", 0, heading.end) + 1
                return passage.span(start, heading.end)
    return None


def references(view: View, params: ReferenceParams) -> list[Location] | None:
    """Give every place in the base that names the record at a place, or the record that the place is in."""
    record = subject(view, *view.place(params.position))
    if record is None:
        return None
    own = [(record.path, Span(*record.span[:2], *record.span[:2]))] if params.context.include_declaration else []
    places = {(one.path, one.span): None for one in naming(view, record)}
    return [view.location(path, span) for path, span in [*own, *sorted(places)]]


def highlights(view: View, params: DocumentHighlightParams) -> list[DocumentHighlight] | None:
    """Give every other place in the document that names the same record as the one at a place."""
    found = pointed(view, *view.place(params.position))
    if found is None:
        return None
    spans = sorted({one.span for one in pointers(view) if one.target is found.target})
    return [DocumentHighlight(view.range(span), DocumentHighlightKind.Text) for span in spans]


def document_links(view: View, _: DocumentLinkParams) -> list[DocumentLink]:
    """Give the references and links of a document, with the files that they lead to."""
    found = sorted({(one.span, one.target.key): one for one in pointers(view)}.items())
    return [
        DocumentLink(view.range(span), _address(view, one.target), name(one.target, view.base.config))
        for (span, _), one in found
    ]


def _address(view: View, record: Record) -> str:
    """Give the address of a record; with its line, when its file holds others before it."""
    uri = view.uri_of(record.path)
    first = next(other for other in view.base.all_records if other.path == record.path)
    return uri if first is record else f"{uri}#L{record.span.line}"
