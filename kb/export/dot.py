"""Graphviz DOT: a drawing. Shape and colour tell the kind of a node, the label of an edge its relation.

It holds labels and, as the tooltip of an edge, the author's words about the pair; not the records' texts. Symmetric
relations have no arrow heads. Draw it with `dot -Tsvg`, a large graph with `sfdp -Tsvg`.

Specified at https://graphviz.org/doc/info/lang.html, labels at https://graphviz.org/docs/attr-types/escString/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kb.export import plain
from kb.graph import relations_of
from kb.kinds import Relation

if TYPE_CHECKING:
    import networkx as nx

NAME = "dot"
SUFFIX = ".dot"

_SHAPES: Mapping[str, str] = {"code": "box", "guide": "note", "term": "ellipse"}
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "&": "&amp;", "\n": r"\n"})


def dumps(graph: nx.MultiDiGraph[str]) -> str:
    """Give the graph as a `digraph`."""
    relations, edges = relations_of(graph), plain.edges(graph)
    lines = [
        f"digraph {_quoted(str(graph.graph.get('title') or 'kb'))} {{",
        '  graph [rankdir="LR"];',
        '  node [style="filled", fontname="Helvetica"];',
        '  edge [fontname="Helvetica", fontsize="10"];',
        *(_node(key, data) for key, data in plain.nodes(graph)),
        *(
            _edge(source, target, relations.get(name) or Relation(name, ""), data)
            for source, target, name, data in edges
        ),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _node(key: str, data: Mapping[str, Any]) -> str:
    kind = plain.kind(key, data)
    fill, line = plain.colours(kind)
    shape = _SHAPES.get(kind, "hexagon")
    return f"  {_quoted(key)} {_attributes(label=plain.label(key, data), shape=shape, color=line, fillcolor=fill)};"


def _edge(source: str, target: str, relation: Relation, data: Mapping[str, Any]) -> str:
    attributes = {"label": relation.name}
    if relation.symmetric:
        attributes["dir"] = "none"
    if relation.note and (note := data.get(relation.note)):
        attributes["tooltip"] = str(note)
    return f"  {_quoted(source)} -> {_quoted(target)} {_attributes(**attributes)};"


def _attributes(**values: str) -> str:
    return "[" + ", ".join(f"{name}={_quoted(value)}" for name, value in values.items()) + "]"


def _quoted(text: str) -> str:
    """Quote a text. Within quotes, labels know backslash escapes and HTML entities, and nothing else."""
    return '"' + re.sub(r"\r\n?", "\n", plain.visible(text)).translate(_ESCAPES) + '"'
