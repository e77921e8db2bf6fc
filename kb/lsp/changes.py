"""Edits and moves of files in the form of the protocol."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol.types import (
    OptionalVersionedTextDocumentIdentifier,
    RenameFile,
    TextDocumentEdit,
    TextEdit,
    WorkspaceEdit,
)

from kb.finding import Edit
from kb.lsp.view import View
from kb.renaming import Move


def workspace_edit(view: View, edits: Iterable[Edit], moves: Iterable[Move] = ()) -> WorkspaceEdit:
    """Give edits of a base, for the versions of the documents that they were made for, and then the moves.

    Moves are only for editors that rename files (`Abilities.file_renames`).
    """
    by_path: dict[str, list[TextEdit]] = {}
    for edit in dict.fromkeys(edits):
        by_path.setdefault(edit.path, []).append(TextEdit(view.range(edit.span, edit.path), edit.text))
    if not view.able.versioned_edits:
        return WorkspaceEdit(changes={view.uri_of(path): listed for path, listed in by_path.items()})
    changes = (
        TextDocumentEdit(OptionalVersionedTextDocumentIdentifier(uri, view.version_of(uri)), [*listed])
        for path, listed in by_path.items()
        for uri in [view.uri_of(path)]
    )
    renames = (RenameFile(view.uri_of(move.old), view.uri_of(move.new)) for move in moves)
    return WorkspaceEdit(document_changes=[*changes, *renames])
