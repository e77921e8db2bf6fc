"""Which edges came, went, or are described in other words."""

from __future__ import annotations

from kb.base import Base, Edge
from kb.diff.difference import EdgeChange
from kb.diff.matching import Matching

Changes = tuple[EdgeChange, ...]


def changes(old: Base, new: Base, matching: Matching) -> tuple[Changes, Changes, Changes]:
    """Give the edges added, removed and changed, by relation and ends; those of unread records are left out."""
    before = _as_now(old, matching)
    after = new.edges
    added = [EdgeChange(*edge, None, after[edge]) for edge in after.keys() - before.keys()]
    removed = [EdgeChange(*edge, before[edge], None) for edge in before.keys() - after.keys()]
    changed = [
        EdgeChange(*edge, note, after[edge])
        for edge, note in before.items()
        if edge in after and (note or "").strip() != (after[edge] or "").strip()
    ]
    order = {relation: number for number, relation in enumerate({**new.relations, **old.relations})}

    def in_order(edges: list[EdgeChange]) -> Changes:
        kept = (edge for edge in edges if matching.unread.isdisjoint((edge.source, edge.target)))
        return tuple(sorted(kept, key=lambda edge: (order[edge.relation], edge.source, edge.target)))

    return in_order(added), in_order(removed), in_order(changed)


def _as_now(old: Base, matching: Matching) -> dict[Edge, str | None]:
    """Give the old edges under the keys that records have now."""
    if not matching.renamed:
        return old.edges
    edges: dict[Edge, str | None] = {}
    for edge, note in old.edges.items():
        source, target = matching.now(edge.source), matching.now(edge.target)
        if source > target and old.relations[edge.relation].symmetric:
            source, target = target, source
        edges[Edge(source, target, edge.relation)] = note
    return edges
