"""The export formats, one a module. To add one, write a module like its neighbours and name it in `BY_NAME`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, TypeAlias

from kb.shelf import Shelf

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["BY_NAME", "Content", "Format"]

Content: TypeAlias = str | bytes | Mapping[str, bytes]
"""What a format makes of a graph: a text, bytes, or several files by name."""


class Format(Protocol):
    """A format is a module. Its docstring says what it is, what it cannot hold, and where it is specified."""

    __name__: str
    __doc__: str | None
    NAME: str
    SUFFIX: str
    """How a file of this format ends; of a format of several files, how each of them does."""

    def dumps(self, graph: nx.MultiDiGraph[str]) -> Content:
        """Give the graph in this format; pure, and the same for the same graph.

        Raises `UserError` when it needs a library that only an extra installs.
        """


BY_NAME: Shelf[Format] = Shelf(
    __name__,
    {
        "json": "node_link",
        "graphml": "graphml",
        "gexf": "gexf",
        "dot": "dot",
        "mermaid": "mermaid",
        "cytoscape": "cytoscape",
        "csv": "csv",
        "turtle": "turtle",
        "jsonld": "jsonld",
        "sqlite": "sqlite",
        "parquet": "parquet",
        "llms": "llms",
        "llms-full": "llms_full",
    },
)
"""The formats by the name that `kb export --to` takes."""
