"""JSON-LD: the same RDF as `turtle`, as JSON, in the words of SKOS, schema.org and Dublin Core.

Its context stands in the file, so that nothing is fetched to read it. What becomes of nodes and edges is told in
`kb.export.rdf`. It cannot hold control characters, which become U+FFFD, and nothing about the graph but its families
and kinds.

Specified at https://www.w3.org/TR/json-ld11/, the words at https://www.w3.org/TR/skos-reference/ and
https://schema.org/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kb.export import plain
from kb.export.node_link import lines, one_line
from kb.export.rdf import PREFIXES, Iri, Object, Resource, resources

if TYPE_CHECKING:
    import networkx as nx

NAME = "jsonld"
SUFFIX = ".jsonld"


def dumps(graph: nx.MultiDiGraph[str]) -> str:
    """Give the graph as JSON-LD."""
    nodes = (_node(resource) for resource in resources(graph))
    return f'{{"@context": {one_line(dict(PREFIXES))},\n"@graph": {lines(nodes)}}}\n'


def _node(resource: Resource) -> dict[str, Any]:
    types = [one.text for one in resource.said.get("rdf:type", ()) if isinstance(one, Iri)]
    said = {name: objects for name, objects in resource.said.items() if name != "rdf:type" and objects}
    return {"@id": resource.iri, "@type": types, **{name: [_value(one) for one in said[name]] for name in said}}


def _value(one: Object) -> dict[str, str]:
    if isinstance(one, Iri):
        return {"@id": one.text}
    value = {"@value": plain.visible(one.text)}
    if one.type:
        return {**value, "@type": one.type}
    return {**value, "@language": one.language} if one.language else value
