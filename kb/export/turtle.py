"""Turtle: RDF that people can read, in the words of SKOS, schema.org and Dublin Core.

What becomes of nodes and edges is told in `kb.export.rdf`. It cannot hold control characters, which become U+FFFD, and
nothing about the graph but its families and kinds.

Specified at https://www.w3.org/TR/turtle/, the words at https://www.w3.org/TR/skos-reference/ and https://schema.org/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.export import plain
from kb.export.rdf import PREFIXES, Iri, Object, Resource, resources

if TYPE_CHECKING:
    import networkx as nx

NAME = "turtle"
SUFFIX = ".ttl"

_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def dumps(graph: nx.MultiDiGraph[str]) -> str:
    """Give the graph as Turtle."""
    prefixes = "\n".join(f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items())
    return "\n\n".join([prefixes, *(_block(resource) for resource in resources(graph))]) + "\n"


def _block(resource: Resource) -> str:
    lines = [
        f"{'a' if name == 'rdf:type' else _name(name)} {', '.join(_object(one) for one in objects)}"
        for name, objects in resource.said.items()
        if objects
    ]
    return f"<{resource.iri}>\n    " + " ;\n    ".join(lines) + " ."


def _object(one: Object) -> str:
    if isinstance(one, Iri):
        return _name(one.text)
    text = '"' + plain.visible(one.text).translate(_ESCAPES) + '"'
    if one.type:
        return f"{text}^^{one.type}"
    return f"{text}@{one.language}" if one.language else text


def _name(iri: str) -> str:
    prefix, _, rest = iri.partition(":")
    return iri if prefix in PREFIXES and not rest.startswith("//") else f"<{iri}>"
