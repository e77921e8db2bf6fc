"""What stands at a place of a document: a reference, a link, the name of a field, or nothing but the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kb.lsp.view import View
from kb.record import Record
from kb.source import Link, Reference, Span


class Pointed(NamedTuple):
    """A name of a record in a document, and what it leads to."""

    path: str
    span: Span
    target: Record
    heading: str = ""


def pointed(view: View, line: int, column: int) -> Pointed | None:
    """Give the reference or link at a place, if it leads somewhere; a place right behind it counts."""
    found = [one for one in pointers(view) if covers(one.span, line, column)]
    return min(found, key=lambda one: (one.span.end_line - one.span.line, one.span.end_column), default=None)


def covers(span: Span, line: int, column: int) -> bool:
    """Tell whether a place is in a span, or right behind it."""
    return span[:2] <= (line, column) <= span[2:]


def pointers(view: View) -> Iterator[Pointed]:
    """Give every reference and link of a document that leads to a record, in the order of the records."""
    records = {id(record) for record in view.records}
    for use in view.base.uses:
        if id(use.record) in records and use.target is not None:
            yield Pointed(view.path, use.reference.span, use.target)
    for record in view.records:
        for link in record.links:
            target, _ = view.base.follow(record, link)
            if target is not None:
                yield Pointed(view.path, link.span, target, link.heading)


def naming(view: View, target: Record) -> Iterator[Pointed]:
    """Give every reference to a record, and every link to it, in the whole base."""
    for use in view.base.uses:
        if use.target is target:
            yield Pointed(use.record.path, use.reference.span, target)
    for link in view.base.links:
        if link.target is target:
            yield Pointed(link.record.path, link.link.span, target, link.link.heading)


def subject(view: View, line: int, column: int) -> Record | None:
    """Give the record that a question at a place is about: the one named there, or else the one it is part of."""
    if found := pointed(view, line, column):
        return found.target
    record = view.record_at(line)
    return view.base.records.get(record.key) if record else None


Named = Reference | Link
