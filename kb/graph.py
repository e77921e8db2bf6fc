"""The knowledge base as a NetworkX graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kb.kinds import RELATIONS, Relation
from kb.record import Record

if TYPE_CHECKING:
    import networkx as nx

    from kb.base import Base


def build(base: Base) -> nx.MultiDiGraph[str]:
    """Build the graph: nodes are keys such as `code:smtp/504`, edge keys are relations.

    A node carries its record's `kind`, `title`, `path`, the author's fields as plain data, and for codes the
    `family`. An edge carries the note of its relation (`difference` for `compare`). What kb.yaml declares itself is
    among the graph's attributes, as `kinds` and `relations`.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        title=base.config.title.into(base.config.language), language=base.config.language, **_declared(base)
    )
    for record in base:
        graph.add_node(record.key, **attributes(record))
    for edge, note in base.edges.items():
        name = base.relations[edge.relation].note
        extra = {name: note} if name and note else {}
        graph.add_edge(edge.source, edge.target, key=edge.relation, **extra)
    return graph


def _declared(base: Base) -> dict[str, Any]:
    """Describe the kinds and relations that kb does not know by itself, where there are any."""
    kinds = {kind.name: {"plural": kind.plural, "description": kind.doc} for kind in base.kinds.values() if kind.is_own}
    relations = {
        relation.name: {"description": relation.doc, **_nature(relation)}
        for relation in base.relations.values()
        if relation.name not in RELATIONS
    }
    return {**({"kinds": kinds} if kinds else {}), **({"relations": relations} if relations else {})}


def _nature(relation: Relation) -> dict[str, Any]:
    note = {"note": relation.note} if relation.note else {}
    return {"symmetric": relation.symmetric, "acyclic": relation.acyclic, **note}


def relations_of(graph: nx.MultiDiGraph[str]) -> dict[str, Relation]:
    """Give the relations that a graph may have: those of kb, and those that its attributes describe."""
    own = graph.graph.get("relations", {})
    return {**RELATIONS, **{name: Relation(name, **_as_declared(about)) for name, about in own.items()}}


def _as_declared(about: dict[str, Any]) -> dict[str, Any]:
    return {"doc": about["description"], **{name: about[name] for name in about if name != "description"}}


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
