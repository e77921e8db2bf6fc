"""The exports that are tables: CSV as Neo4j imports it, SQLite and Parquet, each read by what others read it with."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import networkx as nx
import pyarrow.parquet
import pytest
from exported import base
from test_export import HOSTILE, _hostile

from kb.export import csv as neo4j
from kb.export import parquet, plain, sqlite
from kb.export.archive import archive


@pytest.fixture(name="graph", scope="module")
def _graph() -> nx.MultiDiGraph[str]:
    return base().graph


# CSV.


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_csv_has_the_headers_that_neo4j_imports(graph: nx.MultiDiGraph[str]) -> None:
    """Ids, labels and types by their marks, properties with their types."""
    files = neo4j.dumps(graph)
    nodes = files["nodes.csv"].decode().split("\n")[0].split(",")
    assert nodes[:2] == [":ID", ":LABEL"]
    assert {"key:string", "title:string", "aliases:string[]", "sources:string[]", "level:long"} <= set(nodes)
    assert files["edges.csv"].decode().split("\n")[0] == ":START_ID,:END_ID,:TYPE,difference:string"


def test_csv_has_every_node_and_edge(graph: nx.MultiDiGraph[str]) -> None:
    files = neo4j.dumps(graph)
    nodes = {row[":ID"]: row for row in _rows(files["nodes.csv"])}
    assert set(nodes) == set(graph)
    row = nodes["code:smtp/504"]
    assert (row[":LABEL"], row["key:string"], row["code:string"]) == ("code", "code:smtp/504", "504")
    assert row["fix:string"] == "# First\nRead [[smtp/502]].\n"
    assert json.loads(row["translations:string"])["ko"]["name"] == "구현되지 않은 매개변수"
    edges = {(row[":START_ID"], row[":END_ID"], row[":TYPE"]): row for row in _rows(files["edges.csv"])}
    assert set(edges) == set(graph.edges(keys=True))
    assert edges["code:smtp/502", "code:smtp/504", "compare"]["difference:string"] == "504 knows the command."


def test_csv_keeps_data_exact_for_the_database(graph: nx.MultiDiGraph[str]) -> None:
    """What a spreadsheet would take for a formula is not touched."""
    row = next(row for row in _rows(neo4j.dumps(graph)["nodes.csv"]) if row[":ID"] == "code:smtp/504")
    assert row["aliases:string[]"] == "E504;=1+1"


def test_csv_tells_nothing_from_an_empty_text() -> None:
    """Neo4j takes quotes with nothing between for a text, and no quotes for no value."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("code:a", note="")
    graph.add_node("code:b", other=True)
    lines = neo4j.dumps(graph)["nodes.csv"].decode().splitlines()
    assert lines[1:] == ['"code:a","code","code:a","",', '"code:b","code","code:b",,true']


@pytest.mark.parametrize("item", ["a;b", ""])
def test_csv_lists_that_no_array_can_hold_are_json(item: str) -> None:
    """A `;` within an item would make two of it."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("code:a", names=["x", item])
    graph.add_node("code:b", names=["y"])
    rows = _rows(neo4j.dumps(graph)["nodes.csv"])
    assert [json.loads(row["names:string"]) for row in rows] == [["x", item], ["y"]]


def test_csv_keeps_hostile_texts_but_for_control_characters() -> None:
    """Quotes, line breaks and commas come back; every line has as many cells."""
    data = neo4j.dumps(_hostile())["nodes.csv"]
    assert [row["title:string"] for row in _rows(data)] == [plain.visible(text) for text in HOSTILE]
    assert len({len(row) for row in csv.reader(io.StringIO(data.decode(), newline=""))}) == 1


def test_an_archive_is_the_same_for_the_same_files(graph: nx.MultiDiGraph[str]) -> None:
    files = neo4j.dumps(graph)
    assert archive(files) == archive(files)


# SQLite.


@pytest.fixture(name="database", scope="module")
def _database(graph: nx.MultiDiGraph[str]) -> Iterator[sqlite3.Connection]:
    with _open(graph) as opened:
        yield opened


def _open(graph: nx.MultiDiGraph[str]) -> sqlite3.Connection:
    opened = sqlite3.connect(":memory:")
    opened.deserialize(sqlite.dumps(graph))
    return opened


def test_sqlite_has_every_node_and_edge(database: sqlite3.Connection, graph: nx.MultiDiGraph[str]) -> None:
    """Numbers are numbers; lists are JSON that SQLite takes apart."""
    assert {key for (key,) in database.execute("SELECT key FROM nodes")} == set(graph)
    assert set(database.execute("SELECT source, target, relation FROM edges")) == set(graph.edges(keys=True))
    assert database.execute("SELECT level + 1 FROM nodes WHERE kind = 'team'").fetchall() == [(4,)]
    sql = "SELECT value FROM nodes, json_each(nodes.sources) WHERE nodes.key = 'code:smtp/504'"
    assert database.execute(sql).fetchall() == [("RFC 5321 §4.2.2",), ("Some book, 1999",)]
    sql = "SELECT difference FROM edges WHERE relation = 'compare'"
    assert database.execute(sql).fetchall() == [("504 knows the command.",)]


def test_sqlite_is_sound(database: sqlite3.Connection) -> None:
    """Keys hold, and every edge leads from a node to a node."""
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    with pytest.raises(sqlite3.IntegrityError):
        database.execute("INSERT INTO nodes (key, kind) VALUES ('code:smtp/504', 'code')")


def test_sqlite_has_names_and_translations(database: sqlite3.Connection) -> None:
    rows = set(database.execute("SELECT alias, language FROM aliases WHERE key = 'code:smtp/504'"))
    assert rows == {("E504", None), ("=1+1", None), ("오사", "ko")}
    sql = "SELECT field, text FROM translations WHERE key = 'code:smtp/504' AND language = 'ko' AND field <> 'aliases'"
    assert dict(database.execute(sql).fetchall()) == {
        "name": "구현되지 않은 매개변수",
        "summary": "서버에 없는 매개변수입니다.",
    }


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("parameter", "code:smtp/504"),
        ("서버에", "code:smtp/504"),
        ("크립토 OR ssl", "term:tls"),
        ("secre*", "term:crypto"),
    ],
)
def test_sqlite_finds_words_in_every_language(database: sqlite3.Connection, words: str, found: str) -> None:
    assert database.execute("SELECT key FROM search WHERE search MATCH ?", (words,)).fetchall() == [(found,)]


def test_sqlite_gives_the_same_bytes(graph: nx.MultiDiGraph[str]) -> None:
    """No time, no change counter, no order of a hash is in it."""
    assert sqlite.dumps(graph) == sqlite.dumps(base().graph)


def test_sqlite_keeps_hostile_texts_and_names() -> None:
    """Names of attributes are hostile as well, and may differ in capitals only."""
    graph = _hostile()
    graph.nodes["code:00"].update({'a"); DROP TABLE nodes; --': 1, "{x}": 2, "Key": 3, "kEY": 4, "huge": 2**80})
    read = _open(graph)
    rows = read.execute("SELECT title FROM nodes ORDER BY key").fetchall()
    assert [title for (title,) in rows] == [plain.visible(text) for text in HOSTILE]
    read.row_factory = sqlite3.Row
    first = dict(read.execute("SELECT * FROM nodes WHERE \"key\" = 'code:00'").fetchone())
    assert first['a"); DROP TABLE nodes; --'] == 1
    assert (first["{x}"], first["Key_"], first["kEY__"], first["huge"]) == (2, 3, 4, str(2**80))


# Parquet.


def _table(data: bytes) -> Any:
    return pyarrow.parquet.read_table(io.BytesIO(data))


def test_parquet_has_every_node_and_edge(graph: nx.MultiDiGraph[str]) -> None:
    """Lists are lists, numbers numbers."""
    files = parquet.dumps(graph)
    nodes = {row["key"]: row for row in _table(files["nodes.parquet"]).to_pylist()}
    assert set(nodes) == set(graph)
    assert nodes["code:smtp/504"]["aliases"] == ["E504", "=1+1"]
    assert nodes["team:mail"]["level"] == 3
    assert nodes["term:tls"]["level"] is None
    edges = _table(files["edges.parquet"]).to_pylist()
    assert {(row["source"], row["target"], row["relation"]) for row in edges} == set(graph.edges(keys=True))


def test_parquet_says_what_the_whole_is(graph: nx.MultiDiGraph[str]) -> None:
    about = json.loads(_table(parquet.dumps(graph)["nodes.parquet"]).schema.metadata[b"kb"])
    assert (about["title"], about["format"]) == ("Mail codes", 1)


def test_parquet_of_nothing_has_its_columns() -> None:
    files = parquet.dumps(nx.MultiDiGraph())
    assert _table(files["nodes.parquet"]).schema.names == ["key", "kind"]
    assert _table(files["edges.parquet"]).schema.names == ["source", "target", "relation"]


def test_parquet_gives_the_same_bytes_and_keeps_hostile_texts() -> None:
    files = parquet.dumps(_hostile())
    assert files == parquet.dumps(_hostile())
    titles = _table(files["nodes.parquet"]).column("title").to_pylist()
    assert titles == [plain.visible(text) for text in HOSTILE]


def test_mixtures_become_text() -> None:
    """A column has one type, whatever authors write."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for key, value in (("a", 1), ("b", "x"), ("c", [1, "y"]), ("d", True), ("e", {"z": None})):
        graph.add_node(f"team:{key}", mixed=value)
    wanted = ["1", "x", '[1, "y"]', "true", '{"z": null}']
    assert _table(parquet.dumps(graph)["nodes.parquet"]).column("mixed").to_pylist() == wanted
    assert [row["mixed:string"] for row in _rows(neo4j.dumps(graph)["nodes.csv"])] == wanted
