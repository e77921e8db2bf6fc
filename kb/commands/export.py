"""`kb export`: the graph, whole or narrowed, in a format of another tool."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from kb.commands.loading import find, load, warn_of_errors, write_file
from kb.export import BY_NAME
from kb.export.narrow import narrow
from kb.project import UserError, unknown
from kb.terminal import say


class Narrowing(NamedTuple):
    """Which part of the graph is wanted."""

    kinds: list[str]
    families: list[str]
    relations: list[str]
    around: str | None
    depth: int


def run(root: Path | None, to: str, output: Path | None, narrowing: Narrowing) -> int:
    """Write the graph to a file, or to stdout."""
    if to not in BY_NAME:
        raise unknown("format", to, BY_NAME)
    base = load(root)
    warn_of_errors(base)
    around = find(base, narrowing.around).key if narrowing.around else None
    try:
        graph = narrow(
            base.graph,
            kinds=narrowing.kinds,
            families=narrowing.families,
            relations=narrowing.relations,
            around=around,
            depth=narrowing.depth,
        )
    except ValueError as error:
        raise UserError(str(error)) from error
    text = BY_NAME[to].dumps(graph)
    if output is None:
        sys.stdout.write(text)
        return 0
    write_file(output, text.encode())
    say(f"kb: wrote {graph.number_of_nodes():,} records and {graph.number_of_edges():,} edges to {output}")
    return 0
