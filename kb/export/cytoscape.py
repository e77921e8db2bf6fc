"""Cytoscape JSON: `elements` for Cytoscape.js, a network file for Cytoscape, and NetworkX reads it.

`cytoscape({elements: data.elements, ...})` takes it as it is. In `data`, a node has its key as `id` and `value`, what a
drawing writes on it as `label`, a `name` in any case, and its attributes; an edge its `source`, `target`, its relation
as `key` and `label`, an `id` of its own, and its attributes. `classes` is the kind or the relation, for style sheets.

It holds all that the graph holds. An attribute whose name is taken (`id`, `value`, `label` and `parent` in a node, as
`parent` would put it into another; `id`, `source`, `target`, `key`, `label` in an edge) gets a `_` at its end.

Specified at https://js.cytoscape.org/#notation/elements-json. Read it back with `networkx.cytoscape_graph(data)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kb.export import plain
from kb.export.node_link import lines, one_line

if TYPE_CHECKING:
    import networkx as nx

NAME = "cytoscape"
SUFFIX = ".cyjs"

_TAKEN_IN_NODES = frozenset(("id", "value", "label", "parent"))
_TAKEN_IN_EDGES = frozenset(("id", "source", "target", "key", "label"))


def dumps(graph: nx.MultiDiGraph[str]) -> str:
    """Give the graph as one object with `elements`."""
    nodes = (_node(key, data) for key, data in plain.nodes(graph))
    edges = (_edge(*edge) for edge in plain.edges(graph))
    return (
        f'{{"data": {one_line(graph.graph)}, "directed": true, "multigraph": true, "elements": {{\n'
        f'"nodes": {lines(nodes)},\n"edges": {lines(edges)}}}}}\n'
    )


def _node(key: str, data: Mapping[str, Any]) -> dict[str, Any]:
    label = plain.label(key, data)
    shown = {"id": key, "value": key, "label": label, "name": data.get("title") or key}
    return {"data": {**shown, **plain.beside(data, _TAKEN_IN_NODES)}, "classes": plain.kind(key, data)}


def _edge(source: str, target: str, relation: str, data: Mapping[str, Any]) -> dict[str, Any]:
    id_ = f"{source} {relation} {target}"  # no node's, which has no spaces
    ends = {"id": id_, "source": source, "target": target, "key": relation, "label": relation}
    return {"data": {**ends, **plain.beside(data, _TAKEN_IN_EDGES)}, "classes": relation}
