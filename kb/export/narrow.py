"""A part of the graph: some kinds, families or relations, or the neighbourhood of one record."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import networkx as nx

from kb.export import plain
from kb.graph import relations_of
from kb.kinds import KINDS
from kb.names import nearest


def narrow(
    graph: nx.MultiDiGraph[str],
    *,
    kinds: Collection[str] = (),
    families: Collection[str] = (),
    relations: Collection[str] = (),
    around: str | None = None,
    depth: int = 1,
) -> nx.MultiDiGraph[str]:
    """Give a copy of the part that every option allows, nodes and edges sorted by key; without options all of it.

    `families` keeps the codes of these families, and of the records that have no family (guides, terms) those linked
    with such a code. `relations` keeps these edges, and of the records those that such an edge touches. `around` keeps
    the records at most `depth` steps away in what the other options leave, in any direction; itself it always stays.
    Raises `ValueError`, with one line that names what is known, for a name that is not, and for a negative depth.
    """
    _check(graph, kinds, families, relations)
    if around is not None:
        _check_around(graph, around, depth)
    centre = set() if around is None else {around}
    part = _copy(graph, _of_families(graph, families) & _of_kinds(graph, kinds) | centre, relations)
    if around is not None:
        part = _copy(part, _near(part, around, depth))
    if relations:
        part.remove_nodes_from(set(nx.isolates(part)) - centre)
    return part


def _check(
    graph: nx.MultiDiGraph[str], kinds: Collection[str], families: Collection[str], relations: Collection[str]
) -> None:
    _refuse_unknown("kind", kinds, {*KINDS, *graph.graph.get("kinds", ()), *_values(graph, "kind").values()})
    _refuse_unknown("family", families, set(_values(graph, "family").values()))
    used = {relation for _, _, relation in graph.edges(keys=True)}
    _refuse_unknown("relation", relations, {*relations_of(graph), *used})


def _values(graph: nx.MultiDiGraph[str], attribute: str) -> dict[str, str]:
    return {key: data[attribute] for key, data in graph.nodes(data=True) if data.get(attribute)}


def _refuse_unknown(what: str, names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            near = nearest(name, sorted(known))
            listed = ", ".join(sorted(known)) or "none"
            raise ValueError(f"there is no {what} {name!r}{_meant(near)}; known: {listed}")


def _check_around(graph: nx.MultiDiGraph[str], around: str, depth: int) -> None:
    if around not in graph:
        same_id = sorted(key for key in graph if key.partition(":")[2] == around)
        near = same_id[0] if same_id else nearest(around, sorted(graph))
        raise ValueError(f"there is no record {around!r}{_meant(near)}; a key is kind:id, such as code:smtp/504")
    if depth < 0:
        raise ValueError(f"the depth is a number of steps, 0 or more, not {depth}")


def _meant(near: str | None) -> str:
    return f"; did you mean {near!r}?" if near else ""


def _of_kinds(graph: nx.MultiDiGraph[str], kinds: Collection[str]) -> set[str]:
    return {key for key, kind in _values(graph, "kind").items() if kind in kinds} if kinds else set(graph)


def _of_families(graph: nx.MultiDiGraph[str], families: Collection[str]) -> set[str]:
    if not families:
        return set(graph)
    family = _values(graph, "family")
    members = {key for key, name in family.items() if name in families}
    linked = {other for key in members for other in nx.all_neighbors(graph, key) if other not in family}
    return members | linked


def _near(graph: nx.MultiDiGraph[str], around: str, depth: int) -> set[str]:
    return set(nx.single_source_shortest_path_length(graph.to_undirected(as_view=True), around, cutoff=depth))


def _copy(graph: nx.MultiDiGraph[str], kept: set[str], relations: Collection[str] = ()) -> nx.MultiDiGraph[str]:
    copy: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    copy.add_nodes_from((key, dict(data)) for key, data in plain.nodes(graph) if key in kept)
    for source, target, relation, data in plain.edges(graph):
        if source in kept and target in kept and (not relations or relation in relations):
            copy.add_edge(source, target, key=relation)
            copy.edges[source, target, relation].update(data)
    return copy
