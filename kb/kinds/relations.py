"""The relations: the edge keys of the graph, and what each promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.localized import Localized


@dataclass(frozen=True)
class Relation:
    """A relation between records. A symmetric one is a single edge, from the key that sorts first."""

    name: str
    doc: str
    symmetric: bool = False
    acyclic: bool = False
    note: str | None = None
    """The edge attribute that holds an author's words about the pair."""
    label: Localized | None = None
    inverse_label: Localized | None = None
    """What a page calls the records that it leads to, and those that it comes from, where kb.yaml says so."""


RELATIONS: Mapping[str, Relation] = {
    relation.name: relation
    for relation in (
        Relation("compare", "Readers confuse the two codes.", symmetric=True, note="difference"),
        Relation("guide", "The guide helps with the code or explains the term."),
        Relation("term", "The code's or guide's page needs the term."),
        Relation("related", "Readers of one want the other.", symmetric=True),
        Relation("broader", "The second term is the wider one.", acyclic=True),
        Relation("replaced_by", "The second record takes the first one's place.", acyclic=True),
        Relation("mention", "A text of the first links to the second."),
    )
}
