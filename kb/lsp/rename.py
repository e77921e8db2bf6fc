"""Renaming a record from any place that names it, or when its file gets another name in the editor."""

from __future__ import annotations

import posixpath
import re

from lsprotocol.types import PrepareRenameParams, PrepareRenamePlaceholder, RenameParams, WorkspaceEdit

from kb.lsp.changes import workspace_edit
from kb.lsp.pointing import pointed, subject
from kb.lsp.view import View
from kb.reader import Source
from kb.renaming import Plan, RenameError, plan
from kb.source import Span

_WORD = re.compile(r"[\w./:-]+")


def prepare(view: View, params: PrepareRenameParams) -> PrepareRenamePlaceholder | None:
    """Give the id of the record that would be renamed at a place, and what to mark; nothing where there is no word."""
    line, column = view.place(params.position)
    record = subject(view, line, column)
    if record is None:
        return None
    found = pointed(view, line, column)
    span = found.span if found else _word(view, line, column)
    return PrepareRenamePlaceholder(view.range(span), record.id) if span else None


def _word(view: View, line: int, column: int) -> Span | None:
    for match in _WORD.finditer(view.lines.line(line)):
        if match.start() < column <= match.end() + 1:
            return Span(line, match.start() + 1, line, match.end() + 1)
    return None


def rename(view: View, params: RenameParams) -> WorkspaceEdit | None:
    """Rename the record that a place names, or is in. Raises `RenameError` when that cannot be done."""
    record = subject(view, *view.place(params.position))
    if record is None:
        return None
    return _edit(view, plan(view.base, record.key, params.new_name.strip()))


def follow(view: View, new: str) -> WorkspaceEdit | None:
    """Give what has to change in others when the editor gives the document another path, if that is a new id.

    Editors ask this also while they carry out a rename of ours; then the record says already what it was called.
    """
    source = view.source
    if source is None or source.language:
        return None
    record = view.base.ids[source.kind].get(source.id)
    new_id = _id_of(view, source, new)
    if record is None or record.path != view.path or new_id in (None, source.id):
        return None
    if record.id in (record.formerly or ()):
        return None
    planned = plan(view.base, record.key, new_id or "")
    rest = tuple(move for move in planned.moves if move.old != view.path)
    return _edit(view, Plan(planned.old, planned.new, planned.edits, rest))


def _id_of(view: View, source: Source, path: str) -> str | None:
    """Give the id that a path means for a record of the same kind."""
    folder = posixpath.normpath(posixpath.join(view.base.config.records, view.base.kinds[source.kind].folder))
    stem, suffix = posixpath.splitext(path)
    inside = stem.startswith(f"{folder}/") and suffix == posixpath.splitext(source.path)[1]
    return stem[len(folder) + 1 :] if inside else None


def _edit(view: View, planned: Plan) -> WorkspaceEdit:
    if planned.moves and not (view.able.versioned_edits and view.able.file_renames):
        raise RenameError(f"this editor does not rename files for a server; `kb mv {planned.old}` does it")
    return workspace_edit(view, planned.edits, planned.moves)
