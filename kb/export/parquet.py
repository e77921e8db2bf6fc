"""Parquet: `nodes.parquet` and `edges.parquet`, for pandas, Polars, DuckDB, Spark and R.

A node has its `key`, an edge `source`, `target` and `relation`; the other columns are the attributes with their types,
lists of texts as lists. What is said of the whole graph is in both files' metadata, under `kb`, as JSON.

It cannot hold mappings and mixed lists, which become JSON text, and control characters, which become U+FFFD. An
attribute whose name is taken gets a `_` at its end. The same graph gives the same bytes in the same version of pyarrow,
which it needs: `pip install "kbgraph[tables]"`.

Specified at https://parquet.apache.org/docs/file-format/.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kb.errors import require
from kb.export import columns, plain
from kb.export.node_link import one_line

if TYPE_CHECKING:
    import networkx as nx

NAME = "parquet"
SUFFIX = ".parquet"


def dumps(graph: nx.MultiDiGraph[str]) -> dict[str, bytes]:
    """Give the two files by name. Raises `UserError` when pyarrow is not installed."""
    require("pyarrow", "tables")
    nodes = [{"key": key, **plain.beside(data, {"key"})} for key, data in plain.nodes(graph)]
    taken = {"source", "target", "relation"}
    edges = [
        {"source": source, "target": target, "relation": relation, **plain.beside(data, taken)}
        for source, target, relation, data in plain.edges(graph)
    ]
    about = plain.visible(one_line({**graph.graph, "format": 1}))
    return {
        "nodes.parquet": _file(("key", "kind"), nodes, about),
        "edges.parquet": _file(("source", "target", "relation"), edges, about),
    }


def _file(first: Sequence[str], rows: Sequence[Mapping[str, Any]], about: str) -> bytes:
    """Write rows of attributes, some of them as the first columns; these are there even where there are no rows."""
    import pyarrow as pa
    from pyarrow import parquet

    found = columns.types(rows)
    ordered = dict.fromkeys(first, str) | found
    types = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), list: pa.list_(pa.string())}
    arrays = [
        pa.array([_value(row.get(name), type_) for row in rows], types.get(type_, pa.string()))
        for name, type_ in ordered.items()
    ]
    table = pa.Table.from_arrays(arrays, names=[plain.visible(name) for name in ordered])
    sink = pa.BufferOutputStream()
    parquet.write_table(table.replace_schema_metadata({"kb": about}), sink, compression="zstd")
    return bytes(sink.getvalue())


def _value(value: Any, type_: type) -> Any:
    if value is None or type_ in (bool, int):
        return value
    if type_ is float:
        return float(value)
    if type_ is list:
        return [plain.visible(item) for item in value]
    if isinstance(value, str | bool | int | float):
        return plain.visible(plain.text(value))
    return plain.visible(json.dumps(value, ensure_ascii=False))
