"""GraphML: XML that NetworkX, igraph, Gephi, yEd, Cytoscape and Neo4j read.

A node's id is its key. An edge has its relation twice: as `relation`, and as `key`, which NetworkX makes the edge key
again (`networkx.read_graphml(path, force_multigraph=True)`).

It cannot hold lists and mappings, which become JSON text; `None`, which is left out; control characters, which become
U+FFFD; nor symmetric edges beside directed ones. An attribute whose name is taken (`id` in a node; `key`, `relation` in
an edge) gets a `_` at its end. The schema would have node ids without `/`; no reader insists on that.

Specified at http://graphml.graphdrawing.org/specification.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from kb.export import columns, plain
from kb.export.plain import Flat

if TYPE_CHECKING:
    import networkx as nx

NAME = "graphml"
SUFFIX = ".graphml"

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">"""


def dumps(graph: nx.MultiDiGraph[str]) -> str:
    """Give the graph as GraphML."""
    nodes = [(key, plain.flat(plain.beside(data, {"id"}))) for key, data in plain.nodes(graph)]
    edges = [
        (source, target, {"key": relation, "relation": relation, **plain.flat(plain.beside(data, {"key", "relation"}))})
        for source, target, relation, data in plain.edges(graph)
    ]
    about = plain.flat(graph.graph)
    graph_columns = _Columns("graph", [about])
    node_columns = _Columns("node", (data for _, data in nodes))
    edge_columns = _Columns("edge", (data for _, _, data in edges))
    lines = [_HEAD, *graph_columns.declared(), *node_columns.declared(), *edge_columns.declared()]
    lines += ['<graph edgedefault="directed">', *graph_columns.data(about)]
    for key, data in nodes:
        lines += [f"<node id={_attribute(key)}>", *node_columns.data(data), "</node>"]
    for source, target, data in edges:
        lines.append(f"<edge source={_attribute(source)} target={_attribute(target)}>")
        lines += [*edge_columns.data(data), "</edge>"]
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


TYPES: Mapping[type, str] = {bool: "boolean", int: "long", float: "double"}
"""The names of types; all else is `string`."""


class _Columns:
    """The attributes of the nodes, the edges or the graph: GraphML has each declared once, with one type."""

    def __init__(self, of: str, rows: Iterable[Mapping[str, Flat]]) -> None:
        self.of = of
        self.types = {name: TYPES.get(type_, "string") for name, type_ in columns.types(rows).items()}
        self.ids = {name: f"{of[0]}{number}" for number, name in enumerate(self.types)}

    def declared(self) -> Iterator[str]:
        for name, id_ in self.ids.items():
            yield f'<key id="{id_}" for="{self.of}" attr.name={_attribute(name)} attr.type="{self.types[name]}"/>'

    def data(self, row: Mapping[str, Flat]) -> Iterator[str]:
        for name, value in row.items():
            yield f'  <data key="{self.ids[name]}">{_content(value)}</data>'


def _content(value: Flat) -> str:
    # A parser would turn a bare carriage return into a line feed (XML 1.0, section 2.11).
    return escape(plain.visible(plain.text(value)), {"\r": "&#13;"})


def _attribute(text: str) -> str:
    return quoteattr(plain.visible(text))
