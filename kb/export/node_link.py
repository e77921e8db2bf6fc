"""Node-link JSON: everything in the graph, as NetworkX, D3 and most graph libraries read it.

One object of `directed`, `multigraph`, `graph` (with `format`, the version of this layout), `nodes` and `edges`. A node
is its key as `id` and its attributes; an edge is `source`, `target`, its relation as `key`, and its attributes. Each
stands on a line of its own, so that a change of one record is a change of one line.

It holds all that the graph holds. Only an attribute whose name is taken (`id` in a node; `source`, `target`, `key` in
an edge) gets a `_` at its end.

Read it back with `networkx.node_link_graph(data, edges="edges")`. Specified by JSON (RFC 8259) and, for the layout, by
https://networkx.org/documentation/stable/reference/readwrite/json_graph.html.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kb.export import plain

if TYPE_CHECKING:
    import networkx as nx

NAME = "json"
SUFFIX = ".json"

_SURROGATE = re.compile("[\ud800-\udfff]")


def dumps(graph: nx.MultiDiGraph[str]) -> str:
    """Give the graph as node-link JSON, with characters beyond ASCII as they are."""
    nodes = ({"id": key, **plain.beside(data, {"id"})} for key, data in plain.nodes(graph))
    taken = {"source", "target", "key"}
    edges = (
        {"source": source, "target": target, "key": relation, **plain.beside(data, taken)}
        for source, target, relation, data in plain.edges(graph)
    )
    about = {**graph.graph, "format": 1}
    return (
        f'{{"directed": true, "multigraph": true, "graph": {one_line(about)},\n'
        f'"nodes": {lines(nodes)},\n"edges": {lines(edges)}}}\n'
    )


def lines(items: Iterable[dict[str, Any]]) -> str:
    """Write a list, each item on a line of its own."""
    return "[\n" + ",\n".join(one_line(item) for item in items) + "\n]"


def one_line(value: dict[str, Any]) -> str:
    """Write one value; a lone surrogate, which UTF-8 cannot hold, as its escape."""
    written = json.dumps(value, ensure_ascii=False)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
