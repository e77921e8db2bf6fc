"""GEXF: XML that Gephi opens, with its columns, and that NetworkX reads.

A node's id is its key, its label what readers call it. An edge has its relation three times: as `label` and `kind`, by
which Gephi keeps edges of one pair apart, and as the attribute `relation`. All edges are directed: NetworkX refuses a
mixture, so a symmetric relation is one edge from the key that sorts first.

It cannot hold lists and mappings, which become JSON text; `None`, which is left out; control characters, which become
U+FFFD; nor anything about the graph but its title. An attribute whose name is taken (`id`, `label`, `weight` and such)
gets a `_` at its end.

Specified at https://gexf.net/schema.html. Read it back with `networkx.read_gexf(path)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from kb.export import columns, plain
from kb.export.graphml import TYPES
from kb.export.plain import Flat

if TYPE_CHECKING:
    import networkx as nx

NAME = "gexf"
SUFFIX = ".gexf"

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">"""

_OF_READERS = {"id", "label", "start", "end", "kind", "weight", "key", "viz", "pid", "parents", "slices", "spells"}
"""Names by which readers keep what is theirs, among them the parameters of NetworkX."""
_TAKEN_IN_NODES = (_OF_READERS - {"kind", "key"}) | {"self", "node_for_adding"}
_TAKEN_IN_EDGES = _OF_READERS | {"relation", "networkx_key", "self", "u_for_edge", "v_for_edge", "source", "target"}


def dumps(graph: nx.MultiDiGraph[str]) -> str:
    """Give the graph as GEXF."""
    nodes = [(key, data, plain.flat(plain.beside(data, _TAKEN_IN_NODES))) for key, data in plain.nodes(graph)]
    edges = [
        (source, target, relation, {"relation": relation, **plain.flat(plain.beside(data, _TAKEN_IN_EDGES))})
        for source, target, relation, data in plain.edges(graph)
    ]
    node_columns = _Columns("node", [data for _, _, data in nodes])
    edge_columns = _Columns("edge", [data for *_, data in edges])
    lines = [_HEAD]
    if title := graph.graph.get("title"):
        lines += ["<meta>", f"<description>{_escaped(str(title))}</description>", "</meta>"]
    lines += ['<graph defaultedgetype="directed" mode="static">', *node_columns.declared(), *edge_columns.declared()]
    lines.append("<nodes>")
    for key, given, data in nodes:
        label = " ".join(plain.label(key, given).split())
        lines += [f"<node id={_attribute(key)} label={_attribute(label)}>", *node_columns.data(data), "</node>"]
    lines += ["</nodes>", "<edges>"]
    for number, (source, target, relation, data) in enumerate(edges):
        ends = f"source={_attribute(source)} target={_attribute(target)}"
        kind = f"label={_attribute(relation)} kind={_attribute(relation)}"
        lines += [f'<edge id="{number}" {ends} {kind}>', *edge_columns.data(data), "</edge>"]
    return "\n".join([*lines, "</edges>", "</graph>", "</gexf>", ""])


class _Columns:
    """The attributes of the nodes or the edges: GEXF has each declared once, with one type."""

    def __init__(self, of: str, rows: Iterable[Mapping[str, Flat]]) -> None:
        self.of = of
        self.types = {name: TYPES.get(type_, "string") for name, type_ in columns.types(rows).items()}
        self.ids = {name: str(number) for number, name in enumerate(self.types)}

    def declared(self) -> Iterator[str]:
        if self.ids:
            yield f'<attributes class="{self.of}" mode="static">'
            for name, id_ in self.ids.items():
                yield f'  <attribute id="{id_}" title={_attribute(name)} type="{self.types[name]}"/>'
            yield "</attributes>"

    def data(self, row: Mapping[str, Flat]) -> Iterator[str]:
        if row:
            yield "  <attvalues>"
            for name, value in row.items():
                yield f'    <attvalue for="{self.ids[name]}" value={_attribute(plain.text(value))}/>'
            yield "  </attvalues>"


def _attribute(text: str) -> str:
    return quoteattr(plain.visible(text))


def _escaped(text: str) -> str:
    return quoteattr(plain.visible(text), {'"': "&quot;"})[1:-1]
