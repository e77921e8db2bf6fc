"""What the formats share: a stable order, attributes made flat, labels and colours."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import networkx as nx


Flat: TypeAlias = str | int | float | bool

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML 1.0 (section 2.2) has no way to write, not even as references."""


class Colours(NamedTuple):
    """The colours of a node, as `#rrggbb`."""

    fill: str
    line: str


_COLOURS: Mapping[str, Colours] = {
    "code": Colours("#e8f0fe", "#1a56b0"),
    "guide": Colours("#e6f4ea", "#1e7b3c"),
    "term": Colours("#fef3d6", "#9a6700"),
}
_OTHER = Colours("#f1f3f4", "#5f6368")


def nodes(graph: nx.MultiDiGraph[str]) -> list[tuple[str, dict[str, Any]]]:
    """Give the keys and attributes of the nodes, sorted by key."""
    return [(key, graph.nodes[key]) for key in sorted(graph)]


def edges(graph: nx.MultiDiGraph[str]) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Give source, target, relation and attributes of the edges, sorted by the first three."""
    return sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3])


def flat(attributes: Mapping[str, Any]) -> dict[str, Flat]:
    """Give attributes with values of one piece: lists and mappings as JSON text, `None` left out."""
    return {
        name: value if isinstance(value, Flat) else json.dumps(value, ensure_ascii=False)
        for name, value in attributes.items()
        if value is not None
    }


def text(value: Flat) -> str:
    """Give a value of one piece as text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def beside(attributes: Mapping[str, Any], reserved: Collection[str]) -> dict[str, Any]:
    """Give attributes under names that leave the reserved ones free: `id` becomes `id_`, and `id_` then `id__`."""
    return {name + "_" if name.rstrip("_") in reserved else name: value for name, value in attributes.items()}


def visible(text: str) -> str:
    """Give text that any file format can hold: control characters and lone surrogates become U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text)


def kind(key: str, attributes: Mapping[str, Any]) -> str:
    """Give the kind of a node; the first part of its key when it does not say."""
    return str(attributes.get("kind") or key.partition(":")[0])


def label(key: str, attributes: Mapping[str, Any]) -> str:
    """Give what a drawing writes on a node: its title, below the family and the code of a code."""
    first = " ".join(str(attributes[name]) for name in ("family", "code") if attributes.get(name))
    return "\n".join(line for line in (first, str(attributes.get("title") or key)) if line)


def colours(kind: str) -> Colours:
    """Give the colours in which drawings show a kind."""
    return _COLOURS.get(kind, _OTHER)
