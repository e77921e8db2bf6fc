"""SQLite: a database file to ask questions of, with a full-text index where SQLite has FTS5.

- `nodes`: a row for each record, by `key`, with a column for each attribute; lists and mappings are JSON text, which
  `json_each` takes apart.
- `edges`: `source`, `target`, `relation`, and a column for each attribute (`difference` for comparisons).
- `aliases`: what readers call a record beside its title: `key`, `alias`, and the `language` of a translation.
- `translations`: `key`, `language`, `field` and `text`.
- `graph`: what is said of the whole, by `name`.
- `search`: titles, aliases and texts in every language, as in
  `SELECT key FROM search WHERE search MATCH 'greylist*' ORDER BY rank`.

It cannot hold control characters, which become U+FFFD. An attribute whose name is taken, also by one that differs only
in capitals, gets a `_` at its end. The same graph gives the same bytes in the same version of SQLite.

Specified at https://www.sqlite.org/fileformat2.html, the index at https://www.sqlite.org/fts5.html.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

from kb.export import columns, plain

if TYPE_CHECKING:
    import networkx as nx

NAME = "sqlite"
SUFFIX = ".sqlite"

_TYPES: Mapping[type, str] = {bool: "INTEGER", int: "INTEGER", float: "REAL"}
_SCHEMA = """
CREATE TABLE graph (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE nodes ("key" TEXT PRIMARY KEY, "kind" TEXT NOT NULL{nodes});
CREATE TABLE edges (
  "source" TEXT NOT NULL REFERENCES nodes ("key"), "target" TEXT NOT NULL REFERENCES nodes ("key"),
  "relation" TEXT NOT NULL{edges}, PRIMARY KEY ("source", "target", "relation")
);
CREATE TABLE aliases (
  "key" TEXT NOT NULL REFERENCES nodes ("key"), "alias" TEXT NOT NULL, "language" TEXT
);
CREATE TABLE translations (
  "key" TEXT NOT NULL REFERENCES nodes ("key"), "language" TEXT NOT NULL, "field" TEXT NOT NULL, "text" TEXT NOT NULL,
  PRIMARY KEY ("key", "language", "field")
) WITHOUT ROWID;
CREATE INDEX nodes_by_kind ON nodes ("kind");
CREATE INDEX edges_by_target ON edges ("target", "relation");
CREATE INDEX edges_by_relation ON edges ("relation");
CREATE INDEX aliases_by_key ON aliases ("key");
CREATE INDEX aliases_by_alias ON aliases ("alias" COLLATE NOCASE);
"""
_SEARCH = "CREATE VIRTUAL TABLE search USING fts5 (key UNINDEXED, language UNINDEXED, title, names, text, prefix='2 3')"


def dumps(graph: nx.MultiDiGraph[str]) -> bytes:
    """Give the bytes of the database."""
    nodes, edges = plain.nodes(graph), plain.edges(graph)
    node_columns = _Columns([data for _, data in nodes], ("key", "kind", "translations"))
    edge_columns = _Columns([data for *_, data in edges], ("source", "target", "relation"))
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.executescript(_SCHEMA.format(nodes=node_columns.declared, edges=edge_columns.declared))
        database.execute("BEGIN")
        _insert(
            database, "graph", ((plain.visible(str(name)), _value(graph.graph[name])) for name in sorted(graph.graph))
        )
        _insert(
            database, "nodes", ((*_texts(key, plain.kind(key, data)), *node_columns.row(data)) for key, data in nodes)
        )
        _insert(database, "edges", ((*_texts(*edge[:3]), *edge_columns.row(edge[3])) for edge in edges))
        _insert(database, "aliases", (alias for key, data in nodes for alias in _aliases(key, data)))
        _insert(database, "translations", (row for key, data in nodes for row in _translations(key, data)))
        with suppress(sqlite3.OperationalError):  # this SQLite has no FTS5
            database.execute(_SEARCH)
            _insert(database, "search", (row for key, data in nodes for row in _found_by(graph, key, data)))
            database.execute("INSERT INTO search (search) VALUES ('optimize')")
        database.execute("COMMIT")
        database.execute("VACUUM")
        return database.serialize()


def _insert(database: sqlite3.Connection, table: str, rows: Iterator[Sequence[Any]]) -> None:
    """Add rows to a table, whose columns they fill."""
    marks = ""
    for row in rows:
        marks = marks or ", ".join("?" * len(row))
        database.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608  (a table of ours)


class _Columns:
    """The columns that attributes fill. SQLite takes names for one that differ only in capitals."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], taken: Sequence[str]) -> None:
        self._types = {name: type_ for name, type_ in columns.types(rows).items() if name not in taken[1:]}
        self._names: dict[str, str] = {}
        used = set(taken)
        for name in self._types:
            column = plain.visible(name) or "_"
            while column.casefold() in used:
                column += "_"
            used.add(column.casefold())
            self._names[name] = column

    @property
    def declared(self) -> str:
        """The columns as the table's declaration has them, each after a comma."""
        quoted = ((name.replace('"', '""'), self._types[given]) for given, name in self._names.items())
        return "".join(f', "{name}" {_TYPES.get(type_, "TEXT")}' for name, type_ in quoted)

    def row(self, data: Mapping[str, Any]) -> Iterator[Any]:
        for name, type_ in self._types.items():
            value = _value(data.get(name))
            yield plain.text(value) if value is not None and type_ is object and not isinstance(value, str) else value


def _value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    return plain.visible(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _texts(*values: str) -> Iterator[str]:
    return map(plain.visible, values)


def _said(data: Mapping[str, Any]) -> Iterator[tuple[str | None, Mapping[str, Any]]]:
    """Give what a record says: as it was written, and then by language."""
    yield None, data
    yield from (data.get("translations") or {}).items()


def _names(data: Mapping[str, Any]) -> list[str]:
    short = [data["abbreviation"]] if data.get("abbreviation") else []
    return [plain.visible(str(name)) for name in dict.fromkeys([*short, *(data.get("aliases") or ())])]


def _aliases(key: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    for language, said in _said(data):
        for name in _names(said):
            yield plain.visible(key), name, language


def _translations(key: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for language, said in (data.get("translations") or {}).items():
        for field, value in said.items():
            yield plain.visible(key), language, field, _value(value)


def _found_by(graph: nx.MultiDiGraph[str], key: str, data: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    """Give what finds a record in each language: its title with family and code, its other names, its texts."""
    about = {"title", "kind", "path", "translations", "abbreviation", "aliases"}
    code = " ".join(str(data[name]) for name in ("family", "code") if data.get(name))
    for language, said in _said(data):
        title = next((str(said[name]) for name in ("title", "name", "term") if said.get(name)), "")
        texts = [value for name, value in said.items() if isinstance(value, str) and name not in about]
        own = language or str(graph.graph.get("language") or "")
        yield tuple(
            map(plain.visible, (key, own, f"{code} {title}".strip(), "\n".join(_names(said)), "\n".join(texts)))
        )
