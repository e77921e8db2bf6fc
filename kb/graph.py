"""The knowledge base as a NetworkX graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kb.config import Config, Family, Group
from kb.kinds import KINDS, RELATIONS, Relation
from kb.localized import Localized
from kb.record import Record

if TYPE_CHECKING:
    import networkx as nx

    from kb.base import Base


def build(base: Base) -> nx.MultiDiGraph[str]:
    """Build the graph: nodes are keys such as `code:smtp/504`, edge keys are relations.

    A node carries its record's `kind`, `title`, `path`, the author's fields as plain data, and for codes the
    `family`; what translations say is under `translations`, by language and field. An edge carries the note of its
    relation (`difference` for `compare`). What kb.yaml says of the whole is among the graph's attributes, as far as it
    says it: `url`, `description`, `languages`, `families`, `categories`, and its own `kinds` and `relations`.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        title=base.config.title.into(base.config.language),
        language=base.config.language,
        **_about(base.config),
        **_declared(base),
    )
    translated = _translated(base)
    for record in base:
        graph.add_node(record.key, **attributes(record))
        if texts := translated.get(record.key):
            graph.nodes[record.key]["translations"] = {language: texts[language] for language in sorted(texts)}
    for edge, note in base.edges.items():
        name = base.relations[edge.relation].note
        extra = {name: note} if name and note else {}
        graph.add_edge(edge.source, edge.target, key=edge.relation, **extra)
    return graph


def _about(config: Config) -> dict[str, Any]:
    """Describe the whole, where kb.yaml does."""
    families = {family.id: _described(family) for family in config.families.values()}
    categories = {group.id: _of_group(group) for group in config.categories.values()}
    about = {
        "url": config.site.url,
        "description": config.site.description.into(config.language),
        "languages": list(config.languages) if len(config.languages) > 1 else None,
        "families": families,
        "categories": categories,
    }
    return {name: value for name, value in about.items() if value}


def _described(family: Family) -> dict[str, Any]:
    """Describe a family and its classes; texts are by language, the empty one serves all others."""
    classes = {group.id: _of_group(group) for group in family.classes.values()}
    described = {"name": dict(family.name), "description": dict(family.description), "classes": classes}
    return {name: value for name, value in described.items() if value}


def _of_group(group: Group) -> dict[str, dict[str, str]]:
    return {name: dict(text) for name in ("name", "description", "retry", "acts") if (text := getattr(group, name))}


def families_of(graph: nx.MultiDiGraph[str]) -> dict[str, Family]:
    """Give the families that a graph's attributes describe."""
    return {
        id_: Family(
            id_,
            Localized(about["name"]),
            Localized(about.get("description", {})),
            classes={
                key: Group(key, **{name: Localized(text) for name, text in group.items()})
                for key, group in about.get("classes", {}).items()
            },
        )
        for id_, about in graph.graph.get("families", {}).items()
    }


def folder_of(graph: nx.MultiDiGraph[str], kind: str) -> str:
    """Give the folder in which the pages of a kind are."""
    own = graph.graph.get("kinds", {}).get(kind, {})
    return str(own.get("folder") or (KINDS[kind].folder if kind in KINDS else kind))


def _translated(base: Base) -> dict[str, dict[str, dict[str, Any]]]:
    """Give what translations say, by key and language."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for (key, language), record in base.translations.items():
        fields = {
            declared.name: declared.type.plain(record.fields[declared.name])
            for declared in record.declaration.fields
            if declared.translated and declared.name in record.fields
        }
        if fields:
            found.setdefault(key, {})[language] = fields
    return found


def _declared(base: Base) -> dict[str, Any]:
    """Describe the kinds and relations that kb does not know by itself, where there are any."""
    kinds = {
        kind.name: {"plural": kind.plural, "description": kind.doc, "folder": kind.folder, "label": dict(kind.label)}
        for kind in base.kinds.values()
        if kind.label is not None
    }
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
