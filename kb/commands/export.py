"""`kb export`: the graph, whole or narrowed, in a format of another tool."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from kb.commands.loading import load, warn_of_errors, write_file, write_files
from kb.export import BY_NAME, Content
from kb.export.archive import archive
from kb.export.narrow import narrow
from kb.project import UserError, find, unknown
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
    content = BY_NAME[to].dumps(graph)
    if output is None:
        _print(to, content)
        return 0
    _save(to, content, output)
    say(f"kb: wrote {graph.number_of_nodes():,} records and {graph.number_of_edges():,} edges to {output}")
    return 0


def _print(to: str, content: Content) -> None:
    """Give the content to stdout, several files as an archive. Raises `UserError` where a terminal cannot show it."""
    if isinstance(content, str):
        sys.stdout.write(content)
        return
    is_one = isinstance(content, bytes)
    if sys.stdout.isatty():
        place = f"-o graph{BY_NAME[to].SUFFIX}" if is_one else "-o FOLDER or -o graph.zip"
        raise UserError(f"{to} is nothing for a terminal; name where it goes with {place}")
    sys.stdout.flush()
    sys.stdout.buffer.write(content if isinstance(content, bytes) else archive(content))
    sys.stdout.buffer.flush()


def _save(to: str, content: Content, output: Path) -> None:
    """Write one file; or several into a folder, or as an archive where the name is that of one."""
    if isinstance(content, str | bytes):
        write_file(output, content.encode() if isinstance(content, str) else content)
    elif output.suffix.lower() == ".zip" or (output.exists() and not output.is_dir() and not output.is_file()):
        write_file(output, archive(content))
    elif output.is_file() or output.suffix == BY_NAME[to].SUFFIX:
        raise UserError(f"{to} is {' and '.join(content)}; name a folder for them, or a file that ends in .zip")
    else:
        write_files(output, content)
