"""A document as a question of the editor finds it, and what the editor is able to do with the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from lsprotocol.types import (
    ClientCapabilities,
    Location,
    MarkupKind,
    Position,
    PositionEncodingKind,
    Range,
    ResourceOperationKind,
)
from pygls.capabilities import get_capability

from kb.base import Base
from kb.kinds import Kind
from kb.lsp.positions import Columns
from kb.reader import Source
from kb.record import Record
from kb.source import Lines, Span


class Abilities(NamedTuple):
    """What the editor said that it can do."""

    snippets: bool = False
    markdown: bool = False
    origins: bool = False
    """Whether a definition may say what it is the definition of."""
    versioned_edits: bool = False
    file_renames: bool = False
    registers_watchers: bool = False
    unit: PositionEncodingKind | str | None = None


def abilities(client: ClientCapabilities, unit: PositionEncodingKind | str | None) -> Abilities:
    """Read what matters here from what the editor declares."""
    formats = get_capability(client, "text_document.hover.content_format") or []
    operations = get_capability(client, "workspace.workspace_edit.resource_operations") or []
    return Abilities(
        snippets=bool(get_capability(client, "text_document.completion.completion_item.snippet_support")),
        markdown=MarkupKind.Markdown in formats,
        origins=bool(get_capability(client, "text_document.definition.link_support")),
        versioned_edits=bool(get_capability(client, "workspace.workspace_edit.document_changes")),
        file_renames=ResourceOperationKind.Rename in operations,
        registers_watchers=bool(get_capability(client, "workspace.did_change_watched_files.dynamic_registration")),
        unit=unit,
    )


@dataclass(frozen=True)
class View:
    """One document of a base."""

    base: Base
    path: str
    uri_of: Callable[[str], str]
    """Gives the address of a file of the base."""
    version_of: Callable[[str], int | None]
    """Gives the version of a document, when it is open."""
    able: Abilities

    @property
    def lines(self) -> Lines:
        """The document's text."""
        return self.base.lines(self.path)

    @cached_property
    def columns(self) -> Columns:
        """The converter of places."""
        return Columns(self.able.unit)

    @property
    def source(self) -> Source | None:
        """What the document's path says that it holds, when it holds records."""
        return self.base.sources.get(self.path)

    @property
    def kind(self) -> Kind | None:
        """The kind of the document's records."""
        return self.base.kinds[self.source.kind] if self.source else None

    @cached_property
    def records(self) -> list[Record]:
        """The records of the document, or the translations in it, in their order."""
        return [record for record in self.base.all_records if record.path == self.path]

    def record_at(self, line: int) -> Record | None:
        """Give the record that a line belongs to: the last that begins at or before it, or else the first."""
        before = [record for record in self.records if record.span.line <= line]
        return before[-1] if before else next(iter(self.records), None)

    def place(self, position: Position) -> tuple[int, int]:
        """Give the line and column of a position."""
        return self.columns.place(self.lines, position)

    def range(self, span: Span, path: str | None = None) -> Range:
        """Give the range of a span in the document, or in another file."""
        return self.columns.range(self.lines if path is None else self.base.lines(path), span)

    def location(self, path: str, span: Span) -> Location:
        """Give the location of a span in a file."""
        return Location(self.uri_of(path), self.range(span, path))
