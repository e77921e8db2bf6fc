"""Mermaid: a flowchart that GitHub, GitLab and Material for MkDocs draw in a Markdown page.

It holds titles and relations, nothing else. Symmetric relations have no arrow heads. Mermaid refuses to draw more than
500 edges or 50,000 characters unless it is configured to: it is a format for a part of the graph.

Specified at https://mermaid.js.org/syntax/flowchart.html.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kb.export import plain
from kb.graph import relations_of

if TYPE_CHECKING:
    import networkx as nx

NAME = "mermaid"
SUFFIX = ".mmd"

_SHAPES: Mapping[str, tuple[str, str]] = {"code": ("[", "]"), "guide": ("(", ")"), "term": ("([", "])")}
_OTHER = ("{{", "}}")

# Mermaid reads every label as Markdown: at the start of a line or after a number, `-`, `+`, `.` and `)` make a list
# (https://github.com/mermaid-js/mermaid/issues/5824), at the edge of a word `_` is emphasis.
_SPECIAL = re.compile(r"^[-+]|(?<=\d)[.)](?=\s|$)|(?<![^\W_])_|_(?![^\W_])|[^\w\s!'()+,./=?@^\x80-\U0010ffff-]")


def dumps(graph: nx.MultiDiGraph[str]) -> str:
    """Give the graph as a `flowchart`."""
    nodes = plain.nodes(graph)
    edges = plain.edges(graph)
    symmetric = {name for name, relation in relations_of(graph).items() if relation.symmetric}
    ids = _ids(key for key, _ in nodes)
    lines = [
        f"%% {_one_line(str(graph.graph.get('title') or 'kb'))}: {len(nodes)} nodes, {len(edges)} edges",
        "flowchart LR",
        *(_node(ids[key], key, data) for key, data in nodes),
        *(f"  {ids[source]} {_arrow(relation, symmetric)} {ids[target]}" for source, target, relation, _ in edges),
        *(_class(kind) for kind in sorted({plain.kind(key, data) for key, data in nodes})),
    ]
    return "\n".join(lines) + "\n"


def _ids(keys: Iterable[str]) -> dict[str, str]:
    """Give each key an id of ASCII letters, digits and `_`, of which one is at the end lest it be a keyword."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for key in keys:
        id_ = _word(key)
        while id_ in taken:
            id_ += "_"
        taken.add(id_)
        ids[key] = id_
    return ids


def _word(text: str) -> str:
    word = re.sub(r"[^A-Za-z0-9]", "_", text)
    return word if "_" in word else word + "_"


def _node(id_: str, key: str, data: Mapping[str, Any]) -> str:
    kind = plain.kind(key, data)
    left, right = _SHAPES.get(kind, _OTHER)
    return f'  {id_}{left}"{_label(plain.label(key, data))}"{right}:::{_class_name(kind)}'


def _arrow(relation: str, symmetric: Collection[str]) -> str:
    line = "---" if relation in symmetric else "-->"
    return f"{line}|{_one_line(relation)}|"


def _class(kind: str) -> str:
    fill, line = plain.colours(kind)
    return f"  classDef {_class_name(kind)} fill:{fill},stroke:{line},color:#202124"


def _class_name(kind: str) -> str:
    return _word(f"kind_{kind}")


def _label(text: str) -> str:
    return "<br/>".join(_escaped(line) for line in text.splitlines())


def _one_line(text: str) -> str:
    return _escaped(" ".join(text.split()))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", plain.visible(text))
