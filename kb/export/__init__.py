"""The export formats, one a module. To add one, write a module like its neighbours and name it in `FORMATS`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import networkx as nx

from kb.export import dot, graphml, mermaid, node_link
from kb.export.narrow import narrow

__all__ = ["BY_NAME", "FORMATS", "Format", "narrow"]


class Format(Protocol):
    """A format is a module. Its docstring says what it is, what it cannot hold, and where it is specified."""

    __name__: str
    __doc__: str | None
    NAME: str
    SUFFIX: str

    def dumps(self, graph: nx.MultiDiGraph[str]) -> str:
        """Give the graph as text; pure, and the same text for the same graph."""


FORMATS: tuple[Format, ...] = (
    node_link,
    graphml,
    dot,
    mermaid,
)

BY_NAME: Mapping[str, Format] = {format_.NAME: format_ for format_ in FORMATS}
"""The formats by the name that `kb export --to` takes."""
