"""Two bases compared as graphs: `compare` gives what became of records, edges, settings, findings and pages."""

from __future__ import annotations

from kb.base import Base
from kb.diff import edges, findings, pages, records, settings
from kb.diff.difference import Difference, Size
from kb.diff.matching import match

__all__ = ["Difference", "compare"]


def compare(old: Base, new: Base) -> Difference:
    """Give all that differs between two bases. It is quickest when they were loaded with one memory."""
    matching = match(old, new)
    renamed, changed = records.changes(old, new, matching)
    edges_added, edges_removed, edges_changed = edges.changes(old, new, matching)
    introduced, resolved = findings.changes(old, new, matching)
    return Difference(
        Size(len(old), len(old.edges)),
        Size(len(new), len(new.edges)),
        {**old.relations, **new.relations},
        records.entries(new, matching.added),
        records.entries(old, matching.removed, new),
        renamed,
        changed,
        tuple(sorted(matching.unread)),
        edges_added,
        edges_removed,
        edges_changed,
        settings.changes(old.config, new.config),
        settings.registries(old, new),
        introduced,
        resolved,
        pages.changes(old, new),
    )
