"""The knowledge base as a NetworkX graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kb.kinds import RELATIONS
from kb.record import Record

if TYPE_CHECKING:
    import networkx as nx

    from kb.base import Base


def build(base: Base) -> nx.MultiDiGraph[str]:
    """Build the graph: nodes are keys such as `code:smtp/504`, edge keys are relations.

    A node carries its record's `kind`, `title`, `path`, the author's fields as plain data, and for codes the
    `family`. An edge carries the note of its relation (`difference` for `compare`).
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        title=base.config.title.into(base.config.language), language=base.config.language
    )
    for record in base:
        graph.add_node(record.key, **attributes(record))
    for edge, note in base.edges.items():
        name = RELATIONS[edge.relation].note
        extra = {name: note} if name and note else {}
        graph.add_edge(edge.source, edge.target, key=edge.relation, **extra)
    return graph


def attributes(record: Record) -> dict[str, Any]:
    """Give a node's attributes: what the author wrote that is not already an edge."""
    found: dict[str, Any] = {"kind": record.kind, "title": record.title, "path": record.path}
    edges = {name for name, declared in record.declaration.references if declared.relation}
    for declared in record.declaration.fields:
        if declared.name in record.fields and declared.name not in edges:
            found[declared.name] = declared.type.plain(record.fields[declared.name])
    if record.family:
        found["family"] = record.family
    return found
