"""The whole base as one Markdown text for language models: what `llms.txt` points to, in its order.

Each record has its facts, its texts and its links, with the author's words about each. An edge is told once, at the
record where it begins. Links in texts lead where those of `llms` do.

It holds the language that records are written in, and no other.

Specified at https://llmstxt.org/ as far as its beginning goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.llms import Edition

if TYPE_CHECKING:
    import networkx as nx

NAME = "llms-full"
SUFFIX = ".llms-full.txt"


def dumps(graph: nx.MultiDiGraph[str]) -> str:
    """Give the graph as text."""
    return Edition(graph).full()
