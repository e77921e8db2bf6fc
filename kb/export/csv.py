"""CSV for a bulk import into Neo4j: `nodes.csv` and `edges.csv`.

    neo4j-admin database import full --nodes=nodes.csv --relationships=edges.csv --multiline-fields=true neo4j

The headers say what each column is: `:ID` is the key, `:LABEL` the kind, `:TYPE` the relation; the rest are properties
with their types, the key among them, since Neo4j keeps no ids. Lists are arrays, their items separated by `;`.

It cannot hold lists of which an item has a `;` in it (then the whole column is JSON text) or no character at all, nor
mappings, which are JSON text; control characters, which become U+FFFD; nor anything about the graph itself. A property
whose name is taken (`key` in a node) gets a `_` at its end.

Texts are as their authors wrote them. A spreadsheet may take one that begins with `=`, `+`, `-` or `@` for a formula:
these files are for a database, and an apostrophe before it would be wrong there.

Specified at https://neo4j.com/docs/operations-manual/current/import/ and, for the form, by RFC 4180.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kb.export import columns, plain

if TYPE_CHECKING:
    import networkx as nx

NAME = "csv"
SUFFIX = ".csv"

_TYPES: Mapping[type, str] = {bool: "boolean", int: "long", float: "double", list: "string[]"}
_DELIMITER = ";"


def dumps(graph: nx.MultiDiGraph[str]) -> dict[str, bytes]:
    """Give the two files by name."""
    nodes = [
        ((key, plain.kind(key, data)), {"key": key, **plain.beside(data, {"key"})}) for key, data in plain.nodes(graph)
    ]
    edges = [((source, target, relation), data) for source, target, relation, data in plain.edges(graph)]
    return {
        "nodes.csv": _table((":ID", ":LABEL"), nodes),
        "edges.csv": _table((":START_ID", ":END_ID", ":TYPE"), edges),
    }


def _table(fixed: Sequence[str], rows: Sequence[tuple[Sequence[str], Mapping[str, Any]]]) -> bytes:
    """Write a file: its header, then the rows, each of what is always there and of attributes."""
    types = columns.types(data for _, data in rows)
    for name in [name for name, type_ in types.items() if type_ is list]:
        if not all(_is_array(data[name]) for _, data in rows if data.get(name) is not None):
            types[name] = object
    lines = [_line([*fixed, *(_head(name, type_) for name, type_ in types.items())])]
    for always, data in rows:
        cells = (_cell(data.get(name), type_) for name, type_ in types.items())
        lines.append(_line([*map(_quoted, always), *cells]))
    return "".join(lines).encode()


def _head(name: str, type_: type) -> str:
    """Give the head of a column, in which a colon begins the type."""
    head = f"{name.replace(':', '_')}:{_TYPES.get(type_, 'string')}"
    return head if re.fullmatch(r"[\w.-]+:\w+(?:\[\])?", head) else _quoted(head)


def _is_array(items: list[str]) -> bool:
    return all(item and _DELIMITER not in item for item in items)


def _cell(value: Any, type_: type) -> str:
    """Write a value; nothing at all, not even quotes, where there is none."""
    if value is None or value == []:
        return ""
    if type_ is list:
        return _quoted(_DELIMITER.join(value))
    if isinstance(value, str | bool | int | float):
        return plain.text(value) if type_ in (bool, int, float) else _quoted(plain.text(value))
    return _quoted(json.dumps(value, ensure_ascii=False))


def _line(cells: Iterable[str]) -> str:
    return ",".join(cells) + "\n"


def _quoted(text: str) -> str:
    text = plain.visible(text)
    return '"' + text.replace('"', '""') + '"'
